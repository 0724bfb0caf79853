package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	stdsync "sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mostrador/backup"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/ui"
	"mostrador/ui/desk"
	"mostrador/ui/words"
)

// session is one shop that is open: its file, its link to the relay, and the
// window's content.
type session struct {
	folder string
	log    *slog.Logger

	account  sync.Account
	store    *store.Store
	link     *lateLink
	media    *lateMedia
	platform *latePlatform
	team     *lateTeam
	news     *lateNews
	backups  *backups
	practice *latePractice // nil for a real shop

	desk   *desk.Desk
	window *ui.Window
	// later is begun once the list has been painted; nil for nothing.
	later func()

	ctx    context.Context
	cancel context.CancelFunc
	work   stdsync.WaitGroup
}

// damagedAside is told when a shop's file had to be put aside.
type damagedAside struct {
	Path string
	// Restored is the backup that took its place; zero: none did.
	Restored backup.Copy
	Held     store.Contents
}

func (d *damagedAside) Error() string { return "the damaged file is now " + d.Path }

// openShop opens a shop that this computer has joined. The link to its relay
// is made in the background: everything here can be read before.
func openShop(ctx context.Context, account sync.Account, log *slog.Logger) (*session, error) {
	s := &session{folder: filepath.Base(account.Dir), log: log, account: account, link: newLateLink(), media: &lateMedia{},
		platform: newLatePlatform(), team: newLateTeam(), news: newLateNews()}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	var err error
	if s.store, err = s.openStore(ctx); s.store == nil {
		s.cancel()
		return nil, err
	}
	s.backups = newBackups(account, s.store, log)
	return s, err
}

// openStore puts a damaged file aside and begins a new one, which the relay
// fills again; that is told, not hidden.
func (s *session) openStore(ctx context.Context) (*store.Store, error) {
	params := store.Params{Path: s.account.StorePath(), Shop: s.account.Shop, Logger: s.log}
	opened, err := store.Open(ctx, params)
	var damaged *store.DamagedError
	if !errors.As(err, &damaged) {
		return opened, err
	}
	aside := fmt.Sprintf("%s.damaged-%s", params.Path, time.Now().Format("20060102-150405"))
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(params.Path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("put the damaged file aside: %w", err)
		}
	}
	told := &damagedAside{Path: aside}
	var restored bool
	told.Restored, told.Held, restored = newBackups(s.account, nil, s.log).restore(ctx)
	opened, err = store.Open(ctx, params)
	if err != nil {
		return nil, err
	}
	s.rescue(ctx, opened, aside, restored)
	return opened, told
}

// rescue takes what waited to leave out of the damaged file: it is nowhere
// else. What a backup brought back of it stays where not all can be read.
func (s *session) rescue(ctx context.Context, opened *store.Store, aside string, restored bool) {
	if restored && store.Readable(ctx, aside) {
		if err := opened.DropRestored(ctx); err != nil {
			s.log.Error("forget what waited in the backup", "error", err)
			return
		}
	}
	if _, err := opened.Rescue(ctx, aside); err != nil {
		s.log.Error("rescue what waited", "error", err)
	}
}

// words tells what happened.
func (d *damagedAside) words(now time.Time) string {
	if d.Restored.Path == "" {
		return lang.L("open.damaged", map[string]any{"Path": d.Path})
	}
	at := d.Restored.At.In(now.Location())
	return lang.L("open.restored", map[string]any{"Path": d.Path, "Day": words.Date(at, now), "Clock": words.Clock(at),
		"Messages": words.Number(d.Held.Messages)})
}

// connect makes the link to the relay and keeps it until the session closes.
// The account may know a newer address than the one the shop was opened with.
func (s *session) connect(account sync.Account) error {
	key, err := sync.KeeperFor(account).Key(account.KeyID)
	if err != nil {
		return err
	}
	engine, err := sync.New(sync.Params{Store: s.store, Account: account, Key: key, Version: version, Logger: s.log,
		OnPresence: s.team.heard, OnNews: s.news.heard})
	if err != nil {
		return err
	}
	s.link.attach(engine.Status())
	s.media.attach(engine.Media())
	s.platform.attach(engine)
	s.team.attach(engine)
	s.work.Go(func() {
		defer engine.Close()
		if err := engine.Run(s.ctx); err != nil {
			s.log.Error("the link to the relay ended", "error", err)
		}
	})
	return nil
}

// afterFirstPaint begins what would only keep the list from being painted.
func (s *session) afterFirstPaint() {
	s.work.Go(func() {
		for range 2 { // what is shown in one turn of the window's loop is painted before the next
			fyne.DoAndWait(func() {})
		}
		s.wake()
		if s.practice == nil {
			s.work.Go(func() { s.backups.run(s.ctx) })
		}
		if s.later != nil {
			s.later()
		}
	})
	s.calm()
}

// wake returns snoozed conversations when their time has come.
func (s *session) wake() {
	s.work.Go(func() {
		for {
			if _, err := s.store.Wake(s.ctx); err != nil && s.ctx.Err() == nil {
				s.log.Warn("wake snoozed conversations", "error", err)
			}
			next, err := s.store.NextWake(s.ctx)
			wait := time.Minute
			if err == nil && !next.IsZero() {
				wait = min(wait, max(time.Second, time.Until(next)))
			}
			timer := time.NewTimer(wait)
			select {
			case <-s.ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
		}
	})
}

// close lets go of everything, in the order in which it depends on each other.
// It may take a moment and is called off the UI goroutine.
func (s *session) close() {
	if s.desk != nil {
		s.desk.Close()
	}
	s.cancel()
	s.team.close()
	s.work.Wait()
	if s.practice != nil {
		s.practice.close()
	}
	if err := s.store.Close(); err != nil {
		s.log.Warn("close the shop's file", "error", err)
	}
}
