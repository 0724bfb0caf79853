package sync

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/zalando/go-keyring"
)

// Key is a device's Ed25519 key; the private half need not be in this process.
type Key interface {
	Public() ed25519.PublicKey
	Sign(message []byte) ([]byte, error)
}

// KeyKeeper keeps devices' keys between two starts of the program.
type KeyKeeper interface {
	// Keep stores a key; ErrNoKeyring when there is no place for it.
	Keep(id string, key ed25519.PrivateKey) error
	// Key finds a key; ErrNoKey when it isn't there.
	Key(id string) (Key, error)
	// Forget destroys a key; one that isn't there is fine.
	Forget(id string) error
	// Place is what accounts write down about where their key is.
	Place() KeyPlace
}

// KeyPlace says where a device's key is kept.
type KeyPlace string

// The places. InFile needs the owner's agreement: whoever copies the folder
// can pretend to be this device.
const (
	InKeyring KeyPlace = "keyring"
	InFile    KeyPlace = "file"
)

// KeeperFor is the keeper of an account's key.
func KeeperFor(account Account) KeyKeeper {
	if account.KeyPlace == InFile {
		return FileKeyKeeper{Dir: account.Dir}
	}
	return KeyringKeeper{}
}

type deviceKey struct{ private ed25519.PrivateKey }

func (k deviceKey) Public() ed25519.PublicKey {
	return k.private.Public().(ed25519.PublicKey) //nolint:forcetypeassert // Ed25519 answers nothing else
}

func (k deviceKey) Sign(message []byte) ([]byte, error) {
	return ed25519.Sign(k.private, message), nil
}

// KeyringKeeper keeps keys in the system's keyring: Secret Service, macOS
// Keychain or Windows Credential Manager.
type KeyringKeeper struct{}

const keyringService = "Mostrador"

// Keep stores a key.
func (KeyringKeeper) Keep(id string, key ed25519.PrivateKey) error {
	if err := keyring.Set(keyringService, id, encodeKey(key)); err != nil {
		return fmt.Errorf("%w: %w", ErrNoKeyring, err)
	}
	return nil
}

// Key finds a key.
func (KeyringKeeper) Key(id string) (Key, error) {
	text, err := keyring.Get(keyringService, id)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoKeyring, err)
	}
	return decodeKey(text)
}

// Forget destroys a key.
func (KeyringKeeper) Forget(id string) error {
	err := keyring.Delete(keyringService, id)
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return fmt.Errorf("%w: %w", ErrNoKeyring, err)
	}
	return nil
}

// Place is InKeyring.
func (KeyringKeeper) Place() KeyPlace { return InKeyring }

// FileKeyKeeper keeps keys in a folder, readable by its owner only.
type FileKeyKeeper struct{ Dir string }

func (f FileKeyKeeper) path(id string) string {
	return filepath.Join(f.Dir, filepath.Base(id)+".key")
}

// Keep stores a key.
func (f FileKeyKeeper) Keep(id string, key ed25519.PrivateKey) error {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fmt.Errorf("make the folder for the key: %w", err)
	}
	return writeFile(f.path(id), []byte(encodeKey(key)), 0o600)
}

// Key finds a key.
func (f FileKeyKeeper) Key(id string) (Key, error) {
	text, err := os.ReadFile(f.path(id))
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("read the device's key: %w", err)
	}
	return decodeKey(string(text))
}

// Forget destroys a key.
func (f FileKeyKeeper) Forget(id string) error {
	if err := os.Remove(f.path(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the device's key: %w", err)
	}
	return nil
}

// Place is InFile.
func (FileKeyKeeper) Place() KeyPlace { return InFile }

func encodeKey(key ed25519.PrivateKey) string {
	return base64.StdEncoding.EncodeToString(key.Seed())
}

func decodeKey(text string) (Key, error) {
	seed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%w: what is there in its place is not a key", ErrNoKey)
	}
	return deviceKey{ed25519.NewKeyFromSeed(seed)}, nil
}
