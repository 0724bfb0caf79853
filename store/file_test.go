package store_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func readFile(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(raw)
}

func TestAFileIsWholeAfterItsProgramDied(t *testing.T) {
	path := t.TempDir() + "/shop.db"
	f := storetest.Collect(t)
	s, err := store.Open(ctx, store.Params{Path: path, Shop: f.Shop})
	require.NoError(t, err)
	f.Feed(s)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	f.Do(say(f, lucia, "Vale"))
	require.NoError(t, s.SaveDraft(ctx, lucia.Conversation, "y además", shop.MessageID{}))
	want, err := s.Dump(ctx)
	require.NoError(t, err)

	// What a killed program leaves: the file and its log as they are, unclosed.
	copied := t.TempDir() + "/shop.db"
	for _, suffix := range []string{"", "-wal"} {
		require.NoError(t, os.WriteFile(copied+suffix, []byte(readFile(t, path+suffix)), 0o600))
	}
	require.NoError(t, s.Close())

	again, err := store.Open(ctx, store.Params{Path: copied, Shop: f.Shop})
	require.NoError(t, err)
	defer again.Close()
	got, err := again.Dump(ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)
	entries, err := again.Outbox(ctx, 10)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	draft, err := again.Draft(ctx, lucia.Conversation)
	require.NoError(t, err)
	require.Equal(t, "y además", draft.Text)
	cursor, position, err := again.Cursor(ctx)
	require.NoError(t, err)
	require.Equal(t, f.Position(), position)
	require.NotEmpty(t, cursor)
}

func TestAFailedPageLeavesNoTrace(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	before, err := f.Store.Dump(ctx)
	require.NoError(t, err)
	other := storetest.Collect(t)
	other.Customer("x")
	good := other.Events()[len(other.Events())-1]
	good.Position = f.Position() + 1
	bad := good
	bad.Position, bad.Shop = good.Position+1, shop.ShopID{UUID: uuid.New()}
	_, err = f.Store.Apply(ctx, []shop.Event{good, bad}, "next")
	require.ErrorIs(t, err, store.ErrOtherShop)
	after, err := f.Store.Dump(ctx)
	require.NoError(t, err)
	require.Equal(t, before, after)
	_, position, err := f.Store.Cursor(ctx)
	require.NoError(t, err)
	require.Equal(t, f.Position(), position)
	f.Receives(lucia, "todo sigue")
}

func TestANewerFileIsRefusedUntouched(t *testing.T) {
	path := t.TempDir() + "/shop.db"
	id := shop.ShopID{UUID: uuid.New()}
	s, err := store.Open(ctx, store.Params{Path: path, Shop: id})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	alter(t, path, "PRAGMA user_version = 99; INSERT INTO migrations (number, name, oldest, oldest_program) VALUES (99, 'x', 98, '7.1.0')")
	before := readFile(t, path)

	_, err = store.Open(ctx, store.Params{Path: path, Shop: id})
	var newer *store.NewerFileError
	require.ErrorAs(t, err, &newer)
	require.Equal(t, "7.1.0", newer.OldestProgram)
	require.Equal(t, 99, newer.File)
	require.Equal(t, before, readFile(t, path))

	alter(t, path, "UPDATE migrations SET oldest = 1")
	s, err = store.Open(ctx, store.Params{Path: path, Shop: id})
	require.NoError(t, err, "a newer file that says it may be opened is opened")
	require.NoError(t, s.Close())
}

func TestANewerFileThatDoesNotSayWhoMayReadItIsRefused(t *testing.T) {
	path := t.TempDir() + "/shop.db"
	id := shop.ShopID{UUID: uuid.New()}
	s, err := store.Open(ctx, store.Params{Path: path, Shop: id})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	alter(t, path, "PRAGMA user_version = 99")
	before := readFile(t, path)

	_, err = store.Open(ctx, store.Params{Path: path, Shop: id})
	var newer *store.NewerFileError
	require.ErrorAs(t, err, &newer)
	require.Empty(t, newer.OldestProgram, "no version was named")
	require.Equal(t, before, readFile(t, path))
}

func alter(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.Exec(statements)
	require.NoError(t, err)
	_, err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

func without(table string, columns ...string) string {
	var all strings.Builder
	for _, column := range columns {
		all.WriteString("ALTER TABLE " + table + " DROP COLUMN " + column + ";")
	}
	return all.String()
}

func TestAFileOfTheFirstVersionIsBroughtUpToDateAndFoldedAgain(t *testing.T) {
	path := t.TempDir() + "/shop.db"
	f := storetest.Collect(t)
	s, err := store.Open(ctx, store.Params{Path: path, Shop: f.Shop})
	require.NoError(t, err)
	f.Feed(s)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	want, err := s.Dump(ctx)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	alter(t, path, "ALTER TABLE conversations DROP COLUMN waits_from; DELETE FROM migrations WHERE number > 1;"+
		"DROP TABLE phones_fts; DROP TABLE errands; DROP TABLE blocked; DROP TABLE profiles; DROP TABLE reacting;"+
		"DROP TABLE kept_pages; DROP TABLE claims; DROP TABLE arrivals; ALTER TABLE devices DROP COLUMN doubled; ALTER TABLE devices DROP COLUMN waiting;"+
		without("outbox", "seen_in", "seen_open", "seen_price", "held")+
		without("ledger", "device", "wamid", "category", "billed", "micros", "currency")+
		"DROP TABLE lines; DROP TABLE numbers; DROP TABLE accounts; DROP INDEX notices_open; DROP INDEX notices_topic; DROP INDEX notices_id;"+
		"DROP INDEX messages_imported;"+without("messages", "origin", "imported")+without("replies", "folder", "texts")+without("customers", "book_name", "book_at")+
		without("notices", "id", "kind", "severity", "topic", "channel", "waba", "parameters", "open", "settled", "person")+
		"UPDATE meta SET value = '1' WHERE key = 'fold'; PRAGMA user_version = 1")

	s, err = store.Open(ctx, store.Params{Path: path, Shop: f.Shop})
	require.NoError(t, err)
	defer s.Close()
	outdated, err := s.Outdated(ctx)
	require.NoError(t, err)
	require.True(t, outdated)
	require.NoError(t, s.Reset(ctx))
	_, err = s.Apply(ctx, f.Events(), "")
	require.NoError(t, err)
	outdated, err = s.Outdated(ctx)
	require.NoError(t, err)
	require.False(t, outdated)
	got, err := s.Dump(ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestOtherFilesAreRefusedByName(t *testing.T) {
	dir := t.TempDir()
	open := func(name string, id shop.ShopID) error {
		s, err := store.Open(ctx, store.Params{Path: dir + "/" + name, Shop: id})
		if err == nil {
			require.NoError(t, s.Close())
		}
		return err
	}
	mine := shop.ShopID{UUID: uuid.New()}
	require.NoError(t, open("a b?c#d%.db", mine), "a path with any letters")
	require.FileExists(t, dir+"/a b?c#d%.db")
	require.ErrorIs(t, open("a b?c#d%.db", shop.ShopID{UUID: uuid.New()}), store.ErrOtherShop)

	require.NoError(t, os.WriteFile(dir+"/text.db", []byte("this is no database at all, only a text that is long enough to look"), 0o600))
	var damaged *store.DamagedError
	require.ErrorAs(t, open("text.db", mine), &damaged)

	alter(t, dir+"/other.db", "CREATE TABLE t (x)")
	require.ErrorIs(t, open("other.db", mine), store.ErrNotOurs)
	require.ErrorIs(t, open("missing/folder.db", mine), store.ErrNotWritable)
}

func TestABackupIsAWholeFile(t *testing.T) {
	dir := t.TempDir()
	f := storetest.New(t)
	f.Receives(f.Customer("Lucía"), "hola")
	require.NoError(t, f.Store.Backup(ctx, dir+"/copy.db"))
	again, err := store.Open(ctx, store.Params{Path: dir + "/copy.db", Shop: f.Shop})
	require.NoError(t, err)
	defer again.Close()
	want, err := f.Store.Dump(ctx)
	require.NoError(t, err)
	got, err := again.Dump(ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Error(t, f.Store.Backup(ctx, dir+"/copy.db"), "nothing is written over")
}

func TestUnknownKindsAreKept(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Add(storetest.Envelope{Customer: lucia.ID}, &unknownBody{})
	f.Receives(lucia, "hola")
	size, err := f.Store.Size(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, size.Skipped)
	require.Equal(t, 1, size.Messages)
	outdated, err := f.Store.Outdated(ctx)
	require.NoError(t, err)
	require.False(t, outdated)
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s, err := store.Open(ctx, store.Params{Path: ":memory:", Shop: shop.ShopID{UUID: uuid.New()}})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	_, err = s.Apply(ctx, nil, "x")
	require.ErrorIs(t, err, store.ErrClosed)
	require.NoError(t, s.Close())
}

func TestNobodyElseMayReadTheFile(t *testing.T) {
	path := t.TempDir() + "/shop.db"
	s, err := store.Open(ctx, store.Params{Path: path, Shop: shop.ShopID{UUID: uuid.New()}})
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.SaveSetting(ctx, store.SettingTheme, "dark"))
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(path + suffix)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), suffix)
	}
}

func TestEventsOutOfOrderAreRefused(t *testing.T) {
	f := storetest.New(t)
	other := storetest.Collect(t)
	lucia := other.Customer("Lucía")
	other.Receives(lucia, "uno")
	other.Receives(lucia, "dos")
	events := other.Events()
	n := len(events)
	_, err := f.Store.Apply(ctx, []shop.Event{events[n-1], events[n-2]}, "")
	require.ErrorIs(t, err, store.ErrOrder)
	_, err = f.Store.Apply(ctx, events, "")
	require.NoError(t, err)
}

func TestFlippedBitsAreNoticed(t *testing.T) {
	path := t.TempDir() + "/shop.db"
	f := storetest.Collect(t)
	s, err := store.Open(ctx, store.Params{Path: path, Shop: f.Shop})
	require.NoError(t, err)
	f.Fill(s, 300, 10)
	require.NoError(t, s.Check(ctx))
	require.NoError(t, s.Close())
	raw := []byte(readFile(t, path))
	for at := 20 * 4096; at < len(raw); at += 4096 { // every page's header
		raw[at] ^= 0x40
	}
	require.NoError(t, os.WriteFile(path, raw, 0o600))
	s, err = store.Open(ctx, store.Params{Path: path, Shop: f.Shop})
	if err == nil {
		err = s.Check(ctx)
		require.NoError(t, s.Close())
	}
	var damaged *store.DamagedError
	require.ErrorAs(t, err, &damaged)
}
