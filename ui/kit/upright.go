package kit

import (
	"image"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"mostrador/assets"
)

// UprightText is a line that runs from top to bottom, as on a folded column of the board. Fyne's text can't turn, so
// it is drawn as a picture; only Latin letters are drawn.
type UprightText struct {
	widget.BaseWidget
	text  string
	style Style
}

// NewUprightText makes one.
func NewUprightText(text string, style Style) *UprightText {
	u := &UprightText{text: text, style: style}
	u.ExtendBaseWidget(u)
	return u
}

// SetText changes the text.
func (u *UprightText) SetText(text string) {
	u.text = text
	u.Refresh()
}

func (u *UprightText) least() fyne.Size {
	long := measure(u.text, u.style.Scale.Points(), fyne.TextStyle{Bold: u.style.Bold}, false).Width
	return fyne.NewSize(u.style.Scale.LineHeight(), long+4)
}

// CreateRenderer is part of fyne.Widget.
func (u *UprightText) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	raster := canvas.NewRaster(u.draw)
	f.add(raster)
	f.paints = append(f.paints, paintFunc(raster.Refresh))
	f.least = u.least
	f.place = func(s fyne.Size) {
		m := u.least()
		raster.Resize(m)
		raster.Move(fyne.NewPos((s.Width-m.Width)/2, 0))
	}
	return f.start()
}

// draw paints the line level and turns it a quarter to the right.
func (u *UprightText) draw(w, h int) image.Image {
	turned := image.NewNRGBA(image.Rect(0, 0, w, h))
	level := image.NewAlpha(image.Rect(0, 0, h, w))
	scale := float64(w) / float64(u.style.Scale.LineHeight())
	points := float64(u.style.Scale.Points()) * scale
	letters, err := opentype.NewFace(parsedFont(u.style.Bold), &opentype.FaceOptions{Size: points, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return turned
	}
	m := letters.Metrics()
	base := (fixed.I(w) - m.Ascent - m.Descent) / 2
	d := font.Drawer{Dst: level, Src: image.Opaque, Face: letters, Dot: fixed.Point26_6{X: fixed.I(1), Y: base + m.Ascent}}
	d.DrawString(u.text)
	r, g, b, _ := Color(u.style.tone()).RGBA()
	for y := range w {
		for x := range h {
			if a := level.AlphaAt(x, y).A; a > 0 {
				turned.SetNRGBA(w-1-y, x, color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: a})
			}
		}
	}
	return turned
}

var (
	parseRegular = sync.OnceValue(func() *opentype.Font { return mustParse(assets.FontRegular) })
	parseBold    = sync.OnceValue(func() *opentype.Font { return mustParse(assets.FontBold) })
)

func parsedFont(bold bool) *opentype.Font {
	if bold {
		return parseBold()
	}
	return parseRegular()
}

func mustParse(r fyne.Resource) *opentype.Font {
	f, err := opentype.Parse(r.Content())
	if err != nil {
		panic("kit: the program's own font can't be read: " + err.Error())
	}
	return f
}
