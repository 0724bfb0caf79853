package translate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/store"
)

// threads are the conversations as a desktop shows them, by name and number.
func (c *counter) threads(t *testing.T) map[shop.CustomerID][]store.ThreadItem {
	s := c.device(t)
	c.show(t, s)
	rows, err := s.Chats(background, store.ChatQuery{Filter: store.All})
	require.NoError(t, err)
	all := map[shop.CustomerID][]store.ThreadItem{}
	for _, row := range rows {
		items, err := s.Thread(background, store.ThreadQuery{Conversation: row.Conversation})
		require.NoError(t, err)
		all[row.Customer] = append(all[row.Customer], items...)
	}
	return all
}

func texts(items []store.ThreadItem) string {
	var all []string
	for _, item := range items {
		if item.Kind == store.ItemMessage {
			all = append(all, item.Content.Text)
		}
	}
	return strings.Join(all, " ")
}

const (
	oldNumber, newNumber = "34600000001", "34600000002"
	oldUser, newUser     = "ES.1", "ES.2"
)

// A customer takes a new number with the chats; then the old number goes to
// somebody else. Whatever comes first, there are two people.
func TestACustomerChangesNumberAndTheOldOneIsGivenToSomebodyElse(t *testing.T) {
	start := time.Unix(1_790_000_000, 0).UTC()
	message := func(minute int, wamid, phone, user, text string) hook {
		at := start.Add(time.Duration(minute) * time.Minute)
		contact, from := who(phone, user)
		return hook{at, "messages", fmt.Sprintf(`"contacts":[{%s}],"messages":[{%s"id":%q,"timestamp":"%d",%s}]`, contact, from, wamid, at.Unix(), said(text))}
	}
	changed := start.Add(10 * time.Minute)
	hooks := []hook{
		message(1, "wamid.1", oldNumber, oldUser, "antes"),
		{changed, "messages", fmt.Sprintf(`"messages":[{"from":%q,"from_user_id":%q,"id":"wamid.s","timestamp":"%d","type":"system","system":{"type":"user_changed_number","body":"Ana changed","wa_id":%q,"user_id":%q}}]`,
			oldNumber, oldUser, changed.Unix(), newNumber, newUser)},
		{changed, "user_id_update", fmt.Sprintf(`"user_id_update":[{"wa_id":%q,"user_id":{"previous":%q,"current":%q},"timestamp":%d}]`, newNumber, oldUser, newUser, changed.Unix())},
		message(11, "wamid.2", newNumber, newUser, "después"),
	}
	last := message(90, "wamid.3", oldNumber, "ES.77", "soy otra")
	permutations(len(hooks), func(order []int) {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			c := newCounter(t)
			var told []hook
			for _, i := range order {
				told = append(told, hooks[i])
			}
			c.tell(append(told, last), start.Add(2*time.Hour))
			threads := c.threads(t)
			said := map[string]bool{}
			for _, items := range threads {
				said[texts(sorted(items))] = true
			}
			require.Equal(t, map[string]bool{"antes después": true, "soy otra": true}, said)
		})
	})
}

func sorted(items []store.ThreadItem) []store.ThreadItem {
	for i := range items {
		for j := i; j > 0 && items[j].At.Before(items[j-1].At); j-- {
			items[j], items[j-1] = items[j-1], items[j]
		}
	}
	return items
}

func permutations(n int, do func([]int)) {
	order := make([]int, 0, n)
	var next func(left []int)
	next = func(left []int) {
		if len(left) == 0 {
			do(order)
			return
		}
		for i := range left {
			order = append(order, left[i])
			rest := append(append([]int{}, left[:i]...), left[i+1:]...)
			next(rest)
			order = order[:len(order)-1]
		}
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	next(all)
}

func TestTheOwnerIsToldOnceOfANewNumberAndWritesToIt(t *testing.T) {
	c := newCounter(t)
	customer := last(c.message("wamid.1", oldNumber, oldUser, said("hola"))).Customer
	c.at = c.at.Add(time.Hour)
	c.post("messages", fmt.Sprintf(`"messages":[{"from":%q,"id":"wamid.s","timestamp":"%d","type":"system","system":{"type":"user_changed_number","wa_id":%q,"user_id":%q}}]`, oldNumber, c.at.Unix(), newNumber, newUser))
	c.post("user_id_update", fmt.Sprintf(`"user_id_update":[{"wa_id":%q,"user_id":{"previous":%q,"current":%q},"timestamp":"%d"}]`, newNumber, oldUser, newUser, c.at.Unix()))
	items := c.threads(t)[customer]
	require.Len(t, items, 2)
	require.Equal(t, store.ItemLine, items[1].Kind)
	require.Equal(t, &store.Line{Change: shop.NumberChange, From: oldNumber, To: newNumber}, items[1].Line)
	c.look(t, func(tx *facts.Tx) {
		address, ok := tx.AddressOn(customer, c.channel)
		require.True(t, ok)
		require.Equal(t, facts.Address{Phone: newNumber}, address)
	})
	s := c.device(t)
	c.show(t, s)
	info, err := s.Customer(background, customer)
	require.NoError(t, err)
	require.Equal(t, "+34 600 00 00 02", info.Phone)
}

func TestANumberThatIsGivenToSomebodyElseMakesASuccessorAndALine(t *testing.T) {
	c := newCounter(t)
	before := last(c.message("wamid.1", oldNumber, oldUser, said("hola"))).Customer
	c.at = c.at.Add(100 * 24 * time.Hour)
	c.message("wamid.2", oldNumber, "ES.9", said("buenas"))
	threads := c.threads(t)
	require.Len(t, threads, 2)
	require.Equal(t, "hola", texts(threads[before]))
	for customer, items := range threads {
		if customer == before {
			continue
		}
		require.Equal(t, store.ItemLine, items[len(items)-1].Kind)
		require.Equal(t, shop.NumberRecycled, items[len(items)-1].Line.Change)
	}
	// What the first one wrote before, and comes only now, is still theirs.
	c.received = c.at.Add(time.Minute)
	c.at = c.at.Add(-90 * 24 * time.Hour)
	c.message("wamid.0", oldNumber, "", said("tarde"))
	require.Equal(t, "hola tarde", texts(c.threads(t)[before]))
}

func TestSomebodyKnownOnlyByTheirIDIsWrittenToWithinTheirPortfolio(t *testing.T) {
	c := newCounter(t)
	customer := last(c.message("wamid.1", "", "ES.1", said("hola"))).Customer
	elsewhere := shop.ChannelFor(c.shop, "999")
	connected := c.event(shop.CustomerID{}, &shop.ChannelConnected{PhoneNumberID: "999", WABA: "888", Portfolio: "66"})
	connected.Channel = elsewhere
	c.fold(connected)
	c.look(t, func(tx *facts.Tx) {
		address, ok := tx.AddressOn(customer, c.channel)
		require.True(t, ok)
		require.Equal(t, facts.Address{UserID: "ES.1"}, address)
		_, ok = tx.AddressOn(customer, elsewhere)
		require.False(t, ok, "another portfolio knows nobody by that id")
	})
}

func echo(wamid, to string, at time.Time, content string) string {
	return fmt.Sprintf(`"contacts":[{"wa_id":%q}],"message_echoes":[{"from":"34900","to":%q,"id":%q,"timestamp":"%d",%s}]`, to, to, wamid, at.Unix(), content)
}

func TestWhatTheOwnerWritesOnThePhoneIsTheShopsOwn(t *testing.T) {
	c := newCounter(t)
	customer := last(c.message("wamid.1", oldNumber, "", said("¿hay pan?"))).Customer
	c.at = c.at.Add(time.Minute)
	c.post("smb_message_echoes", echo("wamid.2", oldNumber, c.at, said("si")))
	require.Empty(t, c.post("smb_message_echoes", echo("wamid.2", oldNumber, c.at, said("si"))), "twice is once")
	c.at = c.at.Add(time.Minute)
	c.post("smb_message_echoes", echo("wamid.3", oldNumber, c.at, `"type":"edit","edit":{"original_message_id":"wamid.2","message":{"type":"text","text":{"body":"sí, claro"}}}`))
	c.message("wamid.4", oldNumber, "", `"type":"reaction","reaction":{"message_id":"wamid.2","emoji":"❤️"}`)
	c.post("smb_message_echoes", echo("wamid.5", oldNumber, c.at, said("uy")))
	c.post("smb_message_echoes", echo("wamid.6", oldNumber, c.at.Add(time.Minute), `"type":"revoke","revoke":{"original_message_id":"wamid.5"}`))

	items := c.threads(t)[customer]
	s := c.device(t)
	c.show(t, s)
	require.Len(t, items, 3)
	require.True(t, items[1].Outgoing)
	require.True(t, items[1].FromPhone)
	require.Equal(t, "sí, claro", items[1].Content.Text)
	require.True(t, items[1].Edited)
	require.Equal(t, []store.Reaction{{Emoji: "❤️", Customer: true}}, items[1].Reactions)
	require.True(t, items[2].Revoked)
	rows, err := s.Chats(background, store.ChatQuery{Filter: store.ToAnswer})
	require.NoError(t, err)
	require.Empty(t, rows, "the customer was answered")
}

func TestWhatWasTypedOnThePhoneOpensNoWindow(t *testing.T) {
	c := newCounter(t)
	events := c.post("smb_message_echoes", echo("wamid.2", oldNumber, c.at, said("hola, somos la panadería")))
	require.Equal(t, []shop.Kind{shop.KindCustomerSeen, shop.KindMessageEchoed}, kinds(events))
	s := c.device(t)
	c.show(t, s)
	rows, err := s.Chats(background, store.ChatQuery{Filter: store.All})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.True(t, rows[0].WindowEnds.IsZero())
	c.look(t, func(tx *facts.Tx) {
		known, ok := tx.Conversation(rows[0].Conversation)
		require.True(t, ok)
		require.True(t, known.LastInbound.IsZero())
	})
}

func history(phase, chunk, progress int, messages ...string) string {
	return fmt.Sprintf(`"history":[{"metadata":{"phase":%d,"chunk_order":%d,"progress":%d},"threads":[{"id":%q,"messages":[%s]}]}]`,
		phase, chunk, progress, oldNumber, strings.Join(messages, ","))
}

func TestTheHistoryComesInAnyOrderAndLeavesWhatIsThere(t *testing.T) {
	c := newCounter(t)
	live := c.at
	customer := last(c.message("wamid.live", oldNumber, "", said("en vivo"))).Customer
	before := live.Add(-48 * time.Hour)
	old := fmt.Sprintf(`{"from":%q,"id":"wamid.h1","timestamp":"%d",%s,"history_context":{"status":"READ"}}`, oldNumber, before.Unix(), said("de antes"))
	ours := fmt.Sprintf(`{"from":"34900","to":%q,"id":"wamid.h2","timestamp":"%d",%s,"history_context":{"status":"DELIVERED"}}`, oldNumber, before.Add(time.Minute).Unix(), said("respuesta"))
	lost := fmt.Sprintf(`{"from":"34900","to":%q,"id":"wamid.h3","timestamp":"%d",%s,"history_context":{"status":"ERROR"}}`, oldNumber, before.Add(2*time.Minute).Unix(), said("perdida"))
	photo := fmt.Sprintf(`{"from":%q,"id":"wamid.h4","timestamp":"%d","type":"media_placeholder"}`, oldNumber, before.Add(3*time.Minute).Unix())
	again := fmt.Sprintf(`{"from":%q,"id":"wamid.live","timestamp":"%d",%s}`, oldNumber, live.Unix(), said("en vivo"))
	c.post("history", history(1, 2, 100, ours, lost))
	c.post("history", history(0, 1, 40, old, photo, again))
	c.post("history", history(1, 2, 100, ours, lost))

	items := c.threads(t)[customer]
	s := c.device(t)
	c.show(t, s)
	require.Equal(t, "de antes respuesta perdida  en vivo", texts(items))
	require.True(t, items[0].Past)
	require.False(t, items[0].Outgoing)
	require.Equal(t, shop.RankDelivered, items[1].Rank)
	require.True(t, items[1].FromPhone)
	require.Equal(t, shop.FlagFailed, items[2].Flag)
	require.Equal(t, shop.TypePlaceholder, items[3].Type)
	require.False(t, items[4].Past)
	info, err := s.Shop(background)
	require.NoError(t, err)
	require.Equal(t, 100, info.Channels[0].History)
	failed, err := s.Failed(background, 10)
	require.NoError(t, err)
	require.Empty(t, failed, "what failed long ago asks for nothing")
	rows, err := s.Chats(background, store.ChatQuery{Filter: store.All})
	require.NoError(t, err)
	require.Equal(t, 1, rows[0].Unread)
	require.Equal(t, live, rows[0].WaitsSince)

	// The file of the placeholder follows.
	c.post("history", fmt.Sprintf(`"messages":[{"from":%q,"id":"wamid.h4","timestamp":"%d","type":"image","image":{"id":"77","mime_type":"image/jpeg","caption":"la tarta"}}]`, oldNumber, before.Add(3*time.Minute).Unix()))
	items = c.threads(t)[customer]
	require.Equal(t, shop.TypeImage, items[3].Type)
	require.Equal(t, "la tarta", items[3].Content.Text)
	require.Equal(t, store.MediaWaiting, items[3].Media)
}

func TestAMessageKnownFromTheHistoryOpensTheWindowOnceItComesByItself(t *testing.T) {
	c := newCounter(t)
	c.post("history", history(0, 1, 100, fmt.Sprintf(`{"from":%q,"id":"wamid.1","timestamp":"%d",%s}`, oldNumber, c.at.Unix(), said("hola"))))
	c.look(t, func(tx *facts.Tx) {
		require.True(t, tx.Past(shop.MessageFor(c.shop, "wamid.1")))
	})
	events := c.message("wamid.1", oldNumber, "", said("hola"))
	require.Equal(t, shop.KindMessageReceived, last(events).Kind)
	s := c.device(t)
	c.show(t, s)
	rows, err := s.Chats(background, store.ChatQuery{Filter: store.ToAnswer})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, c.at, rows[0].LastInbound)
	items := c.threads(t)[rows[0].Customer]
	require.Len(t, items, 1)
	require.False(t, items[0].Past)
}

func TestThePhoneBookNamesCustomers(t *testing.T) {
	c := newCounter(t)
	customer := last(c.message("wamid.1", oldNumber, "ES.1", said("hola"))).Customer
	contact := func(at time.Time, name, action string) {
		c.post("smb_app_state_sync", fmt.Sprintf(`"state_sync":[{"type":"contact","contact":{"full_name":%q,"phone_number":"+34 600 000 001"},"action":%q,"metadata":{"timestamp":"%d"}}]`, name, action, at.Unix()))
	}
	named := func() string {
		s := c.device(t)
		c.show(t, s)
		info, err := s.Customer(background, customer)
		require.NoError(t, err)
		return info.Name
	}
	require.Equal(t, "Lucía", named())
	contact(c.at.Add(-time.Hour), "Lucía Panadera", "add")
	require.Equal(t, "Lucía Panadera", named())
	contact(c.at.Add(-2*time.Hour), "Lu", "add")
	require.Equal(t, "Lucía Panadera", named(), "an older change that came late")
	contact(c.at.Add(-30*time.Minute), "", "remove")
	require.Equal(t, "Lucía", named())
	c.post("smb_app_state_sync", fmt.Sprintf(`"state_sync":[{"type":"contact","contact":{"full_name":"Hotel","phone_number":"34611222333"},"action":"add","metadata":{"timestamp":%d}}]`, c.at.Add(-time.Hour).Unix()))
	s := c.device(t)
	c.show(t, s)
	all, err := s.Customers(background, store.CustomerQuery{Prefix: "hot", Limit: 5})
	require.NoError(t, err)
	require.Len(t, all, 1)
}

// Every field of the account becomes a notice with what the words need.
func TestEveryFieldOfTheAccountIsANotice(t *testing.T) {
	c := newCounter(t)
	for _, story := range []struct {
		field, value string
		about        shop.NoticeKind
		severity     shop.Severity
		parameters   map[string]string
	}{
		{"message_template_status_update", `"event":"REJECTED","message_template_name":"n","message_template_language":"es","message_template_category":"UTILITY","reason":"TAG_CONTENT_MISMATCH","rejection_info":{"reason":"Looks like an offer","recommendation":"Say what was ordered"}`,
			shop.NoticeTemplateState, shop.SeverityAttention, map[string]string{"name": "n", "language": "es", "state": "REJECTED", "category": "UTILITY", "reason": "Looks like an offer", "advice": "Say what was ordered"}},
		{"message_template_status_update", `"event":"DISABLED","message_template_name":"n","message_template_language":"es","reason":"NONE","disable_info":{"disable_date":"2026-12-01"}`,
			shop.NoticeTemplateState, shop.SeverityAttention, map[string]string{"name": "n", "language": "es", "state": "DISABLED", "date": "2026-12-01"}},
		{"message_template_status_update", `"event":"APPROVED","message_template_name":"n","message_template_language":"es","reason":null`,
			shop.NoticeTemplateState, shop.SeverityNews, map[string]string{"name": "n", "language": "es", "state": "APPROVED"}},
		{"message_template_quality_update", `"previous_quality_score":"GREEN","new_quality_score":"RED","message_template_name":"n","message_template_language":"es"`,
			shop.NoticeTemplateQuality, shop.SeverityAttention, map[string]string{"name": "n", "language": "es", "before": "GREEN", "now": "RED"}},
		{"message_template_components_update", `"message_template_name":"n","message_template_language":"es"`,
			shop.NoticeTemplateText, shop.SeverityNews, map[string]string{"name": "n", "language": "es"}},
		{"template_category_update", `"message_template_name":"n","message_template_language":"es","correct_category":"MARKETING","new_category":"UTILITY","category_update_timestamp":1790000000`,
			shop.NoticeTemplateCategory, shop.SeverityAttention, map[string]string{"name": "n", "language": "es", "before": "UTILITY", "now": "MARKETING", "when": "2026-09-21T14:13:20Z"}},
		{"template_category_update", `"message_template_name":"n","message_template_language":"es","previous_category":"UTILITY","new_category":"MARKETING"`,
			shop.NoticeTemplateCategory, shop.SeverityAttention, map[string]string{"name": "n", "language": "es", "before": "UTILITY", "now": "MARKETING"}},
		{"phone_number_quality_update", `"display_phone_number":"34900","event":"FLAGGED","max_daily_conversations_per_business":"TIER_2K"`,
			shop.NoticeNumberQuality, shop.SeverityAttention, map[string]string{"number": "34900", "event": "FLAGGED", "limit": "TIER_2K"}},
		{"phone_number_name_update", `"display_phone_number":"34900","decision":"REJECTED","requested_verified_name":"Pan","rejection_reason":"NAME_DOES_NOT_MATCH"`,
			shop.NoticeNumberName, shop.SeverityAttention, map[string]string{"number": "34900", "decision": "REJECTED", "name": "Pan", "reason": "NAME_DOES_NOT_MATCH"}},
		{"account_update", `"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":"1790000000"}]`,
			shop.NoticeAccountState, shop.SeverityUrgent, map[string]string{"event": "ACCOUNT_RESTRICTION", "restrictions": "RESTRICTED_BIZ_INITIATED_MESSAGING", "until": "2026-09-21T14:13:20Z"}},
		{"account_update", `"event":"ACCOUNT_VIOLATION","violation_info":{"violation_type":"SCAM"}`,
			shop.NoticeAccountState, shop.SeverityUrgent, map[string]string{"event": "ACCOUNT_VIOLATION", "violation": "SCAM"}},
		{"account_update", `"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE","waba_ban_date":"2026-12-01"}`,
			shop.NoticeAccountState, shop.SeverityUrgent, map[string]string{"event": "DISABLED_UPDATE", "ban": "DISABLE", "date": "2026-12-01"}},
		{"account_update", `"event":"PARTNER_REMOVED","disconnection_info":{"reason":"PRIMARY_INACTIVITY","initiated_by":"SYSTEM"}`,
			shop.NoticePhoneGone, shop.SeverityUrgent, map[string]string{"event": "PARTNER_REMOVED", "reason": "PRIMARY_INACTIVITY", "by": "SYSTEM"}},
		{"account_update", `"event":"PARTNER_REMOVED","waba_info":{"waba_id":"5"}`,
			shop.NoticeAccountState, shop.SeverityAttention, map[string]string{"event": "PARTNER_REMOVED"}},
		{"account_update", `"event":"ACCOUNT_RECONNECTED"`, shop.NoticePhoneBack, shop.SeverityNews, map[string]string{"event": "ACCOUNT_RECONNECTED"}},
		{"account_update", `"event":"VOLUME_BASED_PRICING_TIER_UPDATE","volume_tier_info":{"pricing_category":"UTILITY","tier":"25000:50000","effective_month":"2026-12","region":"Spain","tier_update_time":1790000000}`,
			shop.NoticePriceTier, shop.SeverityNews, map[string]string{"event": "VOLUME_BASED_PRICING_TIER_UPDATE", "category": "utility", "tier": "25000:50000", "month": "2026-12", "region": "Spain", "when": "2026-09-21T14:13:20Z"}},
		{"account_update", `"event":"SOMETHING_OF_TOMORROW"`, shop.NoticeAccountState, shop.SeverityNews, map[string]string{"event": "SOMETHING_OF_TOMORROW"}},
		{"account_alerts", `"entity_type":"BUSINESS","entity_id":"5","alert_info":{"alert_severity":"CRITICAL","alert_status":"ACTIVE","alert_type":"PAYMENT","alert_description":"Add a payment method"}`,
			shop.NoticeAccountAlert, shop.SeverityUrgent, map[string]string{"entity": "BUSINESS", "id": "5", "status": "ACTIVE", "type": "PAYMENT", "text": "Add a payment method"}},
		{"business_capability_update", `"max_daily_conversations_per_business":2000,"max_phone_numbers_per_business":20`,
			shop.NoticeLimits, shop.SeverityNews, map[string]string{"limit": "2000", "numbers": "20"}},
		{"security", `"display_phone_number":"34900","event":"PIN_CHANGED","requester":"7"`,
			shop.NoticeSecurity, shop.SeverityAttention, map[string]string{"number": "34900", "event": "PIN_CHANGED", "by": "7"}},
		{"business_username_updates", `"display_phone_number":"34900","username":"pan","status":"approved"`,
			shop.NoticeUsername, shop.SeverityNews, map[string]string{"number": "34900", "username": "pan", "status": "approved"}},
		{"messages", `"errors":[{"code":130429,"title":"Rate limit hit","message":"Rate limit hit","error_data":{"details":"slow down"}}]`,
			shop.NoticePlatformError, shop.SeverityAttention, map[string]string{"code": "130429", "title": "Rate limit hit", "text": "slow down"}},
		{"history", `"history":[{"errors":[{"code":2593109,"message":"declined"}]}]`,
			shop.NoticeHistory, shop.SeverityNews, map[string]string{"code": "2593109", "text": "declined"}},
	} {
		t.Run(story.field+" "+story.value[:20], func(t *testing.T) {
			c.at = c.at.Add(time.Minute)
			events := c.post(story.field, story.value)
			raised := open[*shop.NoticeRaised](t, events[0])
			require.Equal(t, story.about, raised.About)
			require.Equal(t, story.severity, raised.Severity)
			require.Equal(t, story.parameters, raised.Parameters)
			require.NotEmpty(t, raised.Personal.Raw)
			s := c.device(t)
			c.show(t, s)
			newest, err := s.Notices(background, store.NoticeQuery{Limit: 1})
			require.NoError(t, err)
			require.Equal(t, events[0].ID, newest[0].ID)
			require.Equal(t, story.severity != shop.SeverityNews, newest[0].Open)
		})
	}
}

func TestFieldsThatAreOnlyAcknowledgedAreKept(t *testing.T) {
	c := newCounter(t)
	for _, field := range []string{"calls", "standby", "messaging_handovers", "payment_configuration_update", "partner_solutions", "automatic_events", "flows", "group_lifecycle_update", "weather"} {
		events := c.post(field, `"x":{"y":1}`)
		require.Equal(t, []shop.Kind{shop.KindPartKept}, kinds(events), field)
		kept := open[*shop.PartKept](t, events[0])
		require.Equal(t, field, kept.Field)
		require.Contains(t, string(kept.Personal.Raw), `"y":1`)
	}
}

func TestANoticeIsOpenUntilSettledOrOvertaken(t *testing.T) {
	c := newCounter(t)
	rejected := c.post("message_template_status_update", `"event":"REJECTED","message_template_name":"n","message_template_language":"es"`)[0]
	c.post("account_alerts", `"entity_id":"5","alert_info":{"alert_severity":"WARNING","alert_type":"T"}`)
	openNow := func() []shop.NoticeKind {
		s := c.device(t)
		c.show(t, s)
		all, err := s.Notices(background, store.NoticeQuery{Open: true})
		require.NoError(t, err)
		var about []shop.NoticeKind
		for _, n := range all {
			about = append(about, n.About)
		}
		return about
	}
	require.Equal(t, []shop.NoticeKind{shop.NoticeAccountAlert, shop.NoticeTemplateState}, openNow())
	c.at = c.at.Add(time.Hour)
	c.post("message_template_status_update", `"event":"APPROVED","message_template_name":"n","message_template_language":"es"`)
	require.Equal(t, []shop.NoticeKind{shop.NoticeAccountAlert}, openNow(), "what is fine again needs nobody")

	s := c.device(t)
	c.show(t, s)
	all, err := s.Notices(background, store.NoticeQuery{})
	require.NoError(t, err)
	require.Len(t, all, 3)
	require.Equal(t, rejected.ID, all[2].ID)
	older, err := s.Notices(background, store.NoticeQuery{Before: all[0].Position, Limit: 1})
	require.NoError(t, err)
	require.Equal(t, all[1].ID, older[0].ID)
	alert := all[1]
	cmd, err := shop.NewCommand(shop.CommandID{UUID: uuid.New()}, c.at, shop.PersonID{}, &shop.SettleNotice{Notice: alert.ID})
	require.NoError(t, err)
	_, err = s.Do(background, cmd)
	require.NoError(t, err)
	open, err := s.Notices(background, store.NoticeQuery{Open: true})
	require.NoError(t, err)
	require.Empty(t, open, "it is gone at once, whatever the network does")
	tx, err := c.store.Begin()
	require.NoError(t, err)
	events, err := shop.Decide(tx, cmd, shop.Asking{Shop: c.shop, Role: shop.Agent, Now: c.at})
	tx.Rollback()
	require.NoError(t, err)
	c.fold(events...)
	require.Empty(t, openNow())
}

func TestAPhoneThatLeftAndCameBackAsksForNothing(t *testing.T) {
	c := newCounter(t)
	c.post("account_update", `"event":"PARTNER_REMOVED","phone_number":"34900","disconnection_info":{"reason":"CHANGE_NUMBER","initiated_by":"USER"}`)
	c.post("account_update", `"event":"ACCOUNT_OFFBOARDED","phone_number":"34900"`)
	c.look(t, func(tx *facts.Tx) {
		state, _ := tx.Account(waba)
		require.Equal(t, shop.AccountGone, state)
	})
	s := c.device(t)
	c.show(t, s)
	open, err := s.OpenNotices(background)
	require.NoError(t, err)
	require.Equal(t, 1, open, "one thing happened, whatever it is told in")
	c.fold(c.event(shop.CustomerID{}, &shop.PhoneDataRequested{What: shop.PhoneHistory}))
	c.at = c.at.Add(time.Hour)
	c.post("account_update", `"event":"PARTNER_ADDED","waba_info":{"waba_id":"5"}`)
	c.look(t, func(tx *facts.Tx) {
		state, _ := tx.Account(waba)
		require.Equal(t, shop.AccountFine, state)
		_, asked := tx.Asked(c.channel, shop.PhoneHistory)
		require.False(t, asked, "who comes back is asked again")
		number, _ := tx.Number(c.channel)
		require.Equal(t, c.at, number.Connected)
	})
	s = c.device(t)
	c.show(t, s)
	open, err = s.OpenNotices(background)
	require.NoError(t, err)
	require.Zero(t, open)
}

func TestWhatTheAccountMayDoIsKnownToTheRules(t *testing.T) {
	c := newCounter(t)
	c.post("account_update", fmt.Sprintf(`"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"X","expiration":%d}]`, c.at.Add(24*time.Hour).Unix()))
	c.post("phone_number_quality_update", `"display_phone_number":"34900","event":"FLAGGED","max_daily_conversations_per_business":"TIER_2K"`)
	c.look(t, func(tx *facts.Tx) {
		state, until := tx.Account(waba)
		require.Equal(t, shop.AccountRestricted, state)
		require.Equal(t, c.at.Add(24*time.Hour), until)
		number, ok := tx.Number(c.channel)
		require.True(t, ok)
		require.Equal(t, "TIER_2K", number.Limit)
		require.Equal(t, "FLAGGED", number.Event)
	})
	s := c.device(t)
	c.show(t, s)
	info, err := s.Shop(background)
	require.NoError(t, err)
	require.Equal(t, "TIER_2K", info.Channels[0].Limit)
	require.Equal(t, shop.AccountRestricted, info.Channels[0].Account)
}

// Before October 2026 what is within the window was free; since then it is only
// within the month's free ones, and utility templates are billed there too.
func TestWhatAMessageCostsBeforeAndAfterOctober2026(t *testing.T) {
	c := newCounter(t)
	for name, story := range map[string]struct {
		pricing string
		want    shop.Pricing
		billed  bool
	}{
		"by conversation, long ago":     {`{"billable":true,"pricing_model":"CBP","category":"utility"}`, shop.Pricing{Type: "regular", Category: "utility", Model: "CBP"}, true},
		"by conversation, free":         {`{"billable":false,"pricing_model":"CBP","category":"service"}`, shop.Pricing{Type: "free_customer_service", Category: "service", Model: "CBP"}, false},
		"utility in the window, before": {`{"billable":false,"pricing_model":"PMP","type":"free_customer_service","category":"utility"}`, shop.Pricing{Type: "free_customer_service", Category: "utility", Model: "PMP"}, false},
		"utility in the window, after":  {`{"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"}`, shop.Pricing{Type: "regular", Category: "utility", Model: "PMP"}, true},
		"service within the free ones":  {`{"billable":false,"pricing_model":"PMP","type":"free_customer_service","category":"service"}`, shop.Pricing{Type: "free_customer_service", Category: "service", Model: "PMP"}, false},
		"service beyond them":           {`{"pricing_model":"PMP","type":"regular","category":"service"}`, shop.Pricing{Type: "regular", Category: "service", Model: "PMP"}, true},
		"from an ad":                    {`{"billable":false,"pricing_model":"PMP","type":"free_entry_point","category":"referral_conversion"}`, shop.Pricing{Type: "free_entry_point", Category: "referral_conversion", Model: "PMP"}, false},
		"a code abroad":                 {`{"pricing_model":"PMP","type":"regular","category":"authentication-international"}`, shop.Pricing{Type: "regular", Category: "authentication-international", Model: "PMP"}, true},
		"billable contradicts the type": {`{"billable":true,"pricing_model":"PMP","type":"free_customer_service","category":"service"}`, shop.Pricing{Type: "free_customer_service", Category: "service", Model: "PMP"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			events := c.post("messages", fmt.Sprintf(`"statuses":[{"id":"wamid.%s","status":"sent","timestamp":"%d","recipient_user_id":"ES.1","pricing":%s}]`, name, c.at.Unix(), story.pricing))
			pricing := open[*shop.MessageProgressed](t, events[0]).Pricing
			require.Equal(t, &story.want, pricing)
			require.Equal(t, story.billed, pricing.Billed())
		})
	}
}
