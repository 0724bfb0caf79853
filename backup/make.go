package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mostrador/store"
)

// Source is what is copied; a *store.Store is one.
type Source interface {
	CopyTo(ctx context.Context, path string) (store.Contents, error)
}

// Params says what to copy where.
type Params struct {
	Source     Source
	Folder     string // is made when it isn't there
	Passphrase string // "": not sealed
	Now        time.Time
	Zone       *time.Location // of days, weeks and months; nil: UTC
}

// Made is a copy that was made and read again.
type Made struct {
	Copy
	Contents store.Contents
	// Removed is how many older copies had had their time.
	Removed int
}

// ErrDiffers says that a copy, read again, isn't what was copied: the disk
// can't be relied upon.
var ErrDiffers = errors.New("the backup does not hold what was copied: choose another disk or folder")

// Make makes a copy, reads it again and removes those that have had their time.
// Until it is whole it has another name; when it fails nothing of it is left
// and no older one is removed.
func Make(ctx context.Context, p Params) (Made, error) {
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return Made{}, fmt.Errorf("make the folder for backups: %w", err)
	}
	removeHalves(p.Folder)
	half, err := os.MkdirTemp(p.Folder, halfPrefix+"*")
	if err != nil {
		return Made{}, fmt.Errorf("make a backup: %w", err)
	}
	made, err := makeIn(ctx, half, p)
	if gone := os.RemoveAll(half); err == nil {
		err = gone
	}
	if err != nil {
		return Made{}, fmt.Errorf("make a backup: %w", err)
	}
	made.Removed, err = rotate(p.Folder, p.Zone)
	return made, err
}

func makeIn(ctx context.Context, half string, p Params) (Made, error) {
	plain := filepath.Join(half, "copy.db")
	copied, err := p.Source.CopyTo(ctx, plain)
	if err != nil {
		return Made{}, err //nolint:wrapcheck // the store names it
	}
	ready := plain
	if p.Passphrase != "" {
		ready = filepath.Join(half, "copy.age")
		if err := sealFile(ctx, plain, ready, p.Passphrase); err != nil {
			return Made{}, err
		}
		if err := os.Remove(plain); err != nil {
			return Made{}, fmt.Errorf("remove what was not sealed: %w", err)
		}
	}
	read, err := Check(ctx, ready, p.Passphrase)
	if err != nil {
		return Made{}, err
	}
	if read != copied {
		return Made{}, ErrDiffers
	}
	name, err := freeName(p.Folder, p.Now, p.Passphrase != "")
	if err != nil {
		return Made{}, err
	}
	if err := persist(ready, name); err != nil {
		return Made{}, err
	}
	made, _ := parse(name)
	return Made{Copy: made, Contents: copied}, nil
}

// persist brings a file to the disk and gives it its name.
func persist(from, to string) error {
	file, err := os.OpenFile(from, os.O_RDWR, 0) //nolint:gosec // made here
	if err != nil {
		return fmt.Errorf("bring the backup to the disk: %w", err)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("bring the backup to the disk: %w", err)
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	if folder, err := os.Open(filepath.Dir(to)); err == nil {
		_ = folder.Sync() // not every system can; the file itself is there
		_ = folder.Close()
	}
	return nil
}
