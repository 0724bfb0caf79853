package assets

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func found(words string) []string {
	var all []string
	for _, group := range EmojiGroups() {
		for _, e := range group.Emoji {
			if e.Finds(FoldWords(words)) {
				all = append(all, e.Text)
			}
		}
	}
	return all
}

func TestEmojiAreFoundInThreeLanguages(t *testing.T) {
	for words, want := range map[string]string{"croissant": "🥐", "cruasán": "🥐", "CORAZON rojo": "❤️", "coração verm": "❤️", "obrigado": "🙏",
		"delivery": "🛵", "reparto": "🛵", "accordion": "🪗", "españa": "🇪🇸"} {
		assert.Contains(t, found(words), want, words)
	}
	assert.Empty(t, found("nothingiscalledthis"))
}

func TestNoEmojiIsOfferedTwiceAndEachHasThreeNames(t *testing.T) {
	seen := map[string]bool{}
	for _, group := range EmojiGroups() {
		for _, e := range group.Emoji {
			assert.False(t, seen[bare(e.Text)], "%s twice", e.Text)
			assert.NotEmpty(t, e.Words, e.Text)
			seen[bare(e.Text)] = true
		}
	}
	for line := range strings.Lines(emojiNames) {
		if !strings.HasPrefix(line, "#") {
			assert.Len(t, strings.Split(line, "|"), 3, line)
		}
	}
}
