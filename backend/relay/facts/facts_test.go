package facts

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/shop"
)

// ledger folds events one by one.
type ledger struct {
	t       *testing.T
	store   *Store
	id      shop.ShopID
	channel shop.ChannelID
	at      time.Time
	place   journal.Position
}

func newLedger(t *testing.T) *ledger {
	id := shop.ShopID{UUID: uuid.New()}
	store, err := Open(filepath.Join(t.TempDir(), "relay.db"), id)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return &ledger{t: t, store: store, id: id, channel: shop.ChannelFor(id, "1"), at: time.Date(2026, 11, 30, 23, 30, 0, 0, time.UTC)}
}

func (l *ledger) fold(customer shop.CustomerID, bodies ...shop.Body) {
	l.t.Helper()
	for _, body := range bodies {
		l.place++
		e, err := shop.NewEvent(shop.Event{Position: shop.Position(l.place), ID: shop.EventID{UUID: uuid.New()}, Shop: l.id, At: l.at,
			Recorded: l.at, Channel: l.channel, Customer: customer}, body)
		require.NoError(l.t, err)
		require.NoError(l.t, l.store.Fold([]shop.Event{e}, l.cursor()))
	}
}

func (l *ledger) cursor() journal.Cursor {
	return journal.Cursor{Epoch: 1, Position: l.place, Chain: journal.Hash{1}}
}

func see[V any](l *ledger, read func(*Tx) V) V {
	l.t.Helper()
	tx, err := l.store.Begin()
	require.NoError(l.t, err)
	defer tx.Rollback()
	seen := read(tx)
	require.NoError(l.t, tx.Err())
	return seen
}

// customer makes one with a number, who has written to the shop.
func (l *ledger) customer(phone string) shop.CustomerID {
	id := shop.CustomerByPhone(l.id, phone)
	l.fold(id, &shop.CustomerSeen{Customer: id, Personal: shop.CustomerSeenPersonal{Name: "x",
		Identifiers: []shop.Identifier{{Kind: shop.IsWaID, Value: phone}}}})
	return id
}

func (l *ledger) conversation(c shop.CustomerID) shop.ConversationID {
	return shop.ConversationFor(l.channel, c)
}

func (l *ledger) wrote(c shop.CustomerID, wamid string) {
	l.fold(c, &shop.MessageReceived{Message: shop.MessageFor(l.id, wamid), Conversation: l.conversation(c), Type: shop.TypeText,
		Ref: shop.RefFor(l.id, wamid), Personal: shop.MessageReceivedPersonal{Wamid: wamid}})
}

func (l *ledger) queued(c shop.CustomerID, category shop.Category, update *shop.UpdateKey) shop.MessageID {
	id := shop.MessageID{UUID: uuid.New()}
	l.fold(c, &shop.MessageQueued{Message: id, Conversation: l.conversation(c), Type: shop.TypeText, Category: category, Update: update,
		Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "hi"}}})
	return id
}

func TestMoneyIsCountedAsQueuedAndSettledByThePlatform(t *testing.T) {
	l := newLedger(t)
	eur := func(micros int64) shop.Money { return shop.Money{Micros: micros, Currency: "EUR"} }
	currency, zone, free := "EUR", "Europe/Madrid", 1
	l.fold(shop.CustomerID{}, &shop.ShopConfigured{Currency: &currency, TimeZone: &zone, FreePerMonth: &free,
		Prices: map[shop.Category]shop.Money{shop.CategoryService: eur(20_000), shop.CategoryMarketing: eur(60_000)}})
	lucia := l.customer("34600111222")
	spent := func() int64 { return see(l, func(tx *Tx) int64 { return tx.Spent(l.at).Micros }) }
	used := func() int { return see(l, func(tx *Tx) int { return tx.FreeUsed(l.channel, l.at) }) }

	first := l.queued(lucia, shop.CategoryService, nil)
	require.Equal(t, []any{int64(0), 1}, []any{spent(), used()}, "the free one")
	second := l.queued(lucia, shop.CategoryService, nil)
	offer := l.queued(lucia, shop.CategoryMarketing, nil)
	require.Equal(t, int64(80_000), spent())
	require.Equal(t, int64(20_000), see(l, func(tx *Tx) int64 { return tx.Without(offer).Spent(l.at).Micros }))
	require.Equal(t, 0, see(l, func(tx *Tx) int { return tx.Without(first).FreeUsed(l.channel, l.at) }))

	l.fold(lucia, &shop.MessageFailed{Message: second, Code: 131026})
	require.Equal(t, int64(60_000), spent(), "what failed costs nothing")
	l.fold(lucia, &shop.MessageProgressed{Message: offer, Ref: shop.RefFor(l.id, "w"), Delivery: shop.DeliverySent,
		Pricing: &shop.Pricing{Type: "free_entry_point", Category: "referral_conversion"}})
	require.Equal(t, int64(0), spent(), "the platform had the last word")
	// 23:30 in London is the next month in Madrid.
	require.Equal(t, 0, see(l, func(tx *Tx) int { return tx.FreeUsed(l.channel, l.at.Add(-2*time.Hour)) }))
}

func TestAnUpdateIsHeldUntilItDefinitelyFailed(t *testing.T) {
	l := newLedger(t)
	lucia := l.customer("34600111222")
	key := shop.UpdateKey{Order: shop.OrderID{UUID: uuid.New()}, Status: "ready", Customer: lucia}
	holder := func() (id shop.MessageID) {
		return see(l, func(tx *Tx) shop.MessageID { id, _ := tx.Held(key); return id })
	}
	first := l.queued(lucia, shop.CategoryService, &key)
	l.fold(lucia, &shop.MessageClaimed{Message: first, Attempt: 1, Deadline: l.at}, &shop.MessageUnsettled{Message: first})
	require.Equal(t, first, holder(), "unknown holds")
	l.fold(lucia, &shop.MessageFailed{Message: first, Code: 131026})
	require.Zero(t, holder(), "failed frees")

	second := l.queued(lucia, shop.CategoryService, &key)
	l.fold(lucia, &shop.MessageProgressed{Message: second, Ref: shop.RefFor(l.id, "w"), Delivery: shop.DeliveryDelivered},
		&shop.MessageFailed{Message: second, Code: 131000})
	require.Equal(t, second, holder(), "she has it, whatever came after")
}

func TestMergedCustomersShareWindowAndAddressUntilUnmerged(t *testing.T) {
	l := newLedger(t)
	typed, writing := l.customer("34600000001"), shop.CustomerFor(l.id, "portfolio:7", "ES.1")
	l.fold(writing, &shop.CustomerSeen{Customer: writing, Personal: shop.CustomerSeenPersonal{Identifiers: []shop.Identifier{{Kind: shop.IsBSUID, Scope: "portfolio:7", Value: "ES.1"}}}})
	l.wrote(writing, "wamid.1")
	l.queued(typed, shop.CategoryService, nil)
	inbound := func() time.Time {
		return see(l, func(tx *Tx) time.Time { c, _ := tx.Conversation(l.conversation(typed)); return c.LastInbound })
	}
	address := func(id shop.CustomerID) Address {
		return see(l, func(tx *Tx) Address { a, _ := tx.Address(id); return a })
	}
	require.Zero(t, inbound())
	require.Equal(t, Address{UserID: "ES.1"}, address(writing))
	l.fold(typed, &shop.CustomerMerged{From: typed, Into: writing})
	require.Equal(t, l.at, inbound())
	require.Equal(t, Address{Phone: "34600000001"}, address(writing))
	l.fold(typed, &shop.CustomerUnmerged{From: typed})
	require.Zero(t, inbound())
	require.Equal(t, typed, see(l, func(tx *Tx) shop.CustomerID { c, _ := tx.Customer(typed); return c.Root }))
}

func TestReadingIsToldUpToTheLastMessageRead(t *testing.T) {
	l := newLedger(t)
	lucia := l.customer("34600111222")
	l.wrote(lucia, "wamid.1")
	read := shop.Position(l.place)
	l.wrote(lucia, "wamid.2")
	untold := func() []Unread { return see(l, func(tx *Tx) []Unread { return tx.Untold() }) }
	l.fold(shop.CustomerID{}, &shop.ConversationRead{Conversation: l.conversation(lucia), UpTo: read})
	require.Len(t, untold(), 1)
	require.Equal(t, "wamid.1", untold()[0].Wamid)
	tell := func(u Unread) {
		tx, err := l.store.Begin()
		require.NoError(t, err)
		defer tx.Rollback()
		require.NoError(t, tx.Told(u.Conversation, u.UpTo))
		require.NoError(t, tx.Keep())
	}
	tell(untold()[0])
	require.Empty(t, untold())
	l.fold(shop.CustomerID{}, &shop.ConversationRead{Conversation: l.conversation(lucia), UpTo: shop.Position(l.place)})
	require.Equal(t, "wamid.2", untold()[0].Wamid)
}

func TestWhatWasFoldedOnTrialCanBeDropped(t *testing.T) {
	l := newLedger(t)
	lucia := l.customer("34600111222")
	tx, err := l.store.Begin()
	require.NoError(t, err)
	e, err := shop.NewEvent(shop.Event{Position: 99, ID: shop.EventID{UUID: uuid.New()}, Shop: l.id, Recorded: l.at, Customer: lucia},
		&shop.ConsentChanged{Customer: lucia, Purpose: shop.Offers, Allowed: true})
	require.NoError(t, err)
	require.NoError(t, tx.Mark())
	require.NoError(t, tx.Fold(e))
	c, _ := tx.Customer(lucia)
	require.True(t, c.Consent[shop.Offers])
	require.NoError(t, tx.Unmark(false))
	c, _ = tx.Customer(lucia)
	require.Empty(t, c.Consent)
	tx.Rollback()
	place, err := l.store.Cursor()
	require.NoError(t, err)
	require.Equal(t, l.cursor(), place)
}

func TestAFileOfAnotherFoldIsMadeAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "relay.db")
	id := shop.ShopID{UUID: uuid.New()}
	store, err := Open(path, id)
	require.NoError(t, err)
	require.NoError(t, store.Fold(nil, journal.Cursor{Epoch: 1, Position: 7, Chain: journal.Hash{1}}))
	_, err = store.conn.ExecContext(background, "PRAGMA user_version = 99")
	require.NoError(t, err)
	require.NoError(t, store.Close())
	store, err = Open(path, id)
	require.NoError(t, err)
	place, err := store.Cursor()
	require.NoError(t, err)
	require.True(t, place.IsZero())
	require.NoError(t, store.Close())
	require.NoError(t, os.WriteFile(path, []byte("this is no database, whatever its name says, and never was one"), 0o600))
	store, err = Open(path, id)
	require.NoError(t, err, "nothing is lost with it")
	require.NoError(t, store.Close())
	_, err = Open(filepath.Join(path, "below a file"), id)
	require.ErrorIs(t, err, ErrFile)
}

func TestUnknownKindsAreSkippedAndCounted(t *testing.T) {
	l := newLedger(t)
	require.NoError(t, l.store.Fold([]shop.Event{{Position: 1, Kind: "drone.landed", V: 1, Body: []byte(`{}`), Recorded: l.at}}, journal.Cursor{Epoch: 1, Position: 1, Chain: journal.Hash{1}}))
	var skipped int
	see(l, func(tx *Tx) bool { return tx.row(`SELECT skipped FROM progress`, nil, &skipped) })
	require.Equal(t, 1, skipped)
}

func TestARestLosesNothing(t *testing.T) {
	l := newLedger(t)
	lucia := l.customer("34600111222")
	require.NoError(t, l.store.Rest())
	require.NoError(t, l.store.Rest())
	_, known := l.store.Cursor()
	require.NoError(t, known)
	require.Equal(t, "x", see(l, func(tx *Tx) string { return tx.Profile(lucia) }))
	require.NoError(t, l.store.Rest())
	require.NoError(t, l.store.CleanUp())
	l.wrote(lucia, "wamid.1")
}

func TestTheQueueShowsTheFirstOfEachConversationSoonestFirst(t *testing.T) {
	l := newLedger(t)
	ana, luis := l.customer("34600000001"), l.customer("34600000002")
	first, second := l.queued(ana, shop.CategoryService, nil), l.queued(ana, shop.CategoryService, nil)
	other := l.queued(luis, shop.CategoryService, nil)
	heads := func() (ids []shop.MessageID) {
		for _, h := range see(l, func(tx *Tx) []Head { return tx.Heads(l.channel, 9) }) {
			ids = append(ids, h.Message)
		}
		return ids
	}
	require.Equal(t, []shop.MessageID{first, other}, heads())
	l.fold(ana, &shop.MessagePostponed{Message: first, Attempt: 1, Until: l.at.Add(time.Hour), Code: 131056})
	require.Equal(t, []shop.MessageID{other, first}, heads(), "what waits for later stands behind")
	l.fold(ana, &shop.MessageRefused{Message: first, Reason: shop.ReasonOptedOut})
	require.Equal(t, []shop.MessageID{second, other}, heads())
}
