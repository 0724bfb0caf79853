package engine_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// TestRandomWorkKeepsTheRules has two devices ask two relays for whatever comes
// to mind, on a journal that fails now and then, while a sender's and the
// platform's events come in between.
func TestRandomWorkKeepsTheRules(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "run")
		require.NoError(rt, err)
		b := newBakery(rt, dir, journal.NewMemory(journal.MemoryParams{Faults: journal.Faults{
			Seed: rapid.Uint64().Draw(rt, "seed"), Conflict: 0.1, LostAck: 0.05, Unavailable: 0.05}}))
		defer func() { _ = b.keys.Close() }()
		m := &model{bakery: b, answers: map[shop.CommandID]wire.Answer{}}
		m.prepare(rt)
		defer m.close(rt)
		rt.Repeat(map[string]func(*rapid.T){
			"move":     m.move,
			"again":    m.repeat,
			"step":     m.step,
			"status":   m.status,
			"restart":  m.restart,
			"":         m.check,
			"tellMore": m.tellAgain,
		})
	})
}

type model struct {
	*bakery
	relays   []*engine.Shop
	orders   []shop.OrderID
	commands []shop.Command
	answers  map[shop.CommandID]wire.Answer
	clock    int
}

// until repeats what an unavailable journal may refuse.
func until(t *rapid.T, do func() error) {
	for range 200 {
		if do() == nil {
			return
		}
	}
	t.Fatal("it never worked")
}

func (m *model) prepare(t *rapid.T) {
	p := shop.Pipeline{{ID: "new", Name: "New"}, {ID: "ready", Name: "Ready", Update: "It is ready"}}
	for _, name := range []string{"one", "two"} {
		s, err := engine.Open(background, engine.Params{Shop: m.id, Log: m.log(t), Keys: m.keys, FactsPath: fmt.Sprintf("%s/%s.db", m.dir, name), Now: m.now, RelayName: name})
		require.NoError(t, err)
		m.relays = append(m.relays, s)
	}
	s := m.relays[0]
	until(t, func() error { return s.Configure(background, &shop.ShopConfigured{Pipeline: &p}) })
	until(t, func() error {
		_, err := s.ConnectChannel(background, &shop.ChannelConnected{PhoneNumberID: numberID, WABA: waba})
		return err
	})
	conversation := shop.ConversationFor(m.channel, m.customer())
	until(t, func() error {
		return s.Record(background,
			engine.Fact{Customer: m.customer(), Body: &shop.CustomerSeen{Customer: m.customer(), Personal: shop.CustomerSeenPersonal{
				Identifiers: []shop.Identifier{{Kind: shop.IsWaID, Value: lucia}}}}},
			engine.Fact{Customer: m.customer(), Channel: m.channel, Body: &shop.MessageReceived{
				Message: shop.MessageFor(m.id, "in"), Conversation: conversation, Type: shop.TypeText, Ref: shop.RefFor(m.id, "in")}})
	})
	for range 2 {
		id := shop.OrderID{UUID: uuid.New()}
		m.orders = append(m.orders, id)
		m.ask(t, s, command(t, &shop.OpenOrder{Order: id, Customer: m.customer(), Content: shop.Order{Items: []shop.Item{{Name: "Pan", Quantity: 1}}}}))
	}
}

func (m *model) close(t *rapid.T) {
	for _, s := range m.relays {
		require.NoError(t, s.Close())
	}
}

func (m *model) relay(t *rapid.T) *engine.Shop { return rapid.SampledFrom(m.relays).Draw(t, "relay") }

func (m *model) ask(t *rapid.T, s *engine.Shop, c shop.Command) {
	m.commands = append(m.commands, c)
	until(t, func() error {
		answers, err := s.Do(background, m.asking, []shop.Command{c})
		if err != nil {
			return err
		}
		if known, ok := m.answers[c.ID]; ok {
			require.Equal(t, known, answers[0], "a repeated command gets its first answer")
		}
		m.answers[c.ID] = answers[0]
		return nil
	})
}

func (m *model) move(t *rapid.T) {
	to := rapid.SampledFrom([]shop.StatusID{"new", "ready"}).Draw(t, "to")
	from := shop.StatusID("new")
	if to == "new" {
		from = "ready"
	}
	m.ask(t, m.relay(t), command(t, &shop.MoveOrder{Order: rapid.SampledFrom(m.orders).Draw(t, "order"), From: from, To: to,
		Tell: &shop.Telling{Channel: m.channel, Text: "It is " + string(to)}}))
}

func (m *model) tellAgain(t *rapid.T) {
	m.ask(t, m.relay(t), command(t, &shop.TellAgain{Order: rapid.SampledFrom(m.orders).Draw(t, "order"), Tell: shop.Telling{Channel: m.channel, Text: "Again"}}))
}

func (m *model) repeat(t *rapid.T) {
	m.ask(t, m.relay(t), rapid.SampledFrom(m.commands).Draw(t, "command"))
}

// step does what a sender does next with one message: claim it, or settle it.
func (m *model) step(t *rapid.T) {
	s := m.relay(t)
	outcome := rapid.IntRange(0, 4).Draw(t, "outcome")
	m.clock++
	until(t, func() error {
		_, err := s.DecideEvents(background, func(f *facts.Tx) ([]shop.Event, error) {
			heads := f.Heads(m.channel, 9)
			if len(heads) == 0 {
				return nil, nil
			}
			o, _, _ := f.Outgoing(heads[0].Message)
			id := o.Sending.Message
			var next shop.Body = &shop.MessageClaimed{Message: id, Relay: s.RelayName(), Attempt: o.Attempt + 1, Deadline: s.Now().Add(time.Minute)}
			if o.Claimed() {
				next = []shop.Body{
					&shop.MessageAccepted{Message: id, Ref: shop.RefFor(m.id, id.String())},
					&shop.MessageFailed{Message: id, Code: 131026},
					&shop.MessageUnsettled{Message: id},
					&shop.MessagePostponed{Message: id, Until: s.Now()},
					&shop.MessageRefused{Message: id, Reason: shop.ReasonOptedOut},
				}[outcome]
			}
			e, err := s.Event(shop.EventID{UUID: uuid.New()}, engine.Fact{Body: next, Channel: m.channel, Customer: m.customer()})
			return []shop.Event{e}, err
		})
		return err
	})
}

// status reports on any message that was queued, in any order.
func (m *model) status(t *rapid.T) {
	s := m.relay(t)
	queued := of(events(t, s), shop.KindMessageQueued)
	if len(queued) == 0 {
		t.Skip("nothing was queued")
	}
	about := body[*shop.MessageQueued](t, rapid.SampledFrom(queued).Draw(t, "message"))
	delivery := rapid.SampledFrom([]shop.Delivery{shop.DeliverySent, shop.DeliveryDelivered, shop.DeliveryRead}).Draw(t, "delivery")
	until(t, func() error {
		return s.Record(background, engine.Fact{Channel: m.channel, Customer: m.customer(), Body: &shop.MessageProgressed{
			Message: about.Message, Ref: shop.RefFor(m.id, about.Message.String()), Delivery: delivery}})
	})
}

func (m *model) restart(t *rapid.T) {
	i := rapid.IntRange(0, 1).Draw(t, "which")
	require.NoError(t, m.relays[i].Close())
	name := m.relays[i].RelayName()
	if rapid.Bool().Draw(t, "lost its facts") {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(fmt.Sprintf("%s/%s.db%s", m.dir, name, end))
		}
	}
	s, err := engine.Open(background, engine.Params{Shop: m.id, Log: m.log(t), Keys: m.keys, FactsPath: fmt.Sprintf("%s/%s.db", m.dir, name), Now: m.now, RelayName: name})
	require.NoError(t, err)
	m.relays[i] = s
}

// check walks the journal: an update key has one message that holds it, ranks
// only rise, a message is claimed by one at a time, and both relays agree.
func (m *model) check(t *rapid.T) {
	all := events(t, m.relays[0])
	require.Equal(t, len(all), len(events(t, m.relays[1])))
	tellings := map[shop.UpdateKey][]shop.MessageID{}
	claimed, gone := map[shop.MessageID]bool{}, map[shop.MessageID]bool{}
	rank := map[shop.MessageID]shop.Rank{}
	holder := func(key shop.UpdateKey) (shop.MessageID, bool) {
		for _, id := range tellings[key] {
			if !gone[id] || rank[id] >= shop.RankDelivered {
				return id, true
			}
		}
		return shop.MessageID{}, false
	}
	for _, e := range all {
		opened, err := e.Open()
		require.NoError(t, err)
		switch b := opened.(type) {
		case *shop.MessageQueued:
			before, taken := holder(*b.Update)
			require.True(t, !taken || b.Again, "%v is held by %v", *b.Update, before)
			tellings[*b.Update] = append(tellings[*b.Update], b.Message)
		case *shop.MessageClaimed:
			require.False(t, claimed[b.Message], "claimed twice at once")
			claimed[b.Message] = true
		case *shop.MessagePostponed:
			claimed[b.Message] = false
		case *shop.MessageProgressed:
			rank[b.Message] = max(rank[b.Message], b.Delivery.Rank())
		case *shop.MessageFailed:
			gone[b.Message] = true
		case *shop.MessageRefused:
			gone[b.Message] = true
		}
	}
	held := map[shop.UpdateKey]shop.MessageID{}
	for key := range tellings {
		if id, taken := holder(key); taken {
			held[key] = id
		}
	}
	for _, s := range m.relays {
		require.Eventually(t, func() bool { return int(s.Position()) == len(all) }, 10*time.Second, time.Millisecond)
		m.compare(t, s, held, rank)
	}
}

// compare asks a relay's facts for the same.
func (m *model) compare(t *rapid.T, s *engine.Shop, held map[shop.UpdateKey]shop.MessageID, rank map[shop.MessageID]shop.Rank) {
	holders := map[shop.UpdateKey]shop.MessageID{}
	messages := map[shop.MessageID]shop.MessageFacts{}
	require.NoError(t, s.View(background, func(f *facts.Tx) error {
		for key := range held {
			holders[key], _ = f.Held(key)
		}
		for id := range rank {
			messages[id], _ = f.Message(id)
		}
		return f.Err()
	}))
	require.Equal(t, held, holders)
	for id, least := range rank {
		require.GreaterOrEqual(t, messages[id].Rank, least)
		require.NotEqual(t, shop.FlagUnknown, messages[id].Flag, "a status settles what was not known")
	}
}
