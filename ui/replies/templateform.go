package replies

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// templateForm writes a template: a new one, or one that is there already.
type templateForm struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	done    func()

	name, header, body, footer *kit.TextField
	language, category         *kit.Choice
	samples, actions           *fyne.Container
	preview                    *fyne.Container
	wrong                      *kit.Paragraph
	hand                       *kit.Button

	before  shop.Template
	exists  bool
	channel shop.ChannelID
	codes   []string
	sampled map[string]*kit.TextField // by the blank's name
	buttons []*actionField
}

// handedIn are the categories that a shop writes itself; codes have a fixed text.
var handedIn = []shop.Category{shop.CategoryUtility, shop.CategoryMarketing}

// languageCodes are those of WhatsApp that shops of Mostrador write in most.
var languageCodes = []string{"en", "en_GB", "en_US", "es", "es_AR", "es_ES", "es_MX", "pt_BR", "pt_PT", "ca", "de", "fr", "it"}

// write opens the form on a template; an empty one is new.
func (t *templates) write(template shop.Template) {
	_, exists := t.find(keyOf(template))
	stored, _ := t.find(keyOf(template))
	if template.Language == "" {
		template.Language = languageCodes[t.ownLanguage()]
	}
	t.form = newTemplateForm(t.desk, template, exists, t.known.channel(stored.WABA), func() {
		t.form = nil
		t.closed()
		t.read()
	})
	t.put(t.form.content)
	t.form.name.Entry.TapToFocus()
}

func newTemplateForm(d *desk.Desk, template shop.Template, exists bool, channel shop.ChannelID, done func()) *templateForm {
	f := &templateForm{desk: d, before: template, exists: exists, channel: channel, done: done, sampled: map[string]*kit.TextField{}}
	changed := func(string) { f.check() }
	f.name = kit.NewTextField(lang.L("templates.name"), lang.L("templates.nameExample"), changed)
	f.header = kit.NewTextField(lang.L("templates.header"), "", changed)
	f.body = kit.NewTextArea(lang.L("templates.body"), lang.L("templates.bodyExample"), 5, changed)
	f.footer = kit.NewTextField(lang.L("templates.footer"), "", changed)
	f.codes = slices.Clone(languageCodes)
	if template.Language != "" && !slices.Contains(f.codes, template.Language) {
		f.codes = append(f.codes, template.Language)
	}
	f.language = kit.NewChoice(lang.L("templates.language"), f.codes, max(0, slices.Index(f.codes, template.Language)), func(int) { f.check() })
	names := make([]string, len(handedIn))
	for i, c := range handedIn {
		names[i] = categoryName(c)
	}
	f.category = kit.NewChoice(lang.L("templates.category"), names, max(0, slices.Index(handedIn, template.Category)), func(int) { f.check() })
	f.samples, f.actions = container.New(kit.Column{Gap: 12}), container.New(kit.Column{Gap: 12})
	f.preview = container.NewStack()
	f.wrong = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Warning})
	f.hand = kit.NewButton(lang.L("templates.handIn"), kit.Primary, f.keep)
	add := kit.NewButton(lang.L("templates.addButton"), kit.SecondaryWeight, func() { f.addAction(shop.TemplateAction{Kind: shop.ButtonReply}) })
	add.Small = true
	cancel := kit.NewButton(lang.L("inbox.cancel"), kit.Ghost, done)
	heading := lang.L("templates.new")
	if exists {
		heading = lang.L("templates.editTitle", map[string]any{"Name": title(template)})
		f.name.Hide()
		f.language.Hide()
	}
	f.content = kit.NewCard(container.New(kit.Column{Gap: 14, PadX: 16, PadY: 14},
		kit.NewText(heading, kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewParagraph(lang.L("templates.words"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
		f.name, container.New(kit.Row{Gap: 12, Stretch: -1}, f.language, f.category), f.header, f.body, f.samples, f.footer,
		f.actions, container.New(kit.Row{Stretch: -1}, add), kit.NewSectionTitle(lang.L("replies.preview")), f.preview,
		f.wrong, container.New(kit.Row{Gap: 8, Stretch: -1}, f.hand, cancel)))
	f.load(template)
	return f
}

// load fills the form; blanks stand in single braces, as in replies.
func (f *templateForm) load(t shop.Template) {
	f.name.SetText(t.Name)
	f.header.SetText(unbraced(t.Header))
	f.footer.SetText(t.Footer)
	for i, blank := range blanksOf(t) {
		if i < len(t.Samples) {
			f.sample(blank).SetText(t.Samples[i])
		}
	}
	if names := blanksIn(unbraced(t.Header)); len(names) > 0 {
		f.sample(headerBlank + names[0]).SetText(t.HeaderSample)
	}
	for _, a := range t.Actions {
		f.addAction(a)
	}
	f.body.SetText(unbraced(t.Body))
	f.check()
}

// headerBlank keeps the header's blank apart from one of the text.
const headerBlank = "header "

var (
	singleBlank = regexp.MustCompile(`\{\s*([\p{L}\p{N}_ ]+?)\s*\}`)
	doubleBlank = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)
	notInName   = regexp.MustCompile(`[^a-z0-9_]+`)
)

func unbraced(text string) string { return doubleBlank.ReplaceAllString(text, "{$1}") }

// braced makes {pick up} the blank {{pick_up}} that WhatsApp knows.
func braced(text string) string {
	return singleBlank.ReplaceAllStringFunc(text, func(blank string) string {
		return "{{" + blankName(strings.Trim(blank, "{} ")) + "}}"
	})
}

// blankName is a name as WhatsApp takes it: small letters, digits and lines.
func blankName(name string) string {
	return strings.Trim(notInName.ReplaceAllString(strings.ReplaceAll(plain(name), " ", "_"), ""), "_")
}

// blanksIn lists a text's blanks, each once, in order.
func blanksIn(text string) []string {
	var names []string
	for _, match := range singleBlank.FindAllStringSubmatch(text, -1) {
		if name := blankName(match[1]); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// blanksOf lists the blanks in the order of a template's samples.
func blanksOf(t shop.Template) []string {
	if t.Named {
		return t.ParameterNames()
	}
	names := blanksIn(unbraced(t.Body))
	slices.SortFunc(names, func(a, b string) int { // 2 before 10
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return names
}

// numbered says that all blanks are counted, not named.
func numbered(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return strings.Trim(name, "0123456789") != "" })
}

// sample is the field for a blank's sample; what was typed is kept while the
// text around it changes.
func (f *templateForm) sample(blank string) *kit.TextField {
	if field, ok := f.sampled[blank]; ok {
		return field
	}
	name := strings.ReplaceAll(strings.TrimPrefix(blank, headerBlank), "_", " ")
	field := kit.NewTextField(lang.L("templates.sample", map[string]any{"Name": name}), "", func(string) { f.check() })
	f.sampled[blank] = field
	return field
}

// template is what the form says.
func (f *templateForm) template() shop.Template {
	t := f.before
	t.Name, t.Language, t.Category = f.cleanName(), f.codes[f.language.Chosen()], handedIn[f.category.Chosen()]
	t.Header, t.Body, t.Footer = braced(strings.TrimSpace(f.header.Text())), braced(strings.TrimSpace(f.body.Text())), strings.TrimSpace(f.footer.Text())
	if f.exists {
		t.Name, t.Language = f.before.Name, f.before.Language
	}
	inHeader := blanksIn(f.header.Text())
	t.Named = !numbered(append(blanksIn(f.body.Text()), inHeader...))
	t.Samples = nil
	for _, blank := range blanksOf(t) {
		t.Samples = append(t.Samples, strings.TrimSpace(f.sample(blank).Text()))
	}
	if t.Header != "" {
		t.HeaderType, t.HeaderSample = "", ""
	}
	if len(inHeader) > 0 {
		t.HeaderSample = strings.TrimSpace(f.sample(headerBlank + inHeader[0]).Text())
	}
	t.Actions, t.Buttons = nil, nil
	for _, field := range f.buttons {
		t.Actions = append(t.Actions, field.action())
		t.Buttons = append(t.Buttons, field.action().Title)
	}
	return t
}

func (f *templateForm) cleanName() string {
	return blankName(f.name.Text())
}

// check says what WhatsApp's review would send back, and shows the preview.
func (f *templateForm) check() {
	if f.hand == nil || f.content == nil {
		return
	}
	t := f.template()
	f.showSamples(t)
	for _, field := range []*kit.TextField{f.name, f.header, f.body, f.footer} {
		field.SetError("")
	}
	f.name.SetHint(lang.L("templates.nameHint", map[string]any{"Name": t.Name}))
	f.body.SetHint(lang.L("templates.bodyHint", map[string]any{"N": words.Number(utf8.RuneCountInString(t.Body)), "Most": words.Number(shop.MaxTemplateBody)}))
	f.wrong.SetText("")
	problem := shop.CheckTemplate(t)
	if !problem.None() {
		f.complain(problem)
	}
	f.preview.Objects = []fyne.CanvasObject{preview(t)}
	f.preview.Refresh()
	enable(f.hand, problem.None() && (f.channel != shop.ChannelID{}))
	f.content.Refresh()
}

// complain says it beside the field that it is about; a field that nobody has
// touched is not scolded for being empty.
func (f *templateForm) complain(problem shop.Problem) {
	field := map[shop.Part]*kit.TextField{shop.PartName: f.name, shop.PartHeader: f.header, shop.PartText: f.body,
		shop.PartVariables: f.body, shop.PartFooter: f.footer}[problem.Part]
	switch {
	case field != nil && field.Text() == "":
	case field != nil:
		field.SetError(words.Problem(problem))
	default:
		f.wrong.SetText(words.Problem(problem))
	}
}

// showSamples has a field for each blank that stands in the text.
func (f *templateForm) showSamples(t shop.Template) {
	var fields []fyne.CanvasObject
	if names := blanksIn(f.header.Text()); len(names) > 0 {
		fields = append(fields, f.sample(headerBlank+names[0]))
	}
	for _, blank := range blanksOf(t) {
		fields = append(fields, f.sample(blank))
	}
	if !slices.Equal(f.samples.Objects, fields) {
		f.samples.Objects = fields
		f.samples.Refresh()
	}
}

func (f *templateForm) keep() {
	t := f.template()
	var wish shop.Wish = &shop.CreateTemplate{Channel: f.channel, Template: t}
	if f.exists {
		wish = &shop.EditTemplate{Channel: f.channel, Template: t}
	}
	f.desk.Do(wish, func(err error) {
		if err != nil {
			f.desk.Failed(err)
			return
		}
		f.desk.Toast(lang.L("templates.handed"))
		f.done()
	})
}
