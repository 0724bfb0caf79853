package orders

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
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

func (q *turns) run() bool {
	q.mu.Lock()
	todo := q.waiting
	q.waiting = nil
	q.mu.Unlock()
	for _, f := range todo {
		f()
	}
	return len(todo) > 0
}

type turnApp struct {
	fyne.App
	turns *turns
}

// Driver is part of fyne.App.
func (a turnApp) Driver() fyne.Driver { return a.turns }

// undo is what can still be undone.
type undo struct {
	text          string
	wait          time.Duration
	undone, later func()
}

// counter is a window with the Orders room of a bakery.
type counter struct {
	*testing.T
	f      *storetest.Factory
	d      *desk.Desk
	room   *Room
	window fyne.Window
	turns  *turns
	went   []desk.Place
	said   []string
	undos  []undo
	deeds  []desk.Deed
}

func madrid(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Madrid")
	require.NoError(t, err)
	return zone
}

func open(t *testing.T, f *storetest.Factory, mode kit.Mode, width float32) *counter {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(mode, os.Getenv("MOSTRADOR_LARGE") != ""))
	c := &counter{T: t, f: f, turns: &turns{Driver: app.Driver()}}
	fyne.SetCurrentApp(turnApp{app, c.turns})
	zone := madrid(t)
	c.d = desk.New(desk.Params{Store: f.Store, Shop: f.Shop, Person: f.Person, Now: func() time.Time { return f.Now.In(zone) }})
	t.Cleanup(c.d.Close)
	c.window = test.NewTempWindow(t, nil)
	c.window.SetPadded(false)
	c.d.Go = func(p desk.Place) { c.went = append(c.went, p) }
	c.d.Toast = func(text string) { c.said = append(c.said, text) }
	c.d.OnDeed(func(deed desk.Deed) { c.deeds = append(c.deeds, deed) })
	c.room = New(c.d)
	stage := kit.NewStage(c.room.Content())
	c.d.Undo = func(text string, d time.Duration, undone, later func()) {
		c.undos = append(c.undos, undo{text, d, undone, later})
	}
	c.window.SetContent(stage)
	c.window.Resize(fyne.NewSize(width, 880))
	kit.NoteKey()
	c.room.Enter(desk.Place{Room: desk.Orders})
	c.until("the board was read", func() bool { return c.room.board.loaded })
	c.settle()
	return c
}

// until lets the window work until something holds.
func (c *counter) until(what string, holds func() bool) {
	c.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		c.turns.run()
		if holds() {
			return
		}
		<-time.After(time.Millisecond)
	}
	c.Fatalf("waited in vain until %s", what)
}

// settle lets everything that is under way end.
func (c *counter) settle() {
	quiet := time.Now()
	for time.Since(quiet) < 90*time.Millisecond {
		if c.turns.run() {
			quiet = time.Now()
		}
		<-time.After(time.Millisecond)
	}
}

func (c *counter) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		if f := c.window.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
}

// waiting lists the wishes that wait to leave.
func (c *counter) waiting() []shop.Wish {
	c.Helper()
	entries, err := c.f.Store.Outbox(context.Background(), 100)
	require.NoError(c, err)
	all := make([]shop.Wish, 0, len(entries))
	for _, e := range entries {
		wish, err := e.Command.Open()
		require.NoError(c, err)
		all = append(all, wish)
	}
	return all
}
