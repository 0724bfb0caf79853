package telling

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"mostrador/ui/kit"
)

// Card shows a preview: the words as the customer will read them, and under
// them the way and the price, or why nobody can be told.
type Card struct {
	widget.BaseWidget
	// HideTitle leaves out whom it concerns, where the place says it already.
	HideTitle bool

	preview Preview
	box     *fyne.Container
}

// NewCard makes a card.
func NewCard(p Preview) *Card {
	c := &Card{box: container.New(kit.Column{Gap: 8})}
	c.ExtendBaseWidget(c)
	c.Set(p)
	return c
}

// Set shows another preview.
func (c *Card) Set(p Preview) {
	c.preview = p
	var parts []fyne.CanvasObject
	if !c.HideTitle {
		parts = append(parts, kit.NewText(p.Title(), kit.Style{Bold: true}))
		parts[0].(*kit.Text).Least = 120
	}
	if runs := p.Runs(); len(runs) > 0 {
		parts = append(parts, kit.NewPreviewCard(kit.NewRichParagraph(runs, kit.Style{})))
	}
	if p.Can() {
		parts = append(parts, kit.NewRichParagraph(p.Way(), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	} else {
		parts = append(parts, kit.NewParagraph(p.Why(), kit.Style{Scale: kit.Secondary, Tone: kit.Amber}))
	}
	c.box.Objects = parts
	c.box.Refresh()
	c.Refresh()
}

// Preview is what it shows.
func (c *Card) Preview() Preview { return c.preview }

// CreateRenderer is part of fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.box) }
