package translate_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/store"
)

var background = context.Background()

// desktop is one file for all stories, emptied for each: making one costs more
// than all that is done with it.
var desktop = sync.OnceValues(func() (*store.Store, error) {
	return store.Open(background, store.Params{Path: ":memory:", Shop: thisShop})
})

// device is an empty desktop that follows a counter. Only the last one asked for
// is good.
func (c *counter) device(t require.TestingT) *store.Store {
	require.Equal(t, thisShop, c.shop)
	s, err := desktop()
	require.NoError(t, err)
	require.NoError(t, s.Reset(background))
	return s
}

// show brings a device up to date with all that the counter folded.
func (c *counter) show(t require.TestingT, s *store.Store) {
	_, err := s.Apply(background, c.all, "")
	require.NoError(t, err)
}

// seen is what the owner sees, without ids and positions: every person with
// what was said, in order, and what they allow; templates, numbers, notices.
func (c *counter) seen(t require.TestingT, s *store.Store) string {
	people := map[shop.CustomerID]*strings.Builder{}
	rows, err := s.Chats(background, store.ChatQuery{Filter: store.All, Limit: 500})
	require.NoError(t, err)
	items := map[shop.CustomerID][]string{}
	window := map[shop.CustomerID]time.Time{}
	for _, row := range rows {
		if people[row.Customer] == nil {
			people[row.Customer] = &strings.Builder{}
			fmt.Fprintf(people[row.Customer], "%s", row.Name)
		}
		thread, err := s.Thread(background, store.ThreadQuery{Conversation: row.Conversation, Limit: 500})
		require.NoError(t, err)
		for _, item := range thread {
			items[row.Customer] = append(items[row.Customer], itemText(item))
		}
		if row.LastInbound.After(window[row.Customer]) {
			window[row.Customer] = row.LastInbound
		}
	}
	var all []string
	for id, b := range people {
		sort.Strings(items[id])
		fmt.Fprintf(b, " window %d\n  %s\n", unix(window[id]), strings.Join(items[id], "\n  "))
		c.look(t, func(tx *facts.Tx) { fmt.Fprintf(b, "  offers %s\n", offers(tx, id)) })
		all = append(all, b.String())
	}
	sort.Strings(all)
	return strings.Join(all, "") + c.account(t, s)
}

// offers is what a person said to offers: a no of one that is the same person
// holds for all.
func offers(tx *facts.Tx, id shop.CustomerID) string {
	said := "-"
	for _, member := range tx.Group(id) {
		known, _ := tx.Customer(member)
		allowed, asked := known.Consent[shop.Offers]
		if asked && !allowed {
			return "no"
		}
		if asked {
			said = "yes"
		}
	}
	return said
}

func unix(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

func itemText(item store.ThreadItem) string {
	var reactions []string
	for _, r := range item.Reactions {
		reactions = append(reactions, fmt.Sprint(r.Emoji, r.Customer))
	}
	sort.Strings(reactions)
	what := fmt.Sprintf("%d %s %s %q", item.At.Unix(), item.Kind, item.Type, item.Content.Text)
	if item.Line != nil {
		what += fmt.Sprint(" ", *item.Line)
	}
	return what + fmt.Sprint(" out:", item.Outgoing, " rank:", item.Rank, " phone:", item.FromPhone, " past:", item.Past, " edited:", item.Edited,
		" revoked:", item.Revoked, " file:", item.Media, " flag:", item.Flag, reactions)
}

// account is what was told of templates, numbers and the account.
func (c *counter) account(t require.TestingT, s *store.Store) string {
	var lines []string
	templates, err := s.Templates(background)
	require.NoError(t, err)
	for _, template := range templates {
		lines = append(lines, fmt.Sprint("template ", template.State, template.Category, template.Quality))
	}
	info, err := s.Shop(background)
	require.NoError(t, err)
	for _, ch := range info.Channels {
		lines = append(lines, fmt.Sprint("number ", ch.Limit, ch.Event, ch.Name, ch.Account, ch.History))
	}
	notices, err := s.Notices(background, store.NoticeQuery{})
	require.NoError(t, err)
	for _, n := range notices {
		lines = append(lines, fmt.Sprint("notice ", n.At.Unix(), n.About, n.Severity, n.Parameters, n.Open))
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func (c *counter) look(t require.TestingT, read func(*facts.Tx)) {
	tx, err := c.store.Begin()
	require.NoError(t, err)
	defer tx.Rollback()
	read(tx)
	require.NoError(t, tx.Err())
}

// hook is a webhook that the platform posts: a field and its value.
type hook struct {
	at           time.Time
	field, value string
}

func who(phone, user string) (contact, from string) {
	if phone != "" {
		contact, from = fmt.Sprintf(`"wa_id":%q,`, phone), fmt.Sprintf(`"from":%q,`, phone)
	}
	if user != "" {
		contact, from = contact+fmt.Sprintf(`"user_id":%q,`, user), from+fmt.Sprintf(`"from_user_id":%q,`, user)
	}
	return contact + `"profile":{"name":"Ana"}`, from
}

// day makes the webhooks of one day, each told at a second of its own.
type day struct {
	t     *rapid.T
	start time.Time
	hooks []hook
	wamid int
	known []string // wamids of customers' messages
	ours  []string // and of those written on the phone
}

func (d *day) now() time.Time { return d.start.Add(time.Duration(len(d.hooks)+1) * time.Minute) }

func (d *day) post(field, format string, args ...any) {
	d.hooks = append(d.hooks, hook{at: d.now(), field: field, value: fmt.Sprintf(format, args...)})
}

func (d *day) newWamid() string {
	d.wamid++
	return fmt.Sprintf("wamid.%d", d.wamid)
}

// identity is one of the ways in which a person shows themselves.
var identities = [][2]string{{"34600000001", "ES.1"}, {"", "ES.1"}, {"34600000001", ""}, {"", "ES.2"}, {"5511987654321", "BR.3"}, {"551187654321", "BR.3"}}

func (d *day) writes(content string) string {
	id := rapid.SampledFrom(identities).Draw(d.t, "who")
	contact, from := who(id[0], id[1])
	wamid := d.newWamid()
	d.post("messages", `"contacts":[{%s}],"messages":[{%s"id":%q,"timestamp":"%d",%s}]`, contact, from, wamid, d.now().Unix(), content)
	return wamid
}

func (d *day) step() {
	target := func() string {
		if len(d.known) == 0 || rapid.IntRange(0, 3).Draw(d.t, "of ours") == 0 {
			return fmt.Sprintf("wamid.%d", rapid.IntRange(1, 12).Draw(d.t, "target"))
		}
		return rapid.SampledFrom(d.known).Draw(d.t, "target")
	}
	switch rapid.IntRange(0, 11).Draw(d.t, "what") {
	case 0, 1, 2:
		d.known = append(d.known, d.writes(fmt.Sprintf(`"type":"text","text":{"body":"text %d"}`, d.wamid)))
	case 3:
		d.writes(fmt.Sprintf(`"type":"reaction","reaction":{"message_id":%q,"emoji":"%s"}`, target(), rapid.SampledFrom([]string{"👍", "❤️", ""}).Draw(d.t, "emoji")))
	case 4:
		d.writes(fmt.Sprintf(`"type":"edit","edit":{"original_message_id":%q,"message":{"type":"text","text":{"body":"edited %d"}}}`, target(), d.wamid))
	case 5:
		d.writes(fmt.Sprintf(`"type":"revoke","revoke":{"original_message_id":%q}`, target()))
	case 6:
		wamid := d.newWamid()
		d.ours = append(d.ours, wamid)
		d.post("smb_message_echoes", `"contacts":[{"wa_id":"34600000001","user_id":"ES.1"}],"message_echoes":[{"from":"34900","to":"34600000001","to_user_id":"ES.1","id":%q,"timestamp":"%d","type":"text","text":{"body":"ours"}}]`, wamid, d.now().Unix())
	case 7:
		if len(d.ours) > 0 {
			d.post("messages", `"statuses":[{"id":%q,"status":%q,"timestamp":"%d","recipient_id":"34600000001","recipient_user_id":"ES.1"}]`,
				rapid.SampledFrom(d.ours).Draw(d.t, "ours"), rapid.SampledFrom([]string{"delivered", "read"}).Draw(d.t, "status"), d.now().Unix())
		}
	case 8:
		d.history()
	default:
		d.account()
	}
}

// history tells of what came before, with and without its file.
func (d *day) history() {
	wamid := fmt.Sprintf("wamid.h%d", rapid.IntRange(1, 3).Draw(d.t, "past"))
	past := d.start.Add(-time.Duration(len(wamid)+int(wamid[len(wamid)-1])) * time.Hour).Unix()
	kind := rapid.SampledFrom([]string{`"type":"media_placeholder"`, `"type":"image","image":{"id":"9","mime_type":"image/jpeg","caption":"foto"}`}).Draw(d.t, "kind")
	d.post("history", `"history":[{"metadata":{"phase":0,"chunk_order":%d,"progress":%d},"threads":[{"id":"34600000001","context":{"user_id":"ES.1"},"messages":[
		{"from":"34600000001","id":%q,"timestamp":"%d",%s}]}]}]`, rapid.IntRange(1, 9).Draw(d.t, "chunk"), rapid.IntRange(0, 100).Draw(d.t, "progress"), wamid, past, kind)
}

func (d *day) account() {
	switch rapid.IntRange(0, 5).Draw(d.t, "account") {
	case 0:
		d.post("user_preferences", `"user_preferences":[{"wa_id":"34600000001","user_id":"ES.1","category":"marketing_messages","value":%q,"timestamp":%d}]`,
			rapid.SampledFrom([]string{"stop", "resume"}).Draw(d.t, "value"), d.now().Unix())
	case 1:
		d.post("message_template_status_update", `"event":%q,"message_template_name":"ready","message_template_language":"es"`,
			rapid.SampledFrom([]string{"APPROVED", "PAUSED", "REJECTED", "DISABLED"}).Draw(d.t, "event"))
	case 2:
		d.post("message_template_quality_update", `"new_quality_score":%q,"message_template_name":"ready","message_template_language":"es"`,
			rapid.SampledFrom([]string{"GREEN", "RED"}).Draw(d.t, "score"))
	case 3:
		d.post("phone_number_quality_update", `"display_phone_number":"34900","event":%q,"max_daily_conversations_per_business":%q`,
			rapid.SampledFrom([]string{"FLAGGED", "UNFLAGGED"}).Draw(d.t, "event"), rapid.SampledFrom([]string{"TIER_250", "TIER_2K"}).Draw(d.t, "tier"))
	case 4:
		d.post("account_update", `"event":%q`, rapid.SampledFrom([]string{"PARTNER_REMOVED", "ACCOUNT_RECONNECTED", "ACCOUNT_RESTRICTION"}).Draw(d.t, "event"))
	case 5:
		d.post("smb_app_state_sync", `"state_sync":[{"type":"contact","contact":{"full_name":%q,"phone_number":"34600000001","user_id":"ES.1"},"action":"add","metadata":{"timestamp":"%d"}}]`,
			rapid.SampledFrom([]string{"Ana Pan", "Ana Bollo"}).Draw(d.t, "name"), d.now().Unix())
	}
}

// tell gives a new counter webhooks, at the end of their day.
func (c *counter) tell(hooks []hook, end time.Time) {
	for _, h := range hooks {
		c.at = h.at
		c.received = end
		c.post(h.field, h.value)
	}
}

func newDay(t *rapid.T) *day {
	d := &day{t: t, start: time.Unix(1_790_000_000, 0).UTC()}
	for range rapid.IntRange(2, 25).Draw(t, "steps") {
		d.step()
	}
	return d
}

// Each check opens files, so fewer than rapid's hundred run unless RAPID_CHECKS
// or -rapid.checks on the command line says otherwise.
func TestMain(m *testing.M) {
	checks := os.Getenv("RAPID_CHECKS")
	if checks == "" {
		checks = "25"
	}
	if err := flag.Set("rapid.checks", checks); err != nil {
		panic("RAPID_CHECKS: " + err.Error())
	}
	code := m.Run()
	if s, err := desktop(); err == nil {
		_ = s.Close()
	}
	os.Exit(code)
}

// Meta promises no order and repeats for seven days.
func TestWebhooksInAnyOrderAndTwiceShowTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDay(r)
		end := d.now().Add(time.Hour)
		told := func(hooks []hook) string {
			c := newCounter(t)
			defer func() { _ = c.store.Close() }()
			c.fold(c.event(shop.CustomerID{}, &shop.TemplateChanged{WABA: waba,
				Template: shop.Template{Name: "ready", Language: "es", Category: shop.CategoryUtility, State: shop.TemplatePending, Body: "Hola"}}))
			c.tell(hooks, end)
			s := c.device(r)
			c.show(r, s)
			return c.seen(r, s)
		}
		shuffled := rapid.Permutation(d.hooks).Draw(r, "order")
		for range rapid.IntRange(0, 5).Draw(r, "repeated") {
			if len(shuffled) > 0 {
				again := rapid.SampledFrom(d.hooks).Draw(r, "again")
				shuffled = slices.Insert(shuffled, rapid.IntRange(0, len(shuffled)).Draw(r, "where"), again)
			}
		}
		require.Equal(r, told(d.hooks), told(shuffled))
	})
}
