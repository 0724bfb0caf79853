package assets

import (
	_ "embed"
	"strings"
	"sync"
)

// The names of those that shops use most are written in the program's languages, by what people would type; all others
// have the name that Unicode gives them.
var (
	//go:embed emoji/names.txt
	emojiNames string
	//go:embed emoji/all.txt
	emojiAll string
)

// Emoji is a picture character and the words that find it, in all languages of the program, lower case, without
// accents.
type Emoji struct{ Text, Words string }

// EmojiGroup is a group of emoji as a picker shows it; Key names it: "faces", "food", "more".
type EmojiGroup struct {
	Key   string
	Emoji []Emoji
}

// EmojiGroups are all emoji that the program's own font can draw. The lists are read when they are first asked for.
var EmojiGroups = sync.OnceValue(readEmoji)

func readEmoji() []EmojiGroup {
	var groups []EmojiGroup
	seen := map[string]int{}
	words := map[string]*Emoji{}
	for line := range strings.Lines(emojiNames) {
		text, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		if text == "#" {
			groups = append(groups, EmojiGroup{Key: names})
			continue
		}
		group := &groups[len(groups)-1]
		group.Emoji = append(group.Emoji, Emoji{text, FoldWords(strings.ReplaceAll(names, "|", " "))})
		seen[bare(text)] = len(groups) - 1
	}
	for i := range groups {
		for j := range groups[i].Emoji {
			words[bare(groups[i].Emoji[j].Text)] = &groups[i].Emoji[j]
		}
	}
	more := EmojiGroup{Key: "more"}
	for line := range strings.Lines(emojiAll) {
		text, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if _, twice := seen[bare(text)]; twice {
			words[bare(text)].Words += " " + name
			continue
		}
		more.Emoji = append(more.Emoji, Emoji{text, name})
	}
	return append(groups, more)
}

// bare is an emoji without the sign that asks for its colours.
func bare(text string) string { return strings.TrimSuffix(text, "\ufe0f") }

var withoutAccents = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ã", "a", "ä", "a", "é", "e", "ê", "e", "í", "i", "ó", "o", "ô", "o",
	"õ", "o", "ö", "o", "ú", "u", "ü", "u", "ç", "c", "ñ", "n")

// FoldWords makes words comparable with those of an Emoji.
func FoldWords(text string) string { return withoutAccents.Replace(strings.ToLower(text)) }

// Finds tells whether every one of some folded words begins a word of the emoji.
func (e Emoji) Finds(folded string) bool {
	for _, want := range strings.Fields(folded) {
		if !strings.HasPrefix(e.Words, want) && !strings.Contains(e.Words, " "+want) {
			return false
		}
	}
	return true
}
