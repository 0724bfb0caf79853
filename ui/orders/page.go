package orders

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/telling"
	"mostrador/ui/words"
)

// page is an order's own page: everything on it can be changed, and it tells
// what happened.
type page struct {
	room   *Room
	id     shop.OrderID
	data   pageData
	loaded bool
	before written // as the form was filled
	dirty  bool
	slot   desk.Slot

	form    *form
	save    *kit.Button
	revert  *kit.Button
	saveRow *fyne.Container
	title   *kit.Text
	status  *kit.Chip
	talk    *kit.Button
	back    *kit.IconButton
	side    *fyne.Container
	tell    *kit.Checkbox
	whole   fyne.CanvasObject
	content *fyne.Container
}

type pageData struct {
	card     store.OrderCard
	info     store.ShopInfo
	chat     shop.ConversationID
	warning  string // of the customer: an allergy
	next     telling.Preview
	hasNext  bool
	failedIn error
}

func newPage(r *Room, id shop.OrderID) *page {
	p := &page{room: r, id: id, content: container.NewStack(container.New(kit.Inset{Top: 16, Left: 16, Right: 16}, kit.NewSkeleton(6)))}
	p.form = newForm(r, func() { p.edited(true) })
	p.build()
	p.read()
	return p
}

func (p *page) build() {
	p.back = kit.NewIconButton("arrow-left", lang.L("orders.back"), p.room.close)
	p.title = kit.NewText("", kit.Style{Scale: kit.Name, Bold: true})
	p.title.Least = 80
	p.status = kit.NewChip("", kit.ToneAccent)
	p.talk = kit.NewButton(lang.L("orders.talk"), kit.SecondaryWeight, func() {
		p.room.desk.Go(desk.Place{Room: desk.Inbox, Conversation: p.data.chat})
	})
	more := kit.NewIconButton("more", lang.L("orders.moreTip"), nil)
	more.OnTapped = func() { p.menu(more) }
	head := container.New(kit.Row{Gap: 10, Stretch: 1}, p.back, p.title, p.status, p.talk, more)
	p.save = kit.NewButton(lang.L("orders.save"), kit.Primary, p.keep)
	p.revert = kit.NewButton(lang.L("orders.revert"), kit.SecondaryWeight, p.refill)
	p.saveRow = container.New(kit.Row{Gap: 8, Stretch: -1}, p.save, p.revert)
	p.side = container.New(kit.Column{Gap: 11})
	main := kit.NewCard(container.New(kit.Column{Gap: 16, PadX: 4, PadY: 5}, p.form.content, p.saveRow))
	body := kit.NewScrollColumn(kit.Column{PadX: 18, PadY: 4}, container.New(&twoColumns{gap: 16, fold: 880, share: 0.66, flip: true}, main, p.side), container.New(kit.Inset{Top: 16}))
	p.whole = container.New(kit.HeadBodyFoot{}, container.New(kit.Inset{Top: 12, Bottom: 10, Left: 12, Right: 18}, head), body, nothing())
}

// read reads the order again. What is being typed stays.
func (p *page) read() {
	d, id := p.room.desk, p.id
	desk.Load(d, &p.slot, func(ctx context.Context) (pageData, error) {
		data, err := readPage(ctx, d, id)
		data.failedIn = err
		return data, ctx.Err()
	}, p.take)
}

func readPage(ctx context.Context, d *desk.Desk, id shop.OrderID) (data pageData, err error) {
	if data.card, err = d.Store.Order(ctx, id); err != nil {
		return data, err
	}
	if data.info, err = d.Store.Shop(ctx); err != nil {
		return data, err
	}
	if next, ok := data.info.Pipeline.Next(data.card.Status, data.card.Delivery); ok {
		data.hasNext = true
		if data.next, err = telling.Plan(ctx, d, id, next.ID); err != nil {
			return data, err
		}
	}
	if (data.card.Customer != shop.CustomerID{}) {
		chats, err := d.Store.ConversationsOf(ctx, data.card.Customer)
		if err != nil {
			return data, err
		}
		if len(chats) > 0 {
			data.chat = chats[0].Conversation
		}
		customer, err := d.Store.Customer(ctx, data.card.Customer)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return data, err
		}
		data.warning = customer.Warning
	}
	return data, nil
}

func (p *page) take(data pageData) {
	if data.failedIn != nil {
		title, text := lang.L("orders.failedTitle"), desk.Words(data.failedIn)
		if errors.Is(data.failedIn, store.ErrNotFound) {
			title, text = lang.L("orders.gone"), lang.L("orders.goneWords")
		}
		p.content.Objects = []fyne.CanvasObject{kit.NewEmptyState("alert", title, text, kit.NewButton(lang.L("orders.back"), kit.SecondaryWeight, p.room.close))}
		p.content.Refresh()
		return
	}
	first := !p.loaded
	p.data, p.loaded = data, true
	if !p.dirty {
		p.refill()
	}
	p.drawHead()
	p.drawSide()
	if first {
		p.content.Objects = []fyne.CanvasObject{p.whole}
		p.content.Refresh()
		if on := p.room.canvas(); on != nil && kit.LastInputWasKey() && p.room.page == p {
			on.Focus(p.back)
		}
	}
}

// refill puts what the order says into the form.
func (p *page) refill() {
	p.form.fill(writtenOf(p.data.card), p.data.card.Name, p.data.info.Currency)
	if w, ok := p.form.read(); ok {
		p.before = w // as the form reads it: an amount typed as it is shown is no change
	} else {
		p.before = writtenOf(p.data.card)
	}
	p.edited(false)
}

func (p *page) edited(dirty bool) {
	p.dirty = dirty
	show(p.saveRow, dirty)
	p.saveRow.Refresh()
	p.content.Refresh()
}

// keep hands in what changed. The form keeps it until it is safely there.
func (p *page) keep() {
	after, ok := p.form.read()
	if !ok {
		return
	}
	wish, any := editOf(p.id, p.before, after)
	if !any {
		p.edited(false)
		return
	}
	p.save.Disable()
	p.room.desk.Do(wish, func(err error) {
		p.save.Enable()
		if err != nil {
			p.room.desk.Failed(err)
			return
		}
		p.before = after
		p.edited(false)
		p.read()
	})
}

func (p *page) drawHead() {
	card := p.data.card
	title := numberWords(card.Number) + " · " + nameWords(card.Name)
	if !card.Due.IsZero() {
		title += " · " + words.Due(card.Due, p.room.desk.Now())
	}
	p.title.SetText(title)
	tone := kit.ToneAccent
	if late(card.OrderRow, p.room.desk.Now()) {
		tone = kit.ToneWarning
	}
	p.status.Set(card.StatusName, tone)
	show(p.talk, p.data.chat != shop.ConversationID{})
}
