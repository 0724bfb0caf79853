package kit

import (
	"regexp"
	"strings"
)

var linkPattern = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"]+|\b[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b`)

// linked marks the addresses in runs, except inside code.
func linked(runs []Run) []Run {
	out := make([]Run, 0, len(runs))
	for _, r := range runs {
		if r.Mono || !mayLink(r.Text) {
			out = append(out, r)
			continue
		}
		out = append(out, linkedRun(r)...)
	}
	return out
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
