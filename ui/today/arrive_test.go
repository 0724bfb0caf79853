package today

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// bad is a morning on which much did not arrive.
func bad(t *testing.T) (*storetest.Factory, map[string]storetest.Customer) {
	f := storetest.New(t)
	who := map[string]storetest.Customer{}
	for _, name := range []string{"Carmen Prieto", "Javier Ruiz", "Marta Vidal", "Lucía Martín", "Rafa Núñez"} {
		who[name] = f.Customer(name)
		f.Receives(who[name], "Hello")
		f.Tick(time.Minute)
	}
	f.Fails(f.Sends(who["Marta Vidal"], "Shall I send it at eleven?"), 131026)
	f.Fails(f.Sends(who["Rafa Núñez"], "Two loaves, kept for you"), 131026)
	f.Fails(f.Sends(who["Javier Ruiz"], "We open at nine"), 131042)
	f.Fails(f.Sends(who["Carmen Prieto"], "It is ready"), 131047)
	lost := f.Queues(who["Lucía Martín"], "The cake costs 24 €")
	f.Claims(lost)
	f.Unsettles(lost)
	return f, who
}

// buttons are the buttons of a part, by their words.
func buttons(part fyne.CanvasObject) map[string][]*kit.Button {
	found := map[string][]*kit.Button{}
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Button:
			found[o.Label()] = append(found[o.Label()], o)
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		}
	}
	walk(part)
	return found
}

func TestWhatDidNotArriveIsGroupedByWhyWithTheRightNextStep(t *testing.T) {
	f, who := bad(t)
	m := open(t, f, kit.Light, 1324)
	for _, text := range []string{"Did not arrive: 5 messages", "Nobody knows whether it arrived", "Ask the customer.",
		"The number can't get WhatsApp messages", "Call the customer.", "WhatsApp has no valid payment method", "It needs a template"} {
		assert.Contains(t, m.markup(), text)
	}
	all := buttons(m.room.failed())
	assert.Len(t, all["Dealt with"], 5)
	assert.Len(t, all["Copy the number"], 2)
	assert.Len(t, all["Open WhatsApp Manager"], 1)
	assert.Len(t, all["Send again"], 1, "paying helps; whether the unknown one arrived may still turn out")
	all["Send as a template"][0].Tapped(nil)
	assert.Equal(t, desk.Place{Room: desk.Inbox, Conversation: who["Carmen Prieto"].Conversation}, m.went[len(m.went)-1])

	all["Send again"][0].Tapped(nil)
	m.until("it is sent as a new message, and out of the list", func() bool { return len(m.waiting()) == 1 })
	send, ok := m.waiting()[0].(*shop.SendMessage)
	require.True(t, ok)
	assert.Equal(t, "We open at nine", send.Content.Text)
}

func TestWhatIsDealtWithGoesAndAnUnknownOneMayBeSentAgainOnlyLater(t *testing.T) {
	f, _ := bad(t)
	m := open(t, f, kit.Light, 1324)
	for range 2 {
		before := len(m.room.state.failed)
		buttons(m.room.failed())["Dealt with"][0].Tapped(nil)
		m.until("it is gone", func() bool { return len(m.room.state.failed) == before-1 })
	}
	f, _ = bad(t)
	f.Tick(11 * time.Minute)
	m = open(t, f, kit.Light, 1324)
	assert.Len(t, buttons(m.room.failed())["Send again"], 2)
}

func TestWhatArrivesAfterAllLeavesTheListByItself(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "Hello")
	lost := f.Queues(lucia, "The cake costs 24 €")
	f.Claims(lost)
	f.Unsettles(lost)
	m := open(t, f, kit.Light, 1324)
	require.Len(t, m.room.state.failed, 1)
	f.Progresses(lost, shop.DeliveryDelivered)
	m.until("it is gone", func() bool { return len(m.room.state.failed) == 0 })
}

// waiting lists the wishes that wait to leave.
func (m *morning) waiting() []shop.Wish {
	m.Helper()
	entries, err := m.f.Store.Outbox(context.Background(), 100)
	require.NoError(m, err)
	var all []shop.Wish
	for _, e := range entries {
		wish, err := e.Command.Open()
		require.NoError(m, err)
		all = append(all, wish)
	}
	return all
}

func TestPicturesOfWhatDidNotArrive(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		f, _ := bad(t)
		draw(t, open(t, f, mode, 1324), 1324, filepath.Join(folder, "arrive-"+name+".png"))
		draw(t, open(t, f, mode, 684), 684, filepath.Join(folder, "arrive-narrow-"+name+".png"))
	}
}
