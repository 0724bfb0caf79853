package main

import (
	"context"
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2"

	"mostrador/shop"
	"mostrador/sync"
	"mostrador/ui/desk"
)

// appearance keeps how the window looks and speaks.
type appearance struct{ p *program }

// Mode is light, dark or the system's.
func (a *appearance) Mode() string { return a.p.prefs.Mode }

// SetMode changes it at once.
func (a *appearance) SetMode(mode string) {
	a.p.prefs.Mode = mode
	a.p.dress()
	a.p.keepPreferences()
}

// Large says whether the text is large.
func (a *appearance) Large() bool { return a.p.prefs.Large }

// SetLarge changes it at once.
func (a *appearance) SetLarge(large bool) {
	a.p.prefs.Large = large
	a.p.dress()
	a.p.keepPreferences()
}

// Language is the chosen one.
func (a *appearance) Language() string { return a.p.prefs.Language }

// SetLanguage changes it and builds the window again.
func (a *appearance) SetLanguage(code string) {
	a.p.prefs.Language, a.p.options.language = code, ""
	a.p.keepPreferences()
	a.p.speak()
	if a.p.session != nil {
		a.p.open(a.p.session.folder)
	}
}

// connector joins shops and switches between them.
type connector struct{ p *program }

// Connect joins a shop.
func (c *connector) Connect(ctx context.Context, invite, name string, keyInFile bool) (string, error) {
	folder := shop.CommandID{UUID: desk.NewID()}.String()
	dir := filepath.Join(shopsFolder(c.p.options.data), folder)
	params := sync.PairParams{Invite: invite, DeviceName: name, Dir: dir, Version: version}
	if keyInFile {
		params.Keys = sync.FileKeyKeeper{Dir: dir}
	}
	if _, err := sync.Pair(ctx, params); err != nil {
		return "", connectError(err)
	}
	return folder, nil
}

func connectError(err error) error {
	reasons := []struct {
		err    error
		reason desk.ConnectReason
	}{
		{sync.ErrInviteText, desk.InviteText}, {sync.ErrCodeRefused, desk.InviteCode},
		{sync.ErrCertificate, desk.BadCertificate}, {sync.ErrNotARelay, desk.NotARelay},
		{sync.ErrClock, desk.WrongClock}, {sync.ErrTooOld, desk.TooOld}, {sync.ErrTooMany, desk.TooManyTries},
		{sync.ErrNoKeyring, desk.NoKeyring}, {sync.ErrNotReachable, desk.Unreachable}, {sync.ErrNoAnswer, desk.Unreachable},
	}
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			problem := &desk.ConnectError{Reason: r.reason, Err: err}
			var away *sync.NotReachable
			if errors.As(err, &away) {
				problem.Address = away.Address
			}
			return problem
		}
	}
	return err
}

// Open switches to a shop.
func (c *connector) Open(folder string) { fyne.Do(func() { c.p.open(folder) }) }

// Shops lists the shops of this computer.
func (c *connector) Shops() []desk.ShopOnThisComputer {
	accounts, err := sync.Accounts(shopsFolder(c.p.options.data))
	if err != nil {
		c.p.log.Warn("list the shops", "error", err)
	}
	shops := make([]desk.ShopOnThisComputer, 0, len(accounts))
	for _, a := range accounts {
		folder := filepath.Base(a.Dir)
		shops = append(shops, desk.ShopOnThisComputer{
			Folder: folder, Name: a.Name, Practice: folder == practiceShop,
			Current: c.p.session != nil && c.p.session.folder == folder,
		})
	}
	return shops
}
