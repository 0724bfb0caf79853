package customers

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// page is everything about one customer.
type page struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	box     *fyne.Container
	back    fyne.CanvasObject
	slot    desk.Slot

	name, place, warning *kit.TextField
	save                 *kit.Button
	facts                facts
}

type facts struct {
	card  store.CustomerCard
	chats []store.ChatRow
	info  store.ShopInfo

	blocked []store.BlockedCustomer
	refused *store.Errand // WhatsApp's no to the last block; nil: there was none
}

func newPage(d *desk.Desk, back fyne.CanvasObject) *page {
	p := &page{desk: d, back: back, box: container.New(kit.Column{Gap: 16, PadX: 24, PadY: 24})}
	p.name = kit.NewTextField(lang.L("customers.name"), "", func(string) { p.check() })
	p.place = kit.NewTextField(lang.L("customers.place"), "", func(string) { p.check() })
	p.warning = kit.NewTextField(lang.L("customers.warning"), "", func(string) { p.check() })
	p.save = kit.NewButton(lang.L("customers.save"), kit.SecondaryWeight, p.keep)
	p.content = container.NewVScroll(container.New(reading{}, p.box))
	return p
}

func (p *page) load(id shop.CustomerID) {
	desk.Load(p.desk, &p.slot, func(ctx context.Context) (f facts, err error) {
		if f.card, err = p.desk.Store.Customer(ctx, id); err != nil {
			return f, err
		}
		if f.chats, err = p.desk.Store.ConversationsOf(ctx, id); err != nil {
			return f, err
		}
		if err = f.readBlocked(ctx, p.desk.Store); err != nil {
			return f, err
		}
		f.info, err = p.desk.Store.Shop(ctx)
		return f, err
	}, p.show)
}

func (p *page) show(f facts) {
	other := f.card.ID != p.facts.card.ID
	typing := !other && p.edited()
	p.facts = f
	if !typing {
		p.name.SetText(f.card.OwnName)
		p.name.Entry.SetPlaceHolder(f.card.ProfileName)
		p.place.SetText(f.card.Place)
		p.warning.SetText(f.card.Warning)
	}
	p.box.Objects = []fyne.CanvasObject{p.head(), p.fields(), p.orders(), p.labels(), p.consent(), p.block(), p.along(), p.forgetCard()}
	p.check()
	p.box.Refresh()
	p.content.Refresh()
}

func (p *page) head() fyne.CanvasObject {
	card := p.facts.card
	detail := card.Phone
	if detail == "" {
		detail = lang.L("customers.hidden")
	}
	if !card.Since.IsZero() {
		detail += " · " + lang.L("customers.since", map[string]any{"Since": words.Date(card.Since, p.desk.Now())})
	}
	buttons := []fyne.CanvasObject{}
	if len(p.facts.chats) > 0 {
		buttons = append(buttons, kit.NewButton(lang.L("customers.write"), kit.Primary, p.openConversation))
	}
	buttons = append(buttons, kit.NewButton(lang.L("customers.order"), kit.SecondaryWeight, func() {
		p.desk.Go(desk.Place{Room: desk.Orders, NewOrder: true, Customer: card.ID})
	}))
	return container.New(kit.Column{Gap: 14},
		container.New(kit.Row{Stretch: 1}, p.back, container.New(kit.Row{Gap: 14, Stretch: 1}, kit.NewAvatar(card.ID.String(), card.Name, 56),
			container.New(kit.Column{Gap: 2}, kit.NewTitle(card.Name),
				kit.NewParagraph(detail, kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))),
		container.New(kit.Row{Gap: 8, Stretch: -1}, buttons...))
}

func (p *page) openConversation() {
	p.desk.Go(desk.Place{Room: desk.Inbox, Conversation: p.facts.chats[0].Conversation})
}

func (p *page) fields() fyne.CanvasObject {
	return kit.NewCard(container.New(kit.Column{Gap: 12, PadX: 20, PadY: 18},
		p.name, p.place, p.warning, container.New(kit.Row{Stretch: -1}, p.save)))
}

func (p *page) edited() bool {
	card := p.facts.card
	return p.name.Text() != card.OwnName || p.place.Text() != card.Place || p.warning.Text() != card.Warning
}

func (p *page) check() {
	if p.edited() {
		p.save.Enable()
	} else {
		p.save.Disable()
	}
}

// keep sends the fields that changed, and only those: somebody else may be
// changing others.
func (p *page) keep() {
	var fields shop.CustomerFields
	for _, f := range []struct {
		now, before string
		into        **string
	}{
		{p.name.Text(), p.facts.card.OwnName, &fields.Name},
		{p.place.Text(), p.facts.card.Place, &fields.Place},
		{p.warning.Text(), p.facts.card.Warning, &fields.Warning},
	} {
		if text := strings.TrimSpace(f.now); text != f.before {
			*f.into = &text
		}
	}
	p.desk.Do(&shop.EditCustomer{Customer: p.facts.card.ID, Fields: fields}, func(err error) {
		if err != nil {
			p.desk.Failed(err)
			return
		}
		p.desk.Toast(lang.L("customers.saved"))
	})
}

func (p *page) orders() fyne.CanvasObject {
	lines := []fyne.CanvasObject{kit.NewSectionTitle(lang.L("customers.orders"))}
	now := p.desk.Now()
	for _, o := range append(append([]store.OrderRow{}, p.facts.card.OpenOrders...), p.facts.card.Earlier...) {
		text := o.Number + " · " + o.StatusName
		if !o.Due.IsZero() {
			text += " · " + words.Due(o.Due, now)
		}
		if o.Total.Micros != 0 {
			text += " · " + words.Money(o.Total)
		}
		lines = append(lines, kit.NewListRow(kit.NewText(text, kit.Style{Scale: kit.Body}), func() {
			p.desk.Go(desk.Place{Room: desk.Orders, Order: o.ID})
		}))
	}
	if len(lines) == 1 {
		lines = append(lines, kit.NewText(lang.L("customers.noOrders"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	return kit.NewCard(container.New(kit.Column{Gap: 8, PadX: 20, PadY: 18}, lines...))
}

func (p *page) labels() fyne.CanvasObject {
	if len(p.facts.card.Labels) == 0 {
		return nothing()
	}
	chips := make([]fyne.CanvasObject, 0, len(p.facts.card.Labels))
	for _, l := range p.facts.card.Labels {
		chips = append(chips, kit.NewChip(l.Name, labelTone(l.Tone)))
	}
	return kit.NewCard(container.New(kit.Column{Gap: 8, PadX: 20, PadY: 18},
		kit.NewSectionTitle(lang.L("customers.labels")), container.New(kit.Row{Gap: 6, Stretch: -1}, chips...)))
}

func labelTone(tone string) kit.Tone {
	switch tone {
	case "accent":
		return kit.ToneAccent
	case "info":
		return kit.ToneInfo
	case "amber":
		return kit.ToneAmber
	case "warning":
		return kit.ToneWarning
	}
	return kit.ToneOutlined
}
