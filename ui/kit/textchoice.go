package kit

import (
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// span is a stretch of a block's plain text, in bytes.
type span struct{ from, to int }

func (s span) empty() bool { return s.from >= s.to }

// choose marks a stretch of the text, as for copying.
func (b *textBlock) choose(s span) {
	if b.chosen != s {
		b.chosen, b.drawn = s, false
	}
}

// chosenText is what is marked.
func (b *textBlock) chosenText() string {
	if b.chosen.empty() {
		return ""
	}
	text := b.text()
	return text[min(b.chosen.from, len(text)):min(b.chosen.to, len(text))]
}

// offsetAt is the place in the plain text that is nearest to a place in the block.
func (b *textBlock) offsetAt(pos fyne.Position) int {
	if len(b.laid.lines) == 0 || pos.Y < 0 {
		return 0
	}
	i := int(pos.Y / b.shape.scale.LineHeight())
	if i >= len(b.laid.lines) {
		return len(b.text())
	}
	line := b.laid.lines[i]
	x := pos.X - b.indentOf(line)
	nearest, best := line.at, float32(1e9)
	for _, p := range line.pieces {
		for _, edge := range b.edges(p) {
			if away := max(edge.x-x, x-edge.x); away < best {
				nearest, best = edge.at, away
			}
		}
	}
	return nearest
}

// edge is a place between two characters.
type edge struct {
	x  float32
	at int
}

func (b *textBlock) edges(p piece) []edge {
	gs := graphemes(p.text)
	all := make([]edge, 0, len(gs)+1)
	n := 0
	for i := 0; i <= len(gs); i++ {
		all = append(all, edge{b.pieceX(p, n), p.at + n})
		if i < len(gs) {
			n += len(gs[i])
		}
	}
	return all
}

// pieceX is where a place n bytes into a piece stands on its line.
func (b *textBlock) pieceX(p piece, n int) float32 {
	n = max(0, min(n, len(p.text)))
	w := float32(0)
	switch {
	case n == len(p.text):
		w = p.w
	case n > 0:
		w = measure(p.text[:n], b.points, b.shape.styleOf(b.runs[p.run]), p.emoji).Width
	}
	if p.rtl {
		return p.x + p.w - w
	}
	return p.x + w
}

// drawChosen lays the ground of what is marked under a line.
func (b *textBlock) drawChosen(objects []fyne.CanvasObject, line textLine, x0, y float32) []fyne.CanvasObject {
	if b.chosen.empty() {
		return objects
	}
	for _, p := range line.pieces {
		from, to := max(b.chosen.from, p.at)-p.at, min(b.chosen.to, p.at+len(p.text))-p.at
		if from >= to {
			continue
		}
		left, right := b.pieceX(p, from), b.pieceX(p, to)
		if left > right {
			left, right = right, left
		}
		ground := canvas.NewRectangle(Color(TextChoice))
		ground.Move(fyne.NewPos(x0+left, y))
		ground.Resize(fyne.NewSize(right-left, b.shape.scale.LineHeight()))
		objects = append(objects, ground)
	}
	return objects
}

// wordAt is the word around a place in a text.
func wordAt(text string, at int) span {
	at = max(0, min(at, len(text)))
	from, to := at, at
	for from > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:from])
		if unicode.IsSpace(r) {
			break
		}
		from -= n
	}
	for to < len(text) {
		r, n := utf8.DecodeRuneInString(text[to:])
		if unicode.IsSpace(r) {
			break
		}
		to += n
	}
	return span{from, to}
}
