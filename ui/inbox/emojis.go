package inbox

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// emojiChoice opens the picker and remembers what was used last on this
// computer.
type emojiChoice struct {
	room   *Room
	recent []string
	loaded bool
}

const (
	settingEmoji = "inbox.emoji.recent" // newest first, parted by spaces
	recentKept   = 18
)

// usualEmoji stand where recent ones will, before there are any.
var usualEmoji = []string{"😊", "👍", "🙏", "❤️", "😂", "🎉", "🥖", "🥐", "🎂", "☕", "✅", "🛵", "📦", "📍", "⏰", "👋", "😉", "👌"}

// show opens the picker at a place of the window.
func (e *emojiChoice) show(at fyne.Position, pick func(string)) {
	open := func() {
		kit.ShowEmojiPicker(e.room.canvas(), at, kit.EmojiPickerParams{Recent: e.offered(), Hint: say("inbox.emoji.search"),
			Title:  func(key string) string { return say("inbox.emoji.group." + key) },
			OnPick: func(emoji string) { e.used(emoji); pick(emoji) }})
	}
	if e.loaded {
		open()
		return
	}
	var slot desk.Slot
	desk.Load(e.room.d, &slot, func(ctx context.Context) (string, error) { return e.room.d.Store.Setting(ctx, settingEmoji) }, func(text string) {
		e.recent, e.loaded = strings.Fields(text), true
		open()
	})
}

// offered are the recent ones, filled up with usual ones.
func (e *emojiChoice) offered() []string {
	all := slices.Clone(e.recent)
	for _, one := range usualEmoji {
		if len(all) < recentKept && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

func (e *emojiChoice) used(emoji string) {
	e.recent = slices.DeleteFunc(e.recent, func(one string) bool { return one == emoji })
	e.recent = slices.Insert(e.recent, 0, emoji)
	e.recent = e.recent[:min(len(e.recent), recentKept)]
	text := strings.Join(e.recent, " ")
	e.room.d.InOrder(func(ctx context.Context) error { return e.room.d.Store.SaveSetting(ctx, settingEmoji, text) })
}
