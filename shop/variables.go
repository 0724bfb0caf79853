package shop

import (
	"sort"
	"strings"
)

// Variables are the values that a quick reply or an update may name in braces,
// such as {customer} or {order}.
type Variables map[string]string

// The names of the variables that Mostrador fills in by itself.
const (
	VarCustomer = "customer"
	VarOrder    = "order"
	VarDue      = "due"
	VarItems    = "items"
	VarTotal    = "total"
	VarStatus   = "status"
	VarShop     = "shop"
	VarTracking = "tracking"
	VarPerson   = "me"
)

// Fill replaces the variables that have a value and returns the names of those
// that have none, in the order of the text, each once. An unfilled one stays
// in its braces, so that it can be marked and asked for.
func (v Variables) Fill(text string) (filled string, missing []string) {
	var b strings.Builder
	for _, p := range SplitVariables(text) {
		value := v.value(p.Name)
		switch {
		case p.Name == "":
			b.WriteString(p.Text)
		case value == "":
			b.WriteString(p.Text)
			missing = appendOnce(missing, p.Name)
		default:
			b.WriteString(value)
		}
	}
	return b.String(), missing
}

// value is that of a variable by its name in any language.
func (v Variables) value(name string) string {
	if value, ok := v[name]; ok {
		return value
	}
	return v[ownWords[strings.ToLower(name)]]
}

// ownWords are the names of the variables in the languages of the window: an
// owner writes {cliente}, not {customer}.
var ownWords = map[string]string{
	"cliente": VarCustomer, "pedido": VarOrder, "fecha": VarDue, "data": VarDue,
	"artículos": VarItems, "articulos": VarItems, "itens": VarItems, "estado": VarStatus, "situação": VarStatus,
	"tienda": VarShop, "loja": VarShop, "seguimiento": VarTracking, "rastreio": VarTracking, "yo": VarPerson, "eu": VarPerson,
	"customer": VarCustomer, "order": VarOrder, "due": VarDue, "items": VarItems, "status": VarStatus,
	"shop": VarShop, "tracking": VarTracking, "me": VarPerson, "total": VarTotal,
}

// TextPart is a stretch of text, or a variable when Name is set.
type TextPart struct {
	Text string // as written, braces included
	Name string
}

// SplitVariables finds {names}: letters, digits, _ and - between braces, not
// more than 40 of them. Other braces are text.
func SplitVariables(text string) []TextPart {
	var parts []TextPart
	rest := text
	for {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(rest[open:], '}')
		if end < 0 {
			break
		}
		name := rest[open+1 : open+end]
		if !isVariable(name) {
			parts = addText(parts, rest[:open+1])
			rest = rest[open+1:]
			continue
		}
		parts = addText(parts, rest[:open])
		parts = append(parts, TextPart{Text: rest[open : open+end+1], Name: name})
		rest = rest[open+end+1:]
	}
	return addText(parts, rest)
}

func addText(parts []TextPart, text string) []TextPart {
	if text == "" {
		return parts
	}
	if n := len(parts); n > 0 && parts[n-1].Name == "" {
		parts[n-1].Text += text
		return parts
	}
	return append(parts, TextPart{Text: text})
}

func isVariable(name string) bool {
	if name == "" || len(name) > 40 {
		return false
	}
	return strings.IndexFunc(name, func(r rune) bool {
		return !(r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' ||
			r >= 'A' && r <= 'Z' || r >= 0xC0 && r < 0x250)
	}) < 0
}

func appendOnce(names []string, name string) []string {
	for _, n := range names {
		if n == name {
			return names
		}
	}
	return append(names, name)
}

// Names lists the variables that have a value, sorted.
func (v Variables) Names() []string {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
