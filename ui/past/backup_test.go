package past

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backup"
	"mostrador/store"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
)

// cupboard keeps copies in a folder, as the program does.
type cupboard struct {
	f          *storetest.Factory
	folder     string
	passphrase string
	err        error
}

func (c *cupboard) State(context.Context) (desk.BackupState, error) {
	all, err := backup.List(c.folder)
	s := desk.BackupState{Folder: c.folder, Sealed: c.passphrase != "", None: len(all) == 0}
	if !s.None {
		s.Newest = all[0]
	}
	return s, err
}

func (c *cupboard) Make(ctx context.Context) (backup.Made, error) {
	return backup.Make(ctx, backup.Params{Source: c.f.Store, Folder: c.folder, Now: c.f.Now})
}

func (c *cupboard) Check(ctx context.Context) (store.Contents, error) {
	all, err := backup.List(c.folder)
	if err != nil || len(all) == 0 {
		return store.Contents{}, desk.ErrNoBackup
	}
	return backup.Check(ctx, all[0].Path, "")
}

func (c *cupboard) SetFolder(_ context.Context, folder string) error {
	c.folder = folder
	return c.err
}

func (c *cupboard) SetPassphrase(_ context.Context, passphrase string) error {
	c.passphrase = passphrase
	return c.err
}

func openBackups(t *testing.T) (*desktest.Stand, *BackupCard, *cupboard) {
	t.Helper()
	f := storetest.Collect(t)
	s, err := store.Open(t.Context(), store.Params{Path: filepath.Join(t.TempDir(), "shop.db"), Shop: f.Shop})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	f.Feed(s)
	f.Receives(f.Customer("Lucía"), "hola")
	kept := &cupboard{f: f, folder: t.TempDir()}
	stand := desktest.New(t, f, func(p *desk.Params) { p.Backups = kept })
	c := NewBackupCard(stand.Desk)
	stand.Show(c.Content(), 700, 600)
	c.Read()
	return stand, c, kept
}

func TestABackupIsMadeAndCheckedFromTheWindow(t *testing.T) {
	s, c, kept := openBackups(t)
	s.Until("it says that there is none", func() bool { return c.last.Content() != "" })
	assert.Contains(t, c.last.Content(), "There is no backup yet.")
	assert.Contains(t, c.last.Content(), kept.folder)

	test.Tap(c.check)
	s.Until("it says that there is none to check", func() bool { return !c.check.Disabled() })
	assert.Equal(t, "There is no backup yet.", c.told.Content())

	test.Tap(c.make)
	assert.True(t, c.make.Disabled())
	s.Until("it is made", func() bool { return !c.make.Disabled() })
	assert.Contains(t, c.told.Content(), "1 messages")
	s.Until("the card says when", func() bool { return c.last.Content() != "" && c.last.Content()[:5] == "Last " })

	test.Tap(c.check)
	s.Until("it is checked", func() bool { return !c.check.Disabled() })
	assert.Contains(t, c.told.Content(), "can be brought back")
}

func TestThePassphraseIsTypedTwice(t *testing.T) {
	s, c, kept := openBackups(t)
	c.askPassphrase()
	c.pass.field.SetText("harina")
	c.pass.again.SetText("harino")
	test.Tap(c.pass.keep)
	assert.False(t, c.pass.sheet.Closed())
	assert.Empty(t, kept.passphrase)
	c.pass.again.SetText("harina")
	test.Tap(c.pass.keep)
	s.Until("the card says that they are sealed", func() bool { return strings.Contains(c.last.Content(), "are sealed") })
	assert.Equal(t, "harina", kept.passphrase)
	assert.True(t, c.pass.sheet.Closed())

	kept.err = desk.ErrNoPassphrase
	c.askPassphrase()
	test.Tap(c.pass.keep)
	s.Until("what is wrong is said", func() bool { return strings.Contains(c.told.Content(), "no safe place") })
}
