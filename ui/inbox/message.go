package inbox

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// messageMenu offers what can be done with a message.
func (r *Room) messageMenu(item store.ThreadItem, at fyne.Position) {
	text := item.Content.Text
	items := []kit.MenuItem{}
	if item.Kind == store.ItemMessage && !item.Revoked {
		items = append(items, kit.MenuItem{Label: say("inbox.menu.reply"), Icon: "reply", OnTapped: func() { r.composer.quote(item) }})
	}
	items = append(items, kit.MenuItem{Label: say("inbox.menu.copy"), Icon: "copy", Disabled: text == "",
		OnTapped: func() { fyne.CurrentApp().Clipboard().SetContent(text) }})
	if item.Kind == store.ItemMessage && !item.Outgoing {
		items = append(items, kit.MenuItem{Label: say("inbox.makeOrder"), Icon: "orders", OnTapped: func() { r.newOrder(text) }})
	}
	items = append(items, kit.MenuItem{Label: say("inbox.menu.note"), Icon: "note", OnTapped: func() { r.composer.noteMode(true) }})
	if item.Kind == store.ItemMessage {
		items = append(items, kit.MenuItem{}, kit.MenuItem{Label: say("inbox.menu.happened"), Icon: "history", OnTapped: func() { r.whatHappened(item) }})
	}
	if item.Flag == shop.FlagRefused && (item.Command != shop.CommandID{}) {
		items = append(items, kit.MenuItem{Label: say("inbox.menu.dismiss"), Icon: "x", OnTapped: func() { r.dismiss(item.Command) }})
	}
	kit.ShowMenu(r.canvas(), at, items)
}

func (r *Room) dismiss(id shop.CommandID) {
	r.d.InOrder(func(ctx context.Context) error {
		_, err := r.d.Store.DismissRefused(ctx, id)
		return err
	})
}

// whatHappened lists every step of a message with its time.
func (r *Room) whatHappened(item store.ThreadItem) {
	var slot desk.Slot
	desk.Load(r.d, &slot, func(ctx context.Context) ([]store.LedgerStep, error) {
		return r.d.Store.Ledger(ctx, item.Message)
	}, func(steps []store.LedgerStep) {
		rows := make([]fyne.CanvasObject, 0, len(steps))
		for _, step := range steps {
			rows = append(rows, r.stepRow(step))
		}
		kit.ShowSheet(r.canvas(), kit.SheetParams{Title: say("inbox.menu.happened"), Width: 460,
			Content: container.New(kit.Column{Gap: 12}, rows...)})
	})
}

func (r *Room) stepRow(step store.LedgerStep) fyne.CanvasObject {
	now := r.now()
	at := step.At.In(now.Location())
	when := kit.NewText(words.Day(at, now)+" "+at.Format("15:04:05"), kit.Style{Scale: kit.Meta, Tone: kit.Muted})
	what := container.New(kit.Column{Gap: 2}, kit.NewParagraph(stepWords(step.Step), kit.Style{}))
	if detail := stepDetail(step, now.Location()); detail != "" {
		what.Add(kit.NewParagraph(detail, kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	return container.New(kit.Column{Gap: 2}, when, what)
}

// stepWords names a step; later versions may tell of others.
func stepWords(step string) string {
	switch step {
	case "received", "waiting", "queued", "claimed", "postponed", "accepted", "sent", "delivered", "read", "played",
		"failed", "unsettled", "refused":
		return say("inbox.step." + step)
	}
	return step
}

func stepDetail(step store.LedgerStep, zone *time.Location) string {
	switch step.Step {
	case "failed":
		if step.Detail != "" {
			return words.Failure(step.Code) + " (" + step.Detail + ")"
		}
		return words.Failure(step.Code)
	case "refused":
		return words.Reason(shop.Reason(step.Detail))
	case "postponed":
		return say("inbox.triedAgain", "When", step.Until.In(zone).Format("15:04:05"))
	case "unsettled":
		return words.Unknown()
	}
	return ""
}

// askSendAgain warns that it may double, and sends a new message.
func (r *Room) askSendAgain(item store.ThreadItem) {
	r.ask(say("inbox.sendAgain"), say("inbox.mayDouble", "Name", words.FirstName(nameOr(r.info.Name))), say("inbox.sendAgain"), func() {
		r.d.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: r.info.Channel, Customer: r.info.CustomerID,
			Type: item.Type, Content: item.Content}, nil)
	})
}

// ask shows a question and does what it asks about only on yes.
func (r *Room) ask(title, text, yes string, do func()) {
	var sheet *kit.Sheet
	no := kit.NewButton(say("inbox.cancel"), kit.SecondaryWeight, func() { sheet.Close() })
	ok := kit.NewButton(yes, kit.Primary, func() {
		sheet.Close()
		do()
	})
	sheet = kit.ShowSheet(r.canvas(), kit.SheetParams{Title: title, Content: kit.NewParagraph(text, kit.Style{}), Width: 420,
		Buttons: []*kit.Button{no, ok}, First: no}) // Enter twice by habit must not do it
}
