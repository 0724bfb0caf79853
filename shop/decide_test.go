package shop_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/shop"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// story is a bakery with one channel and one customer, Lucía.
type story struct {
	t       require.TestingT
	shelf   *shelf
	shop    shop.ShopID
	channel shop.ChannelID
	lucia   shop.CustomerID
	now     time.Time
}

func newStory(t require.TestingT) *story {
	s := &story{t: t, shelf: newShelf(), shop: shop.ShopID{UUID: uuid.MustParse("00000000-0000-4000-8000-000000000001")}, now: noon}
	s.channel = shop.ChannelFor(s.shop, "100")
	s.lucia = shop.CustomerByPhone(s.shop, "+34612345678")
	s.shelf.channels[s.channel] = shop.ChannelFacts{ID: s.channel, PhoneNumberID: "100", WABA: "w"}
	s.shelf.customers[s.lucia] = shop.CustomerFacts{ID: s.lucia, Root: s.lucia, Addressable: true, Consent: map[shop.Purpose]bool{}}
	s.shelf.templates["order_ready/en"] = shop.Template{Name: "order_ready", Language: "en", Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hi {{1}}, your order {{2}} is ready."}
	return s
}

func (s *story) luciaWrote(ago time.Duration) {
	id := shop.ConversationFor(s.channel, s.lucia)
	s.shelf.conversations[id] = shop.ConversationFacts{ID: id, Channel: s.channel, Customer: s.lucia, LastInbound: s.now.Add(-ago), State: shop.Open}
}

func (s *story) luciaSaid(purpose shop.Purpose, yes bool) {
	s.shelf.customers[s.lucia].Consent[purpose] = yes
}

func (s *story) asks(wish shop.Wish) []shop.Event {
	return s.asksWith(shop.CommandID{UUID: uuid.New()}, wish)
}

func (s *story) asksWith(id shop.CommandID, wish shop.Wish) []shop.Event {
	cmd, err := shop.NewCommand(id, s.now, shop.PersonID{}, wish)
	require.NoError(s.t, err)
	events, err := shop.Decide(s.shelf, cmd, shop.Asking{Shop: s.shop, Role: shop.Owner, Now: s.now})
	require.NoError(s.t, err)
	require.NotEmpty(s.t, events, "every command is answered")
	s.shelf.fold(events)
	return events
}

func (s *story) writes(text string) []shop.Event {
	return s.asks(&shop.SendMessage{Message: shop.MessageID{UUID: uuid.New()}, Channel: s.channel, Customer: s.lucia, Type: shop.TypeText, Content: shop.Content{Text: text}})
}

func refusal(t require.TestingT, events []shop.Event) shop.Reason {
	body, err := events[0].Open()
	require.NoError(t, err)
	if r, ok := body.(*shop.CommandRefused); ok {
		return r.Reason
	}
	return shop.ReasonNone
}

func kinds(events []shop.Event) []shop.Kind {
	var ks []shop.Kind
	for _, e := range events {
		ks = append(ks, e.Kind)
	}
	return ks
}

func TestAnAnswerLeavesInsideTheReplyWindow(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(time.Hour)
	assert.Equal(t, []shop.Kind{shop.KindMessageQueued}, kinds(s.writes("Confirmed")))
}

func TestTheReplyWindowIsTheRelaysClockNotTheDevices(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(24 * time.Hour)
	assert.Equal(t, shop.ReasonWindowClosed, refusal(t, s.writes("Confirmed")))
}

func TestTextsOverTheLimitAndEmptyOnesAreRefused(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(time.Hour)
	long := make([]rune, shop.MaxText+1)
	for i := range long {
		long[i] = 'ñ'
	}
	assert.Equal(t, shop.ReasonTooLong, refusal(t, s.writes(string(long))))
	assert.Equal(t, shop.ReasonNone, refusal(t, s.writes(string(long[:shop.MaxText]))))
	assert.Equal(t, shop.ReasonEmpty, refusal(t, s.writes(" \n ")))
	assert.Equal(t, shop.ReasonNone, refusal(t, s.writes("👋")))
}

func TestWhoOptedOutGetsAnswersButNoUpdates(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(time.Hour)
	s.luciaSaid(shop.OrderUpdates, false)
	assert.Equal(t, shop.ReasonNone, refusal(t, s.writes("You are welcome")))
	order := s.opensOrder()
	events := s.moves(order, "new", "ready")
	require.Equal(t, []shop.Kind{shop.KindOrderMoved, shop.KindUpdateWithheld}, kinds(events))
}

func (s *story) opensOrder() shop.OrderID {
	id := shop.OrderID{UUID: uuid.New()}
	s.asks(&shop.OpenOrder{Order: id, Customer: s.lucia, Content: shop.Order{Items: []shop.Item{{Name: "Chapata", Quantity: 2, Price: eur(4_500_000)}}}})
	return id
}

func (s *story) moves(order shop.OrderID, from, to shop.StatusID) []shop.Event {
	return s.asks(&shop.MoveOrder{Order: order, From: from, To: to, Tell: s.telling()})
}

func (s *story) telling() *shop.Telling {
	return &shop.Telling{Channel: s.channel, Text: "Hi Lucía, order 1001 is ready.",
		Template: &shop.TemplateUse{Name: "order_ready", Language: "en", Parameters: []string{"Lucía", "1001"}}}
}

func queued(t require.TestingT, events []shop.Event) *shop.MessageQueued {
	for _, e := range events {
		body, err := e.Open()
		require.NoError(t, err)
		if q, ok := body.(*shop.MessageQueued); ok {
			return q
		}
	}
	return nil
}

func TestAnUpdateGoesFreelyInsideTheWindowAndByTemplateOutside(t *testing.T) {
	s := newStory(t)
	s.luciaSaid(shop.OrderUpdates, true)
	s.luciaWrote(time.Hour)
	inside := queued(t, s.moves(s.opensOrder(), "new", "ready"))
	require.NotNil(t, inside)
	assert.Equal(t, shop.TypeText, inside.Type)

	s.luciaWrote(48 * time.Hour)
	outside := queued(t, s.moves(s.opensOrder(), "new", "ready"))
	require.NotNil(t, outside)
	assert.Equal(t, shop.TypeTemplate, outside.Type)
	assert.Equal(t, shop.CategoryUtility, outside.Category)
	assert.Equal(t, "Hi Lucía, your order 1001 is ready.", outside.Personal.Content.Text)
}

func TestTellingTwiceTellsOnce(t *testing.T) {
	s := newStory(t)
	s.luciaSaid(shop.OrderUpdates, true)
	s.luciaWrote(time.Hour)
	order := s.opensOrder()
	require.NotNil(t, queued(t, s.moves(order, "new", "ready")))
	second := s.moves(order, "new", "ready")
	assert.Nil(t, queued(t, second))
	assert.Equal(t, []shop.Kind{shop.KindUpdateWithheld}, kinds(second))
	again := s.asks(&shop.TellAgain{Order: order, Tell: *s.telling()})
	assert.NotNil(t, queued(t, again), "telling again on purpose is another command")
}

func TestWhoeverMovedFirstWins(t *testing.T) {
	s := newStory(t)
	order := s.opensOrder()
	s.moves(order, "new", "collected")
	assert.Equal(t, shop.ReasonAlreadyMoved, refusal(t, s.asks(&shop.MoveOrder{Order: order, From: "new", To: "ready"})))
}

func TestTheSpendCapHoldsWhateverADeviceBelieved(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(time.Hour)
	limit := eur(1_000_000)
	s.shelf.settings.SpendCap = &limit
	s.shelf.freeUsed, s.shelf.spent = 1000, eur(990_000)
	assert.Equal(t, shop.ReasonSpendCap, refusal(t, s.writes("One more")))
	s.shelf.freeUsed = 10
	assert.Equal(t, shop.ReasonNone, refusal(t, s.writes("One more")), "free messages cost nothing")
}

func TestTwoRepliesCannotShareAShortcut(t *testing.T) {
	s := newStory(t)
	first, second := shop.ReplyID{UUID: uuid.New()}, shop.ReplyID{UUID: uuid.New()}
	assert.Equal(t, shop.ReasonNone, refusal(t, s.asks(&shop.SaveReply{Reply: first, Shortcut: "/Hours", Text: "8 to 20"})))
	assert.Equal(t, shop.ReasonShortcutTaken, refusal(t, s.asks(&shop.SaveReply{Reply: second, Shortcut: "hours", Text: "9 to 20"})))
	assert.Equal(t, shop.ReasonNone, refusal(t, s.asks(&shop.SaveReply{Reply: first, Shortcut: "hours", Text: "9 to 20"})))
}

func TestMergingNeverMakesARing(t *testing.T) {
	s := newStory(t)
	other := shop.CustomerByPhone(s.shop, "+34612000000")
	s.shelf.customers[other] = shop.CustomerFacts{ID: other, Root: other, Consent: map[shop.Purpose]bool{shop.Offers: false}}
	events := s.asks(&shop.MergeCustomers{From: other, Into: s.lucia})
	assert.Equal(t, []shop.Kind{shop.KindCustomerMerged, shop.KindConsentChanged}, kinds(events), "an opt-out is copied")
	assert.Equal(t, []shop.Kind{shop.KindCommandNoted}, kinds(s.asks(&shop.MergeCustomers{From: other, Into: s.lucia})))
	assert.Equal(t, []shop.Kind{shop.KindCommandNoted}, kinds(s.asks(&shop.MergeCustomers{From: s.lucia, Into: other})))
	third := shop.CustomerByPhone(s.shop, "+34612000001")
	s.shelf.customers[third] = shop.CustomerFacts{ID: third, Root: third}
	assert.Equal(t, shop.ReasonInvalid, refusal(t, s.asks(&shop.MergeCustomers{From: other, Into: third})), "a leaf hangs on one root")
}

func TestANoHoldsForAllThatAreTheSamePerson(t *testing.T) {
	s := newStory(t)
	person := func(phone string) shop.CustomerID {
		id := shop.CustomerByPhone(s.shop, phone)
		s.shelf.customers[id] = shop.CustomerFacts{ID: id, Root: id, Addressable: true}
		return id
	}
	no := func(id shop.CustomerID, purpose shop.Purpose) bool {
		allowed, asked := s.shelf.customers[id].Consent[purpose]
		return asked && !allowed
	}
	work, home, gone := person("+34612000000"), person("+34612000001"), person("+34612000002")
	s.asks(&shop.MergeCustomers{From: work, Into: s.lucia})
	s.asks(&shop.MergeCustomers{From: gone, Into: s.lucia})
	forgotten := s.shelf.customers[gone]
	forgotten.Forgotten = true
	s.shelf.customers[gone] = forgotten

	s.asks(&shop.SetConsent{Customer: work, Purpose: shop.OrderUpdates, Allowed: false})
	assert.True(t, no(work, shop.OrderUpdates))
	assert.True(t, no(s.lucia, shop.OrderUpdates), "said at work, and meant at home")
	assert.False(t, no(gone, shop.OrderUpdates), "nothing is written about the forgotten")
	s.asks(&shop.SetConsent{Customer: home, Purpose: shop.Offers, Allowed: false})
	s.asks(&shop.MergeCustomers{From: home, Into: work})
	for _, member := range []shop.CustomerID{work, home, s.lucia} {
		assert.True(t, no(member, shop.OrderUpdates))
		assert.True(t, no(member, shop.Offers))
	}
	assert.Equal(t, []shop.Kind{shop.KindConsentChanged, shop.KindConsentChanged, shop.KindConsentChanged},
		kinds(s.asks(&shop.SetConsent{Customer: s.lucia, Purpose: shop.Offers, Allowed: true})))
	assert.Equal(t, shop.ReasonCustomerForgotten, refusal(t, s.asks(&shop.SetConsent{Customer: gone, Purpose: shop.Offers})))
	assert.Equal(t, shop.ReasonCustomerForgotten, refusal(t, s.asks(&shop.AddCustomer{Customer: gone, Phone: "+34612000002"})))
}

func TestAViewerChangesNothing(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(time.Hour)
	cmd, err := shop.NewCommand(shop.CommandID{UUID: uuid.New()}, noon, shop.PersonID{}, &shop.AddNote{Text: "x"})
	require.NoError(t, err)
	events, err := shop.Decide(s.shelf, cmd, shop.Asking{Shop: s.shop, Role: shop.Viewer, Now: noon})
	require.NoError(t, err)
	assert.Equal(t, shop.ReasonNotAllowed, refusal(t, events))
}

func TestACommandOfALaterVersionIsAnsweredNotLost(t *testing.T) {
	s := newStory(t)
	cmd := shop.Command{ID: shop.CommandID{UUID: uuid.New()}, Kind: "order.teleport", At: noon, Body: []byte(`{}`)}
	events, err := shop.Decide(s.shelf, cmd, shop.Asking{Shop: s.shop, Role: shop.Owner, Now: noon})
	require.NoError(t, err)
	assert.Equal(t, shop.ReasonUnknownCommand, refusal(t, events))
}

// Whatever is asked, in whatever order: deciding the same command on the same
// facts makes the same events, and at most one message holds an update key.
func TestDecisionsAreRepeatableAndUpdatesGoOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newStory(rt)
		s.luciaSaid(shop.OrderUpdates, rapid.Bool().Draw(rt, "consent"))
		s.luciaWrote(time.Duration(rapid.IntRange(0, 48).Draw(rt, "hours")) * time.Hour)
		order := s.opensOrder()
		told := map[shop.UpdateKey]int{}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			from := rapid.SampledFrom([]shop.StatusID{"new", "ready", "collected"}).Draw(rt, "from")
			to := rapid.SampledFrom([]shop.StatusID{"new", "ready", "collected", "lost"}).Draw(rt, "to")
			id := shop.CommandID{UUID: uuid.New()}
			wish := &shop.MoveOrder{Order: order, From: from, To: to, Tell: s.telling()}
			cmd, err := shop.NewCommand(id, s.now, shop.PersonID{}, wish)
			require.NoError(rt, err)
			asking := shop.Asking{Shop: s.shop, Role: shop.Owner, Now: s.now}
			first, err := shop.Decide(s.shelf, cmd, asking)
			require.NoError(rt, err)
			second, err := shop.Decide(s.shelf, cmd, asking)
			require.NoError(rt, err)
			require.Equal(rt, first, second)
			s.shelf.fold(first)
			if q := queued(rt, first); q != nil {
				told[*q.Update]++
			}
		}
		for key, times := range told {
			require.Equal(rt, 1, times, "%v", key)
		}
	})
}

func TestNothingPersonalIsWrittenAboutTheForgotten(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(time.Hour)
	content := shop.Order{Items: []shop.Item{{Name: "Pan", Quantity: 1}}}
	order := shop.OrderID{UUID: uuid.New()}
	s.asks(&shop.OpenOrder{Order: order, Customer: s.lucia, Content: content})
	forgotten := s.shelf.customers[s.lucia]
	forgotten.Forgotten = true
	s.shelf.customers[s.lucia] = forgotten

	name, paid := "Lucía", shop.Payment{State: shop.Paid}
	for _, wish := range []shop.Wish{
		&shop.AddNote{Conversation: shop.ConversationFor(s.channel, s.lucia), Text: "allergic"},
		&shop.OpenOrder{Order: shop.OrderID{UUID: uuid.New()}, Customer: s.lucia, Content: content},
		&shop.EditOrder{Order: order, Personal: shop.OrderEditPersonal{Name: &name}},
		&shop.EditOrder{Order: order, Customer: &s.lucia},
	} {
		assert.Equal(t, shop.ReasonCustomerForgotten, refusal(t, s.asks(wish)), "%T", wish)
	}
	edited := s.asks(&shop.EditOrder{Order: order, Payment: &paid})
	assert.Equal(t, []shop.Kind{shop.KindOrderEdited}, kinds(edited))
	assert.Zero(t, edited[0].Customer, "their key is gone")
	nobody := shop.CustomerID{UUID: uuid.New()}
	assert.Equal(t, shop.ReasonNotFound, refusal(t, s.asks(&shop.EditOrder{Order: order, Customer: &nobody})))
}

func TestADeviceWhoseClockRunsBehindAnswersAfterTheQuestion(t *testing.T) {
	s := newStory(t)
	s.luciaWrote(time.Minute)
	wrong := noon.Add(-4 * time.Minute)
	cmd, err := shop.NewCommand(shop.CommandID{UUID: uuid.New()}, wrong, shop.PersonID{}, &shop.SendMessage{
		Message: shop.MessageID{UUID: uuid.New()}, Channel: s.channel, Customer: s.lucia, Type: shop.TypeText, Content: shop.Content{Text: "Sí"}})
	require.NoError(t, err)
	events, err := shop.Decide(s.shelf, cmd, shop.Asking{Shop: s.shop, Role: shop.Owner, Now: noon, Behind: 4 * time.Minute})
	require.NoError(t, err)
	assert.Equal(t, noon, events[0].At)
}
