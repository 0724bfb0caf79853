package shop

import (
	"regexp"
	"strings"
)

// ReplyMore is what a quick reply may have beside its word and text. What is nil
// stays as it was, so that a program that doesn't know of it takes nothing away.
type ReplyMore struct {
	// Folder groups replies under a name of the shop's own; "" is none.
	Folder *string `json:"folder,omitempty"`
	// Texts holds the text by language (a tag like es or pt-BR); who speaks none
	// of these gets the reply's own text.
	Texts map[string]string `json:"texts,omitzero"`
}

// Limits of a quick reply.
const (
	MaxReplyFolder    = 60 // characters
	MaxReplyLanguages = 30
)

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$`)

// IsLanguage tells whether a text can be the name of a language.
func IsLanguage(tag string) bool { return languageTag.MatchString(tag) }

// Check says what is wrong with it and in which field.
func (m ReplyMore) Check() (Reason, string) {
	if m.Folder != nil {
		switch folder := *m.Folder; {
		case len([]rune(folder)) > MaxReplyFolder:
			return ReasonTooLong, "folder"
		case strings.ContainsAny(folder, "\r\n\t"):
			return ReasonInvalid, "folder"
		}
	}
	if len(m.Texts) > MaxReplyLanguages {
		return ReasonTooLong, "texts"
	}
	for language, text := range m.Texts {
		switch {
		case !IsLanguage(language):
			return ReasonInvalid, "texts"
		case strings.TrimSpace(text) == "":
			return ReasonEmpty, "texts"
		case len([]rune(text)) > MaxText:
			return ReasonTooLong, "texts"
		}
	}
	return ReasonNone, ""
}

// ReplyText is the text of a quick reply for who speaks a language: the one
// written in it, else the reply's own.
func ReplyText(text string, texts map[string]string, language string) string {
	if language == "" || len(texts) == 0 {
		return text
	}
	offered := make([]string, 0, len(texts))
	for tag := range texts {
		offered = append(offered, tag)
	}
	if fitting, ok := FittingLanguage(offered, language); ok {
		return texts[fitting]
	}
	return text
}
