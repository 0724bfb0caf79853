package replies

import (
	"strings"

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

// templateRow shows a template in the list.
type templateRow struct {
	*kit.ListRow
	name, facts *kit.Text
	state       *kit.Chip
}

func newTemplateRow() *templateRow {
	r := &templateRow{
		name:  kit.NewText("", kit.Style{Scale: kit.Body, Bold: true}),
		facts: kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
		state: kit.NewChip("", kit.ToneNeutral),
	}
	r.name.Least = 60
	r.ListRow = kit.NewListRow(container.New(kit.Column{Gap: 2},
		container.New(kit.Row{Gap: 8, Stretch: 0}, r.name, r.state), container.New(clipped{}, r.facts)), nil)
	r.Height = 60
	return r
}

func (r *templateRow) set(t shop.Template, price string, open bool, tapped func()) {
	r.name.SetText(title(t))
	r.facts.SetText(categoryName(t.Category) + " · " + t.Language + " · " + price)
	r.state.Set(stateName(t.State), stateTone(t.State))
	r.SetSelected(open)
	r.OnTapped = tapped
	r.Refresh()
}

func categoryName(c shop.Category) string { return lang.L("replies.category." + string(c)) }

// stateName says how a template stands; one of a later version by its own word.
func stateName(state shop.TemplateState) string {
	key := "replies.state." + string(state)
	if text := lang.L(key); text != key {
		return text
	}
	return strings.ToLower(strings.ReplaceAll(string(state), "_", " "))
}

func stateTone(state shop.TemplateState) kit.Tone {
	switch state {
	case shop.TemplateApproved:
		return kit.ToneAccent
	case shop.TemplatePending, shop.TemplateAppealed:
		return kit.ToneAmber
	case shop.TemplateArchived:
		return kit.ToneNeutral
	}
	return kit.ToneWarning
}

// price is what one message would cost by the shop's own list.
func (t *templates) price(template store.Template) string {
	price, left, known := t.known.info.Price(t.known.channel(template.WABA), template.Category)
	return words.Price(price, known, left)
}

// pageOf is everything about one template.
func (t *templates) pageOf(template store.Template) fyne.CanvasObject {
	small := kit.Style{Scale: kit.Secondary, Tone: kit.Muted}
	name := kit.NewText(title(template.Template), kit.Style{Scale: kit.Name, Bold: true})
	name.Least = 80
	parts := []fyne.CanvasObject{
		container.New(kit.Row{Gap: 8, Stretch: 0}, name, kit.NewChip(stateName(template.State), stateTone(template.State))),
		kit.NewParagraph(template.Name+" · "+lang.L("replies.language", map[string]any{"Code": template.Language})+" · "+
			categoryName(template.Category)+" · "+t.price(template), small),
	}
	for _, line := range troubles(template.Template, t.desk) {
		parts = append(parts, kit.NewParagraph(line, kit.Style{Scale: kit.Secondary, Tone: kit.Warning}))
	}
	parts = append(parts, kit.NewSectionTitle(lang.L("replies.preview")), preview(template.Template))
	if t.known.owner {
		edit := kit.NewButton(lang.L("templates.edit"), kit.SecondaryWeight, func() { t.write(template.Template) })
		remove := kit.NewButton(lang.L("replies.delete"), kit.Danger, func() { t.askDelete(template) })
		if !mayEdit(template.State) {
			edit.Disable()
			edit.Tip = lang.L("errand.failure.state")
		}
		parts = append(parts, container.New(kit.Row{Gap: 8, Stretch: -1}, edit, remove))
	}
	return kit.NewCard(container.New(kit.Column{Gap: 10, PadX: 16, PadY: 14}, parts...))
}

// mayEdit: WhatsApp takes no change while it looks at one.
func mayEdit(state shop.TemplateState) bool {
	return state == shop.TemplateApproved || state == shop.TemplateRejected || state == shop.TemplatePaused
}

// troubles says why WhatsApp sent it back, and what is going to change.
func troubles(t shop.Template, d *desk.Desk) []string {
	var lines []string
	if t.State != shop.TemplateApproved && t.State != shop.TemplatePending && t.Reason != "" {
		why := words.Rejection(t.Reason)
		lines = append(lines, lang.L("replies.rejected", map[string]any{"Why": why}))
	}
	if t.Advice != "" {
		lines = append(lines, t.Advice)
	}
	if t.NextCategory != "" && t.NextCategory != t.Category {
		lines = append(lines, lang.L("templates.nextCategory", map[string]any{"When": words.Date(t.NextCategoryAt, d.Now()), "Category": categoryName(t.NextCategory)}))
	}
	if t.Quality == "RED" || t.Quality == "YELLOW" {
		lines = append(lines, lang.L("templates.quality."+t.Quality))
	}
	return lines
}

// preview shows a template with its samples, as a customer will read it.
func preview(t shop.Template) fyne.CanvasObject {
	shown := t.Preview()
	var parts []fyne.CanvasObject
	if t.HeaderType != "" && t.HeaderType != shop.TypeText {
		parts = append(parts, kit.NewText(lang.L("templates.header."+string(t.HeaderType)), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	if shown.Header != "" {
		parts = append(parts, kit.NewParagraph(shown.Header, kit.Style{Bold: true}))
	}
	names := t.ParameterNames()
	parts = append(parts, kit.NewRichParagraph(telling.TemplateRuns(t, t.Samples, names), kit.Style{Scale: kit.Body}))
	if shown.Footer != "" {
		parts = append(parts, kit.NewParagraph(shown.Footer, kit.Style{Scale: kit.Meta, Tone: kit.Muted}))
	}
	for _, text := range buttonTexts(t) {
		parts = append(parts, kit.NewDivider(), kit.NewText(text, kit.Style{Scale: kit.Secondary, Tone: kit.Accent, Bold: true}))
	}
	return kit.NewPreviewCard(container.New(kit.Column{Gap: 6}, parts...))
}

func buttonTexts(t shop.Template) []string {
	if len(t.Actions) == 0 {
		return t.Buttons
	}
	texts := make([]string, 0, len(t.Actions))
	for _, a := range t.Actions {
		texts = append(texts, a.Title)
	}
	return texts
}

// errandLine is one thing that was asked of WhatsApp, and how it stands.
func (t *templates) errandLine(e store.Errand, underWay bool) fyne.CanvasObject {
	what := kit.NewParagraph(words.Errand(e.Asked), kit.Style{Scale: kit.Secondary, Bold: true})
	if underWay {
		return kit.NewToneCard(kit.ToneInfo, container.New(kit.Column{Gap: 2}, what,
			kit.NewParagraph(lang.L("errands.underWay"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))
	}
	parts := []fyne.CanvasObject{what, kit.NewParagraph(words.ErrandFailure(e.Code), kit.Style{Scale: kit.Secondary, Tone: kit.Warning})}
	if e.Detail != "" {
		parts = append(parts, kit.NewParagraph(lang.L("checks.said", map[string]any{"Text": e.Detail}), kit.Style{Scale: kit.Meta, Tone: kit.Muted}))
	}
	if asked := e.Asked; asked.Task != shop.TaskDeleteTemplate && asked.Library == nil && t.known.owner {
		again := kit.NewButton(lang.L("templates.changeAgain"), kit.SecondaryWeight, func() { t.write(*asked.Template) })
		again.Small = true
		parts = append(parts, container.New(kit.Row{Stretch: -1}, again))
	}
	return kit.NewToneCard(kit.ToneWarning, container.New(kit.Column{Gap: 2}, parts...))
}

// askDelete asks first: WhatsApp takes no other of the same name for a month.
func (t *templates) askDelete(template store.Template) {
	var sheet *kit.Sheet
	no := kit.NewButton(lang.L("inbox.cancel"), kit.SecondaryWeight, func() { sheet.Close() })
	yes := kit.NewButton(lang.L("replies.delete"), kit.Danger, func() {
		sheet.Close()
		t.desk.Do(&shop.DeleteTemplate{Channel: t.known.channel(template.WABA), Name: template.Name, Language: template.Language}, func(err error) {
			if err != nil {
				t.desk.Failed(err)
				return
			}
			t.closed()
			t.read()
		})
	})
	sheet = kit.ShowSheet(t.desk.Window.Canvas(), kit.SheetParams{Title: lang.L("templates.deleteTitle", map[string]any{"Name": title(template.Template)}),
		Content: kit.NewParagraph(lang.L("templates.deleteWords"), kit.Style{}), Width: 440, Buttons: []*kit.Button{no, yes}, First: no})
}
