package inbox

import (
	"context"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/replies"
	"mostrador/ui/words"
)

// messageMenu offers what can be done with a message.
func (r *Room) messageMenu(item store.ThreadItem, on *kit.Bubble) {
	at, text, marked := on.MenuAt(), item.Content.Text, on.Marked()
	items := []kit.MenuItem{}
	if row, ok := r.reactionRow(item, at); ok {
		items = append(items, row, kit.MenuItem{})
	}
	if item.Kind == store.ItemMessage && !item.Revoked {
		items = append(items, kit.MenuItem{Label: say("inbox.menu.reply"), Icon: "reply", OnTapped: func() { r.composer.quote(item) }})
	}
	if marked != "" {
		items = append(items, kit.MenuItem{Label: say("inbox.menu.copyMarked"), Icon: "copy", Key: "Ctrl+C",
			OnTapped: func() { r.copied(marked) }})
	}
	items = append(items, kit.MenuItem{Label: say("inbox.menu.copy"), Icon: "copy", Disabled: text == "", OnTapped: func() { r.copied(text) }},
		kit.MenuItem{Label: say("inbox.menu.choose"), Icon: "list", OnTapped: func() { r.chosen.toggle(keyOf(item)) }})
	if item.Kind == store.ItemMessage && !item.Outgoing {
		items = append(items, kit.MenuItem{Label: say("inbox.makeOrder"), Icon: "orders", OnTapped: func() { r.newOrder(text) }})
	}
	if item.Kind == store.ItemMessage && item.Outgoing && text != "" {
		items = append(items, kit.MenuItem{Label: say("inbox.menu.saveReply"), Icon: "replies", OnTapped: func() { replies.SaveFrom(r.d, text) }})
	}
	items = append(items, kit.MenuItem{Label: say("inbox.menu.note"), Icon: "note", OnTapped: func() { r.noteOn(item) }})
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
