package main

import (
	"context"
	"log/slog"
	"os"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"mostrador/ui"
	"mostrador/ui/kit"
	"mostrador/ui/language"
)

// appID is the id of FyneApp.toml.
const appID = "app.mostrador.desktop"

// program is the window and whatever shop is open in it.
type program struct {
	options options
	prefs   preferences
	log     *slog.Logger
	app     fyne.App
	window  fyne.Window
	shown   <-chan []string

	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup
	notices *desktopNotices
	tray    *tray
	session *session // of the UI goroutine
	opening bool     // of the UI goroutine
}

func newProgram(o options, shown <-chan []string) *program {
	p := &program{options: o, prefs: loadPreferences(o.data), shown: shown, log: slog.New(slog.DiscardHandler)}
	if o.verbose {
		p.log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.notices, p.tray = newDesktopNotices(p), &tray{p: p}
	return p
}

// run shows the window until it is closed.
func (p *program) run() error {
	ready := p.openAhead()
	p.app = app.NewWithID(appID)
	p.dress()
	ready = p.withFonts(ready)
	p.window = p.app.NewWindow("Mostrador")
	p.window.SetMaster()
	p.window.SetPadded(false)
	p.window.Resize(fyne.NewSize(p.prefs.Width, p.prefs.Height))
	p.window.SetCloseIntercept(p.leave)
	p.speak()
	p.window.SetContent(ui.Opening(""))
	ui.QuitKey(p.window, p.leave)
	p.work.Go(p.listen)
	p.app.Lifecycle().SetOnEnteredForeground(func() { p.active(true) })
	p.app.Lifecycle().SetOnExitedForeground(func() { p.active(false) })
	p.begin(ready)
	p.window.ShowAndRun()
	p.cancel()
	p.work.Wait()
	return nil
}

// speak chooses the window's language.
func (p *program) speak() {
	code := p.options.language
	if code == "" {
		code = p.prefs.Language
	}
	if err := language.Use(code); err != nil {
		p.log.Warn("choose the language", "error", err)
	}
}

// dress chooses the window's look.
func (p *program) dress() {
	mode := map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark}[p.prefs.Mode]
	p.app.Settings().SetTheme(kit.NewTheme(mode, p.prefs.Large))
}

// firstShop is the folder that the program opens with.
func (p *program) firstShop() string {
	switch {
	case p.options.practice:
		return practiceShop
	case p.options.shop != "":
		return p.options.shop
	case p.prefs.Shop != "":
		return p.prefs.Shop
	}
	return practiceShop
}

// listen brings the window to the front when the program is started again.
func (p *program) listen() {
	for {
		select {
		case <-p.ctx.Done():
			return
		case links := <-p.shown:
			fyne.Do(func() { p.front(links) })
		}
	}
}

func (p *program) front(links []string) {
	p.window.Show()
	p.window.RequestFocus()
	if p.session != nil && len(links) > 0 {
		p.session.window.FollowLink(links[0])
	}
}

func (p *program) active(active bool) {
	if p.session != nil && p.session.window != nil {
		p.session.window.Active(active)
	}
}

// leave keeps the window's size, closes the shop and ends the program. The
// window goes at once; what was sent is brought to the outbox before the end.
func (p *program) leave() {
	size := p.window.Canvas().Size()
	p.prefs.Width, p.prefs.Height = size.Width, size.Height
	p.keepPreferences()
	p.window.Hide()
	session := p.session
	p.session = nil
	if session != nil {
		session.window.Close()
	}
	p.work.Go(func() {
		if session != nil {
			session.close()
		}
		fyne.Do(p.app.Quit)
	})
}

func (p *program) keepPreferences() {
	if err := p.prefs.save(p.options.data); err != nil {
		p.log.Warn("keep the preferences", "error", err)
	}
}
