package inbox

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"golang.org/x/text/unicode/norm"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// quickReplies is what a slash opens: saved answers to choose from.
type quickReplies struct {
	composer  *composer
	list      *kit.QuickReplyList
	all       []store.Reply
	variables shop.Variables
	dismissed bool // Esc closed the list for the word that is being typed

	slot     desk.Slot
	varsSlot desk.Slot
}

// mostReplies is how many are offered at once.
const mostReplies = 30

func newQuickReplies(c *composer) *quickReplies {
	q := &quickReplies{composer: c, variables: shop.Variables{}}
	q.list = kit.NewQuickReplyList(say("inbox.quickKeys"), q.picked)
	return q
}

func (c *composer) loadReplies() {
	desk.Load(c.room.d, &c.quick.slot, func(ctx context.Context) ([]store.Reply, error) { return c.room.d.Store.Replies(ctx, "") },
		func(all []store.Reply) {
			slices.SortStableFunc(all, func(a, b store.Reply) int { return b.Uses - a.Uses })
			c.quick.all = all
		})
}

// loadVariables reads what can be filled in for who is open.
func (q *quickReplies) loadVariables() {
	r := q.composer.room
	customer := r.info.Customer
	desk.Load(r.d, &q.varsSlot, func(ctx context.Context) (store.CustomerCard, error) {
		card, err := r.d.Store.Customer(ctx, customer)
		return card, unlessGone(err)
	}, func(card store.CustomerCard) {
		if r.info.Customer == customer {
			q.variables = r.variablesOf(card)
			q.composer.picker.refill()
		}
	})
}

// variablesOf fills in what is known of a customer and their nearest order.
func (r *Room) variablesOf(card store.CustomerCard) shop.Variables {
	v := shop.Variables{shop.VarCustomer: words.FirstName(card.Name), shop.VarShop: r.shop.Name, shop.VarPerson: r.me()}
	order, ok := nearest(card)
	if !ok {
		return v
	}
	v[shop.VarOrder], v[shop.VarItems], v[shop.VarStatus] = order.Number, order.ItemsText, order.StatusName
	if !order.Due.IsZero() {
		v[shop.VarDue] = words.Due(order.Due, r.now())
	}
	if order.Total.Micros != 0 {
		v[shop.VarTotal] = words.Money(order.Total)
	}
	return v
}

func nearest(card store.CustomerCard) (store.OrderRow, bool) {
	if len(card.OpenOrders) > 0 {
		return card.OpenOrders[0], true
	}
	return store.OrderRow{}, false
}

// typed opens, filters or closes the list as a word after a slash is typed.
func (q *quickReplies) typed() {
	_, word, ok := q.word()
	if !ok {
		q.dismissed = false
	}
	if !ok || q.dismissed {
		q.list.Set(nil)
		return
	}
	q.list.Set(q.matching(word))
}

// word is the /word that ends at the caret, and where its slash stands.
func (q *quickReplies) word() (slash int, word string, ok bool) {
	box := q.composer.box
	runes := []rune(box.Text())
	caret := max(0, min(box.Caret(), len(runes)))
	for i := caret - 1; i >= 0; i-- {
		switch {
		case runes[i] == '/' && (i == 0 || unicode.IsSpace(runes[i-1])):
			return i, string(runes[i+1 : caret]), true
		case unicode.IsSpace(runes[i]):
			return 0, "", false
		}
	}
	return 0, "", false
}

// matching lists shortcuts that begin with the word, then those that hold it.
func (q *quickReplies) matching(word string) []kit.QuickReply {
	want := plain(word)
	var first, second []kit.QuickReply
	for _, reply := range q.all {
		name := plain(reply.Shortcut)
		if !strings.Contains(name, want) {
			continue
		}
		text, _ := q.variables.Fill(reply.Text)
		row := kit.QuickReply{ID: reply.ID.String(), Shortcut: "/" + reply.Shortcut, Text: text}
		if strings.HasPrefix(name, want) {
			first = append(first, row)
		} else {
			second = append(second, row)
		}
	}
	all := append(first, second...)
	return all[:min(len(all), mostReplies)]
}

// plain drops case and accents.
func plain(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func (q *quickReplies) key(ev *fyne.KeyEvent) bool {
	if ev.Name == fyne.KeyEscape {
		q.dismiss()
		return true
	}
	return q.list.Key(ev)
}

func (q *quickReplies) dismiss() {
	q.dismissed = true
	q.list.Set(nil)
	q.composer.room.relay()
}

func (q *quickReplies) forget() {
	q.dismissed = false
	q.variables = shop.Variables{}
	q.list.Set(nil)
}

func (q *quickReplies) picked(row kit.QuickReply) {
	slash, word, ok := q.word()
	if !ok {
		return
	}
	for _, reply := range q.all {
		if reply.ID.String() == row.ID {
			q.composer.useReply(reply, slash, len([]rune(word))+1)
			q.composer.focus()
			return
		}
	}
}

// useReply puts a saved answer in the place of so many runes from one on, with
// its blanks filled in as far as they are known.
func (c *composer) useReply(reply store.Reply, at, runes int) {
	text, _ := c.quick.variables.Fill(reply.Text)
	before := []rune(c.box.Text())
	at, end := min(at, len(before)), min(at+runes, len(before))
	c.box.SetText(string(before[:at]) + text + string(before[end:]))
	c.quick.list.Set(nil)
	c.usedQR = true
	id := reply.ID
	c.room.d.InOrder(func(ctx context.Context) error { return c.room.d.Store.ReplyUsed(ctx, id) })
	c.quick.gaps(c.box.Text())
	if !c.toGap() {
		c.box.Select(at+len([]rune(text)), at+len([]rune(text)))
	}
	c.room.relay()
}

// gapsIn names the blanks that are still in a text.
func gapsIn(text string) []string {
	_, missing := shop.Variables{}.Fill(text)
	return missing
}

// gaps says what is still to be filled in.
func (q *quickReplies) gaps(text string) {
	missing := gapsIn(text)
	if len(missing) == 0 || !q.composer.usedQR {
		q.composer.strip.clear()
		return
	}
	q.composer.strip.tell(say("inbox.fillIn", "What", strings.Join(missing, ", ")))
}

// toGap marks the first blank, so that typing fills it in.
func (c *composer) toGap() bool {
	at := 0
	for _, part := range shop.SplitVariables(c.box.Text()) {
		length := len([]rune(part.Text))
		if part.Name != "" {
			c.box.Select(at, at+length)
			return true
		}
		at += length
	}
	return false
}
