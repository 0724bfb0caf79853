package kit

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var linkPattern = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"]+|\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b`)

// linked marks the addresses in runs, except inside code.
func linked(runs []Run) []Run {
	out := make([]Run, 0, len(runs))
	for _, r := range runs {
		switch {
		case r.Mono:
			out = append(out, r)
		case mayLink(r.Text):
			out = append(out, withPhones(linkedRun(r))...)
		default:
			out = append(out, withPhones([]Run{r})...)
		}
	}
	return out
}

// A phone number is nine to fifteen digits in groups; what is less may be an amount, a date or a time.
var (
	phonePattern = regexp.MustCompile(`\+?\(?\d[\d()]*(?:[ .\-]\(?\d[\d()]*)*`)
	datePattern  = regexp.MustCompile(`^\d{1,4}[.\-]\d{1,2}[.\-]\d{1,4}`)
)

const (
	phoneLeast = 9
	phoneMost  = 15
)

// withPhones marks the phone numbers in runs that lead nowhere yet.
func withPhones(runs []Run) []Run {
	var out []Run
	for i, r := range runs {
		if r.Link != "" || digitsIn(r.Text) < phoneLeast {
			if out != nil {
				out = append(out, r)
			}
			continue
		}
		if out == nil {
			out = append(make([]Run, 0, len(runs)+2), runs[:i]...)
		}
		from := 0
		for _, at := range phonePattern.FindAllStringIndex(r.Text, -1) {
			number := r.Text[at[0]:at[1]]
			if n := digitsIn(number); n < phoneLeast || n > phoneMost || datePattern.MatchString(number) || amidWord(r.Text, at[0], at[1]) {
				continue
			}
			out = append(appendRun(out, r, r.Text[from:at[0]]), leading(r, number, PhoneLink+dialled(number)))
			from = at[1]
		}
		out = appendRun(out, r, r.Text[from:])
	}
	if out == nil {
		return runs
	}
	return out
}

// PhoneLink begins the link of a phone number; its digits follow, after a plus where one was written.
const PhoneLink = "tel:"

func digitsIn(text string) int {
	n := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// amidWord tells that what stands in text from one place to another goes on on either side.
func amidWord(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return wordy(before) || wordy(after)
}

// leading is a run that leads somewhere.
func leading(like Run, text, link string) Run {
	like.Text, like.Link, like.Underline = text, link, true
	if like.Tone == "" {
		like.Tone = Info
	}
	return like
}

// withTerms marks words that lead somewhere, where they stand alone.
func withTerms(runs []Run, terms []Term) []Run {
	for _, term := range terms {
		var out []Run
		for _, r := range runs {
			if r.Link != "" || term.Text == "" || !strings.Contains(r.Text, term.Text) {
				out = append(out, r)
				continue
			}
			out = append(out, withTerm(r, term)...)
		}
		runs = out
	}
	return runs
}

func withTerm(r Run, term Term) []Run {
	var out []Run
	from := 0
	for i := 0; ; {
		at := strings.Index(r.Text[i:], term.Text)
		if at < 0 {
			return appendRun(out, r, r.Text[from:])
		}
		at += i
		i = at + len(term.Text)
		if amidWord(r.Text, at, i) {
			continue
		}
		out = append(appendRun(out, r, r.Text[from:at]), leading(r, term.Text, term.Link))
		from = i
	}
}

// mayLink is a quick look before the pattern is tried, which most messages don't need.
func mayLink(text string) bool {
	return strings.Contains(text, "://") || strings.Contains(text, "@") || strings.Contains(strings.ToLower(text), "www.")
}

func linkedRun(r Run) []Run {
	var out []Run
	from := 0
	for _, at := range linkPattern.FindAllStringIndex(r.Text, -1) {
		address := trimLinkTail(r.Text[at[0]:at[1]])
		if at[0] > from {
			out = appendRun(out, r, r.Text[from:at[0]])
		}
		link := r
		link.Text, link.Link, link.Underline = address, linkTarget(address), true
		if link.Tone == "" {
			link.Tone = Info
		}
		out = append(out, link)
		from = at[0] + len(address)
	}
	return appendRun(out, r, r.Text[from:])
}

// trimLinkTail leaves out the full stop or bracket that ends the sentence, not the address.
func trimLinkTail(s string) string {
	for s != "" {
		last := s[len(s)-1]
		if last == ')' && strings.Count(s, "(") >= strings.Count(s, ")") {
			return s
		}
		if !strings.ContainsRune(".,;:!?)'\"", rune(last)) {
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}

func linkTarget(address string) string {
	lower := strings.ToLower(address)
	switch {
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"):
		return address
	case strings.HasPrefix(lower, "www."):
		return "https://" + address
	}
	return "mailto:" + address
}
