package inbox

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/telling"
	"mostrador/ui/words"
)

// templatePicker stands in the composer's place outside the reply window: a
// card of the templates that fit, and the blanks of the chosen one.
type templatePicker struct {
	composer *composer
	object   *fyne.Container
	count    *kit.Text
	pills    *kit.FilterPills
	preview  *kit.Paragraph
	sample   fyne.CanvasObject
	why      *kit.Paragraph

	fits    []store.Template
	chosen  int
	values  []string // of the chosen template's parameters
	filled  []bool   // by hand
	picked  bool     // the template was chosen by hand
	typing  string
	refused shop.Reason // why nothing may be sent at all
	draft   string      // what was written freely, aside while a template is filled in
	slot    desk.Slot
	of      shop.ConversationID
}

func newTemplatePicker(c *composer) *templatePicker {
	p := &templatePicker{composer: c}
	p.count = kit.NewText("", kit.Style{Tone: kit.Muted})
	p.pills = kit.NewFilterPills(nil, 0, p.choose)
	p.preview = kit.NewRichParagraph(nil, kit.Style{})
	p.sample = kit.NewPreviewCard(p.preview)
	p.why = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Amber})
	title := container.New(kit.Row{Gap: 12, Stretch: 0}, line(say("inbox.template.title"), kit.Style{Bold: true}), p.count)
	card := kit.NewCard(container.New(kit.Column{Gap: 10, PadX: 4, PadY: 4}, title, p.pills, p.sample, p.why))
	p.object = container.New(kit.Inset{Left: 22, Right: 22, Bottom: 10}, card)
	p.object.Hide()
	return p
}

func (p *templatePicker) room() *Room { return p.composer.room }

// load reads the templates that fit who is open.
func (p *templatePicker) load() {
	r := p.room()
	desk.Load(r.d, &p.slot, r.d.Store.Templates, func(all []store.Template) {
		p.take(all)
		if p.composer.mode == choosing {
			p.composer.choose()
		}
	})
}

func (p *templatePicker) take(all []store.Template) {
	before := ""
	if p.chosen < len(p.fits) && p.of == p.composer.id && (p.picked || p.touched()) {
		before = p.fits[p.chosen].Name
	}
	p.fits = p.fitting(all)
	slices.SortStableFunc(p.fits, func(a, b store.Template) int { return p.distance(a) - p.distance(b) })
	p.refused = p.blocked()
	index := 0
	for i, t := range p.fits {
		if t.Name == before {
			index = i
		}
	}
	labels := make([]string, len(p.fits))
	for i, t := range p.fits {
		labels[i] = telling.TitleOf(t.Template)
	}
	p.pills.SetLabels(labels)
	p.count.SetText(say("inbox.template.fit", "N", len(p.fits)))
	p.of = p.composer.id
	if before == "" || index >= len(p.fits) || p.fits[index].Name != before {
		p.chosen, p.values, p.filled = index, nil, nil
	} else {
		p.chosen = index
	}
	p.pills.Choose(p.chosen)
	p.refill()
}

// forget empties the card for another conversation.
func (p *templatePicker) forget() {
	p.fits, p.values, p.filled, p.typing, p.draft, p.chosen = nil, nil, nil, "", "", 0
	p.refused, p.of, p.picked = shop.ReasonNone, shop.ConversationID{}, false
	p.pills.SetLabels(nil)
}

// distance is how far a template is from what the customer's order calls for:
// the one for its next status or its present one comes first.
func (p *templatePicker) distance(t store.Template) int {
	pipeline, order := p.room().shop.Pipeline, p.room().side.orders
	if !order.has {
		return 0
	}
	at := pipeline.Index(order.order.Status)
	for i, status := range pipeline {
		if status.Template == t.Name && (i == at || i == at+1) {
			return at + 1 - i
		}
	}
	return 2
}

// fitting keeps what is approved for the channel, in one language each, and
// offers only for those who said yes to them.
func (p *templatePicker) fitting(all []store.Template) []store.Template {
	r := p.room()
	waba := ""
	for _, ch := range r.shop.Channels {
		if ch.ID == r.info.Channel {
			waba = ch.WABA
		}
	}
	at := map[string]int{}
	var fits []store.Template
	for _, t := range all {
		if t.State != shop.TemplateApproved || waba != "" && t.WABA != waba || t.Category == shop.CategoryAuthentication {
			continue
		}
		if t.Category == shop.CategoryMarketing && !r.info.Consent[shop.Offers] {
			continue
		}
		if i, twice := at[t.Name]; twice {
			if strings.HasPrefix(t.Language, r.shop.Locale) {
				fits[i] = t
			}
			continue
		}
		at[t.Name] = len(fits)
		fits = append(fits, t)
	}
	return fits
}

// blocked says why no template may be sent to who is open.
func (p *templatePicker) blocked() shop.Reason {
	info := p.room().info
	allowed, asked := info.Consent[shop.OrderUpdates]
	switch {
	case info.Forgotten:
		return shop.ReasonCustomerForgotten
	case !info.Addressable:
		return shop.ReasonNoAddress
	case asked && !allowed:
		return shop.ReasonOptedOut
	case !asked:
		return shop.ReasonNoConsent
	}
	return shop.ReasonNone
}

func (p *templatePicker) template() (shop.Template, bool) {
	if p.chosen >= len(p.fits) {
		return shop.Template{}, false
	}
	return p.fits[p.chosen].Template, true
}

// touched says that something was filled in by hand.
func (p *templatePicker) touched() bool { return p.typing != "" || slices.Contains(p.filled, true) }

func (p *templatePicker) choose(index int) {
	p.chosen, p.picked = index, true
	p.pills.Choose(index)
	p.values, p.filled, p.typing = nil, nil, ""
	p.refill()
	if p.composer.mode == choosing {
		p.composer.box.SetText("")
		p.composer.choose()
		p.composer.focus()
	}
}

// refill fills in what is known; what was typed stays.
func (p *templatePicker) refill() {
	t, ok := p.template()
	if !ok {
		return
	}
	n := t.Parameters()
	if len(p.values) != n {
		p.values, p.filled = make([]string, n), make([]bool, n)
	}
	patterns := p.patterns(t)
	for i := range p.values {
		if p.filled[i] {
			continue
		}
		value, missing := p.composer.quick.variables.Fill(patterns[i])
		if len(missing) > 0 {
			value = ""
		}
		p.values[i] = shop.CleanParameter(value)
	}
	p.redraw()
	if p.composer.mode == choosing {
		p.composer.box.SetPlaceholder(p.asks())
		p.composer.priced()
	}
}

// patterns is what each parameter stands for: as the shop's order statuses
// fill the template in, else the customer's name first.
func (p *templatePicker) patterns(t shop.Template) []string {
	patterns := make([]string, t.Parameters())
	if len(patterns) > 0 {
		patterns[0] = "{" + shop.VarCustomer + "}"
	}
	for _, status := range p.room().shop.Pipeline {
		if status.Template == t.Name {
			copy(patterns, status.Parameters)
		}
	}
	return patterns
}

// gap is the first parameter without a value, -1 when all have one.
func (p *templatePicker) gap() int {
	for i, value := range p.values {
		if value == "" {
			return i
		}
	}
	return -1
}

// asked names what a parameter asks for: the shop's own name for it, else the
// sample that WhatsApp was given.
func (p *templatePicker) asked(i int) string {
	t, _ := p.template()
	for _, part := range shop.SplitVariables(p.patterns(t)[i]) {
		if part.Name != "" && i > 0 {
			return strings.ReplaceAll(part.Name, "_", " ") + "?"
		}
	}
	if i < len(t.Samples) && t.Samples[i] != "" {
		return say("inbox.template.like", "Sample", t.Samples[i])
	}
	return say("inbox.template.what")
}

// asks is what the entry says.
func (p *templatePicker) asks() string {
	switch gap := p.gap(); {
	case p.of != p.composer.id:
		return ""
	case p.refused != shop.ReasonNone, len(p.fits) == 0:
		return say("inbox.template.none")
	case gap >= 0:
		return say("inbox.fillIn", "What", p.asked(gap))
	}
	return say("inbox.template.ready")
}

func (p *templatePicker) redraw() {
	t, ok := p.template()
	p.sample.Hide()
	p.why.Hide()
	switch {
	case p.refused != shop.ReasonNone:
		p.why.SetText(words.Reason(p.refused))
		p.why.Show()
	case !ok:
		p.why.SetText(say("inbox.template.noneWords"))
		p.why.Show()
	default:
		values, asks := append([]string{}, p.values...), make([]string, len(p.values))
		for i := range asks {
			asks[i] = p.asked(i)
		}
		if gap := p.gap(); gap >= 0 {
			values[gap] = shop.CleanParameter(p.typing)
		}
		p.preview.SetRuns(telling.TemplateRuns(t, values, asks))
		p.sample.Show()
	}
	p.object.Refresh()
}

func (p *templatePicker) show(on bool) {
	if on && p.of == p.composer.id {
		p.redraw()
		p.object.Show()
	} else {
		p.object.Hide()
	}
}

// swap puts the free text aside while a template is filled in, and back.
func (p *templatePicker) swap(on bool) {
	c := p.composer
	c.quick.list.Set(nil)
	c.strip.clear()
	if on {
		c.stopSaving()
		p.draft, p.typing = c.box.Text(), ""
		c.box.SetText("")
		return
	}
	text := p.draft
	p.draft = ""
	c.box.SetText(text)
}

func (p *templatePicker) typed(text string) {
	p.typing = text
	p.redraw()
	p.room().relay()
}

func (p *templatePicker) price() string {
	t, ok := p.template()
	if !ok || p.refused != shop.ReasonNone {
		return ""
	}
	price, left, known := p.room().shop.Price(p.room().info.Channel, t.Category)
	return words.Price(price, known, left)
}

// ready says that pressing Send leads on: to the next blank, or out.
func (p *templatePicker) ready() bool {
	if _, ok := p.template(); !ok || p.refused != shop.ReasonNone {
		return false
	}
	return p.gap() < 0 || strings.TrimSpace(p.typing) != ""
}

// submit takes what was typed for a blank, and sends once none is left.
func (p *templatePicker) submit() {
	if !p.ready() {
		return
	}
	if gap := p.gap(); gap >= 0 {
		p.values[gap], p.filled[gap] = shop.CleanParameter(p.typing), true
		p.typing = ""
		p.composer.box.SetText("")
		if p.gap() >= 0 {
			p.composer.dress()
			return
		}
	}
	p.send()
}

func (p *templatePicker) send() {
	t, _ := p.template()
	info := p.room().info
	use := shop.TemplateUse{Name: t.Name, Language: t.Language, Parameters: append([]string{}, p.values...)}
	wish := &shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: info.Channel, Customer: info.CustomerID,
		Type: shop.TypeTemplate, Content: shop.Content{Text: t.Render(use.Parameters), Template: &use}}
	values, filled := p.values, p.filled
	p.composer.holdTemplate(wish, func() { p.bringBack(t.Name, values, filled) })
	p.choose(p.chosen)
}

// bringBack fills a template in as it was before it was sent.
func (p *templatePicker) bringBack(name string, values []string, filled []bool) {
	for i, fit := range p.fits {
		if fit.Name == name {
			p.choose(i)
			p.values, p.filled = values, filled
			p.redraw()
			p.composer.dress()
		}
	}
}
