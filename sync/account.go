package sync

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mostrador/shop"
)

// Account is this device's place in one shop. It holds no secret.
type Account struct {
	Relay       string        `json:"relay"`                 // base address
	Fingerprint string        `json:"fingerprint,omitempty"` // of the relay's certificate; empty: the system's roots decide
	Shop        shop.ShopID   `json:"shop"`
	Name        string        `json:"name"` // of the shop, when the device joined
	Device      shop.DeviceID `json:"device"`
	DeviceName  string        `json:"device_name"`
	Person      shop.PersonID `json:"person"`
	KeyID       string        `json:"key_id"`
	KeyPlace    KeyPlace      `json:"key_place"`
	Joined      time.Time     `json:"joined"`
	// Dir is the shop's folder, known from where the account was found.
	Dir string `json:"-"`
}

const accountFile = "account.json"

// StorePath is the shop's file.
func (a Account) StorePath() string { return filepath.Join(a.Dir, "shop.db") }

// MediaDir is where the shop's pictures and files are.
func (a Account) MediaDir() string { return filepath.Join(a.Dir, "media") }

// LoadAccount reads the account in a shop's folder. It is an fs.ErrNotExist
// when there is none.
func LoadAccount(dir string) (Account, error) {
	raw, err := os.ReadFile(filepath.Join(dir, accountFile))
	if err != nil {
		return Account{}, fmt.Errorf("read the account: %w", err)
	}
	account := Account{Dir: dir}
	if err := json.Unmarshal(raw, &account); err != nil {
		return Account{}, fmt.Errorf("read the account in %s: %w; pair this device again", dir, err)
	}
	if (account.Shop == shop.ShopID{}) || (account.Device == shop.DeviceID{}) || account.Relay == "" {
		return Account{}, fmt.Errorf("the account in %s is not complete; pair this device again", dir)
	}
	return account, nil
}

// SaveAccount writes an account into its folder.
func SaveAccount(account Account) error {
	raw, err := json.MarshalIndent(account, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the account: %w", err)
	}
	if err := os.MkdirAll(account.Dir, 0o700); err != nil {
		return fmt.Errorf("make the shop's folder: %w", err)
	}
	return writeFile(filepath.Join(account.Dir, accountFile), append(raw, '\n'), 0o600)
}

// Accounts lists the shops on this computer: each folder in root that has an
// account. One that can't be read is left out and named in the error; the
// others are good all the same.
func Accounts(root string) ([]Account, error) {
	folders, err := os.ReadDir(root)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the shops: %w", err)
	}
	var accounts []Account
	var broken []error
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		account, err := LoadAccount(filepath.Join(root, folder.Name()))
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			broken = append(broken, err)
		default:
			accounts = append(accounts, account)
		}
	}
	return accounts, errors.Join(broken...)
}
