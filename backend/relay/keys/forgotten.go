package keys

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/google/uuid"

	"mostrador/shop"
)

// forgottenList is a file beside the keys that names whose keys were destroyed,
// so that a key file restored from a backup does not bring one back. It holds
// ids only, one line each, and only grows; it is no part of the backup of the
// keys, which is older than what it has to undo.
type forgottenList struct {
	path string
	mu   sync.Mutex
}

// add writes a line and waits until it is on disk.
func (l *forgottenList) add(o owner) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, before := os.Stat(l.path)
	file, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	// One write, which begins a line of its own: half a line of a power cut, or
	// of another process, spoils no other.
	_, err = file.WriteString("\n" + o.shop.String() + " " + o.customer.String() + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil || before == nil {
		return err
	}
	return syncFolder(filepath.Dir(l.path))
}

// all reads the list; what is no line of ours is passed over.
func (l *forgottenList) all() (owners []owner, err error) {
	file, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		of, customer, two := strings.Cut(lines.Text(), " ")
		a, errA := uuid.Parse(of)
		b, errB := uuid.Parse(customer)
		if two && errA == nil && errB == nil {
			owners = append(owners, owner{shop.ShopID{UUID: a}, shop.CustomerID{UUID: b}})
		}
	}
	return owners, lines.Err()
}

// forgetAgain destroys the keys of all who are on the list and have one.
func (k *Keyring) forgetAgain(ctx context.Context) error {
	all, err := k.list.all()
	if err != nil {
		return fmt.Errorf("read who was forgotten: %w", err)
	}
	back := false
	for _, o := range all {
		switch _, err := k.find(ctx, o); {
		case err == nil:
			back = true
			if err := k.erase(ctx, o); err != nil {
				return fmt.Errorf("forget again: %w", err)
			}
		case errors.Is(err, ErrMissing): // the copy is older than the key; it won't be made anew
			if err := k.erase(ctx, o); err != nil {
				return fmt.Errorf("forget again: %w", err)
			}
		case !errors.Is(err, ErrForgotten):
			return err
		}
	}
	if back {
		return k.wipe(ctx)
	}
	return nil
}

// erase overwrites a key in the file and in memory.
func (k *Keyring) erase(ctx context.Context, o owner) error {
	_, err := k.db.ExecContext(ctx, `INSERT INTO keys (shop, customer, wrapped) VALUES (?, ?, NULL)
		ON CONFLICT DO UPDATE SET wrapped = NULL`, o.shop.UUID[:], o.customer.UUID[:])
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.opened, o)
	k.gone[o] = true
	return k.verifyGone(ctx, o)
}

// verifyGone reads again what was erased.
func (k *Keyring) verifyGone(ctx context.Context, o owner) error {
	var gone bool
	err := k.db.QueryRowContext(ctx, `SELECT wrapped IS NULL FROM keys WHERE shop = ? AND customer = ?`,
		o.shop.UUID[:], o.customer.UUID[:]).Scan(&gone)
	if err == nil && !gone {
		err = errors.New("the key is still there after it was erased")
	}
	return err
}

// wipe empties the write-ahead log, which still holds pages with old keys.
func (k *Keyring) wipe(ctx context.Context) error {
	if _, err := k.db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("clean up after destroying: %w", err)
	}
	return nil
}

// syncFolder makes the names in a folder durable. Windows writes them with the
// file and can't open a folder for this.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
