package main

import (
	"time"

	"fyne.io/fyne/v2"

	"mostrador/assets"
	"mostrador/store"
	"mostrador/ui/kit"
)

// aheadPatience is how long the window waits for a shop's file, so that its
// first frame can have the list, before it is shown without.
const aheadPatience = 300 * time.Millisecond

// opened is a shop that was opened off the UI goroutine, or why it wasn't.
type opened struct {
	folder  string
	session *session
	err     error
}

// openAhead opens the shop of the last time while the screen is being reached
// for.
func (p *program) openAhead() <-chan opened {
	ready := make(chan opened, 1)
	folder := p.firstShop()
	p.work.Go(func() {
		s, err := p.openKnown(folder)
		if s != nil {
			s.warm()
		}
		ready <- opened{folder, s, err}
	})
	return ready
}

// warm reads what the first frame will read, so that it is in memory then.
func (s *session) warm() {
	_, err := s.store.Chats(s.ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: 60})
	if err == nil {
		_, err = s.store.Counts(s.ctx)
	}
	if err != nil {
		s.log.Warn("read the list", "error", err)
	}
}

// withFonts reads the fonts too; the theme must be known. Looking through the
// system's for the first time takes a second. Nothing may measure text before
// the answer.
func (p *program) withFonts(ready <-chan opened) <-chan opened {
	both := make(chan opened, 1)
	p.work.Go(func() {
		kit.WarmFonts()
		both <- <-ready
	})
	return both
}

// begin builds the window's content before the window is on the screen, if the
// shop could be opened by then; otherwise the window comes first.
func (p *program) begin(ready <-chan opened) {
	patience := time.NewTimer(aheadPatience)
	defer patience.Stop()
	started := func(f func()) {
		p.app.Lifecycle().SetOnStarted(func() {
			p.app.SetIcon(assets.AppIcon()) // it takes a while to be unpacked
			p.window.SetIcon(assets.AppIcon())
			f()
			p.tray.begin()
		})
	}
	select {
	case o := <-ready:
		if o.session == nil {
			started(func() { p.open(o.folder) })
			return
		}
		p.show(o, true)
		started(p.onScreen)
	case <-patience.C:
		p.opening = true
		started(func() { p.await(ready) })
	}
}

// await shows a shop that takes its time to open.
func (p *program) await(ready <-chan opened) {
	p.work.Go(func() {
		o := <-ready
		fyne.Do(func() {
			p.opening = false
			if o.session == nil {
				p.open(o.folder)
				return
			}
			p.show(o, false)
		})
	})
}

// onScreen goes on where the first frame was all that mattered.
func (p *program) onScreen() {
	p.session.desk.Shown()
	p.session.afterFirstPaint()
	p.remember(p.session.folder)
}
