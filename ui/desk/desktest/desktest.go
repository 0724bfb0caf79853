// Package desktest opens a room of the window for a test: a desk over a shop
// that storetest made, a window without a display, and a UI goroutine that the
// test turns by hand. Tests of rooms use it.
package desktest

import (
	"context"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"

	"mostrador/assets"
	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// Stand is a desk with a window for one room.
type Stand struct {
	testing.TB
	Factory *storetest.Factory
	Desk    *desk.Desk
	Window  fyne.Window
	// Toasts and Went are what the room said and where it went.
	Toasts []string
	Went   []desk.Place
	turns  *turns
}

// Speak loads the translations; call it once from TestMain, with the locale of
// the environment set before.
func Speak() error { return lang.AddTranslationsFS(assets.Translations(), "translations") }

// New makes a stand for a shop; params fills in what the test needs beside.
func New(t testing.TB, f *storetest.Factory, params func(*desk.Params)) *Stand {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, false))
	s := &Stand{TB: t, Factory: f, turns: &turns{Driver: app.Driver()}}
	fyne.SetCurrentApp(turnApp{app, s.turns})
	p := desk.Params{Store: f.Store, Shop: f.Shop, Person: f.Person, Now: func() time.Time { return f.Now }, Version: "test"}
	if params != nil {
		params(&p)
	}
	s.Desk = desk.New(p)
	t.Cleanup(s.Desk.Close)
	s.Desk.Go = func(place desk.Place) { s.Went = append(s.Went, place) }
	s.Desk.Toast = func(text string) { s.Toasts = append(s.Toasts, text) }
	return s
}

// Show puts a room's content into a window of a size.
func (s *Stand) Show(content fyne.CanvasObject, width, height float32) {
	s.Helper()
	s.Window = test.NewTempWindow(s.TB, kit.NewStage(content))
	s.Window.SetPadded(false)
	s.Window.Resize(fyne.NewSize(width, height))
	s.Desk.Window = s.Window
}

// Until turns the UI goroutine until something holds.
func (s *Stand) Until(what string, holds func() bool) {
	s.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for {
		s.turns.run()
		if holds() {
			return
		}
		select {
		case <-deadline.C:
			s.Fatalf("waited in vain until %s", what)
		case <-time.After(time.Millisecond):
		}
	}
}

// Wishes are what waits to leave, in order.
func (s *Stand) Wishes() []shop.Wish {
	s.Helper()
	entries, err := s.Factory.Store.Outbox(context.Background(), 100)
	if err != nil {
		s.Fatalf("read the outbox: %v", err)
	}
	wishes := make([]shop.Wish, 0, len(entries))
	for _, entry := range entries {
		wish, err := entry.Command.Open()
		if err != nil {
			s.Fatalf("open a command: %v", err)
		}
		wishes = append(wishes, wish)
	}
	return wishes
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
