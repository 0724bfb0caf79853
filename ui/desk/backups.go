package desk

import (
	"context"
	"errors"

	"mostrador/backup"
	"mostrador/store"
)

// Backups are the copies of this shop's file; nil where none are made. Its
// methods are called off the UI goroutine.
type Backups interface {
	// State says what there is and where.
	State(ctx context.Context) (BackupState, error)
	// Make makes one now.
	Make(ctx context.Context) (backup.Made, error)
	// Check reads the newest one as if it were to be brought back.
	Check(ctx context.Context) (store.Contents, error)
	// SetFolder says where the next ones are made.
	SetFolder(ctx context.Context, folder string) error
	// SetPassphrase says what the next ones are sealed with; "": they aren't.
	SetPassphrase(ctx context.Context, passphrase string) error
}

// BackupState is what there is of backups.
type BackupState struct {
	Folder string
	Sealed bool // the next one will be
	Newest backup.Copy
	None   bool // there is no newest
}

var (
	// ErrNoPassphrase says that the system's key store can't be asked, or doesn't know it.
	ErrNoPassphrase = errors.New("the passphrase for backups can't be kept or found on this computer")
	// ErrNoBackup says that there is none.
	ErrNoBackup = errors.New("there is no backup yet")
)
