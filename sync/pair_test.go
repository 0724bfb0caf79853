package sync_test

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"mostrador/shop/wire"
	"mostrador/sync"
	"mostrador/sync/status"
)

func invite(relay *testRelay) string {
	return "  " + wire.Invite{Relay: relay.URL, Code: "AAAA-BBBB"}.String() + "\n"
}

func TestADeviceJoinsAShopAndWorksThere(t *testing.T) {
	relay := newRelay(t)
	root := t.TempDir()
	dir := filepath.Join(root, "sol")
	account, err := sync.Pair(t.Context(), sync.PairParams{
		Invite: invite(relay), DeviceName: "Counter", Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir},
	})
	require.NoError(t, err)
	assert.Equal(t, "Panadería Sol", account.Name)
	assert.Equal(t, relay.person, account.Person)

	accounts, err := sync.Accounts(root)
	require.NoError(t, err)
	require.Equal(t, []sync.Account{account}, accounts)
	key, err := sync.KeeperFor(accounts[0]).Key(account.KeyID)
	require.NoError(t, err)
	assert.Equal(t, relay.key, key.Public())

	file := openFile(t, dir, relay.shop)
	defer file.close()
	engine, err := sync.New(sync.Params{Store: file.store, Account: accounts[0], Key: key, Timing: quick})
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(t.Context()) }()
	require.Eventually(t, func() bool { return engine.Status().Get().State == status.Live{} }, 10e9, 1e6)
	require.NoError(t, engine.Close())
	require.NoError(t, <-ended)
}

func TestWhatPairingCanSay(t *testing.T) {
	relay := newRelay(t)
	answering := func(code int, kind string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool { refuse(w, code, kind); return true }
	}
	for name, c := range map[string]struct {
		invite string
		before func(http.ResponseWriter, *http.Request) bool
		want   error
	}{
		"not a link":      {invite: "hello", want: sync.ErrInviteText},
		"not encrypted":   {invite: "mostrador://pair?relay=http://example.com&code=A", want: sync.ErrInviteText},
		"wrong code":      {invite: wire.Invite{Relay: relay.URL, Code: "ZZZZ"}.String(), want: sync.ErrCodeRefused},
		"nobody there":    {invite: wire.Invite{Relay: "http://127.0.0.1:1", Code: "A"}.String(), want: sync.ErrNotReachable},
		"a wrong clock":   {invite: invite(relay), before: answering(401, wire.ProblemClock), want: sync.ErrClock},
		"too many tries":  {invite: invite(relay), before: answering(429, wire.ProblemTooMany), want: sync.ErrTooMany},
		"another server":  {invite: invite(relay), before: answering(404, ""), want: sync.ErrNotARelay},
		"a newer relay":   {invite: invite(relay), before: answering(426, wire.ProblemVersion), want: sync.ErrTooOld},
		"an unwell relay": {invite: invite(relay), before: answering(503, wire.ProblemUnavailable), want: sync.ErrFailing},
	} {
		t.Run(name, func(t *testing.T) {
			relay.set(func() { relay.before = c.before })
			dir := t.TempDir()
			_, err := sync.Pair(t.Context(), sync.PairParams{Invite: c.invite, Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
			require.ErrorIs(t, err, c.want)
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, left, "neither key nor account")
		})
	}
	var nobody *sync.NotReachable
	_, err := sync.Pair(t.Context(), sync.PairParams{
		Invite: "mostrador://pair?relay=http://127.0.0.1:1&code=A", Dir: t.TempDir(), Keys: sync.FileKeyKeeper{Dir: t.TempDir()},
	})
	require.ErrorAs(t, err, &nobody)
	assert.Equal(t, "http://127.0.0.1:1", nobody.Address)
	assert.Equal(t, "AAAA-BBBB", relay.code, "no failure spent the code")
}

func TestAnAnswerToPairingThatIsLostIsAskedForWithTheSameKey(t *testing.T) {
	relay := newRelay(t)
	first := true
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			if first {
				first = false
				panic(http.ErrAbortHandler)
			}
			return false
		}
	})
	dir := t.TempDir()
	_, err := sync.Pair(t.Context(), sync.PairParams{Invite: invite(relay), Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	require.NoError(t, err)
}

func TestWithoutAKeyringTheCodeIsNotSpent(t *testing.T) {
	relay := newRelay(t)
	keyring.MockInitWithError(errors.New("no such service"))
	_, err := sync.Pair(t.Context(), sync.PairParams{Invite: invite(relay), Dir: t.TempDir()})
	require.ErrorIs(t, err, sync.ErrNoKeyring)
	assert.Equal(t, "AAAA-BBBB", relay.code)

	keyring.MockInit()
	account, err := sync.Pair(t.Context(), sync.PairParams{Invite: invite(relay), Dir: t.TempDir()})
	require.NoError(t, err)
	assert.Equal(t, sync.InKeyring, account.KeyPlace)
	key, err := sync.KeeperFor(account).Key(account.KeyID)
	require.NoError(t, err)
	assert.Equal(t, relay.key, key.Public())
	require.NoError(t, sync.KeeperFor(account).Forget(account.KeyID))
	_, err = sync.KeeperFor(account).Key(account.KeyID)
	require.ErrorIs(t, err, sync.ErrNoKey)
}

func TestOnlyTheCertificateInTheInviteIsTrusted(t *testing.T) {
	relay := newRelay(t)
	secure := httptest.NewTLSServer(relay)
	defer secure.Close()
	defer secure.CloseClientConnections()
	right := sync.Fingerprint(secure.Certificate().Raw)

	for name, fingerprint := range map[string]string{"another's": sync.Fingerprint([]byte("x")), "none, and no authority": ""} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := sync.Pair(t.Context(), sync.PairParams{
				Invite: wire.Invite{Relay: secure.URL, Code: "AAAA-BBBB", Fingerprint: fingerprint}.String(),
				Dir:    dir, Keys: sync.FileKeyKeeper{Dir: dir},
			})
			require.ErrorIs(t, err, sync.ErrCertificate)
			if fingerprint != "" {
				var untrusted *sync.Untrusted
				require.ErrorAs(t, err, &untrusted)
				assert.Equal(t, right, untrusted.Fingerprint)
			}
			assert.Zero(t, relay.count(wire.PathPair), "the code was not shown to it")
		})
	}
	dir := t.TempDir()
	_, err := sync.Pair(t.Context(), sync.PairParams{
		Invite: wire.Invite{Relay: secure.URL, Code: "AAAA-BBBB", Fingerprint: right}.String(),
		Dir:    dir, Keys: sync.FileKeyKeeper{Dir: dir},
	})
	require.NoError(t, err)
}

func TestAccountsSkipWhatCannotBeReadAndSayWhich(t *testing.T) {
	root := t.TempDir()
	relay := newRelay(t)
	dir := filepath.Join(root, "good")
	account, err := sync.Pair(t.Context(), sync.PairParams{Invite: invite(relay), Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(root, "broken"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(root, "broken", "account.json"), []byte("{"), 0o600))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "empty"), 0o700))

	accounts, err := sync.Accounts(root)
	require.ErrorContains(t, err, "broken")
	assert.Equal(t, []sync.Account{account}, accounts)
	_, err = sync.LoadAccount(filepath.Join(root, "empty"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	none, err := sync.Accounts(filepath.Join(root, "nowhere"))
	require.NoError(t, err)
	assert.Empty(t, none)

	_, err = sync.Pair(t.Context(), sync.PairParams{Invite: invite(relay), Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	require.ErrorContains(t, err, "has an account already")
}

func TestTheKeyInAFileIsTheOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such modes there")
	}
	relay := newRelay(t)
	dir := t.TempDir()
	account, err := sync.Pair(t.Context(), sync.PairParams{Invite: invite(relay), Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	require.NoError(t, err)
	for _, name := range []string{account.KeyID + ".key", "account.json"} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), name)
	}
	text, err := os.ReadFile(filepath.Join(dir, "account.json"))
	require.NoError(t, err)
	assert.NotContains(t, string(text), "AAAA-BBBB")
}
