package inbox

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
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	if language := os.Getenv("MOSTRADOR_LANGUAGE"); language != "" {
		_ = os.Setenv("LANG", language+".UTF-8")
		_ = os.Setenv("LC_ALL", language+".UTF-8")
	}
	if err := lang.AddTranslationsFS(assets.Translations(), "translations"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// turns is Fyne's UI goroutine in tests: what other goroutines hand in waits
// until the test runs it, so that the room is touched by the test alone.
type turns struct {
	fyne.Driver
	mu      sync.Mutex
	waiting []func()
	woken   chan struct{}
}

// DoFromGoroutine is part of fyne.Driver.
func (q *turns) DoFromGoroutine(f func(), _ bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, f)
	select {
	case q.woken <- struct{}{}:
	default:
	}
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

// later holds what was asked to run after a while.
type later struct{ waits []*wait }

type wait struct {
	after time.Duration
	run   func()
	gone  bool
}

// pass lets time go by.
func (l *later) pass(d time.Duration) {
	due := l.waits
	l.waits = nil
	for _, one := range due {
		switch {
		case one.gone:
		case one.after > d:
			one.after -= d
			l.waits = append(l.waits, one)
		default:
			one.run()
		}
	}
}

// shopWindow is a window with the inbox of a bakery.
type shopWindow struct {
	testing.TB
	f      *storetest.Factory
	d      *desk.Desk
	room   *Room
	window fyne.Window
	turns  *turns
	later  *later
	went   []desk.Place
	said   []string
}

type windowParams struct {
	mode  kit.Mode
	large bool
	size  fyne.Size
	media desk.Media
	link  desk.Link
	f     *storetest.Factory
}

func madrid(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Madrid")
	require.NoError(t, err)
	return zone
}

func open(t testing.TB, p windowParams) *shopWindow {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(p.mode, p.large))
	w := &shopWindow{TB: t, f: p.f, later: &later{}, turns: &turns{Driver: app.Driver(), woken: make(chan struct{}, 1)}}
	fyne.SetCurrentApp(turnApp{app, w.turns})
	before := kit.After
	kit.After = func(d time.Duration, f func()) func() {
		one := &wait{after: d, run: f}
		w.later.waits = append(w.later.waits, one)
		return func() { one.gone = true }
	}
	zone := madrid(t)
	w.d = desk.New(desk.Params{Store: p.f.Store, Shop: p.f.Shop, Person: p.f.Person, Media: p.media, Link: p.link,
		Now: func() time.Time { return p.f.Now.In(zone) }})
	t.Cleanup(func() {
		w.d.Close()
		kit.After = before
	})
	if p.size.IsZero() {
		p.size = fyne.NewSize(1324, 880)
	}
	w.window = test.NewTempWindow(t, nil)
	w.window.SetPadded(false)
	w.d.Window = w.window
	w.d.Go = func(p desk.Place) { w.went = append(w.went, p) }
	w.d.Toast = func(text string) { w.said = append(w.said, text) }
	w.room = New(w.d)
	stage := kit.NewStage(w.room.Content())
	w.d.Undo = func(text string, d time.Duration, undone, later func()) {
		stage.Toast(kit.ToastParams{Text: text, For: d, OnUndo: undone, OnGone: later})
	}
	w.window.SetContent(stage)
	w.window.Resize(p.size)
	kit.NoteKey()
	return w
}

// until lets the window work until something holds.
func (w *shopWindow) until(what string, holds func() bool) {
	w.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond) // what is asked may be the store's, which wakes nobody
	defer tick.Stop()
	for {
		w.turns.run()
		if holds() {
			return
		}
		select {
		case <-w.turns.woken:
		case <-tick.C:
		case <-deadline:
			w.Fatalf("waited in vain until %s", what)
		}
	}
}

// enter goes to a place and waits until a conversation is open.
func (w *shopWindow) enter(p desk.Place) {
	w.Helper()
	w.room.Enter(p)
	w.until("a conversation is open", func() bool {
		return w.room.open != (shop.ConversationID{}) && w.room.list.loaded && w.room.composer.id == w.room.open && w.room.shop.Name != "" &&
			len(w.room.composer.quick.variables) > 0
	})
	w.settle()
}

// settle lets everything that is under way end.
func (w *shopWindow) settle() {
	for {
		w.turns.run()
		select {
		case <-w.turns.woken:
		case <-time.After(90 * time.Millisecond):
			return
		}
	}
}

func (w *shopWindow) show(c storetest.Customer) {
	w.Helper()
	w.room.show(opening{id: c.Conversation, focus: true})
	w.until("the conversation is open", func() bool { return w.room.open == c.Conversation && w.room.composer.id == c.Conversation })
	w.settle()
}

func (w *shopWindow) typed(text string) { test.Type(w.room.composer.box.Entry, text) }

func (w *shopWindow) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		if f := w.window.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
}

// waiting lists the wishes that wait to leave.
func (w *shopWindow) waiting() []shop.Wish {
	w.Helper()
	entries, err := w.f.Store.Outbox(context.Background(), 100)
	require.NoError(w, err)
	var all []shop.Wish
	for _, e := range entries {
		wish, err := e.Command.Open()
		require.NoError(w, err)
		all = append(all, wish)
	}
	return all
}

// wish waits for the newest wish of a kind.
func wish[T shop.Wish](w *shopWindow) T {
	w.Helper()
	var found T
	w.until("it waits to leave", func() bool {
		for _, one := range w.waiting() {
			if typed, ok := one.(T); ok {
				found = typed
				return true
			}
		}
		return false
	})
	return found
}
