package customers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// consent says what the customer agreed to, and lets it be written down.
func (p *page) consent() fyne.CanvasObject {
	lines := []fyne.CanvasObject{kit.NewSectionTitle(lang.L("customers.consent"))}
	for _, purpose := range []struct {
		id   shop.Purpose
		name string
	}{{shop.OrderUpdates, "customers.updates"}, {shop.Offers, "customers.offers"}} {
		lines = append(lines, p.consentLine(purpose.id, lang.L(purpose.name)))
	}
	return kit.NewCard(container.New(kit.Column{Gap: 8, PadX: 20, PadY: 18}, lines...))
}

func (p *page) consentLine(purpose shop.Purpose, name string) fyne.CanvasObject {
	said, asked := latest(p.facts.card.Consents, purpose)
	data := map[string]any{"What": name, "Since": words.Date(said.Since, p.desk.Now())}
	text := lang.L("customers.never", data)
	switch {
	case asked && said.Allowed:
		text = lang.L("customers.yes", data)
	case asked:
		text = lang.L("customers.no", data)
	}
	yes := kit.NewButton(lang.L("customers.saidYes"), kit.Ghost, func() { p.write(purpose, true) })
	no := kit.NewButton(lang.L("customers.saidNo"), kit.Ghost, func() { p.write(purpose, false) })
	yes.Small, no.Small = true, true
	buttons := []fyne.CanvasObject{kit.NewText(text, kit.Style{Scale: kit.Body})}
	if !asked || !said.Allowed {
		buttons = append(buttons, yes)
	}
	if !asked || said.Allowed {
		buttons = append(buttons, no)
	}
	return container.New(kit.Row{Gap: 8, Stretch: 0}, buttons...)
}

// latest is what counts: a no of any of the people that are one customer.
func latest(all []store.Consent, purpose shop.Purpose) (found store.Consent, asked bool) {
	for _, c := range all {
		if c.Purpose == purpose && (!asked || found.Allowed) {
			found, asked = c, true
		}
	}
	return found, asked
}

func (p *page) write(purpose shop.Purpose, allowed bool) {
	p.desk.Do(&shop.SetConsent{Customer: p.facts.card.ID, Purpose: purpose, Allowed: allowed}, nil)
}

// reading keeps the page from growing wider than one reads.
type reading struct{}

const readingWidth = float32(680)

// Layout is part of fyne.Layout.
func (reading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(readingWidth, size.Width)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
	}
}

// MinSize is part of fyne.Layout.
func (reading) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(260, objects[0].MinSize().Height)
}
