package shop

import (
	"slices"
	"strings"
)

func (d *decision) decideShop(wish Wish) {
	switch w := wish.(type) {
	case *SaveReply:
		d.saveReply(w)
	case *DeleteReply:
		if !d.facts.HasReply(w.Reply) {
			d.noted()
			return
		}
		d.emit(&ReplyDeleted{Reply: w.Reply}, ChannelID{}, CustomerID{})
	case *SaveLabel:
		if strings.TrimSpace(w.Name) == "" {
			d.refuse(ReasonEmpty, "name")
			return
		}
		d.emit(&LabelSaved{Label: w.Label, Name: strings.TrimSpace(w.Name), Tone: w.Tone, Keep: w.Keep}, ChannelID{}, CustomerID{})
	case *ResumeSending:
		d.ownerOnly(&SendingResumed{})
	case *SettleNotice:
		d.emit(&NoticeSettled{Notice: w.Notice}, ChannelID{}, CustomerID{})
	case *ConfigureShop:
		d.ownerOnly(&w.Settings)
	case *SavePerson:
		if strings.TrimSpace(w.Name) == "" {
			d.refuse(ReasonEmpty, "name")
			return
		}
		d.ownerOnly(&PersonSaved{Person: w.Person, Name: strings.TrimSpace(w.Name), Role: w.Role})
	}
}

func (d *decision) ownerOnly(body Body) {
	if d.asking.Role != Owner {
		d.refuse(ReasonNotAllowed, "role")
		return
	}
	d.emit(body, ChannelID{}, CustomerID{})
}

func (d *decision) saveReply(w *SaveReply) {
	shortcut := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(w.Shortcut), "/"))
	holder, taken := d.facts.ReplyByShortcut(shortcut)
	wrong, field := w.ReplyMore.Check()
	switch {
	case wrong != ReasonNone:
		d.refuse(wrong, field)
	case shortcut == "" || strings.ContainsAny(shortcut, " \t\n/"):
		d.refuse(ReasonInvalid, "shortcut")
	case strings.TrimSpace(w.Text) == "":
		d.refuse(ReasonEmpty, "text")
	case len([]rune(w.Text)) > MaxText:
		d.refuse(ReasonTooLong, "text")
	case taken && holder != w.Reply && !(d.facts.HasReply(w.Reply) && slices.Contains(w.Keep, "shortcut")):
		d.refuse(ReasonShortcutTaken, "shortcut")
	default:
		d.emit(&ReplySaved{Reply: w.Reply, Shortcut: shortcut, Text: w.Text, ReplyMore: w.ReplyMore, Keep: w.Keep}, ChannelID{}, CustomerID{})
	}
}
