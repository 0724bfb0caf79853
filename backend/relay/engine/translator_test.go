package engine_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
)

func TestTheIntakeTranslatedTwiceMakesTheSameEvents(t *testing.T) {
	onEach(t, func(t *testing.T, b *bakery) {
		one, two := b.open(t, "one"), b.open(t, "two")
		b.translate(t, nil, one)
		b.translate(t, nil, two)
		for i := range 5 {
			b.put(t, b.wrote(fmt.Sprintf("wamid.%d", i), "Hola"))
			b.put(t, b.wrote(fmt.Sprintf("wamid.%d", i), "Hola"))
		}
		eventually(t, one, shop.KindMessageReceived, 5)
		require.Len(t, of(events(t, one), shop.KindCustomerSeen), 1)
		require.Equal(t, events(t, one), events(t, two))

		three := b.open(t, "three") // with no memory of its own
		b.translate(t, nil, three)
		b.put(t, b.wrote("wamid.last", "Adiós"))
		eventually(t, three, shop.KindMessageReceived, 6)
	})
}

func TestAStopWordStopsEverythingAndStartGivesBackWhatItTook(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	b.translate(t, nil, s)
	consent := func() map[shop.Purpose]bool {
		return look(t, s, func(f *facts.Tx) map[shop.Purpose]bool { c, _ := f.Customer(b.customer()); return c.Consent })
	}
	b.put(t, b.wrote("wamid.1", "Hola, quiero una baja de precio"))
	eventually(t, s, shop.KindMessageReceived, 1)
	require.Empty(t, consent(), "writing first consents to nothing")
	b.put(t, b.wrote("wamid.2", " ¡BAJA! "))
	eventually(t, s, shop.KindConsentChanged, 2)
	require.Equal(t, map[shop.Purpose]bool{shop.OrderUpdates: false, shop.Offers: false}, consent())
	b.put(t, b.wrote("wamid.3", "stop"))
	b.put(t, b.wrote("wamid.4", "Alta"))
	eventually(t, s, shop.KindConsentChanged, 3)
	require.Equal(t, map[shop.Purpose]bool{shop.OrderUpdates: true, shop.Offers: false}, consent(), "offers were never agreed to")

	b.do(t, s, &shop.SetConsent{Customer: b.customer(), Purpose: shop.Offers, Allowed: true})
	b.put(t, b.wrote("wamid.5", "Sair"))
	eventually(t, s, shop.KindConsentChanged, 6)
	b.put(t, b.wrote("wamid.6", "START"))
	eventually(t, s, shop.KindConsentChanged, 8)
	require.Equal(t, map[shop.Purpose]bool{shop.OrderUpdates: true, shop.Offers: true}, consent())
}

func TestWhatIsNotUnderstoodIsKept(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	b.translate(t, nil, s)
	b.put(t, webhook(numberID, "messages", fmt.Sprintf(`"messages":[{"from":%q,"id":"wamid.h","timestamp":"%d","type":"hologram","hologram":{"depth":3}}]`, lucia, b.now().Unix())))
	b.put(t, webhook(numberID, "weather", `"rain":true`))
	received := eventually(t, s, shop.KindMessageReceived, 1)
	unknown := body[*shop.MessageReceived](t, received[0])
	require.Equal(t, shop.TypeUnknown, unknown.Type)
	require.Contains(t, string(unknown.Personal.Content.Raw), "hologram")
	kept := eventually(t, s, shop.KindPartKept, 1)
	require.Contains(t, string(body[*shop.PartKept](t, kept[0]).Personal.Raw), "rain")
}

func TestANumberNobodyOwnsRaisesAnAlarmAndHoldsUpNothing(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	var mu sync.Mutex
	var alarms []engine.Alarm
	tr := b.translate(t, func(a engine.Alarm) {
		mu.Lock()
		defer mu.Unlock()
		alarms = append(alarms, a)
	}, s)
	b.put(t, webhook("999", "messages", `"messages":[{"from":"1","id":"wamid.x","timestamp":"1","type":"text","text":{"body":"?"}}]`))
	b.put(t, "not json")
	b.put(t, b.wrote("wamid.mine", "Hola"))
	eventually(t, s, shop.KindMessageReceived, 1)
	require.Eventually(t, func() bool { return tr.Alarms() == 2 }, 10*time.Second, 5*time.Millisecond)
	mu.Lock()
	defer mu.Unlock()
	why := map[string]string{}
	for _, a := range alarms {
		why[a.Why] = a.PhoneNumberID
	}
	require.Equal(t, map[string]string{"unowned": "999", "unreadable": ""}, why)
}

func TestBodiesFromBeforeAChannelWasConnectedAreTranslatedThen(t *testing.T) {
	b := inMemory(t)
	log := b.log(t)
	s, err := engine.Open(background, engine.Params{Shop: b.id, Log: log, Keys: b.keys, FactsPath: b.dir + "/early.db", RelayName: "one"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	tr := b.translate(t, nil, s)
	b.put(t, b.wrote("wamid.early", "¿Hola?"))
	require.Eventually(t, func() bool { return tr.Translated() > 0 }, 10*time.Second, 5*time.Millisecond)
	require.Empty(t, of(events(t, s), shop.KindMessageReceived))
	require.Equal(t, int64(1), tr.Alarms(), "somebody must look why it is not connected")
	b.setUp(t, s)
	eventually(t, s, shop.KindMessageReceived, 1)
}

func TestManyPartsOfOneBodyKeepTheirOrder(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	b.translate(t, nil, s)
	var messages []string
	for i := range 1000 {
		messages = append(messages, fmt.Sprintf(`{"from":"3460%06d","id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":"%d"}}`, i, i, b.now().Unix(), i))
	}
	b.put(t, webhook(numberID, "messages", `"messages":[`+strings.Join(messages, ",")+`]`))
	received := eventually(t, s, shop.KindMessageReceived, 1000)
	for i, e := range received {
		require.Equal(t, fmt.Sprint(i), body[*shop.MessageReceived](t, e).Personal.Content.Text)
	}
}

// countingLog counts what is written, since each write costs the disk its flushes.
type countingLog struct {
	journal.Log
	appends atomic.Int64
}

func (l *countingLog) Append(ctx context.Context, batch uuid.UUID, after journal.Cursor, data [][]byte) (journal.Cursor, error) {
	l.appends.Add(1)
	return l.Log.Append(ctx, batch, after, data)
}

func TestManyWaitingWebhooksBecomeFewWrites(t *testing.T) {
	const waiting = 2000
	b := inMemory(t)
	log := &countingLog{Log: b.log(t)}
	s, err := engine.Open(background, engine.Params{Shop: b.id, Log: log, Keys: b.keys, FactsPath: b.dir + "/one.db", Now: b.now, RelayName: "one"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	b.setUp(t, s)
	for i := range waiting {
		b.put(t, b.wrote(fmt.Sprintf("wamid.%d", i), "Hola"))
	}
	before := log.appends.Load()
	b.translate(t, nil, s)
	received := eventually(t, s, shop.KindMessageReceived, waiting)
	for i, e := range received {
		require.Equal(t, shop.MessageFor(b.id, fmt.Sprintf("wamid.%d", i)), body[*shop.MessageReceived](t, e).Message)
	}
	require.LessOrEqual(t, log.appends.Load()-before, int64(waiting/100))
}

// fullDisk is a keyring that has no room for new keys for a while.
type fullDisk struct {
	engine.Keys
	left atomic.Int64
}

func (k *fullDisk) Prepare(ctx context.Context, id shop.ShopID, customers ...shop.CustomerID) error {
	if k.left.Add(-1) >= 0 {
		return fmt.Errorf("keys: new key: %w", syscall.ENOSPC)
	}
	return k.Keys.Prepare(ctx, id, customers...)
}

func TestAMessageThatMetAFullDiskWaitsForRoom(t *testing.T) {
	b := inMemory(t)
	require.NoError(t, b.start(t, "one").Close())
	full := &fullDisk{Keys: b.keys}
	s, err := engine.Open(background, engine.Params{Shop: b.id, Log: b.log(t), Keys: full, FactsPath: b.dir + "/full.db", RelayName: "one"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	full.left.Store(2)
	tr := b.translate(t, nil, s)
	b.put(t, b.wrote("wamid.1", "Hola"))
	eventually(t, s, shop.KindMessageReceived, 1)
	require.Zero(t, tr.Alarms())
}
