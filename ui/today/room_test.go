package today

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/assets"
	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

func TestMain(m *testing.M) {
	language := os.Getenv("MOSTRADOR_LANGUAGE")
	if language == "" {
		language = "en_US"
	}
	_ = os.Setenv("LANG", language+".UTF-8")
	_ = os.Setenv("LC_ALL", language+".UTF-8")
	if err := lang.AddTranslationsFS(assets.Translations(), "translations"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// turns is Fyne's UI goroutine in tests: what other goroutines hand in waits
// until the test runs it.
type turns struct {
	fyne.Driver
	mu      sync.Mutex
	waiting []func()
}

// DoFromGoroutine is part of fyne.Driver.
func (q *turns) DoFromGoroutine(f func(), _ bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, f)
}

func (q *turns) run() {
	q.mu.Lock()
	todo := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	for _, f := range todo {
		f()
	}
}

type turnApp struct {
	fyne.App
	turns *turns
}

// Driver is part of fyne.App.
func (a turnApp) Driver() fyne.Driver { return a.turns }

type morning struct {
	*testing.T
	f     *storetest.Factory
	room  *Room
	turns *turns
	went  []desk.Place
}

func open(t *testing.T, f *storetest.Factory, mode kit.Mode, width float32) *morning {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(mode, false))
	m := &morning{T: t, f: f, turns: &turns{Driver: app.Driver()}}
	fyne.SetCurrentApp(turnApp{app, m.turns})
	d := desk.New(desk.Params{Store: f.Store, Shop: f.Shop, Person: f.Person, Now: func() time.Time { return f.Now }})
	t.Cleanup(d.Close)
	d.Go = func(p desk.Place) { m.went = append(m.went, p) }
	m.room = New(d)
	window := test.NewTempWindow(t, kit.NewStage(m.room.Content()))
	window.SetPadded(false)
	window.Resize(fyne.NewSize(width, 880))
	m.room.Enter(desk.Place{Room: desk.Today})
	m.until("the day was read", func() bool { return m.room.loaded })
	return m
}

func (m *morning) until(what string, holds func() bool) {
	m.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		m.turns.run()
		if holds() {
			return
		}
		<-time.After(time.Millisecond)
	}
	m.Fatalf("waited in vain until %s", what)
}

func (m *morning) markup() string { return test.RenderObjectToMarkup(m.room.content) }

// busy is a morning on which everything wants something.
func busy(t *testing.T) (*storetest.Factory, map[string]storetest.Customer) {
	f := storetest.New(t)
	who := map[string]storetest.Customer{}
	for _, name := range []string{"Carmen Prieto", "Javier Ruiz", "Marta Vidal", "Lucía Martín", "Rafa Núñez"} {
		who[name] = f.Customer(name)
	}
	f.Receives(who["Carmen Prieto"], "Is it ready?")
	f.Tick(90 * time.Minute)
	f.Receives(who["Javier Ruiz"], "Do you deliver to Calle Feria?")
	f.Tick(4 * time.Minute)
	f.Receives(who["Marta Vidal"], "Hello")
	f.Fails(f.Sends(who["Marta Vidal"], "Shall I send it at eleven?"), 131026)
	for i, name := range []string{"Rafa Núñez", "Lucía Martín"} {
		due := f.Now.Add(time.Duration(2*i-1) * time.Hour)
		f.Add(storetest.Envelope{Channel: f.Channel, Customer: who[name].ID}, &shop.OrderOpened{
			OrderID: shop.OrderID{UUID: f.Command(&shop.ReadConversation{}).ID.UUID}, Number: "104" + string(rune('0'+i)), Status: "new", Customer: who[name].ID,
			Order: shop.Order{Items: []shop.Item{{Name: "Hogaza", Quantity: 1, Price: storetest.Euros(3, 80)}}, Due: due, Payment: shop.Payment{State: shop.Unpaid}, Total: storetest.Euros(3, 80)}})
	}
	refused := f.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: f.Channel, Customer: who["Lucía Martín"].ID,
		Type: shop.TypeText, Content: shop.Content{Text: "We close at two today"}})
	_, err := f.Store.Answered(context.Background(), refused.ID, shop.ReasonWindowClosed, "", 0)
	require.NoError(t, err)
	f.Do(&shop.SaveReply{Reply: shop.ReplyID{UUID: desk.NewID()}, Shortcut: "hours", Text: "8 to 20"})
	return f, who
}

func TestAQuietMorningSaysSoCalmly(t *testing.T) {
	m := open(t, storetest.New(t), kit.Light, 1324)
	assert.Contains(t, m.markup(), "All is well")
	assert.Contains(t, m.markup(), "Today in figures")
}

func TestABusyMorningLeadsToEverythingThatNeedsSomeone(t *testing.T) {
	f, who := busy(t)
	m := open(t, f, kit.Light, 1324)
	for _, words := range []string{"2 customers to answer · the longest waits 1 h 34", "Is it ready?", "1 order is late", "1 more order due today",
		"Did not arrive: 1 message", "Call the customer.", "Shall I send it at eleven?", "1 thing could not be done", "Message to Lucía Martín",
		"We close at two today", "1 thing waits to leave", "7.60 €"} {
		assert.Contains(t, m.markup(), words)
	}
	lead(t, m.room.answer(), 0).OnTapped()
	assert.Equal(t, desk.Place{Room: desk.Inbox, Conversation: who["Carmen Prieto"].Conversation}, m.went[0])
	lead(t, m.room.late(), 0).OnTapped()
	assert.Equal(t, m.room.state.late[0].ID, m.went[1].Order)
	place, ok := placeOf(m.room.state.refused[0])
	assert.True(t, ok)
	assert.Equal(t, desk.Place{Room: desk.Inbox, Conversation: who["Lucía Martín"].Conversation, Compose: "We close at two today"}, place)
}

// lead is the n-th row of a part.
func lead(t *testing.T, part fyne.CanvasObject, n int) *kit.ListRow {
	t.Helper()
	var rows []*kit.ListRow
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.ListRow:
			rows = append(rows, o)
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
	require.Greater(t, len(rows), n)
	return rows[n]
}

func TestWhatWasRefusedStaysUntilItIsDismissed(t *testing.T) {
	f, _ := busy(t)
	m := open(t, f, kit.Light, 1324)
	require.Len(t, m.room.state.refused, 1)
	m.room.dismiss(m.room.state.refused[0])
	m.until("it is gone", func() bool { return len(m.room.state.refused) == 0 })
	left, err := f.Store.Refused(context.Background(), 10)
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestTheDayFollowsWhatHappens(t *testing.T) {
	f := storetest.New(t)
	m := open(t, f, kit.Light, 1324)
	f.Receives(f.Customer("Pilar Gómez"), "Hello?")
	m.until("she is to be answered", func() bool { return len(m.room.state.answer) == 1 })
	assert.Contains(t, m.markup(), "1 customer to answer")
	m.room.take(state{err: assert.AnError})
	assert.Contains(t, m.markup(), "The day can't be shown")
}

func TestEveryKindOfCommandHasWords(t *testing.T) {
	for _, kind := range []shop.CommandKind{
		shop.DoSendMessage, shop.DoAddNote, shop.DoMarkConversation, shop.DoOpenOrder, shop.DoEditOrder, shop.DoMoveOrder, shop.DoTellAgain,
		shop.DoSaveReply, shop.DoDeleteReply, shop.DoAddCustomer, shop.DoEditCustomer, shop.DoLabelCustomer, shop.DoSaveLabel, shop.DoSetConsent,
		shop.DoMergeCustomers, shop.DoUnmergeCustomer, shop.DoConfigureShop, shop.DoSavePerson, shop.DoClaimConversation, shop.DoSettleMessage,
	} {
		assert.NotContains(t, lang.L("today.refused."+string(kind), map[string]any{"Who": "X"}), "today.", kind)
	}
}

func TestTheRoomLooksAsItDid(t *testing.T) {
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		t.Run(name, func(t *testing.T) {
			f, _ := busy(t)
			m := open(t, f, mode, 1324)
			test.AssertObjectRendersToMarkup(t, name+"/busy.xml", m.room.content)
		})
	}
}

// TestPictures draws the room into the folder named by MOSTRADOR_PICTURES.
func TestPictures(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		f, _ := busy(t)
		warned(f)
		draw(t, open(t, f, mode, 1324), 1324, filepath.Join(folder, "today-"+name+".png"))
		draw(t, open(t, f, mode, 684), 684, filepath.Join(folder, "today-narrow-"+name+".png"))
		draw(t, open(t, storetest.New(t), mode, 1324), 1324, filepath.Join(folder, "today-calm-"+name+".png"))
	}
}

func draw(t *testing.T, m *morning, width float32, path string) {
	t.Helper()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(1)
	c.SetContent(m.room.content)
	c.Resize(fyne.NewSize(width, 880))
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, c.Capture()))
	require.NoError(t, file.Close())
}
