package registry

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/backend/journal"
	"mostrador/shop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type desk struct {
	t      *testing.T
	engine *journal.Memory
	log    journal.Log
	key    []byte
	ahead  time.Duration
}

func newDesk(t *testing.T) *desk {
	engine := journal.NewMemory(journal.MemoryParams{})
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	log, err := engine.Log(t.Context(), LogName)
	require.NoError(t, err)
	key := make([]byte, MasterKeySize)
	_, _ = rand.Read(key)
	return &desk{t: t, engine: engine, log: log, key: key}
}

// open opens a relay's view of the registry.
func (d *desk) open() *Registry {
	r, err := Open(d.t.Context(), Params{Log: d.log, MasterKey: d.key, Now: func() time.Time { return time.Now().Add(d.ahead) }})
	require.NoError(d.t, err)
	d.t.Cleanup(r.Close)
	return r
}

func (d *desk) bakery(r *Registry) (shop.ShopID, shop.PersonID) {
	id, owner := shop.ShopID{UUID: uuid.New()}, shop.PersonID{UUID: uuid.New()}
	require.NoError(d.t, r.CreateShop(d.t.Context(), id, "Panadería Sol", Person{ID: owner, Name: "Marta"}))
	return id, owner
}

func number(of shop.ShopID, id string) Channel {
	return Channel{Shop: of, PhoneNumberID: id, WABA: "102290129340398", Number: "+34 600 111 222", Name: "Sol"}
}

func publicKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return key
}

func TestWhatWasRegisteredIsThereAfterARestart(t *testing.T) {
	d := newDesk(t)
	r := d.open()
	of, owner := d.bakery(r)
	channel, err := r.ConnectChannel(t.Context(), number(of, "106540352242922"), "EAAtoken")
	require.NoError(t, err)
	code, err := r.NewCode(t.Context(), of, owner, CodeDevice)
	require.NoError(t, err)
	device, err := r.Pair(t.Context(), code, publicKey(), "Counter", "Linux")
	require.NoError(t, err)

	again := d.open()
	require.Equal(t, r.Shops(), again.Shops())
	require.Equal(t, r.People(of), again.People(of))
	found, ok := again.Device(device.ID)
	require.True(t, ok)
	require.Equal(t, device, found)
	owned, at, ok := again.Route(t.Context(), "106540352242922")
	require.True(t, ok)
	require.Equal(t, of, owned)
	require.Equal(t, channel, at)
	token, err := again.Token(of, channel)
	require.NoError(t, err)
	require.Equal(t, "EAAtoken", token)
}

func TestNeitherTokenNorCodeLiesOpenInTheLog(t *testing.T) {
	d := newDesk(t)
	r := d.open()
	of, owner := d.bakery(r)
	_, err := r.ConnectChannel(t.Context(), number(of, "1"), "EAAplantedtoken")
	require.NoError(t, err)
	code, err := r.NewCode(t.Context(), of, owner, CodeDevice)
	require.NoError(t, err)
	entries, err := d.log.Read(t.Context(), journal.Cursor{}, 0, 0)
	require.NoError(t, err)
	secret := strings.ReplaceAll(code, "-", "")[codeOpenLength:]
	for _, e := range entries {
		require.False(t, bytes.Contains(e.Data, []byte("EAAplantedtoken")))
		require.False(t, bytes.Contains(e.Data, []byte(secret)))
	}
}

func TestAnotherMasterKeyIsRefusedAtOnce(t *testing.T) {
	d := newDesk(t)
	r := d.open()
	of, _ := d.bakery(r)
	_, err := r.ConnectChannel(t.Context(), number(of, "1"), "EAAtoken")
	require.NoError(t, err)
	_, err = Open(t.Context(), Params{Log: d.log, MasterKey: publicKey()})
	require.ErrorIs(t, err, ErrMasterKey)
}

func TestANumberBelongsToOneShop(t *testing.T) {
	d := newDesk(t)
	r := d.open()
	mine, _ := d.bakery(r)
	other, _ := d.bakery(r)
	_, err := r.ConnectChannel(t.Context(), number(mine, "1"), "first")
	require.NoError(t, err)
	_, err = r.ConnectChannel(t.Context(), number(other, "1"), "second")
	require.ErrorIs(t, err, ErrNumberTaken)
	_, err = r.Token(other, shop.ChannelFor(mine, "1"))
	require.ErrorIs(t, err, ErrNotFound, "a shop can't ask for another's token")
	_, err = r.ConnectChannel(t.Context(), number(mine, "1"), "renewed")
	require.NoError(t, err)
	token, err := r.Token(mine, shop.ChannelFor(mine, "1"))
	require.NoError(t, err)
	require.Equal(t, "renewed", token)
}

// Two relays share the registry; many devices race for one code at both.
func TestOneCodeLetsOneDeviceInWhateverTheRelay(t *testing.T) {
	d := newDesk(t)
	relays := []*Registry{d.open(), d.open()}
	of, owner := d.bakery(relays[0])
	code, err := relays[0].NewCode(t.Context(), of, owner, CodeDevice)
	require.NoError(t, err)
	results := make([]error, 20)
	var racing sync.WaitGroup
	for i := range results {
		racing.Go(func() { _, results[i] = relays[i%2].Pair(context.Background(), code, publicKey(), "Counter", "Linux") })
	}
	racing.Wait()
	let := 0
	for _, err := range results {
		if err == nil {
			let++
			continue
		}
		require.ErrorIs(t, err, ErrCode)
	}
	require.Equal(t, 1, let)
}

func TestARevocationReachesTheOtherRelay(t *testing.T) {
	d := newDesk(t)
	here, there := d.open(), d.open()
	of, owner := d.bakery(here)
	code, err := here.NewCode(t.Context(), of, owner, CodeDevice)
	require.NoError(t, err)
	device, err := here.Pair(t.Context(), code, publicKey(), "Counter", "Linux")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return there.Gone(device.ID) != nil }, 5*time.Second, time.Millisecond)
	require.NoError(t, here.Revoke(t.Context(), device.ID))
	select {
	case <-there.Gone(device.ID):
	case <-time.After(5 * time.Second):
		require.FailNow(t, "the other relay did not hear of it")
	}
	require.NoError(t, there.Revoke(t.Context(), device.ID), "revoking twice is no error")
}

func TestWhatCouldNotBeWrittenDidNotHappen(t *testing.T) {
	d := newDesk(t)
	r := d.open()
	of, owner := d.bakery(r)
	require.NoError(t, d.engine.Close())
	_, err := r.NewCode(t.Context(), of, owner, CodeDevice)
	require.ErrorIs(t, err, journal.ErrUnavailable)
	require.ErrorIs(t, r.AddPerson(t.Context(), Person{ID: shop.PersonID{UUID: uuid.New()}, Shop: of, Name: "Iker", Role: shop.Agent}), journal.ErrUnavailable)
	require.Len(t, r.People(of), 1)
}

func TestNamesAreCleanedAndBounded(t *testing.T) {
	d := newDesk(t)
	r := d.open()
	of, owner := d.bakery(r)
	for _, name := range []string{"", "  ", "\x1b[2J", strings.Repeat("x", maxName+1)} {
		code, err := r.NewCode(t.Context(), of, owner, CodeDevice)
		require.NoError(t, err)
		device, err := r.Pair(t.Context(), code, publicKey(), name, "")
		if name == "\x1b[2J" { // the escape goes, so that a terminal can't be written to
			require.NoError(t, err)
			require.Equal(t, "[2J", device.Name)
			continue
		}
		require.ErrorIs(t, err, ErrInvalid)
	}
}

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	open, secret := newCode()
	for _, typed := range []string{showCode(open, secret), strings.ToLower(open + secret), " " + open + " " + secret + "\n"} {
		o, s, ok := readCode(typed)
		require.True(t, ok, typed)
		require.Equal(t, open+secret, o+s)
	}
	o, s, ok := readCode("olio-0000-0000-0000")
	require.True(t, ok)
	require.Equal(t, "0110000000000000", o+s)
	_, _, ok = readCode("0110-0000-0000-000U")
	require.False(t, ok)
}

func FuzzReadCode(f *testing.F) {
	f.Add("9K3P-JHNH-CF0D-Z7PE")
	f.Fuzz(func(t *testing.T, text string) {
		open, secret, ok := readCode(text)
		if !ok {
			return
		}
		again, rest, ok := readCode(showCode(open, secret))
		if !ok || again != open || rest != secret {
			t.Fatal(errors.New("a code that was read does not read the same again"))
		}
	})
}
