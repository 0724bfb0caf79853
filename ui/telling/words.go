package telling

import (
	"strings"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// TitleOf is how people call a template: its title, else its name in words.
func TitleOf(t shop.Template) string {
	if t.Title != "" {
		return t.Title
	}
	name := []rune(strings.ReplaceAll(t.Name, "_", " "))
	if len(name) == 0 {
		return ""
	}
	return strings.ToUpper(string(name[0])) + string(name[1:])
}

// Runs is the message as the customer will read it, with what was filled in
// bold and what is missing marked; empty where nothing can be sent.
func (p Preview) Runs() []kit.Run {
	if p.Plan.Way == shop.ByTemplate && p.input.Template != nil && p.Plan.Template != nil {
		return TemplateRuns(*p.input.Template, p.Plan.Template.Parameters, gaps(p.input.Status.Parameters))
	}
	if p.Plan.Way != shop.FreeForm {
		return nil
	}
	var runs []kit.Run
	for _, part := range shop.SplitVariables(p.input.Status.Update) {
		switch value := p.input.Variables[part.Name]; {
		case part.Name == "":
			runs = append(runs, kit.Run{Text: part.Text})
		case value == "":
			runs = append(runs, gap(part.Name))
		default:
			runs = append(runs, kit.Run{Text: value, Bold: true})
		}
	}
	return runs
}

// gaps names what each parameter asks for.
func gaps(patterns []string) []string {
	names := make([]string, len(patterns))
	for i, pattern := range patterns {
		for _, part := range shop.SplitVariables(pattern) {
			if part.Name != "" {
				names[i] = part.Name
			}
		}
	}
	return names
}

// TemplateRuns is a template's body with its parameters: filled ones bold,
// missing ones marked with what they ask for.
func TemplateRuns(t shop.Template, parameters, asks []string) []kit.Run {
	var runs []kit.Run
	for _, piece := range t.Pieces() {
		i := piece.Parameter - 1
		switch {
		case i < 0:
			runs = append(runs, kit.Run{Text: piece.Text})
		case i < len(parameters) && parameters[i] != "" && !strings.HasPrefix(parameters[i], "{"):
			runs = append(runs, kit.Run{Text: parameters[i], Bold: true})
		case i < len(asks) && asks[i] != "":
			runs = append(runs, gap(asks[i]))
		default:
			runs = append(runs, gap("…"))
		}
	}
	return runs
}

func gap(name string) kit.Run {
	return kit.Run{Text: strings.ReplaceAll(name, "_", " "), Tone: kit.Amber, Marked: kit.SoftAmber}
}

// Way says by which way it goes and for how much: "Within the reply window,
// free", "With the template Order ready, 0,02 €".
func (p Preview) Way() []kit.Run {
	price := words.Price(p.Price, p.PriceKnown, p.FreeLeft)
	if p.Plan.Way == shop.ByTemplate {
		return []kit.Run{{Text: lang.L("telling.byTemplate") + " "}, {Text: p.TemplateTitle, Bold: true}, {Text: " · " + price}}
	}
	return kit.Plain(lang.L("telling.inWindow", map[string]any{"Price": price}))
}

// PriceWords is what telling costs, as it stands beside a tick or on a button.
func (p Preview) PriceWords() string { return words.Price(p.Price, p.PriceKnown, p.FreeLeft) }

// Why says why the customer can't be told, with the next step; "" if they can.
func (p Preview) Why() string {
	if len(p.Plan.Missing) > 0 {
		return lang.L("telling.missing", map[string]any{"What": strings.ReplaceAll(strings.Join(p.Plan.Missing, ", "), "_", " ")})
	}
	return words.Reason(p.Plan.Reason)
}

// Label is what the tick beside the button says: "tell Lucía", with the price
// where telling costs money; "" where nobody is there to be told.
func (p Preview) Label() string {
	if (p.Customer == shop.CustomerID{}) || p.Plan.Reason == shop.ReasonNoUpdate {
		return ""
	}
	tell := lang.L("telling.tell", map[string]any{"Name": p.FirstName()})
	if p.Can() && p.PriceKnown && p.Price.Micros > 0 {
		tell += ", " + words.Money(p.Price)
	}
	return tell
}

// Title says whom it concerns and what: "Tell Lucía: 1042 is Ready".
func (p Preview) Title() string {
	if (p.Customer == shop.CustomerID{}) {
		return lang.L("telling.titleNobody", map[string]any{"Number": p.Number, "Status": p.StatusName})
	}
	return lang.L("telling.title", map[string]any{"Name": p.FirstName(), "Number": p.Number, "Status": p.StatusName})
}
