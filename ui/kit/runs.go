package kit

import (
	"unicode"
	"unicode/utf8"
)

// Run is a stretch of text in one style.
type Run struct {
	Text      string
	Bold      bool
	Italic    bool
	Strike    bool
	Mono      bool
	Underline bool
	Tone      Token  // "" is the tone of the whole text
	Link      string // where it leads; raised through OnLink when tapped
	Marked    Token  // a ground behind the run, such as SoftAmber for a blank to fill in; "" for none
}

// Plain is a text in one style.
func Plain(text string) []Run { return []Run{{Text: text}} }

func plainText(runs []Run) string {
	if len(runs) == 1 {
		return runs[0].Text
	}
	s := ""
	for _, r := range runs {
		s += r.Text
	}
	return s
}

// Highlighted marks every place where words stand in runs, whatever their case. A place that runs over from one style
// to another isn't marked.
func Highlighted(runs []Run, words string) []Run {
	if words == "" {
		return runs
	}
	var out []Run
	for _, r := range runs {
		from := 0
		for i := 0; i < len(r.Text); {
			n := foldedPrefix(r.Text[i:], words)
			if n == 0 {
				_, step := utf8.DecodeRuneInString(r.Text[i:])
				i += step
				continue
			}
			out = appendRun(out, r, r.Text[from:i])
			hit := r
			hit.Marked = SoftAmber
			out = appendRun(out, hit, r.Text[i:i+n])
			i += n
			from = i
		}
		out = appendRun(out, r, r.Text[from:])
	}
	return out
}

// foldedPrefix is how many bytes of text its start takes that equals words but for case; 0 if it doesn't.
func foldedPrefix(text, words string) int {
	n := 0
	for _, want := range words {
		got, step := utf8.DecodeRuneInString(text[n:])
		if step == 0 || unicode.ToLower(got) != unicode.ToLower(want) {
			return 0
		}
		n += step
	}
	return n
}
