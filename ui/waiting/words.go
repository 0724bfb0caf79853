package waiting

import (
	"strings"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/words"
)

// Title says what an entry asks for: "Message to Lucía".
func Title(w store.WaitingCommand) string {
	who := w.Who
	if w.Order != "" {
		who = w.Order
	}
	key := "today.refused." + string(w.Command.Kind)
	text := lang.L(key, map[string]any{"Who": who})
	if text == key {
		return lang.L("today.refused.other")
	}
	return strings.TrimSpace(text)
}

func reasonWords(r shop.Reason) string { return words.Reason(r) }

// textOf is what a wish says.
func textOf(wish shop.Wish) string {
	switch w := wish.(type) {
	case *shop.SendMessage:
		if w.Content.Text == "" && w.Content.Media != nil {
			return w.Content.Media.Name
		}
		return w.Content.Text
	case *shop.AddNote:
		return w.Text
	case *shop.SaveReply:
		return "/" + w.Shortcut + "  " + w.Text
	case *shop.OpenOrder:
		return store.ItemsText(w.Content.Items)
	case *shop.MoveOrder:
		if w.Tell != nil {
			return w.Tell.Text
		}
	case *shop.TellAgain:
		return w.Tell.Text
	}
	return ""
}

// changeable is the text of a wish that can be changed while it waits.
func changeable(wish shop.Wish) (text string, ok bool) {
	switch w := wish.(type) {
	case *shop.SendMessage:
		return w.Content.Text, w.Type == shop.TypeText || w.Type.HasMedia()
	case *shop.AddNote:
		return w.Text, true
	}
	return "", false
}

// changed is a wish with another text, or why it may not be sent.
func changed(wish shop.Wish, text string) (shop.Wish, shop.Reason) {
	switch w := wish.(type) {
	case *shop.SendMessage:
		next := *w
		next.Content.Text = text
		return &next, shop.CheckContent(next.Type, next.Content)
	case *shop.AddNote:
		next := *w
		next.Text = strings.TrimSpace(text)
		if next.Text == "" {
			return &next, shop.ReasonEmpty
		}
		return &next, shop.ReasonNone
	}
	return wish, shop.ReasonInvalid
}
