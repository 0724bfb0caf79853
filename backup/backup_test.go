package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func TestMain(m *testing.M) {
	workFactor = 10
	goleak.VerifyTestMain(m)
}

// bakery opens a shop's file on a disk.
func bakery(t *testing.T, f *storetest.Factory, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Params{Path: path, Shop: f.Shop, Now: func() time.Time { return f.Now }})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func filled(t *testing.T) (*storetest.Factory, *store.Store, storetest.Customer) {
	t.Helper()
	f := storetest.Collect(t)
	s := bakery(t, f, filepath.Join(t.TempDir(), "shop.db"))
	lucia := f.Customer("Lucía")
	for i := range 40 {
		f.Tick(time.Minute)
		f.Receives(lucia, fmt.Sprint("buenas ", i))
	}
	_, err := s.Apply(t.Context(), f.Events(), "test:first:")
	require.NoError(t, err)
	return f, s, lucia
}

func dump(t *testing.T, s *store.Store) string {
	t.Helper()
	text, err := s.Dump(t.Context())
	require.NoError(t, err)
	return text
}

func TestABackupIsMadeCheckedAndRestored(t *testing.T) {
	for _, passphrase := range []string{"", "harina y agua"} {
		f, s, customer := filled(t)
		require.NoError(t, s.SaveDraft(t.Context(), customer.Conversation, "half a thou", shop.MessageID{}))
		folder := filepath.Join(t.TempDir(), "backups")
		made, err := Make(t.Context(), Params{Source: s, Folder: folder, Passphrase: passphrase, Now: f.Now})
		require.NoError(t, err)
		require.Equal(t, passphrase != "", made.Sealed)
		require.Positive(t, made.Contents.Messages)

		all, err := List(folder)
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, made.Path, all[0].Path)
		require.Positive(t, all[0].Bytes)
		onlyThere(t, folder, filepath.Base(made.Path))

		read, err := Check(t.Context(), made.Path, passphrase)
		require.NoError(t, err)
		require.Equal(t, made.Contents, read)
		onlyThere(t, folder, filepath.Base(made.Path))

		to := filepath.Join(t.TempDir(), "shop.db")
		_, err = Restore(t.Context(), made.Path, passphrase, to)
		require.NoError(t, err)
		again := bakery(t, f, to)
		require.Equal(t, dump(t, s), dump(t, again))
		draft, err := again.Draft(t.Context(), customer.Conversation)
		require.NoError(t, err)
		require.Equal(t, "half a thou", draft.Text)

		_, err = Restore(t.Context(), made.Path, passphrase, to)
		require.ErrorIs(t, err, ErrThere, "nothing is written over")
	}
}

func onlyThere(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	found := []string{}
	for _, e := range entries {
		found = append(found, e.Name())
	}
	require.ElementsMatch(t, names, found)
}

func TestABackupIsOfOneMomentWhileTheShopGoesOn(t *testing.T) {
	f, s, customer := filled(t)
	folder := t.TempDir()
	before := len(f.Events())
	for i := range 60 {
		f.Receives(customer, fmt.Sprint("otra ", i))
	}
	events := f.Events()[before:]
	started := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for i, e := range events {
			if _, err := s.Apply(context.Background(), []shop.Event{e}, ""); err != nil {
				t.Error(err)
			}
			if i == 5 {
				close(started)
			}
		}
	})
	<-started
	var all []Made
	for range 2 {
		made, err := Make(t.Context(), Params{Source: s, Folder: folder, Now: f.Now.AddDate(0, 0, len(all))})
		require.NoError(t, err)
		all = append(all, made)
	}
	writing.Wait()
	for _, made := range all {
		to := filepath.Join(t.TempDir(), "shop.db")
		_, err := Restore(t.Context(), made.Path, "", to)
		require.NoError(t, err)
		restored := bakery(t, f, to)
		whole := bakery(t, f, filepath.Join(t.TempDir(), "whole.db"))
		_, err = whole.Apply(t.Context(), f.Events()[:made.Contents.Position], "")
		require.NoError(t, err)
		require.Equal(t, dump(t, whole), dump(t, restored), "what was there at position %d", made.Contents.Position)
	}
}

func TestWhatCameAfterTheBackupIsFetchedAgain(t *testing.T) {
	f, s, customer := filled(t)
	made, err := Make(t.Context(), Params{Source: s, Folder: t.TempDir(), Now: f.Now})
	require.NoError(t, err)
	position := f.Position()
	f.Receives(customer, "después")
	f.Customer("Marta")
	_, err = s.Apply(t.Context(), f.Events()[position:], "test:later")
	require.NoError(t, err)

	to := filepath.Join(t.TempDir(), "shop.db")
	_, err = Restore(t.Context(), made.Path, "", to)
	require.NoError(t, err)
	again := bakery(t, f, to)
	_, at, err := again.Cursor(t.Context())
	require.NoError(t, err)
	require.Equal(t, made.Contents.Position, at)
	_, err = again.Apply(t.Context(), f.Events()[at:], "test:later")
	require.NoError(t, err)
	require.Equal(t, dump(t, s), dump(t, again))
}

func TestWhatWaitedInABackupDoesNotLeaveByItself(t *testing.T) {
	f, s, customer := filled(t)
	cmd := f.Command(&shop.SendMessage{Message: shop.MessageID{UUID: [16]byte{7}}, Channel: f.Channel, Customer: customer.ID,
		Type: shop.TypeText, Content: shop.Content{Text: "Confirmado"}})
	_, err := s.Do(t.Context(), cmd)
	require.NoError(t, err)
	made, err := Make(t.Context(), Params{Source: s, Folder: t.TempDir(), Now: f.Now})
	require.NoError(t, err)
	to := filepath.Join(t.TempDir(), "shop.db")
	_, err = Restore(t.Context(), made.Path, "", to)
	require.NoError(t, err)
	again := bakery(t, f, to)
	waiting, err := again.Outbox(t.Context(), 10)
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	require.Equal(t, store.HeldRestored, waiting[0].Held)
	require.Positive(t, waiting[0].Attempts, "it is asked about first")

	require.NoError(t, again.DropRestored(t.Context()))
	waiting, err = again.Outbox(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, waiting)
	require.True(t, store.Readable(t.Context(), filepath.Join(to)))
	require.False(t, store.Readable(t.Context(), made.Path+"-not-there"))
}

func TestAnotherPassphraseIsToldFromDamage(t *testing.T) {
	f, s, _ := filled(t)
	folder := t.TempDir()
	made, err := Make(t.Context(), Params{Source: s, Folder: folder, Passphrase: "harina", Now: f.Now})
	require.NoError(t, err)
	for _, wrong := range []string{"", "levadura"} {
		_, err = Check(t.Context(), made.Path, wrong)
		require.ErrorIs(t, err, ErrPassphrase)
		to := filepath.Join(t.TempDir(), "shop.db")
		_, err = Restore(t.Context(), made.Path, wrong, to)
		require.ErrorIs(t, err, ErrPassphrase)
		require.NoFileExists(t, to)
	}
	onlyThere(t, folder, filepath.Base(made.Path))
}

func TestADamagedBackupIsNotTakenForWhole(t *testing.T) {
	f, s, _ := filled(t)
	for _, passphrase := range []string{"", "harina"} {
		made, err := Make(t.Context(), Params{Source: s, Folder: t.TempDir(), Passphrase: passphrase, Now: f.Now})
		require.NoError(t, err)
		whole, err := os.ReadFile(made.Path)
		require.NoError(t, err)
		damaged := map[string][]byte{"cut": whole[:len(whole)/2], "without its end": whole[:len(whole)-4096], "a word": []byte("harina"), "nothing": nil}
		if passphrase != "" {
			flipped := append([]byte{}, whole...)
			flipped[len(flipped)/2] ^= 1
			damaged["a bit"] = flipped
		}
		for name, content := range damaged {
			path := filepath.Join(t.TempDir(), filepath.Base(made.Path))
			require.NoError(t, os.WriteFile(path, content, 0o600))
			_, err := Check(t.Context(), path, passphrase)
			require.Error(t, err, name)
			to := filepath.Join(t.TempDir(), "shop.db")
			_, err = Restore(t.Context(), path, passphrase, to)
			require.Error(t, err, name)
			require.NoFileExists(t, to)
		}
	}
}

func TestAChangedWordInABackupIsNoticed(t *testing.T) {
	f, s, customer := filled(t)
	before := f.Position()
	f.Receives(customer, "PALABRAQUENOSEREPITE")
	_, err := s.Apply(t.Context(), f.Events()[before:], "")
	require.NoError(t, err)
	made, err := Make(t.Context(), Params{Source: s, Folder: t.TempDir(), Now: f.Now})
	require.NoError(t, err)
	whole, err := os.ReadFile(made.Path)
	require.NoError(t, err)
	changed := replaceAll(whole, "PALABRAQUENOSEREPITE", "palabraquenoserepite")
	require.NotEqual(t, whole, changed)
	require.NoError(t, os.WriteFile(made.Path, changed, 0o600))
	_, err = Check(t.Context(), made.Path, "")
	require.ErrorIs(t, err, ErrDamaged)
}

func TestAFailedBackupLeavesTheOthersAlone(t *testing.T) {
	f, s, _ := filled(t)
	folder := t.TempDir()
	made, err := Make(t.Context(), Params{Source: s, Folder: folder, Now: f.Now})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Make(ctx, Params{Source: s, Folder: folder, Now: f.Now})
	require.ErrorIs(t, err, context.Canceled)
	_, err = Make(t.Context(), Params{Source: broken{}, Folder: folder, Now: f.Now})
	require.ErrorIs(t, err, errBroken)
	onlyThere(t, folder, filepath.Base(made.Path))
}

var errBroken = errors.New("the disk is full")

type broken struct{}

func (broken) CopyTo(_ context.Context, path string) (store.Contents, error) {
	_ = os.WriteFile(path, []byte("half"), 0o600)
	return store.Contents{}, errBroken
}
