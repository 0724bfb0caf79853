package inbox

import (
	"strconv"
	"strings"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
)

func lineKey(position int64) string { return "l:" + strconv.FormatInt(position, 10) }

// lineBubble tells, between messages, that the person behind a conversation has
// another number, another phone, or is somebody else.
func lineBubble(b kit.BubbleData, item store.ThreadItem) kit.BubbleData {
	b.Kind, b.Time, b.OnMenu = kit.SystemLine, "", nil
	from, to := shownNumber(item.Line.From), shownNumber(item.Line.To)
	switch {
	case item.Line.Change == shop.NumberRecycled && to != "":
		b.Text = say("inbox.line.recycled", "Number", to)
	case item.Line.Change == shop.NumberChange && from != "":
		b.Text = say("inbox.line.numberFrom", "From", from, "To", to)
	case item.Line.Change == shop.NumberChange:
		b.Text = say("inbox.line.number", "To", to)
	case item.Line.Change == shop.SecurityChange:
		b.Text = say("inbox.line.device")
	default:
		b.Text = say("inbox.line.other")
	}
	return b
}

func shownNumber(number string) string {
	if number == "" {
		return ""
	}
	return shop.ShowPhone(number)
}

// revokedText says who took a message back.
func revokedText(outgoing bool) string {
	if outgoing {
		return say("inbox.kind.revokedOwn")
	}
	return say("inbox.kind.revoked")
}

// withheldText says why a message shows nothing: WhatsApp did not pass it on, or
// this version doesn't know it.
func withheldText(w *shop.Withheld) string {
	if w == nil {
		return say("inbox.kind.unknown")
	}
	switch {
	case w.What == "edit":
		return say("inbox.withheld.edit")
	case strings.HasPrefix(w.What, "poll"):
		return say("inbox.withheld.poll")
	case strings.HasPrefix(w.What, "view_once"):
		return say("inbox.withheld.viewOnce")
	case strings.Contains(w.What, "live_location"):
		return say("inbox.withheld.liveLocation")
	case strings.HasPrefix(w.What, "group_invite"):
		return say("inbox.withheld.invite")
	case w.Code == elsewhere:
		return say("inbox.withheld.elsewhere")
	case w.Code == unfetched:
		return say("inbox.withheld.tooLarge")
	}
	return say("inbox.withheld.other")
}

// WhatsApp's codes in messages that it does not pass on.
const (
	elsewhere = 131060 // only the phone can show it
	unfetched = 131052 // a file that could not be had, or is too large
)

// beside adds what a customer's message carries beside its content: the
// advertisement or product it is about, a form's answers.
func beside(b *kit.BubbleData, c shop.Content) {
	var before []string
	if c.Referral != nil {
		before = append(before, adText(c.Referral))
	}
	if c.Product != nil && c.Product.Product != "" {
		before = append(before, say("inbox.aboutProduct", "Product", c.Product.Product))
	}
	if len(before) > 0 {
		b.Text = strings.TrimSpace("_" + strings.Join(before, "_\n_") + "_\n" + b.Text)
	}
	if c.Form == nil {
		return
	}
	lines := []string{b.Text}
	for _, field := range c.Form.Fields {
		lines = append(lines, "*"+field.Name+"*: "+field.Value)
	}
	b.Text = strings.TrimSpace(strings.Join(lines, "\n"))
}

func adText(r *shop.Referral) string {
	key := "inbox.fromAd"
	if r.Source == "post" {
		key = "inbox.fromPost"
	}
	if headline := oneLine(r.Headline); headline != "" {
		return say(key+"Named", "Headline", headline)
	}
	return say(key)
}
