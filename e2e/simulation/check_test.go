package simulation

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

// story writes a small journal by hand.
type story struct {
	t *testing.T
	e end
}

var (
	lucia   = shop.CustomerByPhone(bakery, "+34600111220")
	counter = shop.ChannelFor(bakery, numberID)
	chat    = shop.ConversationFor(counter, lucia)
	mine    = shop.MessageID{UUID: uuid.MustParse("0194f000-0000-7000-8000-000000000001")}
	second  = shop.MessageID{UUID: uuid.MustParse("0194f000-0000-7000-8000-000000000002")}
)

func (s *story) happened(after time.Duration, body shop.Body) {
	n := shop.Position(len(s.e.events) + 1)
	at := begin.Add(after)
	event, err := shop.NewEvent(shop.Event{Position: n, ID: shop.EventID{UUID: uuid.New()}, Shop: bakery, At: at, Recorded: at,
		Customer: lucia, Channel: counter}, body)
	require.NoError(s.t, err)
	s.e.events = append(s.e.events, event)
}

// sound is a history in which all is well: a question, two answers to it.
func sound(t *testing.T) *story {
	s := &story{t: t, e: end{shop: bakery, channel: counter, shown: map[shop.MessageID]item{},
		dumps:   map[string]string{"counter": "a", fromTheBeginning: "a"},
		refused: map[shop.CommandID]shop.Reason{}}}
	s.happened(0, &shop.MessageReceived{Message: shop.MessageFor(bakery, "in"), Conversation: chat, Type: shop.TypeText})
	for i, id := range []shop.MessageID{mine, second} {
		s.happened(time.Minute, &shop.MessageQueued{Message: id, Conversation: chat, Type: shop.TypeText})
		s.happened(time.Minute, &shop.MessageClaimed{Message: id, Attempt: 1, Deadline: begin.Add(2 * time.Minute)})
		s.happened(time.Minute, &shop.MessageAccepted{Message: id, Attempt: 1})
		s.e.shown[id] = item{outgoing: true, rank: shop.RankDelivered, times: 1}
		s.e.taken = append(s.e.taken, &taken{callback: id.String(), at: begin.Add(time.Duration(i+1) * time.Minute)})
	}
	s.e.shown[shop.MessageFor(bakery, "in")] = item{times: 1}
	return s
}

// The checker is believed because it finds each thing that can go wrong.
func TestTheCheckerFindsWhatIsWrong(t *testing.T) {
	past := history{wrote: []wrote{{wamid: "in", text: "Is there bread?"}}}
	require.Empty(t, check(past, sound(t).e))
	show := func(change func(*item)) func(*story) {
		return func(s *story) {
			i := s.e.shown[mine]
			change(&i)
			s.e.shown[mine] = i
		}
	}
	for what, spoil := range map[string]func(*story){
		"two devices differ":            func(s *story) { s.e.dumps["counter"] = "b" },
		"a question is lost":            func(s *story) { delete(s.e.shown, shop.MessageFor(bakery, "in")) },
		"a question is shown twice":     func(s *story) { s.e.shown[shop.MessageFor(bakery, "in")] = item{times: 2} },
		"an answer reached nobody":      func(s *story) { s.e.taken = s.e.taken[1:] },
		"an answer reached them twice":  func(s *story) { s.e.taken = append(s.e.taken, s.e.taken[0]) },
		"the order was changed":         func(s *story) { s.e.taken[0], s.e.taken[1] = s.e.taken[1], s.e.taken[0] },
		"a status was lost":             show(func(i *item) { i.rank = shop.RankAccepted }),
		"a doubt stays":                 show(func(i *item) { i.flag = shop.FlagUnknown }),
		"what arrived is shown failed":  show(func(i *item) { i.flag = shop.FlagFailed }),
		"what arrived is shown refused": show(func(i *item) { i.flag = shop.FlagRefused }),
		"what failed is shown sent":     func(s *story) { s.e.taken[0].failed = true },
		"an event is there twice":       func(s *story) { s.e.events[2].ID = s.e.events[1].ID },
		"a message is queued twice": func(s *story) {
			s.happened(0, &shop.MessageQueued{Message: mine, Conversation: chat, Type: shop.TypeText})
		},
		"two have a claim": func(s *story) {
			third := shop.MessageID{UUID: uuid.New()}
			s.happened(0, &shop.MessageQueued{Message: third, Conversation: chat, Type: shop.TypeText})
			s.happened(0, &shop.MessageClaimed{Message: third, Attempt: 1})
			s.happened(0, &shop.MessageClaimed{Message: third, Attempt: 2})
		},
		"it left outside the window": func(s *story) {
			third := shop.MessageID{UUID: uuid.New()}
			s.happened(0, &shop.MessageQueued{Message: third, Conversation: chat, Type: shop.TypeText})
			s.happened(25*time.Hour, &shop.MessageClaimed{Message: third, Attempt: 1})
		},
		"an update left to who said no": func(s *story) {
			third := shop.MessageID{UUID: uuid.New()}
			s.happened(0, &shop.MessageQueued{Message: third, Conversation: chat, Type: shop.TypeText, Update: &shop.UpdateKey{Customer: lucia}})
			s.happened(0, &shop.ConsentChanged{Customer: lucia, Purpose: shop.OrderUpdates})
			s.happened(0, &shop.MessageClaimed{Message: third, Attempt: 1})
		},
		"an update is told twice": func(s *story) {
			for range 2 {
				id := shop.MessageID{UUID: uuid.New()}
				s.happened(0, &shop.MessageQueued{Message: id, Conversation: chat, Type: shop.TypeText, Update: &shop.UpdateKey{Customer: lucia, Status: "ready"}})
				s.e.taken = append(s.e.taken, &taken{callback: id.String()})
			}
		},
		"more was spent than may be": func(s *story) {
			for range spendCap/utilityPrice + 1 {
				s.e.taken = append(s.e.taken, &taken{callback: uuid.NewString(), template: true})
			}
		},
	} {
		s := sound(t)
		spoil(s)
		assert.NotEmpty(t, check(past, s.e), what)
	}
	past.asked = []asked{{device: "counter", command: shop.Command{ID: shop.CommandID{UUID: uuid.New()}}, wish: &shop.AddNote{}}}
	assert.NotEmpty(t, check(past, sound(t).e), "a command has no answer")
}
