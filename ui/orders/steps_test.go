package orders

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/ui/kit"
)

func steps(c *counter) *stepsPage {
	c.room.openSteps()
	c.until("the statuses were read", func() bool { return c.room.steps != nil && c.room.steps.loaded })
	c.settle()
	return c.room.steps
}

func TestTheOwnerWritesTheStatuses(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	s := steps(c)
	assert.True(t, s.save.Disabled(), "nothing was changed")
	s.add()
	assert.Equal(t, 4, s.at, "before the end")
	s.form.Objects[0].(*kit.TextField).SetText("Cooling")
	s.form.Objects[4].(*kit.TextField).SetText("Hi {customer}, {nothing}")
	assert.Contains(t, markup(c), "Nobody fills in {nothing}")
	s.form.Objects[4].(*kit.TextField).SetText("Hi {cliente}, it cools down.")
	snap(c, "steps-light")
	s.swap(-1)
	s.keep()
	c.until("it waits to leave", func() bool { return len(c.waiting()) == 1 })
	saved := *c.waiting()[0].(*shop.ConfigureShop).Settings.Pipeline
	require.Len(t, saved, 6)
	assert.Equal(t, "Cooling", saved[3].Name)
	assert.Equal(t, "Hi {cliente}, it cools down.", saved[3].Update)
	assert.Equal(t, pipeline[2], saved[2], "the others stay as they were")
}

func TestAStatusWithOrdersStaysAndNamesDiffer(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	s := steps(c)
	assert.Contains(t, markup(c), "orders are in it")
	s.form.Objects[0].(*kit.TextField).SetText("Baking")
	assert.True(t, s.save.Disabled())
	assert.Contains(t, markup(c), "a name of its own")
	c.room.StepBack()
	assert.Nil(t, c.room.steps)
}

func TestReadySetsKeepStatusesThatHoldOrders(t *testing.T) {
	for _, set := range readySets {
		next := readyPipeline(set.statuses, pipeline, map[shop.StatusID]int{"baking": 3, "way": 1})
		assert.GreaterOrEqual(t, next.Index("baking"), 0, set.name)
		assert.GreaterOrEqual(t, next.Index("way"), 0, set.name)
		assert.False(t, next[0].Final, set.name)
		assert.True(t, next[len(next)-1].Final, set.name)
		for _, status := range next {
			assert.NotContains(t, status.Name, "orders.set", "it has a name in words")
			assert.Empty(t, unknownVariable(status.Update), status.Name)
		}
	}
}

func TestTheStatusesInPictures(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Dark, 684)
	s := steps(c)
	s.at = 2
	s.draw()
	c.settle()
	snap(c, "steps-dark-narrow")
	c.window.Resize(fyne.NewSize(1324, 880))
	c.settle()
	snap(c, "steps-dark")
	assert.Contains(t, markup(c), "Order ready")
}
