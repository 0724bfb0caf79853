package replies

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// templates shows what WhatsApp has approved, or why it has not.
type templates struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	box     *fyne.Container
	slot    desk.Slot
}

type templateList struct {
	all  []store.Template
	info store.ShopInfo
}

func newTemplates(d *desk.Desk) *templates {
	t := &templates{desk: d, box: container.New(kit.Column{Gap: 12, PadX: 24, PadY: 24})}
	t.content = kit.NewGround(kit.Background, container.NewVScroll(container.New(narrow{width: 720}, t.box)))
	return t
}

func (t *templates) read() {
	desk.Load(t.desk, &t.slot, func(ctx context.Context) (l templateList, err error) {
		if l.all, err = t.desk.Store.Templates(ctx); err != nil {
			return l, err
		}
		l.info, err = t.desk.Store.Shop(ctx)
		return l, err
	}, t.show)
}

func (t *templates) show(l templateList) {
	t.box.Objects = nil
	for _, template := range l.all {
		t.box.Add(templateCard(template.Template, l.info))
	}
	if len(l.all) == 0 {
		t.box.Add(kit.NewEmptyState("template", lang.L("replies.noTemplates"), lang.L("replies.noTemplatesText"), nil))
	}
	t.box.Refresh()
	t.content.Refresh()
}

func templateCard(template shop.Template, info store.ShopInfo) fyne.CanvasObject {
	title := template.Title
	if title == "" {
		title = template.Name
	}
	head := container.New(kit.Row{Gap: 8, Stretch: 0},
		kit.NewText(title, kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewChip(lang.L("replies.state."+string(template.State)), stateTone(template.State)))
	parts := []fyne.CanvasObject{head, kit.NewParagraph(templateFacts(template, info), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})}
	if template.State == shop.TemplateRejected && template.Reason != "" {
		parts = append(parts, kit.NewParagraph(lang.L("replies.rejected", map[string]any{"Why": template.Reason}),
			kit.Style{Scale: kit.Secondary, Tone: kit.Warning}))
	}
	parts = append(parts, kit.NewPreviewCard(kit.NewRichParagraph(templateRuns(template), kit.Style{Scale: kit.Body})))
	return kit.NewCard(container.New(kit.Column{Gap: 8, PadX: 16, PadY: 14}, parts...))
}

func stateTone(state shop.TemplateState) kit.Tone {
	switch state {
	case shop.TemplateApproved:
		return kit.ToneAccent
	case shop.TemplatePending:
		return kit.ToneAmber
	}
	return kit.ToneWarning
}

func templateFacts(template shop.Template, info store.ShopInfo) string {
	facts := lang.L("replies.category."+string(template.Category)) + " · " +
		lang.L("replies.language", map[string]any{"Code": template.Language})
	if price, known := shop.PriceOf(info.ShopFacts, template.Category, info.FreePerMonth); known {
		facts += " · " + lang.L("replies.costs", map[string]any{"Price": words.Money(price)})
	}
	return facts
}

// templateRuns shows the body with its sample values in bold.
func templateRuns(template shop.Template) []kit.Run {
	var all []kit.Run
	for _, piece := range template.Pieces() {
		run := kit.Run{Text: piece.Text}
		if piece.Parameter > 0 {
			run.Bold = true
			if piece.Parameter <= len(template.Samples) {
				run.Text = template.Samples[piece.Parameter-1]
			}
		}
		all = append(all, run)
	}
	return all
}
