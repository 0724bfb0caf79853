package replies

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// libraryPatience is how long WhatsApp may take to list its ready-made ones.
const libraryPatience = 30 * time.Second

// library shows WhatsApp's ready-made templates about orders, which need no review.
func (t *templates) library() {
	t.open, t.form = templateKey{}, nil
	box := container.New(kit.Column{Gap: 12})
	language := kit.NewChoice("", languageCodes, t.ownLanguage(), nil)
	language.OnChosen = func(i int) { t.listReady(box, languageCodes[i]) }
	t.put(container.New(kit.Column{Gap: 12}, kit.NewText(lang.L("templates.ready"), kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewParagraph(lang.L("templates.readyWords"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
		container.New(kit.Row{Stretch: -1}, language), box))
	t.listReady(box, languageCodes[t.ownLanguage()])
}

// ownLanguage is the first language code that begins as the shop's locale does.
func (t *templates) ownLanguage() int {
	own, _, _ := strings.Cut(strings.ReplaceAll(t.known.info.Locale, "-", "_"), "_")
	for i, code := range languageCodes {
		if own != "" && strings.HasPrefix(code, own) {
			return i
		}
	}
	return 0
}

// ready is what WhatsApp offers, or why it could not be asked.
type ready struct {
	all []shop.LibraryTemplate
	err error
}

// listReady fills box with what there is in a language.
func (t *templates) listReady(box *fyne.Container, language string) {
	channel := t.known.channel("")
	if t.desk.Platform == nil || (channel == shop.ChannelID{}) {
		box.Objects = []fyne.CanvasObject{kit.NewParagraph(lang.L("checks.noRelay"), kit.Style{Tone: kit.Muted})}
		box.Refresh()
		return
	}
	box.Objects = []fyne.CanvasObject{kit.NewParagraph(lang.L("checks.looking"), kit.Style{Tone: kit.Muted})}
	box.Refresh()
	desk.Load(t.desk, &t.readies, func(ctx context.Context) (ready, error) {
		ctx, cancel := context.WithTimeout(ctx, libraryPatience)
		defer cancel()
		all, err := t.desk.Platform.Library(ctx, channel, shop.LibraryQuery{Topic: shop.TopicOrders, Language: language})
		return ready{all, err}, nil
	}, func(r ready) {
		box.Objects = t.readyCards(r)
		box.Refresh()
		t.page.Refresh()
	})
}

func (t *templates) readyCards(r ready) []fyne.CanvasObject {
	if r.err != nil {
		return []fyne.CanvasObject{kit.NewParagraph(desk.Words(r.err), kit.Style{Tone: kit.Warning})}
	}
	if len(r.all) == 0 {
		return []fyne.CanvasObject{kit.NewParagraph(lang.L("templates.readyNone"), kit.Style{Tone: kit.Muted})}
	}
	var cards []fyne.CanvasObject
	for _, one := range r.all {
		cards = append(cards, t.readyCard(one))
	}
	return cards
}

func (t *templates) readyCard(one shop.LibraryTemplate) fyne.CanvasObject {
	template := shop.Template{Name: one.Name, Language: one.Language, Category: one.Category, Header: one.Header, Body: one.Body,
		Samples: one.Samples, Actions: one.Buttons}
	name := kit.NewText(title(template), kit.Style{Bold: true})
	name.Least = 80
	head := []fyne.CanvasObject{name}
	if _, taken := t.find(keyOf(template)); taken {
		head = append(head, kit.NewChip(lang.L("templates.taken"), kit.ToneAccent))
	} else {
		take := kit.NewButton(lang.L("templates.take"), kit.SecondaryWeight, func() { t.adopt(one) })
		take.Small = true
		head = append(head, take)
	}
	return kit.NewCard(container.New(kit.Column{Gap: 10, PadX: 16, PadY: 14}, container.New(kit.Row{Gap: 8, Stretch: 0}, head...), preview(template)))
}

// adopt makes a template of the shop from a ready-made one; what its buttons
// leave open is asked first.
func (t *templates) adopt(one shop.LibraryTemplate) {
	var fields []*kit.TextField
	var open []shop.TemplateAction
	for _, b := range one.Buttons {
		if b.Kind == shop.ButtonURL || b.Kind == shop.ButtonPhone {
			fields = append(fields, kit.NewTextField(b.Title, b.Value, nil))
			open = append(open, b)
		}
	}
	hand := func() {
		use := &shop.LibraryUse{Template: one.Name}
		for i, b := range open {
			use.Buttons = append(use.Buttons, shop.LibraryButton{Kind: b.Kind, Value: strings.TrimSpace(fields[i].Text()), Sample: b.Sample})
		}
		t.desk.Do(&shop.CreateTemplate{Channel: t.known.channel(""), Library: use,
			Template: shop.Template{Name: one.Name, Language: one.Language, Category: one.Category, Library: one.Name}}, func(err error) {
			if err != nil {
				t.desk.Failed(err)
				return
			}
			t.desk.Toast(lang.L("templates.handed"))
			t.closed()
			t.read()
		})
	}
	if len(fields) == 0 {
		hand()
		return
	}
	t.askButtons(fields, hand)
}

// askButtons asks where a ready-made template's buttons lead.
func (t *templates) askButtons(fields []*kit.TextField, hand func()) {
	var sheet *kit.Sheet
	take := kit.NewButton(lang.L("templates.take"), kit.Primary, func() {
		for _, field := range fields {
			if strings.TrimSpace(field.Text()) == "" {
				field.SetError(lang.L("templates.leadsWhere"))
				return
			}
		}
		sheet.Close()
		hand()
	})
	objects := []fyne.CanvasObject{kit.NewParagraph(lang.L("templates.leadsWhere"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})}
	for _, field := range fields {
		objects = append(objects, field)
	}
	sheet = kit.ShowSheet(t.desk.Window.Canvas(), kit.SheetParams{Title: lang.L("templates.take"), Buttons: []*kit.Button{take},
		Content: container.New(kit.Column{Gap: 12}, objects...), First: fields[0].Entry})
}
