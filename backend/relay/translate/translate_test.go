package translate_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/translate"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

const (
	waba   = "102290129340398"
	number = "106540352242922"
)

// counter is where the shop's webhooks come in.
type counter struct {
	t       testing.TB
	store   *facts.Store
	shop    shop.ShopID
	channel shop.ChannelID
	at      time.Time
	intake  uint64
	place   journal.Position
	all     []shop.Event // that were folded
	// received is when bodies come in; zero: a second after they were written.
	received time.Time
}

// thisShop is the shop of most stories: one that all share spares making files.
var thisShop = shop.ShopID{UUID: uuid.UUID{1}}

func newCounter(t testing.TB) *counter { return newCounterFor(t, thisShop) }

// begun are the bytes of a relay.db that has nothing but tables.
var begun = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "translate")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "relay.db")
	store, err := facts.Open(path, thisShop)
	if err != nil {
		return nil, err
	}
	err = store.Close()
	raw, readErr := os.ReadFile(path)
	return raw, errors.Join(err, readErr, os.RemoveAll(dir))
})

func newCounterFor(t testing.TB, id shop.ShopID) *counter {
	raw, err := begun()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "relay.db")
	require.NoError(t, os.WriteFile(path, raw, 0o600))
	store, err := facts.Open(path, id)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	c := &counter{t: t, store: store, shop: id, channel: shop.ChannelFor(id, number), at: time.Unix(1_790_000_000, 0).UTC()}
	c.fold(c.event(shop.CustomerID{}, &shop.ChannelConnected{PhoneNumberID: number, WABA: waba, Portfolio: "77", Number: "+34 900"}))
	return c
}

func (c *counter) event(customer shop.CustomerID, body shop.Body) shop.Event {
	e, err := shop.NewEvent(shop.Event{ID: shop.EventID{UUID: uuid.New()}, Shop: c.shop, At: c.at, Recorded: c.at, Channel: c.channel, Customer: customer}, body)
	require.NoError(c.t, err)
	return e
}

func (c *counter) fold(events ...shop.Event) {
	if len(events) == 0 {
		return
	}
	placed := make([]shop.Event, len(events))
	for i, e := range events {
		c.place++
		e.Position = shop.Position(c.place)
		placed[i] = e
	}
	c.all = append(c.all, placed...)
	require.NoError(c.t, c.store.Fold(placed, journal.Cursor{Epoch: 1, Position: c.place, Chain: journal.Hash{1}}))
}

// post translates a body and folds what comes of it.
func (c *counter) post(field, value string) []shop.Event {
	c.t.Helper()
	hook, err := whatsapp.ParseWebhook([]byte(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"time":%d,"changes":[{"field":%q,"value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"34900","phone_number_id":%q},%s}}]}]}`, waba, c.at.Unix(), field, number, value)))
	require.NoError(c.t, err)
	c.intake++
	received := c.received
	if received.IsZero() {
		received = c.at.Add(time.Second)
	}
	var all []shop.Event
	for i, part := range hook.Parts {
		tx, err := c.store.Begin()
		require.NoError(c.t, err)
		events, err := translate.Part(tx, translate.Input{Shop: c.shop, Channel: c.channel, Portfolio: "77", Intake: c.intake, Index: i,
			Received: received, Now: received, Part: part})
		tx.Rollback()
		require.NoError(c.t, err)
		c.fold(events...)
		all = append(all, events...)
	}
	return all
}

// message posts one message with its sender's contact.
func (c *counter) message(wamid, phone, user, content string) []shop.Event {
	c.t.Helper()
	who := ""
	if phone != "" {
		who = fmt.Sprintf(`"wa_id":%q,`, phone)
	}
	from := ""
	if phone != "" {
		from = fmt.Sprintf(`"from":%q,`, phone)
	}
	return c.post("messages", fmt.Sprintf(`"contacts":[{"profile":{"name":"Lucía"},%s"user_id":%q}],"messages":[{%s"from_user_id":%q,"id":%q,"timestamp":"%d",%s}]`,
		who, user, from, user, wamid, c.at.Unix(), content))
}

func said(text string) string { return fmt.Sprintf(`"type":"text","text":{"body":%q}`, text) }

func kinds(events []shop.Event) []shop.Kind {
	all := []shop.Kind{}
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return all
}

func open[B shop.Body](t testing.TB, e shop.Event) B {
	t.Helper()
	body, err := e.Open()
	require.NoError(t, err)
	b, ok := body.(B)
	require.True(t, ok, "%s", e.Kind)
	return b
}

func last(events []shop.Event) shop.Event { return events[len(events)-1] }

func TestEveryTypeOfMessageKeepsWhatItSays(t *testing.T) {
	for name, story := range map[string]struct {
		content string
		kind    shop.MessageType
		check   func(t *testing.T, c shop.Content)
	}{
		"text": {said("Hola"), shop.TypeText, func(t *testing.T, c shop.Content) { require.Equal(t, shop.Content{Text: "Hola"}, c) }},
		"image": {`"type":"image","image":{"id":"9","mime_type":"image/jpeg","caption":"mira"}`, shop.TypeImage, func(t *testing.T, c shop.Content) {
			require.Equal(t, "mira", c.Text)
			require.Equal(t, "9", c.Media.PlatformID)
		}},
		"voice":    {`"type":"audio","audio":{"id":"9","mime_type":"audio/ogg","voice":true}`, shop.TypeVoice, func(t *testing.T, c shop.Content) { require.Equal(t, "audio/ogg", c.Media.MIME) }},
		"sticker":  {`"type":"sticker","sticker":{"id":"9","mime_type":"image/webp"}`, shop.TypeSticker, func(t *testing.T, c shop.Content) { require.NotNil(t, c.Media) }},
		"document": {`"type":"document","document":{"id":"9","filename":"a.pdf"}`, shop.TypeDocument, func(t *testing.T, c shop.Content) { require.Equal(t, "a.pdf", c.Media.Name) }},
		"location": {`"type":"location","location":{"latitude":41.76,"longitude":-2.46,"name":"Casa"}`, shop.TypeLocation, func(t *testing.T, c shop.Content) { require.InDelta(t, 41.76, c.Location.Latitude, 1e-9) }},
		"contacts": {`"type":"contacts","contacts":[{"name":{"formatted_name":"Ana"},"phones":[{"wa_id":"34611"}]}]`, shop.TypeContacts, func(t *testing.T, c shop.Content) {
			require.Equal(t, []shop.ContactCard{{Name: "Ana", Phones: []string{"34611"}}}, c.Contacts)
		}},
		"button": {`"type":"button","button":{"text":"Sí","payload":"yes"}`, shop.TypeInteractive, func(t *testing.T, c shop.Content) { require.Equal(t, "Sí", c.Text) }},
		"list":   {`"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Tarta"}}`, shop.TypeInteractive, func(t *testing.T, c shop.Content) { require.Equal(t, "Tarta", c.Text) }},
		"form":   {`"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{}"}}`, shop.TypeInteractive, func(t *testing.T, c shop.Content) { require.NotEmpty(t, c.Raw) }},
		"order": {`"type":"order","order":{"catalog_id":"1","product_items":[{"product_retailer_id":"pan","quantity":"2","item_price":1.25,"currency":"eur"}]}`, shop.TypeCart, func(t *testing.T, c shop.Content) {
			require.Equal(t, []shop.CartItem{{Product: "pan", Quantity: 2, Price: shop.Money{Micros: 1_250_000, Currency: "EUR"}}}, c.Cart.Items)
			require.Empty(t, c.Raw)
		}},
		"order with a price from hell": {`"type":"order","order":{"product_items":[{"product_retailer_id":"pan","quantity":1,"item_price":"1e999999999"}]}`, shop.TypeCart, func(t *testing.T, c shop.Content) { require.NotEmpty(t, c.Raw) }},
		"unsupported":                  {`"type":"unsupported","errors":[{"code":131051}],"unsupported":{"type":"poll"}`, shop.TypeUnknown, func(t *testing.T, c shop.Content) { require.Contains(t, string(c.Raw), "poll") }},
		"something new":                {`"type":"hologram","hologram":{"depth":3}`, shop.TypeUnknown, func(t *testing.T, c shop.Content) { require.Contains(t, string(c.Raw), "depth") }},
		"from an advertisement":        {said("Info") + `,"referral":{"source_id":"ad1"}`, shop.TypeText, func(t *testing.T, c shop.Content) { require.Contains(t, string(c.Raw), "ad1") }},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t)
			events := c.message("wamid.1", "34600111222", "ES.1", story.content)
			require.Equal(t, []shop.Kind{shop.KindCustomerSeen, shop.KindMessageReceived}, kinds(events))
			received := open[*shop.MessageReceived](t, events[1])
			require.Equal(t, story.kind, received.Type)
			story.check(t, received.Personal.Content)
			require.Empty(t, c.message("wamid.1", "34600111222", "ES.1", story.content), "twice is once")
		})
	}
}

func TestReactionsEditsAndRevokesPointAtTheirMessage(t *testing.T) {
	c := newCounter(t)
	c.message("wamid.1", "34600111222", "ES.1", said("Hola"))
	target := shop.RefFor(c.shop, "wamid.1")
	reacted := open[*shop.MessageReacted](t, last(c.message("wamid.2", "34600111222", "ES.1", `"type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}`)))
	require.Equal(t, target, reacted.Target)
	edited := open[*shop.MessageEdited](t, last(c.message("wamid.3", "34600111222", "ES.1", `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"Adiós"}}}`)))
	require.Equal(t, "Adiós", edited.Personal.Content.Text)
	revoked := open[*shop.MessageRevoked](t, last(c.message("wamid.4", "34600111222", "ES.1", `"type":"revoke","revoke":{"original_message_id":"wamid.1"}`)))
	require.Equal(t, target, revoked.Target)
	quoting := open[*shop.MessageReceived](t, last(c.message("wamid.5", "34600111222", "ES.1", said("eso")+`,"context":{"from":"34600111222","id":"wamid.1"}`)))
	require.Equal(t, shop.MessageFor(c.shop, "wamid.1"), quoting.Quotes)
}

func TestWhoAPersonIs(t *testing.T) {
	customer := func(events []shop.Event) shop.CustomerID { return last(events).Customer }
	t.Run("nothing new is said twice", func(t *testing.T) {
		c := newCounter(t)
		c.message("wamid.1", "34600111222", "ES.1", said("a"))
		require.Equal(t, []shop.Kind{shop.KindMessageReceived}, kinds(c.message("wamid.2", "34600111222", "ES.1", said("b"))))
	})
	t.Run("the number goes, the BSUID stays", func(t *testing.T) {
		c := newCounter(t)
		first := customer(c.message("wamid.1", "34600111222", "ES.1", said("a")))
		require.Equal(t, first, customer(c.message("wamid.2", "", "ES.1", said("b"))))
	})
	t.Run("Brazil's ninth digit comes and goes", func(t *testing.T) {
		c := newCounter(t)
		first := customer(c.message("wamid.1", "5511987654321", "BR.1", said("a")))
		require.Equal(t, first, customer(c.message("wamid.2", "551187654321", "BR.1", said("b"))))
	})
	t.Run("a typed number is met by who writes from it", func(t *testing.T) {
		c := newCounter(t)
		added := shop.CustomerByPhone(c.shop, "+34600111222")
		c.fold(c.event(added, &shop.CustomerSeen{Customer: added, Personal: shop.CustomerSeenPersonal{Identifiers: []shop.Identifier{{Kind: shop.IsPhone, Value: "+34600111222"}}}}))
		require.Equal(t, added, customer(c.message("wamid.1", "34600111222", "ES.1", said("a"))))
	})
	t.Run("one known by BSUID turns out to be one known by number", func(t *testing.T) {
		c := newCounter(t)
		added := shop.CustomerByPhone(c.shop, "+34600111222")
		c.fold(c.event(added, &shop.CustomerSeen{Customer: added, Personal: shop.CustomerSeenPersonal{Identifiers: []shop.Identifier{{Kind: shop.IsPhone, Value: "+34600111222"}}}}),
			c.event(added, &shop.ConsentChanged{Customer: added, Purpose: shop.Offers, Allowed: false}))
		byUser := customer(c.message("wamid.1", "", "ES.1", said("a")))
		require.NotEqual(t, added, byUser)
		events := c.message("wamid.2", "34600111222", "ES.1", said("b"))
		require.Equal(t, []shop.Kind{shop.KindCustomerMerged, shop.KindConsentChanged, shop.KindCustomerSeen, shop.KindMessageReceived}, kinds(events))
		require.Equal(t, byUser, customer(events))
	})
	t.Run("a number given to somebody else makes a successor", func(t *testing.T) {
		c := newCounter(t)
		before := customer(c.message("wamid.1", "34600111222", "ES.1", said("a")))
		after := customer(c.message("wamid.2", "34600111222", "ES.2", said("b")))
		require.NotEqual(t, before, after)
		require.Equal(t, after, customer(c.message("wamid.3", "34600111222", "ES.2", said("c"))))
	})
	t.Run("a customer who changes number stays", func(t *testing.T) {
		c := newCounter(t)
		before := customer(c.message("wamid.1", "34600111222", "ES.1", said("a")))
		c.at = c.at.Add(time.Minute)
		c.post("user_id_update", fmt.Sprintf(`"user_id_update":[{"wa_id":"34699","user_id":{"previous":"ES.1","current":"ES.9"},"timestamp":%d}]`, c.at.Unix()))
		require.Equal(t, before, customer(c.message("wamid.2", "", "ES.9", said("b"))))
	})
	t.Run("shops don't share customers", func(t *testing.T) {
		a, b := newCounter(t), newCounterFor(t, shop.ShopID{UUID: uuid.New()})
		require.NotEqual(t, customer(a.message("wamid.1", "34600111222", "ES.1", said("a"))), customer(b.message("wamid.1", "34600111222", "ES.1", said("a"))))
	})
}

func TestAStopHoldsForAllThatAreTheSamePerson(t *testing.T) {
	c := newCounter(t)
	byPhone := last(c.message("wamid.1", "34600111222", "", said("a"))).Customer
	byUser := last(c.message("wamid.2", "", "ES.1", said("b"))).Customer
	require.NotEqual(t, byPhone, byUser)
	consent := func(of shop.CustomerID) map[shop.Purpose]bool {
		tx, err := c.store.Begin()
		require.NoError(t, err)
		defer tx.Rollback()
		known, ok := tx.Customer(of)
		require.True(t, ok)
		return known.Consent
	}
	yes := map[shop.Purpose]bool{shop.OrderUpdates: true, shop.Offers: true}
	no := map[shop.Purpose]bool{shop.OrderUpdates: false, shop.Offers: false}
	for _, who := range []shop.CustomerID{byPhone, byUser} {
		for purpose := range yes {
			c.fold(c.event(who, &shop.ConsentChanged{Customer: who, Purpose: purpose, Allowed: true, Source: "person"}))
		}
	}

	// The very message that shows the two to be one says stop.
	events := c.message("wamid.3", "34600111222", "ES.1", said("BAJA"))
	require.Equal(t, shop.KindCustomerMerged, events[0].Kind)
	require.Equal(t, no, consent(byPhone))
	require.Equal(t, no, consent(byUser))

	c.message("wamid.4", "", "ES.1", said("ALTA"))
	require.Equal(t, yes, consent(byPhone), "each gets back what it had")
	require.Equal(t, yes, consent(byUser))

	c.post("user_preferences", fmt.Sprintf(`"user_preferences":[{"user_id":"ES.1","category":"marketing_messages","value":"stop","timestamp":%d}]`, c.at.Unix()))
	require.False(t, consent(byPhone)[shop.Offers])
	require.False(t, consent(byUser)[shop.Offers])
	require.True(t, consent(byPhone)[shop.OrderUpdates])
}

func TestAForgottenCustomerWhoWritesAgainIsSomebodyNew(t *testing.T) {
	for name, who := range map[string]struct{ phone, user string }{
		"by number": {"34600111222", ""}, "by BSUID": {"", "ES.1"}, "by both": {"34600111222", "ES.1"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t)
			met := map[shop.CustomerID]bool{}
			for visit := range 4 {
				wamid := fmt.Sprintf("wamid.%d", visit)
				events := c.message(wamid, who.phone, who.user, said("hola"))
				require.Equal(t, []shop.Kind{shop.KindCustomerSeen, shop.KindMessageReceived}, kinds(events))
				customer := last(events).Customer
				require.False(t, met[customer], "visit %d", visit)
				met[customer] = true
				require.Equal(t, shop.ConversationFor(c.channel, customer), open[*shop.MessageReceived](t, events[1]).Conversation)
				again := c.message(wamid+".more", who.phone, who.user, said("¿hola?"))
				require.Equal(t, []shop.Kind{shop.KindMessageReceived}, kinds(again))
				require.Equal(t, customer, last(again).Customer, "and stays the same one")
				c.fold(c.event(customer, &shop.CustomerForgotten{Customer: customer}))
			}
		})
	}
}

func TestStatuses(t *testing.T) {
	c := newCounter(t)
	who := last(c.message("wamid.1", "34600111222", "ES.1", said("a"))).Customer
	id := shop.MessageID{UUID: uuid.New()}
	c.fold(c.event(who, &shop.MessageQueued{Message: id, Conversation: shop.ConversationFor(c.channel, who), Type: shop.TypeText, Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "x"}}}))
	status := func(wamid, status, more string) []shop.Event {
		return c.post("messages", fmt.Sprintf(`"statuses":[{"id":%q,"status":%q,"timestamp":"%d","recipient_id":"34600111222"%s}]`, wamid, status, c.at.Unix(), more))
	}
	sent := status("wamid.out", "sent", fmt.Sprintf(`,"biz_opaque_callback_data":%q,"pricing":{"type":"regular","category":"service","pricing_model":"PMP"}`, id))
	progressed := open[*shop.MessageProgressed](t, sent[0])
	require.Equal(t, id, progressed.Message)
	require.True(t, progressed.Pricing.Billed())
	require.Equal(t, id, open[*shop.MessageProgressed](t, status("wamid.out", "read", "")[0]).Message, "by the ref that the first one taught")
	require.Empty(t, status("wamid.out", "read", ""), "twice is once")
	stranger := open[*shop.MessageProgressed](t, status("wamid.phone", "sent", "")[0])
	require.Zero(t, stranger.Message)
	require.Empty(t, stranger.Personal.Wamid, "nobody's key could forget it")
	failed := status("wamid.out", "failed", `,"errors":[{"code":131050,"title":"t","error_data":{"details":"stopped"}}]`)
	require.Equal(t, []shop.Kind{shop.KindMessageFailed, shop.KindConsentChanged}, kinds(failed))
	require.Equal(t, shop.Offers, open[*shop.ConsentChanged](t, failed[1]).Purpose)
	require.Equal(t, []shop.Kind{shop.KindPartKept}, kinds(status("wamid.out", "teleported", "")))
}

func TestTemplatesFollowWhatTheirReviewSays(t *testing.T) {
	c := newCounter(t)
	template := shop.Template{Name: "ready", Language: "es", Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hola {{1}}"}
	c.fold(c.event(shop.CustomerID{}, &shop.TemplateChanged{WABA: waba, Template: template}))
	c.at = c.at.Add(time.Minute)
	events := c.post("message_template_status_update", `"event":"PAUSED","message_template_id":5,"message_template_name":"ready","message_template_language":"es","reason":"bad quality"`)
	require.Equal(t, []shop.Kind{shop.KindNoticeRaised, shop.KindTemplateChanged}, kinds(events))
	changed := open[*shop.TemplateChanged](t, events[1]).Template
	require.Equal(t, shop.TemplatePaused, changed.State)
	require.Equal(t, "Hola {{1}}", changed.Body)
	require.Equal(t, []shop.Kind{shop.KindNoticeRaised}, kinds(c.post("message_template_status_update", `"event":"APPROVED","message_template_name":"other","message_template_language":"es"`)))

	c.at = c.at.Add(-30 * time.Second)
	late := c.post("message_template_status_update", `"event":"APPROVED","message_template_id":5,"message_template_name":"ready","message_template_language":"es"`)
	require.Equal(t, []shop.Kind{shop.KindNoticeRaised}, kinds(late), "what was so earlier doesn't change what is so now")

	c.at = c.at.Add(time.Hour)
	announced := c.post("template_category_update", fmt.Sprintf(`"message_template_id":5,"message_template_name":"ready","message_template_language":"es","correct_category":"MARKETING","new_category":"UTILITY","category_update_timestamp":%d`, c.at.Add(24*time.Hour).Unix()))
	next := open[*shop.TemplateChanged](t, announced[1]).Template
	require.Equal(t, shop.CategoryUtility, next.Category)
	require.Equal(t, shop.CategoryMarketing, next.NextCategory)
	c.at = c.at.Add(24 * time.Hour)
	done := open[*shop.TemplateChanged](t, c.post("template_category_update", `"message_template_name":"ready","message_template_language":"es","previous_category":"UTILITY","new_category":"MARKETING"`)[1]).Template
	require.Equal(t, shop.CategoryMarketing, done.Category)
	require.Empty(t, done.NextCategory)
	worse := open[*shop.TemplateChanged](t, c.post("message_template_quality_update", `"message_template_name":"ready","message_template_language":"es","previous_quality_score":"GREEN","new_quality_score":"RED"`)[1]).Template
	require.Equal(t, "RED", worse.Quality)
}

func TestWhoStopsOffersInWhatsAppIsAskedNoMore(t *testing.T) {
	c := newCounter(t)
	c.message("wamid.1", "34600111222", "ES.1", said("a"))
	stop := c.post("user_preferences", `"user_preferences":[{"wa_id":"34600111222","user_id":"ES.1","category":"marketing_messages","value":"stop","timestamp":1}]`)
	require.Equal(t, []shop.Kind{shop.KindConsentChanged}, kinds(stop))
	require.False(t, open[*shop.ConsentChanged](t, stop[0]).Allowed)
}

func FuzzPart(f *testing.F) {
	f.Add("messages", `"messages":[{"from":"1","id":"wamid.1","timestamp":"1","type":"text","text":{"body":"STOP"}}]`)
	f.Add("messages", `"statuses":[{"id":"wamid.1","status":"failed","errors":[{"code":1}]}]`)
	f.Add("messages", `"messages":[{"from":"1","id":"w","type":"system","system":{"wa_id":"2","user_id":"ES.1"}}]`)
	f.Add("user_id_update", `"user_id_update":[{"wa_id":"2","user_id":{"previous":"ES.1","current":"ES.2"}}]`)
	f.Add("history", `"history":[{"metadata":{"progress":900},"threads":[{"id":"1","messages":[{"from":"1","id":"h","type":"media_placeholder"},{"to":"1","id":"i","type":"text","text":{"body":"x"}}]}]},{"errors":[{"code":2593109}]}]`)
	f.Add("smb_message_echoes", `"message_echoes":[{"from":"34900","to":"1","id":"e","type":"edit","edit":{"original_message_id":"h","message":{"type":"text","text":{"body":"y"}}}}]`)
	f.Add("smb_app_state_sync", `"state_sync":[{"type":"contact","contact":{"full_name":"A","phone_number":"1"},"action":"remove"}]`)
	f.Add("account_update", `"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}`)
	f.Add("template_category_update", `"message_template_name":"n","correct_category":"MARKETING","category_update_timestamp":"x"`)
	c := newCounter(f)
	f.Fuzz(func(t *testing.T, field, value string) {
		named, err := json.Marshal(field)
		require.NoError(t, err)
		hook, err := whatsapp.ParseWebhook([]byte(`{"entry":[{"id":"1","changes":[{"field":` + string(named) + `,"value":{` + value + `}}]}]}`))
		if err != nil {
			return
		}
		for i, part := range hook.Parts {
			tx, err := c.store.Begin()
			require.NoError(t, err)
			events, err := translate.Part(tx, translate.Input{Shop: c.shop, Channel: c.channel, Intake: 1, Index: i, Received: c.at, Now: c.at, Part: part})
			require.NoError(t, err)
			require.NotEmpty(t, events, "nothing is dropped")
			for _, e := range events {
				e.Position = 1000
				require.NoError(t, tx.Fold(e))
			}
			tx.Rollback()
		}
	})
}
