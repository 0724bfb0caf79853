package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

const ellipsis = "…"

// piece is a stretch of text that is drawn as one object.
type piece struct {
	text  string
	run   int
	x, w  float32
	emoji bool
	at    int  // where it begins in the plain text, in bytes
	rtl   bool // it is read from right to left
}

// textLine is a row of pieces.
type textLine struct {
	pieces []piece
	width  float32
	rtl    bool // it begins at the right
	at     int  // where it begins in the plain text, in bytes
}

// laidText is a text broken into lines.
type laidText struct {
	lines []textLine
	width float32 // of the widest line
	cut   bool    // something was left out
}

// textShape says how a text is to be set.
type textShape struct {
	scale    Scale
	bold     bool
	maxLines int // 0 for any number
}

func (s textShape) styleOf(r Run) fyne.TextStyle {
	return fyne.TextStyle{
		Bold: r.Bold || s.bold, Italic: r.Italic, Monospace: r.Mono,
		Underline: r.Underline, Strikethrough: r.Strike,
	}
}

type atomKind int

const (
	wordAtom atomKind = iota
	spaceAtom
	breakAtom
)

// atom is what a line can't be broken within, unless it is wider than a line.
type atom struct {
	text  string
	run   int
	kind  atomKind
	emoji bool
	width float32
	at    int // where it begins in the plain text, in bytes
}

// layText breaks runs into lines of at most width; width 0 means a single line without limit for each hard break.
func layText(runs []Run, shape textShape, width float32) laidText {
	s := setter{runs: runs, shape: shape, width: width, points: shape.scale.Points(), mixed: anyRightToLeft(runs)}
	atoms := s.atoms()
	for i := 0; i < len(atoms); {
		if s.mixed && (i == 0 || atoms[i-1].kind == breakAtom) {
			s.rtl = readsRightToLeft(atoms[i:])
		}
		if s.lastLine() {
			s.fillLast(atoms[i:])
			break
		}
		i += s.fill(atoms[i:])
	}
	if len(s.out.lines) == 0 {
		s.out.lines = []textLine{{}}
	}
	return s.out
}

type setter struct {
	runs   []Run
	shape  textShape
	width  float32
	points float32
	out    laidText
	mixed  bool // some of it is read from right to left
	rtl    bool // the paragraph is
	end    int  // of the text, in bytes
}

func (s *setter) lastLine() bool {
	return s.shape.maxLines > 0 && len(s.out.lines) == s.shape.maxLines-1
}

func (s *setter) measure(text string, run int, emoji bool) float32 {
	return measure(text, s.points, s.shape.styleOf(s.runs[run]), emoji).Width
}

func (s *setter) atoms() []atom {
	var out []atom
	for i, r := range s.runs {
		text := r.Text
		for text != "" {
			n, a := nextAtom(text)
			a.run, a.at = i, s.end
			s.end += n
			if a.kind != breakAtom {
				a.width = s.measure(a.text, i, a.emoji)
			}
			out = append(out, a)
			text = text[n:]
		}
	}
	return out
}

// nextAtom takes the first atom off text and tells how many bytes it had.
func nextAtom(text string) (int, atom) {
	n := nextGrapheme(text)
	g := text[:n]
	switch {
	case g == "\n" || g == "\r\n" || g == "\r":
		return n, atom{kind: breakAtom}
	case g == "\t":
		return n, atom{text: "    ", kind: spaceAtom}
	case g == " ":
		for n < len(text) && text[n] == ' ' {
			n++
		}
		return n, atom{text: text[:n], kind: spaceAtom}
	case isEmoji(g):
		return n, atom{text: g, emoji: true}
	case ideographic(g):
		return n, atom{text: g}
	}
	n = wordEnd(text, n)
	n = oneWay(text[:n])
	return n, atom{text: text[:n]}
}

// wordEnd is where the word ends that goes on after n bytes of text; a hyphen or slash belongs to what it ends.
func wordEnd(text string, n int) int {
	for n < len(text) {
		m := nextGrapheme(text[n:])
		next := text[n : n+m]
		if next[0] <= ' ' || isEmoji(next) || ideographic(next) {
			return n
		}
		n += m
		if next == "-" || next == "/" {
			return n
		}
	}
	return n
}

// ideographic tells whether a line may break on both sides of g, as Chinese, Japanese and Thai lines may.
func ideographic(g string) bool {
	r, _ := utf8.DecodeRuneInString(g)
	return r >= 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// fill sets one line from atoms and tells how many of them it took.
func (s *setter) fill(atoms []atom) int {
	var line []atom
	x := float32(0)
	for i, a := range atoms {
		switch {
		case a.kind == breakAtom:
			s.close(line)
			return i + 1
		case s.width <= 0 || x+a.width <= s.width || a.kind == spaceAtom:
			line = append(line, a)
			x += a.width
		case x == 0: // one atom wider than the line: cut it where it fits
			return i + s.fillCut(atoms, i)
		default:
			keep := unbroken(atoms, i)
			s.close(line[:keep])
			return keep
		}
	}
	s.close(line)
	return len(atoms)
}

// unbroken is where a line ends that has no room for the atom at i: before the word that it belongs to, when that
// began in another style, so that no full stop stands alone on the next line. A word that fills the line is broken.
func unbroken(atoms []atom, i int) int {
	from := i
	for from > 0 && glued(atoms[from-1], atoms[from]) {
		from--
	}
	if from == 0 {
		return i
	}
	return from
}

func glued(a, b atom) bool {
	if a.kind != wordAtom || b.kind != wordAtom || a.emoji || b.emoji || ideographic(a.text) || ideographic(b.text) {
		return false
	}
	return !strings.HasSuffix(a.text, "-") && !strings.HasSuffix(a.text, "/")
}

// fillCut sets as much of the overlong atom at i as fits, and leaves the rest in its place.
func (s *setter) fillCut(atoms []atom, i int) int {
	a := atoms[i]
	head := s.prefix(a, s.width)
	if head == "" {
		head = a.text[:nextGrapheme(a.text)]
	}
	if head == a.text {
		s.close([]atom{a})
		return 1
	}
	part := a
	part.text, part.width = head, s.measure(head, a.run, a.emoji)
	s.close([]atom{part})
	atoms[i].text, atoms[i].at = a.text[len(head):], a.at+len(head)
	atoms[i].width = s.measure(atoms[i].text, a.run, a.emoji)
	return 0
}

// prefix is the longest start of an atom, whole characters only, that is no wider than width.
func (s *setter) prefix(a atom, width float32) string {
	gs := graphemes(a.text)
	lo, hi := 0, len(gs)
	ends := make([]int, len(gs)+1)
	for i, g := range gs {
		ends[i+1] = ends[i] + len(g)
	}
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if s.measure(a.text[:ends[mid]], a.run, a.emoji) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return a.text[:ends[lo]]
}

// fillLast sets the last line that there is room for, with an ellipsis if the text goes on.
func (s *setter) fillLast(atoms []atom) {
	total := float32(0)
	end := len(atoms)
	for i, a := range atoms {
		if a.kind == breakAtom {
			end = i
			break
		}
		total += a.width
	}
	rest := end < len(atoms)-1
	if !rest && (s.width <= 0 || total <= s.width) {
		s.close(atoms[:end])
		return
	}
	s.out.cut = true
	s.closeCut(atoms[:end])
}

// closeCut ends a line with an ellipsis that fits.
func (s *setter) closeCut(atoms []atom) {
	if len(atoms) == 0 {
		s.close([]atom{{text: ellipsis}})
		return
	}
	dots := s.measure(ellipsis, atoms[0].run, false)
	room := s.width - dots
	if s.width <= 0 {
		room = 1e9
	}
	var line []atom
	x := float32(0)
	for _, a := range atoms {
		if x+a.width <= room {
			line = append(line, a)
			x += a.width
			continue
		}
		if a.kind == wordAtom && !a.emoji {
			if head := s.prefix(a, room-x); head != "" {
				a.text = head
				a.width = s.measure(head, a.run, false)
				line = append(line, a)
			}
		}
		break
	}
	for len(line) > 0 && line[len(line)-1].kind == spaceAtom {
		line = line[:len(line)-1]
	}
	run := 0
	if len(line) > 0 {
		run = line[len(line)-1].run
	}
	s.close(append(line, atom{text: ellipsis, run: run, width: s.measure(ellipsis, run, false)}))
}

// close joins atoms into pieces and adds the line. Spaces at its end take no width.
func (s *setter) close(line []atom) {
	for len(line) > 0 && line[len(line)-1].kind == spaceAtom {
		line = line[:len(line)-1]
	}
	if s.mixed {
		s.add(s.closeMixed(line))
		return
	}
	var out textLine
	if len(line) > 0 {
		out.at = line[0].at
	}
	for _, a := range line {
		last := len(out.pieces) - 1
		if last >= 0 && out.pieces[last].run == a.run && out.pieces[last].emoji == a.emoji {
			out.pieces[last].text += a.text
			continue
		}
		out.pieces = append(out.pieces, piece{text: a.text, run: a.run, emoji: a.emoji, at: a.at})
	}
	x := float32(0)
	for i := range out.pieces {
		p := &out.pieces[i]
		p.x, p.w = x, s.measure(p.text, p.run, p.emoji)
		x += p.w
	}
	out.width = max(x, characterwise(line))
	s.add(out)
}

// characterwise is what a line takes that is broken between characters: they stand closer together when they are drawn
// as one, and the line must still hold them when it is laid out again in its own width.
func characterwise(line []atom) float32 {
	sum, found := float32(0), false
	for _, a := range line {
		sum += a.width
		found = found || a.kind == wordAtom && !a.emoji && ideographic(a.text)
	}
	if !found {
		return 0
	}
	return sum
}

func (s *setter) add(line textLine) {
	s.out.width = max(s.out.width, line.width)
	s.out.lines = append(s.out.lines, line)
}
