package today

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// failed is what did not arrive, grouped by why, each with the way on. It goes
// by itself once somebody has dealt with it.
func (r *Room) failed() fyne.CanvasObject {
	n := r.state.figures.Failed
	if n == 0 {
		return nil
	}
	groups := map[words.Cause][]store.FailedMessage{}
	for _, m := range r.state.failed {
		cause := words.CauseOf(m.Flag, m.Code, m.Reason)
		groups[cause] = append(groups[cause], m)
	}
	var rows []fyne.CanvasObject
	for _, cause := range words.Causes {
		if all := groups[cause]; len(all) > 0 {
			rows = append(rows, r.group(cause, all))
		}
	}
	if more := n - len(r.state.failed); more > 0 {
		rows = append(rows, container.New(kit.Inset{Left: 16, Right: 16, Top: 6}, kit.NewParagraph(
			counted("today.more1", "today.moreN", more), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))
	}
	return part("alert", kit.Warning, counted("today.failed1", "today.failedN", n), nil, rows...)
}

// group is one cause with its next step, and the messages that it kept back.
func (r *Room) group(cause words.Cause, all []store.FailedMessage) fyne.CanvasObject {
	head := container.New(kit.Column{Gap: 2},
		kit.NewParagraph(words.CauseTitle(cause), kit.Style{Scale: kit.Secondary, Bold: true, Tone: kit.Warning}),
		kit.NewParagraph(words.NextStep(cause), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	objects := []fyne.CanvasObject{container.New(kit.Inset{Top: 8, Left: 16, Right: 16}, head)}
	if cause == words.CausePayment || cause == words.CauseAccount {
		manager := kit.NewButton(lang.L("today.manager"), kit.SecondaryWeight, r.openManager)
		manager.Small = true
		objects = append(objects, container.New(kit.Inset{Top: 4, Left: 16, Right: 16}, container.New(kit.Row{Stretch: -1}, manager)))
	}
	for _, m := range all {
		objects = append(objects, fell(nameOr(m.Name), r.when(m), m.Text, r.ways(cause, m)...))
	}
	return container.New(kit.Column{Gap: 0}, objects...)
}

// fell is a message that did not arrive, with the ways on beside it.
func fell(who, when, text string, buttons ...*kit.Button) fyne.CanvasObject {
	quote := kit.NewParagraph(text, kit.Style{Scale: kit.Secondary})
	quote.MaxLines = 3
	row := make([]fyne.CanvasObject, 0, len(buttons))
	for _, b := range buttons {
		b.Small = true
		row = append(row, b)
	}
	words := container.New(kit.Column{}, kit.NewParagraph(who, kit.Style{Bold: true}), quote,
		kit.NewParagraph(when, kit.Style{Scale: kit.Meta, Tone: kit.Muted}))
	return container.New(kit.Inset{Top: 6, Bottom: 6, Left: 16, Right: 16},
		container.New(&troubleLayout{}, words, container.New(kit.Row{Gap: 4, Stretch: -1}, row...)))
}

// when says when a message was sent, and, where calling is the way on, the number.
func (r *Room) when(m store.FailedMessage) string {
	text := words.ListTime(m.At, r.desk.Now())
	if words.CauseOf(m.Flag, m.Code, m.Reason) == words.CauseNumber && m.Phone != "" {
		text += " · " + m.Phone
	}
	return text
}

// ways are what can be done about one message.
func (r *Room) ways(cause words.Cause, m store.FailedMessage) []*kit.Button {
	look := r.leads(desk.Place{Room: desk.Inbox, Conversation: m.Conversation, Message: m.Message})
	var buttons []*kit.Button
	add := func(key string, weight kit.Weight, do func()) {
		buttons = append(buttons, kit.NewButton(lang.L(key), weight, do))
	}
	switch {
	case cause == words.CauseWindow || cause == words.CauseTemplate:
		add("today.asTemplate", kit.SecondaryWeight, r.leads(desk.Place{Room: desk.Inbox, Conversation: m.Conversation}))
	case cause == words.CauseNumber && m.Phone != "":
		add("today.copyNumber", kit.SecondaryWeight, func() {
			fyne.CurrentApp().Clipboard().SetContent(m.Phone)
			r.desk.Toast(lang.L("today.copied", map[string]any{"Number": m.Phone}))
		})
	case (m.Order != shop.OrderID{}):
		add("today.toOrder", kit.SecondaryWeight, r.leads(desk.Place{Room: desk.Orders, Order: m.Order}))
	case r.mayAgain(cause, m):
		add("today.sendAgain", kit.SecondaryWeight, func() { r.sendAgain(cause, m) })
	default:
		add("today.look", kit.SecondaryWeight, look)
	}
	add("today.dealt", kit.Ghost, func() { r.desk.Do(&shop.SettleMessage{Message: m.Message}, nil) })
	return buttons
}

// mayAgain: a text can be sent again by a press, where that may help. One whose
// fate is unknown only ten minutes after it can still have been sent.
func (r *Room) mayAgain(cause words.Cause, m store.FailedMessage) bool {
	if m.Type != shop.TypeText || m.Text == "" {
		return false
	}
	switch cause {
	case words.CauseUnknown:
		return r.desk.Now().After(m.Deadline.Add(shop.SendAgainAfter))
	case words.CausePayment, words.CauseAccount, words.CauseLimit, words.CauseRate, words.CauseOther:
		return true
	}
	return false
}

// sendAgain sends the text as a new message; where it may double it asks first.
func (r *Room) sendAgain(cause words.Cause, m store.FailedMessage) {
	send := func() {
		r.desk.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: m.Channel, Customer: m.Leaf,
			Type: shop.TypeText, Content: shop.Content{Text: m.Text}}, nil)
	}
	if cause != words.CauseUnknown {
		send()
		return
	}
	var sheet *kit.Sheet
	no := kit.NewButton(lang.L("inbox.cancel"), kit.SecondaryWeight, func() { sheet.Close() })
	yes := kit.NewButton(lang.L("today.sendAgain"), kit.Primary, func() {
		sheet.Close()
		send()
	})
	sheet = kit.ShowSheet(fyne.CurrentApp().Driver().CanvasForObject(r.content), kit.SheetParams{Title: lang.L("today.sendAgain"), Width: 420,
		Content: kit.NewParagraph(lang.L("inbox.mayDouble", map[string]any{"Name": words.FirstName(nameOr(m.Name))}), kit.Style{}),
		Buttons: []*kit.Button{no, yes}, First: no}) // Enter twice by habit must not do it
}

// managerURL is where an owner sees to payment, numbers and restrictions.
const managerURL = "https://business.facebook.com/wa/manage/home/"

func (r *Room) openManager() {
	address, err := url.Parse(managerURL)
	if err == nil {
		err = fyne.CurrentApp().OpenURL(address)
	}
	if err != nil {
		r.desk.Toast(managerURL)
	}
}
