package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	stdsync "sync"
	"time"

	"github.com/zalando/go-keyring"

	"mostrador/backup"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/ui/desk"
)

// backups makes the copies of one shop's file. Where they are is noted beside
// the file, not in it: it is asked when the file can't be read.
type backups struct {
	store   *store.Store // nil while the shop's file can't be opened
	account sync.Account
	log     *slog.Logger
	now     func() time.Time

	one stdsync.Mutex // one copy is made at a time
}

// When copies are made by themselves.
const (
	firstBackup = 10 * time.Minute // after the window was shown
	backupEvery = 24 * time.Hour
	backupRetry = time.Hour
)

func newBackups(account sync.Account, s *store.Store, log *slog.Logger) *backups {
	return &backups{store: s, account: account, log: log, now: time.Now}
}

// backupChoice is what is noted of them.
type backupChoice struct {
	Folder string `json:"folder,omitempty"` // "": beside the shop's file
	Sealed bool   `json:"sealed,omitempty"` // the passphrase is in the keyring
}

func (b *backups) noteFile() string { return filepath.Join(b.account.Dir, "backups.json") }

func (b *backups) choice() (c backupChoice) {
	if raw, err := os.ReadFile(b.noteFile()); err == nil {
		_ = json.Unmarshal(raw, &c) //nolint:errcheck // a broken note must not keep copies from being made
	}
	return c
}

func (b *backups) note(c backupChoice) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.noteFile()+".new", raw, 0o600); err != nil {
		return fmt.Errorf("note where backups are: %w", err)
	}
	return os.Rename(b.noteFile()+".new", b.noteFile())
}

// folder is this shop's and this computer's own below the chosen one: others
// may have chosen the same.
func (b *backups) folder() string {
	chosen := b.choice().Folder
	if chosen == "" {
		return filepath.Join(b.account.Dir, "backups")
	}
	device := b.account.Device.String()
	return filepath.Join(chosen, "Mostrador "+filepath.Base(b.account.Dir)+" "+device[len(device)-8:])
}

const backupKeyring = "Mostrador backups"

// passphrase is what copies are sealed with, "" for nothing.
func (b *backups) passphrase() (string, error) {
	if !b.choice().Sealed {
		return "", nil
	}
	return b.keptPassphrase()
}

func (b *backups) keptPassphrase() (string, error) {
	text, err := keyring.Get(backupKeyring, b.account.Device.String())
	if err != nil {
		return "", fmt.Errorf("%w: %w", desk.ErrNoPassphrase, err)
	}
	return text, nil
}

// SetPassphrase is part of desk.Backups.
func (b *backups) SetPassphrase(_ context.Context, passphrase string) error {
	c := b.choice()
	c.Sealed = passphrase != ""
	if c.Sealed {
		if err := keyring.Set(backupKeyring, b.account.Device.String(), passphrase); err != nil {
			return fmt.Errorf("%w: %w", desk.ErrNoPassphrase, err)
		}
	}
	return b.note(c) // an old passphrase stays: there may be copies sealed with it
}

// SetFolder is part of desk.Backups.
func (b *backups) SetFolder(_ context.Context, folder string) error {
	c := b.choice()
	c.Folder = folder
	return b.note(c)
}

// State is part of desk.Backups.
func (b *backups) State(context.Context) (desk.BackupState, error) {
	state := desk.BackupState{Folder: b.folder(), Sealed: b.choice().Sealed}
	all, err := backup.List(state.Folder)
	if err != nil {
		return state, err
	}
	if state.None = len(all) == 0; !state.None {
		state.Newest = all[0]
	}
	return state, nil
}

// Make is part of desk.Backups.
func (b *backups) Make(ctx context.Context) (backup.Made, error) {
	b.one.Lock()
	defer b.one.Unlock()
	passphrase, err := b.passphrase()
	if err != nil {
		return backup.Made{}, err
	}
	return backup.Make(ctx, backup.Params{Source: b.store, Folder: b.folder(), Passphrase: passphrase, Now: b.now(), Zone: time.Local})
}

// Check is part of desk.Backups.
func (b *backups) Check(ctx context.Context) (store.Contents, error) {
	b.one.Lock()
	defer b.one.Unlock()
	all, err := backup.List(b.folder())
	if err != nil {
		return store.Contents{}, err
	}
	if len(all) == 0 {
		return store.Contents{}, desk.ErrNoBackup
	}
	return b.read(all[0], func(passphrase string) (store.Contents, error) { return backup.Check(ctx, all[0].Path, passphrase) })
}

func (b *backups) read(c backup.Copy, read func(passphrase string) (store.Contents, error)) (store.Contents, error) {
	passphrase := ""
	if c.Sealed {
		var err error
		if passphrase, err = b.keptPassphrase(); err != nil {
			return store.Contents{}, err
		}
	}
	return read(passphrase)
}

// run makes copies by the clock until ctx ends.
func (b *backups) run(ctx context.Context) {
	backup.Schedule{Clock: backup.SystemClock{}, First: firstBackup, Every: backupEvery, Retry: backupRetry,
		Newest: func() (time.Time, error) {
			state, err := b.State(ctx)
			return state.Newest.At, err
		},
		Make: func(ctx context.Context) error {
			made, err := b.Make(ctx)
			switch {
			case err == nil:
				b.log.Info("a backup was made", "messages", made.Contents.Messages, "removed", made.Removed)
			case ctx.Err() == nil:
				b.log.Warn("make a backup", "error", err)
			}
			return err
		}}.Run(ctx)
}

// restore brings the newest copy that is whole to where the shop's file was;
// false when there is none.
func (b *backups) restore(ctx context.Context) (backup.Copy, store.Contents, bool) {
	all, err := backup.List(b.folder())
	if err != nil {
		b.log.Warn("look for backups", "error", err)
	}
	for _, c := range all {
		held, err := b.read(c, func(passphrase string) (store.Contents, error) {
			return backup.Restore(ctx, c.Path, passphrase, b.account.StorePath())
		})
		if err == nil && held.Shop != b.account.Shop {
			err = errors.Join(store.ErrOtherShop, os.Remove(b.account.StorePath()))
		}
		if err == nil {
			return c, held, true
		}
		b.log.Warn("restore a backup", "made", c.At, "error", err)
	}
	return backup.Copy{}, store.Contents{}, false
}
