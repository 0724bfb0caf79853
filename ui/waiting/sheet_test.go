package waiting

import (
	"context"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
	"mostrador/ui/kit"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	if err := desktest.Speak(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// offline is a counter at which two answers to Lucía wait; she wrote after the
// first of them.
func offline(t *testing.T) (*desktest.Stand, *Sheet, storetest.Customer) {
	t.Helper()
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "Two loaves?")
	say := func(text string) {
		f.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: f.Channel, Customer: lucia.ID,
			Type: shop.TypeText, Content: shop.Content{Text: text}})
	}
	say("I keep two for you")
	f.Tick(time.Minute)
	f.Receives(lucia, "No, leave it")
	say("All right")
	f.Do(&shop.ReadConversation{Conversation: lucia.Conversation, UpTo: 3})
	_, err := f.Store.Review(context.Background())
	require.NoError(t, err)
	stand := desktest.New(t, f, nil)
	stand.Show(kit.NewGround(kit.Background, kit.NewTitle("")), 760, 880)
	s := Open(stand.Desk)
	stand.Until("it is read", func() bool { return s.loaded })
	return stand, s, lucia
}

// buttons are the buttons shown, by their words.
func buttons(s *Sheet) map[string][]*kit.Button {
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
	walk(s.body)
	return found
}

func TestWhatWaitsIsListedAndWhatChangedMeanwhileIsAskedAbout(t *testing.T) {
	stand, s, _ := offline(t)
	require.Len(t, s.shown, 2, "reading marks are nobody's message")
	assert.Equal(t, "Message to Lucía", Title(s.shown[0]))
	all := buttons(s)
	assert.Len(t, all["Send all the same"], 1)
	assert.Len(t, all["Change"], 2)
	assert.Len(t, all["Take back"], 2)
	all["Send all the same"][0].Tapped(nil)
	stand.Until("nothing is held", func() bool { return len(buttons(s)["Send all the same"]) == 0 })
}

func TestATextIsChangedInItsPlaceAndOneIsTakenBack(t *testing.T) {
	stand, s, _ := offline(t)
	wish, reason := changed(s.shown[0].Wish, "Good, I let it be")
	require.Equal(t, shop.ReasonNone, reason)
	s.do(func(ctx context.Context) error {
		_, err := stand.Factory.Store.Revise(ctx, s.shown[0].Command.ID, wish)
		return err
	})
	stand.Until("it is changed", func() bool { return textOf(s.shown[0].Wish) == "Good, I let it be" })
	_, reason = changed(s.shown[0].Wish, "  ")
	assert.Equal(t, shop.ReasonEmpty, reason)

	buttons(s)["Take back"][1].Tapped(nil)
	stand.Until("one is left", func() bool { return len(s.shown) == 1 })
	buttons(s)["Take back"][0].Tapped(nil)
	stand.Until("nothing waits", func() bool { return len(s.shown) == 0 })
}

func TestWhatLeftAMomentAgoIsSaidNotToBeChangeable(t *testing.T) {
	stand, s, _ := offline(t)
	require.NoError(t, stand.Factory.Store.Posting(context.Background(), []shop.CommandID{s.shown[1].Command.ID}))
	s.takeBack(s.shown[1])
	stand.Until("it is said", func() bool { return len(stand.Toasts) == 1 })
	assert.Equal(t, "It has left already.", stand.Toasts[0])
	stand.Until("and shown", func() bool { return s.shown[1].Fixed })
}

func TestATextThatNeedsATemplateNowGoesBackToItsConversation(t *testing.T) {
	stand, s, lucia := offline(t)
	s.bringBack(s.shown[0])
	stand.Until("it is a draft", func() bool {
		draft, err := stand.Factory.Store.Draft(context.Background(), lucia.Conversation)
		return err == nil && draft.Text == "I keep two for you"
	})
	assert.Equal(t, desk.Place{Room: desk.Inbox, Conversation: lucia.Conversation}, stand.Went[0])
	assert.True(t, s.Closed())
}
