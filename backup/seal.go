package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
)

// The errors of opening a sealed copy.
var (
	// ErrPassphrase says that a passphrase is needed, or is another one.
	ErrPassphrase = errors.New("this is not the passphrase that the backup was sealed with")
	// ErrDamaged says that a copy is not what was written.
	ErrDamaged = errors.New("the backup is damaged: check an older one")
)

// workFactor is the logarithm of scrypt's N that age itself takes: about a
// second of work. Tests take less.
var workFactor = 18

// sealFile writes a file sealed with a passphrase.
func sealFile(ctx context.Context, from, to, passphrase string) error {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("seal the backup: %w", err)
	}
	recipient.SetWorkFactor(workFactor)
	err = between(ctx, from, to, func(w io.Writer, r io.Reader) error {
		sealed, err := age.Encrypt(w, recipient)
		if err != nil {
			return err
		}
		if _, err := io.Copy(sealed, r); err != nil {
			return err
		}
		return sealed.Close()
	})
	if err != nil {
		return fmt.Errorf("seal the backup: %w", err)
	}
	return nil
}

// openSealed writes what is in a sealed file.
func openSealed(ctx context.Context, from, to, passphrase string) error {
	if passphrase == "" {
		return ErrPassphrase
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	return between(ctx, from, to, func(w io.Writer, r io.Reader) error {
		plain, err := age.Decrypt(bufio.NewReader(r), identity)
		var other *age.NoIdentityMatchError
		switch {
		case errors.As(err, &other):
			return ErrPassphrase
		case err != nil:
			return fmt.Errorf("%w (%w)", ErrDamaged, err)
		}
		if _, err := io.Copy(w, damage{plain}); err != nil {
			return err
		}
		return nil
	})
}

// damage names what goes wrong while unsealing as damage.
type damage struct{ io.Reader }

func (d damage) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	return n, err
}

// between writes a new file, readable by its owner only, from another one.
func between(ctx context.Context, from, to string, work func(w io.Writer, r io.Reader) error) (err error) {
	in, err := os.Open(from) //nolint:gosec // the owner chose it
	if err != nil {
		return fmt.Errorf("open the backup: %w", err)
	}
	defer func() { _ = in.Close() }()                                     // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a name of ours
	if err != nil {
		return fmt.Errorf("write beside the backup: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	buffered := bufio.NewWriterSize(out, 1<<18)
	if err := work(buffered, cancelled{ctx, in}); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write beside the backup: %w", err)
	}
	return nil
}

// cancelled reads until ctx ends.
type cancelled struct {
	ctx context.Context
	io.Reader
}

func (c cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err //nolint:wrapcheck // whoever cancelled knows it
	}
	return c.Reader.Read(p)
}
