package inbox

import (
	"strings"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// look is what a bubble shows of its place among the others and of the moment.
type look struct {
	follows bool // the one before is of the same sender
	timed   bool // it shows its time
	marked  bool
	author  bool
	waits   bool // it is waiting, and has been for a while
	again   bool // it may be offered to be sent again
	whole   bool // a long text, to be read in full
	picking bool // messages are being chosen
	orders  int  // how many of the customer's orders may be named in it
}

// together is how far apart messages share one time.
const together = 3 * time.Minute

// quiet is how long a message may wait before it is said.
const quiet = 5 * time.Second

func (t *threadView) look(items []store.ThreadItem, i int) look {
	item, now := items[i], t.room.now()
	id := keyOf(item)
	l := look{timed: true, marked: t.marked == id || t.room.chosen.ids[id], author: t.room.several(),
		whole: t.whole[id], picking: t.room.chosen.active(), orders: len(t.room.orderTerms)}
	if i > 0 && sameSender(items[i-1], item) && sameDay(items[i-1].At, item.At, now) {
		l.follows = true
	}
	if i+1 < len(items) {
		l.timed = !timedByNext(item, items[i+1])
	}
	if item.Outgoing && item.Flag == shop.FlagNone && item.Rank == shop.RankWaiting {
		_, held := t.room.composer.heldIs(item.Message)
		l.waits = !held && (t.room.offline || now.Sub(item.At) > quiet)
	}
	l.again = item.Flag == shop.FlagUnknown && now.After(item.Deadline.Add(shop.SendAgainAfter))
	return l
}

// timedByNext says that the next message's time, and its ticks, do for both.
func timedByNext(item, next store.ThreadItem) bool {
	if !sameSender(item, next) || next.At.Sub(item.At) >= together {
		return false
	}
	return !item.Outgoing || item.Update == nil && stateOf(next.Rank, next.Flag) == stateOf(item.Rank, item.Flag)
}

func sameSender(a, b store.ThreadItem) bool {
	return a.Kind == store.ItemMessage && b.Kind == store.ItemMessage && a.Outgoing == b.Outgoing && a.Person == b.Person
}

func sameDay(a, b, now time.Time) bool {
	return words.Day(a, now) == words.Day(b, now) && a.In(now.Location()).YearDay() == b.In(now.Location()).YearDay()
}

func dayBubble(at, now time.Time) kit.BubbleData {
	return kit.BubbleData{ID: "d:" + at.In(now.Location()).Format(time.DateOnly), Kind: kit.DaySeparator, Text: words.Day(at, now)}
}

// bubble puts an item into the words of its bubble.
func (r *Room) bubble(item store.ThreadItem, l look) kit.BubbleData {
	b := kit.BubbleData{ID: keyOf(item), Follows: l.follows, Selected: l.marked, Text: item.Content.Text}
	if l.timed {
		b.Time = words.Clock(item.At.In(r.now().Location()))
	}
	b.OnMenu = func(on *kit.Bubble) { r.messageMenu(item, on) }
	b.OnLink = r.openLink
	r.chosen.dress(&b, l)
	b.Terms = r.orderTerms
	if !l.whole {
		b.MaxLines, b.More = foldedLines, say("inbox.readMore")
		b.OnMore = func() { r.thread.unfold(b.ID) }
	}
	switch item.Kind {
	case store.ItemNote:
		return r.noteBubble(b, item)
	case store.ItemLine:
		return lineBubble(b, item)
	case store.ItemMessage:
	}
	b.Kind = kit.FromCustomer
	if item.Outgoing {
		b.Kind, b.State = kit.FromShop, stateOf(item.Rank, item.Flag)
		b.OnTicks = func() { r.whatHappened(item) }
		if l.author && l.timed {
			b.Author = item.Author
		}
	}
	r.dress(&b, item)
	r.trouble(&b, item, l)
	return b
}

func (r *Room) noteBubble(b kit.BubbleData, item store.ThreadItem) kit.BubbleData {
	b.Kind, b.Time = kit.TeamNote, ""
	b.Text = say("inbox.note", "Text", item.Content.Text)
	if item.Author != "" {
		b.Text = say("inbox.noteBy", "Name", item.Author, "Text", item.Content.Text)
	}
	if item.Flag == shop.FlagRefused {
		b.Trouble = words.Reason(item.Reason)
	}
	return b
}

// dress adds what a message carries beside its text.
func (r *Room) dress(b *kit.BubbleData, item store.ThreadItem) {
	b.Prefix = prefix(item)
	if item.Revoked {
		b.Text = "_" + revokedText(item.Outgoing) + "_"
		return
	}
	if q := item.Quoted; q != nil {
		b.Quote = r.quoteOf(*q)
		b.OnQuote = func() { r.jumpFrom(item.Message, q.Message) }
	}
	if u := item.Update; u != nil {
		b.Order = &kit.OrderNote{Title: say("inbox.order.title", "Number", orderNumber(u.Number)), Status: u.StatusName,
			Detail: joined(u.Items, money(u.Total)), Steps: u.Steps, Done: u.Step + 1}
	}
	r.carry(b, item)
	beside(b, item.Content)
	b.Reaction = reactions(item.Reactions)
}

func money(m shop.Money) string {
	if m.Micros == 0 {
		return ""
	}
	return words.Money(m)
}

func reactions(all []store.Reaction) string {
	var text strings.Builder
	for _, one := range all {
		text.WriteString(one.Emoji)
	}
	return text.String()
}

func prefix(item store.ThreadItem) string {
	var parts []string
	if item.Update != nil {
		key := "inbox.update"
		if item.Again {
			key = "inbox.updateAgain"
		}
		parts = append(parts, say(key))
	}
	if item.FromPhone {
		parts = append(parts, say("inbox.fromPhone"))
	}
	if item.Forwarded {
		parts = append(parts, say("inbox.forwarded"))
	}
	if item.Edited {
		parts = append(parts, say("inbox.edited"))
	}
	return strings.Join(parts, " · ")
}

func (r *Room) quoteOf(q store.Quoted) *kit.QuoteData {
	author := say("inbox.yourself")
	if !q.Outgoing {
		author = words.FirstName(nameOr(r.info.Name))
	}
	text := oneLine(q.Text)
	if text == "" {
		text, _ = kindWords(q.Type, "", 0)
	}
	if q.Missing {
		author, text = "", say("inbox.quoteMissing")
	}
	return &kit.QuoteData{Author: author, Text: text}
}

// jumpFrom goes to a quoted message, and offers the way back to the answer.
func (r *Room) jumpFrom(answer, quoted shop.MessageID) {
	r.jumpTo(quoted)
	r.thread.backTo = answer
	r.thread.foot()
}

// jumpTo shows a message, read with its surroundings if it isn't here.
func (r *Room) jumpTo(id shop.MessageID) {
	if !r.thread.goTo(messageKey(id)) {
		r.show(opening{id: r.open, message: id})
	}
}

// carry adds files, places, people and carts.
func (r *Room) carry(b *kit.BubbleData, item store.ThreadItem) {
	c := item.Content
	switch item.Type {
	case shop.TypeImage, shop.TypeSticker, shop.TypeVideo:
		r.picture(b, item)
	case shop.TypeVoice, shop.TypeAudio:
		b.Voice = &kit.VoiceData{}
		if c.Media != nil {
			b.Voice.Length = clock(c.Media.Seconds)
		}
		b.OnVoice = func() { r.openFile(item) }
	case shop.TypeDocument:
		b.File = &kit.FileData{Name: say("inbox.kind.document"), Detail: fileDetail(item)}
		if c.Media != nil && c.Media.Name != "" {
			b.File.Name = c.Media.Name
		}
		b.OnFile = func() { r.openFile(item) }
	case shop.TypeLocation:
		if c.Location != nil {
			b.Location = placeOf(*c.Location)
			b.OnLocation = func() { r.openPlace(*c.Location) }
		}
	case shop.TypeContacts:
		b.Text = contactsText(c.Contacts)
	case shop.TypeCart:
		r.cart(b, c)
	case shop.TypePlaceholder:
		b.Text = "_" + say("inbox.kind.placeholder") + "_"
	case shop.TypeUnknown:
		b.Text = strings.TrimSpace("_" + withheldText(c.Withheld) + "_\n" + c.Text)
	}
	if len(c.Buttons) > 0 {
		b.Text = strings.TrimSpace(b.Text + "\n" + "[ " + strings.Join(c.Buttons, " ]  [ ") + " ]")
	}
}

func placeOf(l shop.Location) *kit.LocationData {
	name := l.Name
	if name == "" {
		name = say("inbox.kind.location")
	}
	return &kit.LocationData{Name: name, Address: l.Address}
}

func contactsText(contacts []shop.ContactCard) string {
	lines := []string{say("inbox.kind.contact")}
	for _, c := range contacts {
		name := strings.TrimSpace(c.Name)
		if name != "" {
			name = "*" + name + "*"
		}
		lines = append(lines, joined(name, strings.Join(c.Phones, ", ")))
	}
	return strings.Join(lines, "\n")
}

func (r *Room) cart(b *kit.BubbleData, c shop.Content) {
	if c.Cart == nil {
		return
	}
	var items []string
	var total shop.Money
	for _, it := range c.Cart.Items {
		items = append(items, itoa(int(it.Quantity))+" × "+it.Product)
		if line, err := it.Price.Times(it.Quantity); err == nil {
			if sum, err := total.Plus(line); err == nil {
				total = sum
			}
		}
	}
	b.Order = &kit.OrderNote{Title: say("inbox.kind.cart"), Detail: joined(strings.Join(items, ", "), money(total))}
	if b.Text == "" {
		b.Text = c.Cart.Text
	}
	b.Action, b.OnAction = say("inbox.makeOrder"), func() { r.newOrder(strings.Join(items, "\n")) }
}

// trouble says in plain words what is wrong with an own message, with the way on.
func (r *Room) trouble(b *kit.BubbleData, item store.ThreadItem, l look) {
	switch {
	case !item.Outgoing:
	case item.Flag == shop.FlagUnknown:
		b.Trouble = words.Unknown()
		if l.again {
			b.Action, b.OnAction = say("inbox.sendAgain"), func() { r.askSendAgain(item) }
		}
	case item.Flag == shop.FlagFailed:
		b.Trouble = say("inbox.notDeliveredWhy", "Why", words.Failure(item.Code))
		r.wayOn(b, item, item.Code == failedWindow)
	case item.Flag == shop.FlagRefused:
		b.Trouble = say("inbox.notSentWhy", "Why", words.Reason(item.Reason))
		r.wayOn(b, item, item.Reason == shop.ReasonWindowClosed)
	case item.Flag == shop.FlagCancelled:
		b.Trouble = say("inbox.takenBack")
	case !item.RetryAt.IsZero() && item.Rank < shop.RankAccepted && item.RetryAt.After(r.now()):
		b.Trouble = say("inbox.triedAgain", "When", words.Clock(item.RetryAt.In(r.now().Location())))
	case l.waits:
		b.Trouble = say("inbox.waiting")
	}
}

// failedWindow is WhatsApp's code for a free text outside the reply window
// (cloudapi.md section 8).
const failedWindow = 131047

// unreachable are WhatsApp's codes for a number that can't get messages now:
// writing again would not help.
var unreachable = map[int]bool{131021: true, 131026: true, 131030: true, 131062: true}

// wayOn offers the next step after a definite no.
func (r *Room) wayOn(b *kit.BubbleData, item store.ThreadItem, needsTemplate bool) {
	switch {
	case needsTemplate:
		b.Action, b.OnAction = say("inbox.asTemplate"), func() { r.composer.asTemplate(item) }
	case item.Update != nil:
		b.Action, b.OnAction = say("inbox.tellAgain"), func() { r.side.askAgain(item.Update.Order) }
	case item.Type == shop.TypeText && !unreachable[item.Code]:
		b.Action, b.OnAction = say("inbox.writeAgain"), func() { r.composer.writeAgain(item) }
	}
}
