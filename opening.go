package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/sync"
	"mostrador/sync/status"
	"mostrador/ui"
	"mostrador/ui/desk"
	"mostrador/ui/language"
)

// open closes the shop that is open and opens another one, off the UI
// goroutine; the window shows it when its file can be read.
func (p *program) open(folder string) {
	if p.opening {
		return
	}
	p.opening = true
	before := p.session
	p.session = nil
	if before != nil {
		before.window.Close()
	}
	p.window.SetContent(ui.Opening(""))
	p.work.Go(func() {
		if before != nil {
			before.close()
		}
		session, err := p.openFolder(folder)
		fyne.Do(func() {
			p.opening = false
			p.show(opened{folder, session, err}, false)
		})
	})
}

// reopen is open for other goroutines.
func (p *program) reopen(folder string) { fyne.Do(func() { p.open(folder) }) }

// openFolder opens the shop in a folder. The practice shop is made when it
// isn't there yet.
func (p *program) openFolder(folder string) (*session, error) {
	s, err := p.openKnown(folder)
	if s == nil && errors.Is(err, fs.ErrNotExist) && folder == practiceShop {
		return p.firstPractice()
	}
	return s, err
}

// openKnown opens a shop that this computer has joined. Its link to the relay
// is made once the list is painted.
func (p *program) openKnown(folder string) (*session, error) {
	account, err := sync.LoadAccount(filepath.Join(shopsFolder(p.options.data), folder))
	if err != nil {
		return nil, err
	}
	s, err := openShop(p.ctx, account, p.log)
	if s == nil {
		return nil, err
	}
	if p.options.rebuild {
		p.options.rebuild = false // once
		if err := s.store.Reset(p.ctx); err != nil {
			s.close()
			return nil, err
		}
	}
	if folder == practiceShop {
		s.practice = &latePractice{}
		s.later = func() { s.connectPractice(p, p.language()) }
		return s, err
	}
	s.later = func() {
		if failed := s.connect(account); failed != nil {
			p.log.Error("connect", "error", failed)
			s.link.fail(status.KeyMissing{})
		}
	}
	return s, err
}

func (p *program) language() string {
	if p.options.language != "" {
		return p.options.language
	}
	if p.prefs.Language != "" {
		return p.prefs.Language
	}
	return language.System()
}

// firstPractice makes the practice shop and waits until its first page is here.
func (p *program) firstPractice() (*session, error) {
	fyne.Do(func() { p.window.SetContent(ui.Opening(lang.L("open.practice"))) })
	other, account, err := startPractice(p.ctx, p.options, p.language(), p)
	if err != nil {
		return nil, err
	}
	s, err := openShop(p.ctx, account, p.log)
	if s == nil {
		return nil, errors.Join(err, other.Close(p.ctx))
	}
	s.practice = &latePractice{}
	s.practice.attach(other)
	if err := s.connect(account); err != nil {
		s.close()
		return nil, err
	}
	s.awaitFirstPage(p.ctx, 15*time.Second)
	return s, err
}

// awaitFirstPage waits until the link is live, but not forever, nor longer than
// the program runs: what is missing comes in while the window is open.
func (s *session) awaitFirstPage(ctx context.Context, patience time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	live := make(chan struct{}, 1)
	stop := s.link.Subscribe(func(now status.Status) {
		if _, ok := now.State.(status.Live); ok {
			select {
			case live <- struct{}{}:
			default:
			}
		}
	})
	defer stop()
	if _, ok := s.link.Get().State.(status.Live); ok {
		return
	}
	select {
	case <-live:
	case <-ctx.Done():
	}
}

// show puts an opened shop into the window, or says why it isn't there. Ahead
// says that the window itself isn't on the screen yet.
func (p *program) show(o opened, ahead bool) {
	s := o.session
	if s == nil {
		p.showTrouble(o.folder, o.err)
		return
	}
	p.session = s
	params := desk.Params{
		Store: s.store, Link: s.link, Media: s.media, Platform: s.platform, Team: s.team, News: s.news, Notices: p.notices, Computer: newComputer(p.options),
		Connector: &connector{p}, Appearance: &appearance{p},
		Shop: s.account.Shop, Person: s.account.Person, Logger: p.log, Version: version, Folder: s.account.Dir,
		Quit: p.leave, Front: func() { p.front(nil) }, Badge: p.tray.count, Ahead: ahead,
	}
	if s.practice != nil {
		params.Practice = s.practice
	} else {
		params.Backups = s.backups
	}
	s.desk = desk.New(params)
	s.window = ui.New(p.window, s.desk)
	if len(p.options.links) > 0 {
		s.window.FollowLink(p.options.links[0])
		p.options.links = nil
	}
	p.noteFirstFrame(s)
	if !ahead {
		s.desk.OnListed(s.afterFirstPaint)
		p.remember(o.folder)
	}
	var aside *damagedAside
	if errors.As(o.err, &aside) {
		s.desk.Toast(aside.words(s.desk.Now()))
	}
}

// remember opens this shop at the next start too.
func (p *program) remember(folder string) {
	if p.prefs.Shop != folder {
		p.prefs.Shop = folder
		p.keepPreferences()
	}
}

func (p *program) showTrouble(folder string, err error) {
	p.log.Error("open the shop", "folder", folder, "error", err)
	actions := []ui.Action{{Label: lang.L("open.again"), Do: func() { p.open(folder) }}}
	if folder != practiceShop {
		actions = append(actions, ui.Action{Label: lang.L("open.openPractice"), Do: func() { p.open(practiceShop) }})
	}
	p.window.SetContent(ui.Trouble(lang.L("open.failed"), openWords(err, p.options.data), actions...))
}

// openWords says why a shop can't be opened, and what to do.
func openWords(err error, folder string) string {
	var newer *store.NewerFileError
	switch {
	case errors.As(err, &newer) && newer.OldestProgram == "":
		return lang.L("open.newerUnknown")
	case errors.As(err, &newer):
		return lang.L("open.newer", map[string]any{"Version": newer.OldestProgram})
	case errors.Is(err, store.ErrNotWritable):
		return lang.L("open.notWritable", map[string]any{"Folder": folder})
	case errors.Is(err, store.ErrInUse):
		return lang.L("open.inUse")
	case errors.Is(err, sync.ErrNoKey), errors.Is(err, sync.ErrNoKeyring):
		return lang.L("open.noKey")
	}
	return desk.Words(err)
}
