package replies

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/words"
)

// What is wrong with a reply, in words for beside the field; "": nothing.

func wordFault(r store.Reply, all []store.Reply) string {
	if badWord(r.Shortcut) {
		return lang.L("replies.shortcutWrong")
	}
	for _, other := range all {
		if other.Shortcut == r.Shortcut && other.ID != r.ID {
			return lang.L("replies.shortcutTaken")
		}
	}
	return ""
}

func textFault(text string) string {
	n := utf8.RuneCountInString(text)
	switch {
	case strings.TrimSpace(text) == "":
		return lang.L("replies.textEmpty")
	case n > shop.MaxText:
		return lang.L("replies.textLong", map[string]any{"N": words.Number(n)})
	}
	return ""
}

func cleanFolder(typed string) string { return strings.Join(strings.Fields(typed), " ") }

func folderFault(folder string) string {
	if utf8.RuneCountInString(folder) > shop.MaxReplyFolder {
		return lang.L("replies.folderLong", map[string]any{"Most": words.Number(shop.MaxReplyFolder)})
	}
	return ""
}
