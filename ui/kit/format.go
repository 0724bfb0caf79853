package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseMessage turns a WhatsApp text into runs: *bold*, _italic_, ~struck~ and `code` (also ```code```), and links.
// Marks count as WhatsApp counts them: at the edges of words, with no space just inside, and within one line.
func ParseMessage(text string) []Run {
	var out []Run
	for i, part := range strings.Split(text, "```") {
		if i%2 == 1 {
			out = append(out, Run{Text: part, Mono: true})
			continue
		}
		out = append(out, parseMarks(part, Run{})...)
	}
	if strings.Count(text, "```")%2 == 1 { // an opened block that never closes is plain text
		return linked(parseMarks(text, Run{}))
	}
	return linked(out)
}

// parseMarks reads the marks of text, laid over the style of base.
func parseMarks(text string, base Run) []Run {
	var out []Run
	plainFrom, before := 0, ' '
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if style, ok := marked(r, base); ok && !wordy(before) {
			if end := closing(text[i+n:], r); end > 0 {
				out = appendRun(out, base, text[plainFrom:i])
				inner := text[i+n : i+n+end]
				if r == '`' {
					style.Text = inner
					out = append(out, style)
				} else {
					out = append(out, parseMarks(inner, style)...)
				}
				i += n + end + n
				plainFrom, before = i, r
				continue
			}
		}
		before = r
		i += n
	}
	return appendRun(out, base, text[plainFrom:])
}

func appendRun(out []Run, base Run, text string) []Run {
	if text == "" {
		return out
	}
	base.Text = text
	return append(out, base)
}

func marked(r rune, base Run) (Run, bool) {
	switch {
	case r == '*' && !base.Bold:
		base.Bold = true
	case r == '_' && !base.Italic:
		base.Italic = true
	case r == '~' && !base.Strike:
		base.Strike = true
	case r == '`':
		base.Mono = true
	default:
		return base, false
	}
	return base, true
}

// closing finds the end of a marked stretch at the start of text, or -1.
func closing(text string, mark rune) int {
	first, _ := utf8.DecodeRuneInString(text)
	if first == utf8.RuneError || unicode.IsSpace(first) {
		return -1
	}
	before := rune(' ')
	for i, r := range text {
		if r == '\n' {
			return -1
		}
		if r == mark && i > 0 && !unicode.IsSpace(before) {
			after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			if !wordy(after) {
				return i
			}
		}
		before = r
	}
	return -1
}

func wordy(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
