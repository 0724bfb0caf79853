package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mostrador/store"
)

// Check reads a whole copy, as if it were to be restored, and says what is in
// it. It answers ErrPassphrase, ErrDamaged, or the store's errors for files of
// others and of newer programs. What it unseals is gone when it returns.
func Check(ctx context.Context, path, passphrase string) (store.Contents, error) {
	plain, done, err := unsealed(ctx, path, passphrase, filepath.Dir(path))
	if err != nil {
		return store.Contents{}, err
	}
	defer done()
	return inspect(ctx, plain)
}

func inspect(ctx context.Context, plain string) (store.Contents, error) {
	c, err := store.Inspect(ctx, plain)
	var damaged *store.DamagedError
	if errors.As(err, &damaged) {
		return c, fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return c, err //nolint:wrapcheck // the store names it
}

// sealedHead is how a file of age begins.
const sealedHead = "age-encryption.org/v1\n"

// unsealed answers where a copy lies unsealed, in a folder of its own below
// beside when it has to be unsealed first.
func unsealed(ctx context.Context, path, passphrase, beside string) (plain string, done func(), err error) {
	file, err := os.Open(path) //nolint:gosec // the owner chose it
	if err != nil {
		return "", nil, fmt.Errorf("open the backup: %w", err)
	}
	head := make([]byte, len(sealedHead))
	n, err := io.ReadFull(file, head)
	_ = file.Close() // only read
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", nil, fmt.Errorf("read the backup: %w", err)
	}
	if !bytes.Equal(head[:n], []byte(sealedHead)) {
		return path, func() {}, nil
	}
	folder, err := os.MkdirTemp(beside, halfPrefix+"*")
	if err != nil {
		return "", nil, fmt.Errorf("open the backup: %w", err)
	}
	done = func() { _ = os.RemoveAll(folder) } // removeHalves tries again
	plain = filepath.Join(folder, "copy.db")
	if err := openSealed(ctx, path, plain, passphrase); err != nil {
		done()
		return "", nil, err
	}
	return plain, done, nil
}

// ErrThere says that something lies where a copy was to be restored to.
var ErrThere = errors.New("there is a file already: put it aside first")

// Restore makes a copy a shop's file at a path where nothing is yet. It is
// checked first, and appears there only when it is whole.
func Restore(ctx context.Context, path, passphrase, to string) (c store.Contents, err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if _, err := os.Lstat(to + suffix); !errors.Is(err, fs.ErrNotExist) {
			return c, errors.Join(fmt.Errorf("%s: %w", to+suffix, ErrThere), err)
		}
	}
	half, err := os.MkdirTemp(filepath.Dir(to), halfPrefix+"*")
	if err != nil {
		return c, fmt.Errorf("restore the backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(half)) }()
	plain, done, err := unsealed(ctx, path, passphrase, half)
	if err != nil {
		return c, err
	}
	defer done()
	// A file of its own: the copy stays as it is.
	fresh := filepath.Join(half, "shop.db")
	err = between(ctx, plain, fresh, func(w io.Writer, r io.Reader) error {
		_, err := io.Copy(w, r)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("restore the backup: %w", err)
	}
	if c, err = inspect(ctx, fresh); err != nil {
		return c, err
	}
	if err := store.Unseal(ctx, fresh); err != nil {
		return c, err //nolint:wrapcheck // the store names it
	}
	return c, persist(fresh, to)
}
