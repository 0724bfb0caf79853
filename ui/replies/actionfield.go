package replies

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/kit"
)

// actionKinds are the buttons that a shop puts under a template itself.
var actionKinds = []shop.ButtonKind{shop.ButtonReply, shop.ButtonURL, shop.ButtonPhone}

// actionField is one button of a template being written. Kinds that the form
// can't write stay as they are.
type actionField struct {
	content fyne.CanvasObject
	kind    *kit.Choice
	title   *kit.TextField
	value   *kit.TextField
	before  shop.TemplateAction
}

// addAction puts one more button under the template.
func (f *templateForm) addAction(a shop.TemplateAction) {
	field := &actionField{before: a}
	changed := func(string) { f.check() }
	names := []string{lang.L("templates.answers"), lang.L("templates.opens"), lang.L("templates.calls")}
	field.kind = kit.NewChoice(lang.L("templates.button"), names, slices.Index(actionKinds, a.Kind), func(int) { f.showActions() })
	field.title = kit.NewTextField(lang.L("templates.buttonText"), "", changed)
	field.value = kit.NewTextField(lang.L("templates.buttonValue"), "https://", changed)
	field.title.SetText(a.Title)
	field.value.SetText(a.Value)
	remove := kit.NewIconButton("trash", lang.L("templates.removeButton"), func() {
		f.buttons = slices.DeleteFunc(f.buttons, func(o *actionField) bool { return o == field })
		f.showActions()
	})
	field.content = container.New(kit.Column{Gap: 8}, container.New(kit.Row{Gap: 8, Stretch: 0}, field.kind, remove), field.title, field.value)
	f.buttons = append(f.buttons, field)
	f.showActions()
}

func (f *templateForm) showActions() {
	f.actions.Objects = nil
	for _, field := range f.buttons {
		field.value.Hidden = field.kindOf() != shop.ButtonURL && field.kindOf() != shop.ButtonPhone
		f.actions.Add(kit.NewOutlinedCard(field.content))
	}
	f.actions.Refresh()
	f.check()
}

func (a *actionField) kindOf() shop.ButtonKind {
	if i := a.kind.Chosen(); i >= 0 {
		return actionKinds[i]
	}
	return a.before.Kind
}

func (a *actionField) action() shop.TemplateAction {
	action := a.before
	action.Kind, action.Title, action.Value = a.kindOf(), strings.TrimSpace(a.title.Text()), strings.TrimSpace(a.value.Text())
	if action.Kind == shop.ButtonReply {
		action.Value, action.Sample = "", ""
	}
	return action
}
