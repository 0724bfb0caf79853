package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Banner is a strip over the room: offline, practice. It never covers anything.
type Banner struct {
	widget.BaseWidget
	tone         Tone
	title, words string
	extras       []fyne.CanvasObject
}

// NewBanner makes a strip: a bold title (may be ""), words, and what stands at its right end (ticks, a button).
func NewBanner(tone Tone, title, words string, extras ...fyne.CanvasObject) *Banner {
	b := &Banner{tone: tone, title: title, words: words, extras: extras}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes title and words.
func (b *Banner) Set(title, words string) {
	b.title, b.words = title, words
	b.Refresh()
}

// SetTone changes the colour.
func (b *Banner) SetTone(tone Tone) {
	b.tone = tone
	b.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(SoftInfo, Clear, 0)
	title := f.text(b.title, Secondary, Info, true)
	words := f.text(b.words, Secondary, Info, false)
	f.add(b.extras...)
	f.update = func() {
		fill, _, ink := b.tone.Tokens()
		back.fill = fill
		title.setText(b.title)
		title.setTone(ink)
		words.setText(b.words)
		words.setTone(ink)
	}
	f.least = func() fyne.Size { return fyne.NewSize(100, b.height()) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		right := b.placeExtras(s)
		y := (s.Height - Secondary.LineHeight()) / 2
		x := float32(18)
		title.box.Hidden = b.title == ""
		if b.title != "" {
			x += title.place(fyne.NewPos(x, y), max(1, right-x)).Width + 18
		}
		words.box.Hidden = right-x < 30
		words.place(fyne.NewPos(x, y), max(1, right-x))
	}
	return f.start()
}

func (b *Banner) height() float32 {
	height := max(34, Secondary.LineHeight()+15)
	for _, e := range b.extras {
		if e.Visible() {
			height = max(height, e.MinSize().Height+10)
		}
	}
	return height
}

// fitting tells which things at the right end have room beside the title. What is pressed comes first, then the ticks
// still to be made in their order, then those that are made.
func (b *Banner) fitting(width float32) map[fyne.CanvasObject]bool {
	var buttons, todo, made []fyne.CanvasObject
	for _, e := range b.extras {
		tick, ok := e.(*Checkbox)
		switch {
		case !ok:
			buttons = append([]fyne.CanvasObject{e}, buttons...)
		case tick.Checked():
			made = append(made, e)
		default:
			todo = append(todo, e)
		}
	}
	title := NewText(b.title, Style{Scale: Secondary, Bold: true}).MinSize().Width + 18
	fits := map[fyne.CanvasObject]bool{}
	room := width - 36
	for i, e := range slices.Concat(buttons, todo, made) {
		if !e.Visible() {
			continue
		}
		if i == len(buttons) {
			room -= title // a button is worth more than the title
		}
		if room -= e.MinSize().Width; room < 0 {
			break
		}
		fits[e] = true
		room -= 14
	}
	return fits
}

// placeExtras sets the things at the right end and tells where they begin.
func (b *Banner) placeExtras(s fyne.Size) float32 {
	fits := b.fitting(s.Width)
	right := s.Width - 18
	for i := len(b.extras) - 1; i >= 0; i-- {
		e := b.extras[i]
		if !e.Visible() {
			continue
		}
		size := e.MinSize()
		if !fits[e] {
			e.Move(fyne.NewPos(-4*size.Width, -4*size.Height)) // out of sight: hiding it would have the strip laid out again
			continue
		}
		right -= size.Width
		e.Resize(size)
		e.Move(fyne.NewPos(right, (s.Height-size.Height)/2))
		right -= 14
	}
	return right
}
