package customers

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/past"
	"mostrador/ui/words"
)

// block says whether WhatsApp takes messages from the customer, and changes it
// by WhatsApp's rule: only who wrote in the last day can be blocked.
func (p *page) block() fyne.CanvasObject {
	if len(p.facts.chats) == 0 {
		return nothing()
	}
	chat := p.facts.chats[0]
	for _, b := range p.facts.blocked {
		if b.Customer == chat.Leaf && b.Channel == chat.Channel {
			return p.blockCard(p.blockedWords(b), p.unblockButton(b))
		}
	}
	button := kit.NewButton(lang.L("block.block"), kit.SecondaryWeight, func() { p.askBlock(chat) })
	button.Small = true
	text := lang.L("block.rule")
	if !(shop.ReplyWindow{LastInbound: chat.LastInbound}).OpenAt(p.desk.Now()) {
		button.Disable()
		text = words.Reason(shop.ReasonTooLateToBlock)
	}
	return p.blockCard(text, button)
}

func (p *page) blockedWords(b store.BlockedCustomer) string {
	if b.Waiting {
		return lang.L("errands.underWay")
	}
	return lang.L("block.since", map[string]any{"Since": words.Date(b.Since, p.desk.Now())})
}

func (p *page) unblockButton(b store.BlockedCustomer) *kit.Button {
	button := kit.NewButton(lang.L("block.unblock"), kit.SecondaryWeight, func() { unblock(p.desk, b) })
	button.Small = true
	if b.Waiting {
		button.Disable()
	}
	return button
}

func unblock(d *desk.Desk, b store.BlockedCustomer) {
	d.Do(&shop.BlockCustomer{Channel: b.Channel, Customer: b.Customer, On: false}, nil)
}

func (p *page) blockCard(text string, button *kit.Button) fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.NewSectionTitle(lang.L("block.title")), kit.NewParagraph(text, kit.Style{Scale: kit.Secondary, Tone: kit.Muted})}
	if e := p.facts.refused; e != nil {
		why := words.ErrandFailure(e.Code)
		if e.Detail != "" {
			why += " " + lang.L("checks.said", map[string]any{"Text": e.Detail})
		}
		parts = append(parts, kit.NewParagraph(why, kit.Style{Scale: kit.Secondary, Tone: kit.Warning}))
	}
	return kit.NewCard(container.New(kit.Column{Gap: 8, PadX: 20, PadY: 18}, append(parts, container.New(kit.Row{Stretch: -1}, button))...))
}

// askBlock asks first, and says what it means.
func (p *page) askBlock(chat store.ChatRow) {
	var sheet *kit.Sheet
	no := kit.NewButton(lang.L("inbox.cancel"), kit.SecondaryWeight, func() { sheet.Close() })
	yes := kit.NewButton(lang.L("block.block"), kit.Danger, func() {
		sheet.Close()
		p.desk.Do(&shop.BlockCustomer{Channel: chat.Channel, Customer: chat.Leaf, On: true}, nil)
	})
	sheet = kit.ShowSheet(p.desk.Window.Canvas(), kit.SheetParams{Title: lang.L("block.ask", map[string]any{"Name": p.facts.card.Name}),
		Content: kit.NewParagraph(lang.L("block.askWords"), kit.Style{}), Width: 440, Buttons: []*kit.Button{no, yes}, First: no})
}

// along is the way to everything that the shop has of the customer.
func (p *page) along() fyne.CanvasObject {
	card := p.facts.card
	button := kit.NewButton(lang.L("customers.all"), kit.Ghost, func() { past.Take(p.desk, card.ID, card.Name) })
	button.Small = true
	return container.New(kit.Row{Stretch: -1}, button)
}

// readBlocked reads who is blocked, and whether WhatsApp said no to the last
// wish about this customer.
func (f *facts) readBlocked(ctx context.Context, from *store.Store) (err error) {
	if f.blocked, err = from.Blocked(ctx); err != nil || len(f.chats) == 0 {
		return err
	}
	errands, err := from.Errands(ctx, 100)
	for _, e := range errands {
		if e.Customer == f.chats[0].Leaf && (e.Asked.Task == shop.TaskBlock || e.Asked.Task == shop.TaskUnblock) {
			if e.Failed {
				f.refused = &e
			}
			break
		}
	}
	return err
}

// blockedList is the button to who is blocked; it is not there while nobody is.
type blockedList struct {
	desk   *desk.Desk
	button *kit.Button
	slot   desk.Slot
	all    []store.BlockedCustomer
	show   func(shop.CustomerID)
}

func newBlockedList(d *desk.Desk, show func(shop.CustomerID)) *blockedList {
	b := &blockedList{desk: d, show: show}
	b.button = kit.NewButton("", kit.Ghost, b.open)
	b.button.Small = true
	b.button.Hide()
	return b
}

func (b *blockedList) read() {
	desk.Load(b.desk, &b.slot, func(ctx context.Context) ([]store.BlockedCustomer, error) {
		all, err := b.desk.Store.Blocked(ctx)
		for i, one := range all {
			if one.Name != "" {
				continue
			}
			if card, err := b.desk.Store.Customer(ctx, one.Customer); err == nil {
				all[i].Name = card.Name
			}
		}
		return all, err
	}, func(all []store.BlockedCustomer) {
		b.all = all
		b.button.SetLabel(lang.L("block.list", map[string]any{"N": words.Number(len(all))}))
		b.button.Hidden = len(all) == 0
		b.button.Refresh()
	})
}

// open lists them, each with the way to the customer and the way back.
func (b *blockedList) open() {
	var sheet *kit.Sheet
	rows := make([]fyne.CanvasObject, 0, len(b.all))
	for _, one := range b.all {
		name := kit.NewText(one.Name, kit.Style{Bold: true})
		name.Least = 80
		look := kit.NewButton(lang.L("notice.look"), kit.Ghost, func() {
			sheet.Close()
			b.show(one.Customer)
		})
		back := kit.NewButton(lang.L("block.unblock"), kit.SecondaryWeight, func() {
			sheet.Close()
			unblock(b.desk, one)
		})
		look.Small, back.Small = true, true
		if one.Waiting {
			back.Disable()
		}
		rows = append(rows, container.New(kit.Row{Gap: 8, Stretch: 0}, name, look, back))
	}
	sheet = kit.ShowSheet(b.desk.Window.Canvas(), kit.SheetParams{Title: lang.L("block.listTitle"), Width: 480,
		Content: container.New(kit.Column{Gap: 10}, rows...)})
}
