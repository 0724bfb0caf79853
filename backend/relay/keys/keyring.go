package keys

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"
	_ "modernc.org/sqlite" // the driver

	"mostrador/shop"
)

// MasterSize is the length of a master key in bytes.
const MasterSize = chacha20poly1305.KeySize

var (
	// ErrForgotten says that the customer's key was destroyed on purpose.
	ErrForgotten = errors.New("keys: the customer was forgotten")
	// ErrMissing says that there is no key although none was destroyed: the key
	// file is not the one that belongs to this journal.
	ErrMissing = errors.New("keys: no key for this customer; restore the key file that belongs to this data")
	// ErrMaster says that the master key is not the one the file was made with.
	ErrMaster = errors.New("keys: the master key does not fit this key file")
	// ErrSealed says that sealed bytes are damaged or belong elsewhere.
	ErrSealed = errors.New("keys: sealed content can't be opened")
)

// Keyring holds the keys of all shops of a relay. It is safe for use by many
// goroutines, and by several processes on one file.
type Keyring struct {
	db     *sql.DB
	master cipher.AEAD
	list   forgottenList

	mu     sync.RWMutex
	opened map[owner]cipher.AEAD
	gone   map[owner]bool
}

// owner is whose key it is; a zero customer is the shop itself.
type owner struct {
	shop     shop.ShopID
	customer shop.CustomerID
}

const schema = `
CREATE TABLE IF NOT EXISTS keys (
	shop     BLOB NOT NULL,
	customer BLOB NOT NULL,
	wrapped  BLOB,              -- NULL: destroyed
	PRIMARY KEY (shop, customer)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS master (
	one   INTEGER PRIMARY KEY CHECK (one = 1),
	proof BLOB NOT NULL         -- sealed by the master key, to tell a wrong one at once
) STRICT;`

// Open opens or makes a key file. Master has MasterSize bytes.
func Open(ctx context.Context, path string, master []byte) (*Keyring, error) {
	aead, err := chacha20poly1305.NewX(master)
	if err != nil {
		return nil, fmt.Errorf("keys: the master key has %d bytes, not %d", len(master), MasterSize)
	}
	// FULL: a key that is lost takes everything sealed with it along.
	// secure_delete: a destroyed key is overwritten.
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)&_pragma=busy_timeout(5000)&_txlock=immediate"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("keys: open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	k := &Keyring{db: db, master: aead, list: forgottenList{path: path + ".forgotten"}, opened: map[owner]cipher.AEAD{}, gone: map[owner]bool{}}
	if err := k.prepare(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("keys: open %s: %w", path, err)
	}
	return k, nil
}

func (k *Keyring) prepare(ctx context.Context) error {
	if _, err := k.db.ExecContext(ctx, schema); err != nil {
		return err
	}
	proof := sealWith(k.master, []byte("mostrador keys"), nil)
	if _, err := k.db.ExecContext(ctx, `INSERT INTO master (one, proof) VALUES (1, ?) ON CONFLICT DO NOTHING`, proof); err != nil {
		return err
	}
	if err := k.db.QueryRowContext(ctx, `SELECT proof FROM master`).Scan(&proof); err != nil {
		return err
	}
	if _, err := openWith(k.master, proof, nil); err != nil {
		return ErrMaster
	}
	return k.forgetAgain(ctx)
}

// Close closes the file.
func (k *Keyring) Close() error { return k.db.Close() }

// Seal encrypts the personal part of an event for its customer; the zero
// customer is the shop itself. ErrForgotten when the key was destroyed.
func (k *Keyring) Seal(ctx context.Context, id shop.ShopID, customer shop.CustomerID, event shop.EventID, plain []byte) ([]byte, error) {
	o := owner{id, customer}
	key, err := k.find(ctx, o)
	if errors.Is(err, ErrMissing) {
		if err := k.insert(ctx, []owner{o}); err != nil {
			return nil, err
		}
		key, err = k.find(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	return sealWith(key, plain, o.bound(event)), nil
}

// Prepare makes the keys that customers lack, all with one fsync. Customers
// whose key was destroyed are passed over.
func (k *Keyring) Prepare(ctx context.Context, id shop.ShopID, customers ...shop.CustomerID) error {
	var lacking []owner
	for _, customer := range customers {
		o := owner{id, customer}
		if slices.Contains(lacking, o) {
			continue
		}
		switch _, err := k.find(ctx, o); {
		case errors.Is(err, ErrMissing):
			lacking = append(lacking, o)
		case err != nil && !errors.Is(err, ErrForgotten):
			return err
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	return k.insert(ctx, lacking)
}

// insert adds new keys in one transaction. Another process may have been
// first; then its keys stand.
func (k *Keyring) insert(ctx context.Context, lacking []owner) error {
	tx, err := k.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("keys: new key: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, o := range lacking {
		raw := make([]byte, chacha20poly1305.KeySize)
		_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
		_, err := tx.ExecContext(ctx, `INSERT INTO keys (shop, customer, wrapped) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			o.shop.UUID[:], o.customer.UUID[:], sealWith(k.master, raw, o.bound(shop.EventID{})))
		if err != nil {
			return fmt.Errorf("keys: new key: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("keys: new key: %w", err)
	}
	return nil
}

// Open decrypts what Seal made for the same shop, customer and event.
// ErrForgotten when the key was destroyed, ErrMissing when it never was here,
// ErrSealed when the bytes are not what was sealed.
func (k *Keyring) Open(ctx context.Context, id shop.ShopID, customer shop.CustomerID, event shop.EventID, sealed []byte) ([]byte, error) {
	o := owner{id, customer}
	key, err := k.find(ctx, o)
	if err != nil {
		return nil, err
	}
	return openWith(key, sealed, o.bound(event))
}

// Destroy makes a customer's content unreadable for ever. Destroying twice is
// no error; a customer who has no key yet won't get one either.
func (k *Keyring) Destroy(ctx context.Context, id shop.ShopID, customer shop.CustomerID) error {
	o := owner{id, customer}
	if (customer == shop.CustomerID{}) {
		return errors.New("keys: the shop's own key can't be destroyed")
	}
	if _, err := k.find(ctx, o); errors.Is(err, ErrForgotten) {
		return nil
	}
	// On the list first: a key that is on it is gone after the next start, too.
	if err := k.list.add(o); err != nil {
		return fmt.Errorf("keys: destroy: %w", err)
	}
	if err := k.erase(ctx, o); err != nil {
		return fmt.Errorf("keys: destroy: %w", err)
	}
	if err := k.wipe(ctx); err != nil {
		return fmt.Errorf("keys: destroy: %w", err)
	}
	return nil
}

// Forgotten are the customers of a shop whose key was destroyed.
func (k *Keyring) Forgotten(ctx context.Context, id shop.ShopID) (all []shop.CustomerID, err error) {
	rows, err := k.db.QueryContext(ctx, `SELECT customer FROM keys WHERE shop = ? AND wrapped IS NULL`, id.UUID[:])
	if err != nil {
		return nil, fmt.Errorf("keys: list who was forgotten: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err says what went wrong
	for rows.Next() {
		var customer shop.CustomerID
		if err := rows.Scan(&customer.UUID); err != nil {
			return nil, fmt.Errorf("keys: list who was forgotten: %w", err)
		}
		all = append(all, customer)
	}
	return all, rows.Err()
}

func (k *Keyring) find(ctx context.Context, o owner) (cipher.AEAD, error) {
	k.mu.RLock()
	key, gone := k.opened[o], k.gone[o]
	k.mu.RUnlock()
	switch {
	case gone:
		return nil, ErrForgotten
	case key != nil:
		return key, nil
	}
	var wrapped []byte
	err := k.db.QueryRowContext(ctx, `SELECT wrapped FROM keys WHERE shop = ? AND customer = ?`,
		o.shop.UUID[:], o.customer.UUID[:]).Scan(&wrapped)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, ErrMissing
	case err != nil:
		return nil, fmt.Errorf("keys: read: %w", err)
	case wrapped == nil:
		k.mu.Lock()
		k.gone[o] = true
		k.mu.Unlock()
		return nil, ErrForgotten
	}
	return k.unwrap(o, wrapped)
}

func (k *Keyring) unwrap(o owner, wrapped []byte) (cipher.AEAD, error) {
	raw, err := openWith(k.master, wrapped, o.bound(shop.EventID{}))
	if err != nil {
		return nil, ErrMaster
	}
	key, err := chacha20poly1305.NewX(raw)
	if err != nil {
		return nil, fmt.Errorf("keys: read: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gone[o] {
		return nil, ErrForgotten
	}
	k.opened[o] = key
	return key, nil
}

// bound is what ties sealed bytes to their place.
func (o owner) bound(event shop.EventID) []byte {
	out := append([]byte(nil), o.shop.UUID[:]...)
	out = append(out, o.customer.UUID[:]...)
	return append(out, event.UUID[:]...)
}
