package e2e_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/practice"
	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/sync/status"
)

// firstDay is an owner's first day: the practice shop and one desktop, without
// a display.
type firstDay struct {
	t        *testing.T
	dir      string
	practice *practice.Practice
	account  sync.Account
	store    *store.Store
	engine   *sync.Engine
	ended    chan error
}

// practiceSpeed is life, made quick enough for a test.
const practiceSpeed = 500

func beginDay(t *testing.T, language string) *firstDay {
	d := &firstDay{t: t, dir: t.TempDir()}
	d.open(language)
	invite, err := d.practice.Invite(t.Context())
	require.NoError(t, err)
	folder := filepath.Join(d.dir, "desktop")
	d.account, err = sync.Pair(t.Context(), sync.PairParams{Invite: invite, DeviceName: "Counter", Dir: folder, Keys: sync.FileKeyKeeper{Dir: folder}})
	require.NoError(t, err)
	d.sitDown()
	t.Cleanup(d.leave)
	return d
}

func (d *firstDay) open(language string) {
	var err error
	d.practice, err = practice.Start(d.t.Context(), practice.Params{Dir: filepath.Join(d.dir, "practice"), Language: language, Quiet: true, Speed: practiceSpeed})
	require.NoError(d.t, err)
}

func (d *firstDay) sitDown() {
	key, err := sync.KeeperFor(d.account).Key(d.account.KeyID)
	require.NoError(d.t, err)
	d.store, err = store.Open(d.t.Context(), store.Params{Path: d.account.StorePath(), Shop: d.account.Shop})
	require.NoError(d.t, err)
	d.engine, err = sync.New(sync.Params{Store: d.store, Account: d.account, Key: key})
	require.NoError(d.t, err)
	d.ended = make(chan error, 1)
	engine := d.engine
	go func() { d.ended <- engine.Run(context.Background()) }()
	d.eventually("the link is live", func() bool { return d.engine.Status().Get().State == status.Live{} })
}

func (d *firstDay) leave() {
	if d.practice == nil {
		return
	}
	assert.NoError(d.t, d.engine.Close())
	assert.NoError(d.t, <-d.ended)
	assert.NoError(d.t, d.store.Close())
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	assert.NoError(d.t, d.practice.Close(ctx))
	d.practice = nil
}

func (d *firstDay) eventually(what string, is func() bool) {
	d.t.Helper()
	require.Eventually(d.t, is, 60*time.Second, 10*time.Millisecond, what)
}

func (d *firstDay) chats(filter store.Filter) []store.ChatRow {
	rows, err := d.store.Chats(d.t.Context(), store.ChatQuery{Filter: filter, Limit: 100})
	require.NoError(d.t, err)
	return rows
}

func (d *firstDay) chat(name string) store.ChatRow {
	for _, row := range d.chats(store.All) {
		if strings.HasPrefix(row.Name, name) {
			return row
		}
	}
	require.Fail(d.t, "nobody has that name", name)
	return store.ChatRow{}
}

func (d *firstDay) thread(name string) []store.ThreadItem {
	items, err := d.store.Thread(d.t.Context(), store.ThreadQuery{Conversation: d.chat(name).Conversation, Limit: 500})
	require.NoError(d.t, err)
	return items
}

func (d *firstDay) does(wish shop.Wish) {
	command, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), d.account.Person, wish)
	require.NoError(d.t, err)
	_, err = d.store.Do(d.t.Context(), command)
	require.NoError(d.t, err)
}

func (d *firstDay) answers(chat store.ChatRow, text string) shop.MessageID {
	id := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	d.does(&shop.SendMessage{Message: id, Channel: chat.Channel, Customer: chat.Customer, Type: shop.TypeText, Content: shop.Content{Text: text}})
	return id
}

// got is how often a customer's phone has a text from the shop.
func (d *firstDay) got(customer, text string) int {
	chat, err := d.practice.InboxOf(customer)
	require.NoError(d.t, err)
	n := 0
	for _, message := range chat {
		if message.FromShop && message.Text == text {
			n++
		}
	}
	return n
}

func (d *firstDay) rank(name string, id shop.MessageID) shop.Rank {
	for _, item := range d.thread(name) {
		if item.Message == id {
			return item.Rank
		}
	}
	return shop.RankWaiting
}

// heard says that a customer wrote since; the platform's times are whole
// seconds.
func (d *firstDay) heard(name string, since time.Time) bool {
	for _, item := range d.thread(name) {
		if !item.Outgoing && item.Kind == store.ItemMessage && !item.At.Before(since.Truncate(time.Second)) {
			return true
		}
	}
	return false
}

func TestTheFirstFiveMinutes(t *testing.T) {
	d := beginDay(t, "en")
	d.eventually("the list is there", func() bool { return len(d.chats(store.All)) >= 14 && len(d.chats(store.ToAnswer)) == 3 })
	waiting := d.chats(store.ToAnswer)
	assert.Equal(t, []string{"Carmen Prieto", "Javier Ruiz", "Lucía Martín"}, []string{waiting[0].Name, waiting[1].Name, waiting[2].Name})
	assert.Equal(t, 2, d.chat("Javier").Unread)
	assert.Equal(t, shop.TypeVoice, d.chat("Carmen").PreviewType)
	assert.True(t, d.chat("Marta").Undelivered)
	assert.NotEmpty(t, d.chats(store.DoneFilter))
	assert.NotEmpty(t, d.chats(store.SnoozedFilter))

	began := time.Now()
	lucia := d.chat("Lucía")
	id := d.answers(lucia, "Confirmed, Lucía. We bake it tonight.")
	d.eventually("she has read it", func() bool { return d.rank("Lucía", id) == shop.RankRead })
	assert.Equal(t, 1, d.got("lucia", "Confirmed, Lucía. We bake it tonight."))
	d.eventually("she says something to it", func() bool { return d.heard("Lucía", began) })

	d.orderIsReady(lucia)
	d.quickReply()
}

func (d *firstDay) orderIsReady(lucia store.ChatRow) {
	id, err := d.store.OrderByNumber(d.t.Context(), 1042)
	require.NoError(d.t, err)
	card, err := d.store.Order(d.t.Context(), id)
	require.NoError(d.t, err)
	input, channel, err := d.store.UpdateInput(d.t.Context(), id, "ready", time.Now(), store.Writing{})
	require.NoError(d.t, err)
	plan := shop.PlanUpdate(input)
	require.Empty(d.t, plan.Reason)
	assert.Equal(d.t, "Hi Lucía, your order 1042 is ready to collect.", plan.Text)
	began := time.Now().Add(time.Second) // her earlier words don't count
	d.does(&shop.MoveOrder{Order: id, From: card.Status, To: "ready", Tell: &shop.Telling{Channel: channel, Text: plan.Text}})
	d.eventually("the update arrived", func() bool { return d.got("lucia", plan.Text) == 1 })
	d.eventually("thanks", func() bool {
		for _, item := range d.thread("Lucía") {
			if !item.Outgoing && !item.At.Before(began.Add(-2*time.Second)) && strings.Contains(item.Content.Text, "thank you") {
				return true
			}
		}
		return false
	})
	card, err = d.store.Order(d.t.Context(), id)
	require.NoError(d.t, err)
	assert.Equal(d.t, shop.StatusID("ready"), card.Status)
	told := card.Tellings["ready"]
	assert.True(d.t, told.Held())
	assert.Equal(d.t, lucia.Customer, card.Customer)
}

func (d *firstDay) quickReply() {
	replies, err := d.store.Replies(d.t.Context(), "ho")
	require.NoError(d.t, err)
	names := map[string]string{}
	for _, reply := range replies {
		names[reply.Shortcut] = reply.Text
	}
	require.Contains(d.t, names, "hours")
	require.Contains(d.t, names, "howto")
	require.Contains(d.t, names, "holiday")
	text, missing := shop.Variables{shop.VarCustomer: "Javier"}.Fill(names["howto"])
	require.Empty(d.t, missing)
	_, missing = shop.Variables{}.Fill(names["holiday"])
	assert.Equal(d.t, []string{"holiday"}, missing)
	id := d.answers(d.chat("Javier"), text)
	d.eventually("Javier has read it", func() bool { return d.rank("Javier", id) == shop.RankRead })
	assert.Equal(d.t, 1, d.got("javier", text))
}

func TestWhatIsTypedWithoutANetworkLeavesByItself(t *testing.T) {
	d := beginDay(t, "es")
	d.eventually("the list is there", func() bool { return len(d.chats(store.All)) >= 14 })
	require.NoError(t, d.practice.Fault(practice.NoNetwork, true))
	d.eventually("offline", func() bool {
		_, offline := d.engine.Status().Get().State.(status.Offline)
		return offline
	})
	id := d.answers(d.chat("Carmen"), "Claro, Carmen, te la guardo.")
	d.eventually("it waits", func() bool { return d.engine.Status().Get().Waiting == 1 })
	assert.Equal(t, shop.RankWaiting, d.rank("Carmen", id))
	require.NoError(t, d.practice.Fault(practice.NoNetwork, false))
	d.engine.Nudge()
	d.eventually("she has read it", func() bool { return d.rank("Carmen", id) == shop.RankRead })
	assert.Equal(t, 1, d.got("carmen", "Claro, Carmen, te la guardo."))
}

func TestTheNextDayEverythingIsStillThere(t *testing.T) {
	d := beginDay(t, "pt-BR")
	d.eventually("the list is there", func() bool { return len(d.chats(store.All)) >= 14 })
	before := len(d.chats(store.All))
	id := d.answers(d.chat("Lúcia"), "Confirmado, Lúcia.")
	d.eventually("she has read it", func() bool { return d.rank("Lúcia", id) == shop.RankRead })
	d.leave()

	d.open("pt-BR")
	d.account.Relay = d.practice.RelayURL()
	require.NoError(t, sync.SaveAccount(d.account))
	d.sitDown()
	assert.Len(t, d.chats(store.All), before)
	assert.Equal(t, shop.RankRead, d.rank("Lúcia", id))
	assert.Equal(t, 1, d.got("lucia", "Confirmado, Lúcia."))
	again := d.answers(d.chat("Lúcia"), "Até amanhã.")
	d.eventually("and she can be written to", func() bool { return d.rank("Lúcia", again) == shop.RankRead })
}
