package inbox

import (
	"strings"

	"fyne.io/fyne/v2"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// firstReactions are those that a message's menu offers at once.
var firstReactions = []string{"👍", "❤️", "😂", "😮", "😢", "🙏"}

// reactionRow offers to put an emoji on a message, where WhatsApp takes one:
// inside the reply window, on what it knows of.
func (r *Room) reactionRow(item store.ThreadItem, at fyne.Position) (kit.MenuItem, bool) {
	if item.Kind != store.ItemMessage || item.Revoked || (item.Command != shop.CommandID{}) || item.Past || !r.info.Window.OpenAt(r.now()) {
		return kit.MenuItem{}, false
	}
	if item.Outgoing && item.Rank < shop.RankAccepted {
		return kit.MenuItem{}, false
	}
	ours := ownReaction(item)
	return kit.MenuItem{Emoji: firstReactions, Chosen: ours, OnEmoji: func(emoji string) { r.react(item, emoji) },
		OnMore: func() {
			r.composer.emojis.show(at, func(emoji string) {
				r.react(item, emoji)
				r.composer.focus()
			})
		}}, true
}

// react puts an emoji on a message; the one that is there already is taken back.
func (r *Room) react(item store.ThreadItem, emoji string) {
	if emoji == ownReaction(item) {
		emoji = ""
	}
	r.d.Do(&shop.ReactToMessage{Reaction: shop.MessageID{UUID: desk.NewID()}, Target: item.Message, Emoji: emoji}, nil)
}

func ownReaction(item store.ThreadItem) string {
	for _, one := range item.Reactions {
		if !one.Customer {
			return one.Emoji
		}
	}
	return ""
}

// noteOn begins a note for the team on a message.
func (r *Room) noteOn(item store.ThreadItem) {
	r.composer.noteMode(true)
	if text := oneLine(item.Content.Text); text != "" && strings.TrimSpace(r.composer.box.Text()) == "" {
		r.composer.insert("“" + shortened(text, 80) + "” ")
	}
}

// shortened keeps at most so many characters, whole words where it can.
func shortened(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most])
	if at := strings.LastIndexByte(cut, ' '); at > most/2 {
		cut = cut[:at]
	}
	return cut + "…"
}
