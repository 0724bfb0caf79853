package inbox

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/telling"
	"mostrador/ui/words"
)

// orderPart is the side panel's order: where it is, its next step, and what
// its customer would be told.
type orderPart struct {
	side   *sidePanel
	panel  *kit.OrderPanel
	ask    *fyne.Container // the preview, before it is sent
	others []store.OrderRow
	order  store.OrderRow
	has    bool
	next   telling.Preview
	known  bool // next is of order
	slot   desk.Slot
	asking desk.Slot
}

func newOrderPart(s *sidePanel) *orderPart {
	p := &orderPart{side: s, ask: container.New(kit.Column{Gap: 10})}
	p.ask.Hide()
	p.panel = kit.NewOrderPanel(kit.OrderPanelData{})
	p.panel.OnNext = p.step
	p.panel.OnOpen = func() { p.room().d.Go(desk.Place{Room: desk.Orders, Order: p.order.ID}) }
	p.panel.OnMenu = p.menu
	return p
}

func (p *orderPart) room() *Room { return p.side.room }

func (p *orderPart) set(card store.CustomerCard) {
	before := p.order
	order, ok := nearest(card)
	p.order, p.has, p.others = order, ok, nil
	if ok {
		p.others = card.OpenOrders[1:]
	}
	if before.ID != order.ID || before.Status != order.Status {
		p.known = false
		p.fold()
	}
	if ok {
		p.draw()
		p.plan()
	}
}

func (p *orderPart) objects() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	if p.has {
		objects = append(objects, p.panel)
		if why := whyNotTold(p.order.Told); why != "" {
			objects = append(objects, kit.NewParagraph(why, kit.Style{Scale: kit.Secondary, Tone: kit.Amber}))
		}
		objects = append(objects, p.ask)
	}
	for _, o := range p.others {
		due := ""
		if !o.Due.IsZero() {
			due = words.Due(o.Due, p.room().now())
		}
		objects = append(objects, newTextLink(joined(orderNumber(o.Number), due, o.StatusName), func() {
			p.room().d.Go(desk.Place{Room: desk.Orders, Order: o.ID})
		}))
	}
	add := kit.NewButton(say("inbox.order.new"), kit.SecondaryWeight, func() { p.room().newOrder("") })
	add.Small = true
	add.SetIcon("plus")
	return append(objects, container.New(flow{}, add))
}

// plan reads how the customer would be told of the next status.
func (p *orderPart) plan() {
	r, id := p.room(), p.order.ID
	status, ok := r.shop.Pipeline.Next(p.order.Status, p.order.Delivery)
	if !ok {
		return
	}
	desk.Load(r.d, &p.slot, func(ctx context.Context) (telling.Preview, error) {
		return telling.Plan(ctx, r.d, id, status.ID)
	}, func(preview telling.Preview) {
		if p.order.ID == id {
			p.next, p.known = preview, true
			p.draw()
			p.side.column.Refresh()
		}
	})
}

func (p *orderPart) draw() {
	o, now := p.order, p.room().now()
	data := kit.OrderPanelData{Title: orderNumber(o.Number), Status: o.StatusName, StatusTone: kit.ToneAccent, Items: o.ItemsText,
		Money: joined(money(o.Total), paymentWords(o.Payment)), Steps: o.Steps, Done: o.Step + 1}
	if !o.Due.IsZero() {
		data.Title = joined(data.Title, words.Due(o.Due, now))
	}
	if o.Due.Before(now) && !o.Due.IsZero() {
		data.StatusTone = kit.ToneAmber
	}
	data.Told, data.Ticks = toldWords(o.Told, now)
	if next, ok := p.room().shop.Pipeline.Next(o.Status, o.Delivery); ok {
		data.Next = next.Name
	}
	if p.known {
		data.Tell, data.Telling = p.next.Label(), p.next.Can()
	}
	p.panel.Set(data)
}

// paymentWords says how an order stands with money.
func paymentWords(p shop.Payment) string {
	if p.State == "" {
		p.State = shop.Unpaid
	}
	text := say("inbox.payment." + string(p.State))
	if p.State == shop.Deposit {
		text += " " + words.Money(p.Amount)
	}
	if p.Method != "" {
		text += ", " + p.Method
	}
	return text
}

// step moves the order; who is to be told first sees what will be said.
func (p *orderPart) step(tell bool) {
	status, ok := p.room().shop.Pipeline.Next(p.order.Status, p.order.Delivery)
	if !ok {
		return
	}
	p.moveTo(status, tell)
}

func (p *orderPart) moveTo(status shop.OrderStatus, tell bool) {
	if !tell {
		p.move(&shop.MoveOrder{Order: p.order.ID, From: p.order.Status, To: status.ID})
		return
	}
	r, id := p.room(), p.order.ID
	desk.Load(r.d, &p.asking, func(ctx context.Context) (telling.Preview, error) {
		return telling.Plan(ctx, r.d, id, status.ID)
	}, func(preview telling.Preview) {
		if p.order.ID == id {
			p.unfold(preview)
		}
	})
}

// unfold shows what will be sent, with the choice to move only.
func (p *orderPart) unfold(preview telling.Preview) {
	only := kit.NewButton(say("inbox.order.moveOnly"), kit.SecondaryWeight, func() { p.move(preview.Move(false)) })
	both := kit.NewButton(say("inbox.order.moveAndTell"), kit.Primary, func() { p.move(preview.Move(true)) })
	only.Small, both.Small = true, true
	buttons := []fyne.CanvasObject{only, both}
	if !preview.Can() {
		buttons = buttons[:1]
	}
	if preview.Plan.Reason == shop.ReasonTemplateGaps { // what is missing belongs to the order
		fill := kit.NewButton(say("inbox.order.fillIn"), kit.Primary, func() { p.room().d.Go(desk.Place{Room: desk.Orders, Order: preview.Order}) })
		fill.Small = true
		buttons = append(buttons, fill)
	}
	p.ask.Objects = []fyne.CanvasObject{kit.NewCard(container.New(kit.Column{Gap: 10}, telling.NewCard(preview), container.New(flow{gap: 8}, buttons...)))}
	p.ask.Show()
	p.side.column.Refresh()
	p.side.scroll.Refresh()
	if c := p.room().canvas(); c != nil {
		if preview.Can() {
			c.Focus(both)
		} else {
			c.Focus(only)
		}
	}
}

func (p *orderPart) fold() {
	if !p.ask.Visible() {
		return
	}
	p.ask.Hide()
	p.side.column.Refresh()
}

func (p *orderPart) move(wish *shop.MoveOrder) {
	p.fold()
	p.room().d.Do(wish, nil)
	p.room().d.Did(desk.MovedOrder)
	p.room().composer.focus()
}

func (p *orderPart) menu(at fyne.Position) {
	items := []kit.MenuItem{{Label: say("inbox.order.open"), Icon: "orders", OnTapped: p.panel.OnOpen}}
	if p.order.Told.State != store.NotTold {
		items = append(items, kit.MenuItem{Label: say("inbox.tellAgain"), Icon: "refresh", OnTapped: func() { p.side.askAgain(p.order.ID) }})
	}
	items = append(items, kit.MenuItem{})
	for _, status := range p.room().shop.Pipeline {
		items = append(items, kit.MenuItem{Label: say("inbox.order.to", "Status", status.Name), Checked: status.ID == p.order.Status,
			Disabled: status.ID == p.order.Status, OnTapped: func() { p.moveTo(status, status.Update != "" || status.Template != "") }})
	}
	kit.ShowMenu(p.room().canvas(), at, items)
}

// askAgain tells a customer once more, on purpose, after asking.
func (s *sidePanel) askAgain(order shop.OrderID) {
	r := s.room
	desk.Load(r.d, &s.orders.asking, func(ctx context.Context) (telling.Preview, error) {
		return telling.PlanAgain(ctx, r.d, order)
	}, func(preview telling.Preview) {
		var sheet *kit.Sheet
		again := kit.NewButton(say("inbox.tellAgainDo"), kit.Primary, func() {
			sheet.Close()
			r.d.Do(&shop.TellAgain{Order: order, Tell: *preview.Telling()}, nil)
		})
		if !preview.Can() {
			again.Disable()
		}
		sheet = kit.ShowSheet(r.canvas(), kit.SheetParams{Title: say("inbox.tellAgain"), Width: 420, Buttons: []*kit.Button{again},
			Content: container.New(kit.Column{Gap: 12}, kit.NewParagraph(say("inbox.tellAgainWords", "Name", preview.FirstName()), kit.Style{}), telling.NewCard(preview))})
	})
}
