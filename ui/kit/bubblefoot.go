package kit

import "fyne.io/fyne/v2"

// footLine stands at the foot of a bubble: what it is, when, by whom, and the ticks.
type footLine struct {
	text  *textBlock
	icon  *glyph
	words string
	area  fyne.Position
}

func newFootLine(f *face, d BubbleData) *footLine {
	words := d.Time
	if d.Prefix != "" {
		words = join(d.Prefix, words)
	}
	if d.Author != "" && d.Time != "" {
		words = join(words, d.Author)
	}
	icon, tone := stateIcon(d.State)
	if d.Trouble != "" { // which shows the same icon
		icon = ""
	}
	return &footLine{words: words, text: f.text(words, Meta, Muted, false), icon: f.icon(icon, tone, 14)}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

// stateIcon is the tick of a state and its colour.
func stateIcon(s BubbleState) (string, Token) {
	switch s {
	case Waiting, Accepted:
		return "wait", Muted
	case Sent:
		return "check", Muted
	case Delivered:
		return "double-check", Muted
	case Read:
		return "double-check", Info
	case Failed:
		return "alert", Warning
	case Unknown:
		return "question", Amber
	}
	return "", Muted
}

func (l *footLine) empty() bool { return l.words == "" && l.icon.name == "" }

func (l *footLine) fit() fyne.Size {
	s := l.text.fit(0)
	if l.icon.name != "" {
		s.Width += 18
	}
	return s
}

func (l *footLine) place(at fyne.Position) {
	l.area = at
	s := l.text.place(at, l.text.fit(0).Width+1)
	if l.icon.name != "" {
		l.icon.place(at.X+s.Width+4+7, at.Y+s.Height/2)
	}
}

func (l *footLine) hit(at fyne.Position) bool {
	size := l.fit()
	return !l.empty() && at.X >= l.area.X && at.Y >= l.area.Y && at.Y <= l.area.Y+size.Height
}

// troubleBlock tells in plain words what went wrong, and the way on.
type troubleBlock struct {
	icon  *glyph
	text  *textBlock
	onTap func()
}

const actionLink = "action"

func newTroubleBlock(f *face, d BubbleData) *troubleBlock {
	tone := Warning
	icon := "alert"
	if d.State == Unknown {
		tone, icon = Amber, "question"
	}
	if d.State == Waiting || d.State == Accepted {
		tone, icon = Muted, "wait"
	}
	if d.Trouble == "" { // nothing is wrong: it only offers something
		tone, icon = Accent, "plus"
	}
	runs := []Run{{Text: d.Trouble}}
	if d.Action != "" {
		if d.Trouble != "" {
			runs[0].Text += " "
		}
		runs = append(runs, Run{Text: d.Action, Underline: true, Link: actionLink})
	}
	return &troubleBlock{icon: f.icon(icon, tone, 14), text: f.runs(runs, textShape{scale: Meta}, tone), onTap: d.OnAction}
}

func (b *troubleBlock) fit(width float32) fyne.Size {
	s := b.text.fit(width - 20)
	return fyne.NewSize(s.Width+20, s.Height)
}

func (b *troubleBlock) place(at fyne.Position, width float32) {
	s := b.text.fit(width - 20)
	b.icon.place(at.X+7, at.Y+Meta.LineHeight()/2)
	b.text.place(at.AddXY(20, 0), max(s.Width, width-20))
}

func (b *troubleBlock) tap(at fyne.Position) {
	if b.onTap != nil && b.text.linkAt(at.SubtractXY(20, 0)) == actionLink {
		b.onTap()
	}
}

// reactionPill hangs at the foot of a bubble.
type reactionPill struct {
	back *box
	text *textBlock
	at   fyne.Position
}

func newReactionPill(f *face, emoji string) *reactionPill {
	return &reactionPill{back: f.box(Panel, Line, 12), text: f.text(emoji, Body, Ink, false)}
}

func (r *reactionPill) place(at fyne.Position) {
	r.at = at
	s := r.text.fit(0)
	r.back.at(at.X, at.Y, s.Width+14, 24)
	r.text.place(at.AddXY(7, (24-s.Height)/2), s.Width+1)
}

func (r *reactionPill) hit(at fyne.Position) bool {
	size := r.back.Size()
	return at.X >= r.at.X && at.X <= r.at.X+size.Width && at.Y >= r.at.Y && at.Y <= r.at.Y+size.Height
}

// TickIcon is the icon of a state and its tone, for showing ticks outside a bubble; "" for none.
func TickIcon(state BubbleState) (name string, tone Token) { return stateIcon(state) }
