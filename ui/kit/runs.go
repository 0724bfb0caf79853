package kit

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
