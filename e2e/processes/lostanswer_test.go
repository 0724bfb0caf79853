package processes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/e2e/processes/programs"
	"mostrador/shop"
)

// The desktop dies between taking a move and saying so, with the relay away: who
// asks again hears the same words, and the customer reads them once.
func TestAMoveThatIsAskedForAgainAfterADeathTellsOnce(t *testing.T) {
	s := open(t)
	link := s.openShop()
	s.moveIn(lucia)
	d := s.join("counter", link)
	require.NoError(t, d.Configure())
	s.writes(lucia, "una hogaza, por favor")
	s.eventually("she is on the desktop", func() bool { return len(items(t, d, lucia)) == 1 })
	order, err := d.Order(programs.NameOf(lucia))
	require.NoError(t, err)
	s.eventually("her order has its number and is in the oven", func() bool {
		_, err = d.Move(order, "baking")
		return err == nil
	})
	s.eventually("nothing waits any more", func() bool {
		status, err := d.Status()
		thread := items(t, d, lucia)
		return err == nil && status.Waiting == 0 && len(thread) == 2 && thread[1].Rank == shop.RankRead
	})

	s.relay.Kill()
	first, err := d.Move(order, "ready")
	require.NoError(t, err)
	d.Kill()
	d = s.sitDown("counter")
	_, err = d.Open()
	require.NoError(t, err)
	again, err := d.Move(order, "ready")
	require.NoError(t, err)
	assert.Equal(t, first, again)
	assert.Contains(t, again, "is ready to collect")
	status, err := d.Status()
	require.NoError(t, err)
	assert.Equal(t, 1, status.Waiting, "the second asking gives no second command")

	require.NoError(t, s.relay.Launch())
	require.NoError(t, s.relay.Ready(s.ctx))
	s.eventually("she has read it", func() bool {
		thread := items(t, d, lucia)
		return len(thread) == 3 && thread[2].Status == "ready" && thread[2].Rank == shop.RankRead
	})
	assert.Equal(t, 1, s.got(lucia, first))
	require.NoError(t, d.Close())
}
