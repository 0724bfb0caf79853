package sync

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// PairParams is what it takes to join a shop.
type PairParams struct {
	Invite     string    // the link as it was pasted
	DeviceName string    // as the shop's people will read it
	Dir        string    // the shop's folder; made if need be
	Keys       KeyKeeper // where the device's key is to live; nil: the system's keyring
	Version    string    // of this program
	Now        func() time.Time
	Transport  http.RoundTripper // nil: pinned to the invite's certificate
}

// Pair joins a shop with a single-use invite and saves the account. The key is
// stored and the folder is tried before the code is spent. Errors are
// ErrInviteText, ErrNoKeyring, ErrCodeRefused, ErrTooMany, ErrNotReachable
// (NotReachable has the address), ErrNoAnswer, ErrNotARelay, ErrCertificate,
// ErrClock and ErrTooOld.
func Pair(ctx context.Context, p PairParams) (Account, error) {
	invite, err := wire.ParseInvite(p.Invite)
	if err != nil {
		return Account{}, fmt.Errorf("%w: %w", ErrInviteText, err)
	}
	p = p.withDefaults(invite)
	if err := tryFolder(p.Dir); err != nil {
		return Account{}, err
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Account{}, fmt.Errorf("make the device's key: %w", err)
	}
	account := Account{
		Relay: invite.Relay, Fingerprint: invite.Fingerprint, DeviceName: p.DeviceName,
		KeyID: uuid.NewString(), KeyPlace: p.Keys.Place(), Joined: p.Now().UTC(), Dir: p.Dir,
	}
	if err := p.Keys.Keep(account.KeyID, private); err != nil {
		return Account{}, err
	}
	if err := p.join(ctx, invite, private, &account); err != nil {
		return Account{}, errors.Join(err, p.Keys.Forget(account.KeyID))
	}
	return account, nil
}

func (p PairParams) withDefaults(invite wire.Invite) PairParams {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Keys == nil {
		p.Keys = KeyringKeeper{}
	}
	if p.Transport == nil {
		p.Transport = newTransport(invite.Fingerprint)
	}
	return p
}

func (p PairParams) join(ctx context.Context, invite wire.Invite, key ed25519.PrivateKey, account *Account) error {
	c := &client{base: invite.Relay, http: newHTTP(p.Transport), agent: agent(p.Version), now: p.Now, silence: 30 * time.Second}
	defer c.http.CloseIdleConnections()
	answer, err := c.pair(ctx, wire.PairRequest{
		Code: invite.Code, PublicKey: deviceKey{key}.Public(), DeviceName: p.DeviceName, System: systemName(),
	})
	if err != nil {
		return err
	}
	account.Shop, account.Name = answer.Shop, answer.Name
	account.Device, account.Person = answer.Device, answer.Person
	return SaveAccount(*account)
}

// pair asks once more when the connection broke: with the same key, so that a
// relay that had heard the first can answer the same.
func (c *client) pair(ctx context.Context, request wire.PairRequest) (answer wire.PairAnswer, err error) {
	for range 2 {
		err = c.call(ctx, http.MethodPost, wire.PathPair, request, &answer)
		if ctx.Err() != nil || !errors.Is(err, ErrNotReachable) {
			break
		}
	}
	switch {
	case errors.Is(err, errInvalid):
		return answer, fmt.Errorf("%w: %w", ErrCodeRefused, err)
	case errors.Is(err, errMissing):
		return answer, fmt.Errorf("%w: %w", ErrNotARelay, err)
	case err == nil && (answer.Device == shop.DeviceID{} || answer.Shop == shop.ShopID{}):
		return answer, fmt.Errorf("%w: its answer names no device", ErrNotARelay)
	}
	return answer, err
}

// systemName is what people call the system that this program runs on.
func systemName() string {
	switch runtime.GOOS {
	case "windows":
		return "Windows"
	case "darwin":
		return "macOS"
	case "linux":
		return "Linux"
	}
	return runtime.GOOS
}

func tryFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the shop's folder: %w", err)
	}
	if _, err := LoadAccount(dir); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("the folder %s has an account already; choose another", dir)
	}
	probe, err := os.CreateTemp(dir, ".try-*")
	if err != nil {
		return fmt.Errorf("write into the shop's folder: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func agent(version string) string {
	if version == "" {
		version = "dev"
	}
	return "mostrador/" + version
}
