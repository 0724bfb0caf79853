package kit

import (
	"strings"

	"fyne.io/fyne/v2"

	"mostrador/assets"
)

// widthKey names a measured stretch. Measuring costs some 50 µs the first time, so widths are remembered.
type widthKey struct {
	text   string
	points float32
	style  fyne.TextStyle
	emoji  bool
}

const widthsKept = 20_000

var widths = map[widthKey]fyne.Size{}

func forgetWidths() { widths = map[widthKey]fyne.Size{} }

func measure(text string, points float32, style fyne.TextStyle, emoji bool) fyne.Size {
	style.Underline, style.Strikethrough = false, false
	key := widthKey{text, points, style, emoji}
	if s, ok := widths[key]; ok {
		return s
	}
	if len(widths) >= widthsKept {
		forgetWidths()
	}
	source := fontOf(text, style)
	if emoji {
		source = assets.FontEmoji
		points = emojiPoints(points)
	}
	s, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, points, style, source)
	key.text = strings.Clone(text) // not to keep whole messages alive for a word
	widths[key] = s
	return s
}

// emojiPoints is the size at which an emoji looks as large as the text beside it: its picture fills the whole em and
// a quarter more, so the same size will do.
func emojiPoints(points float32) float32 { return points }

// WarmFonts reads the fonts that the first frames need. It may run on another goroutine while the window is being made,
// as long as nothing else measures text.
func WarmFonts() {
	for _, t := range []struct {
		style  fyne.TextStyle
		source fyne.Resource
	}{
		{source: assets.FontRegular}, {source: assets.FontBold, style: fyne.TextStyle{Bold: true}}, {source: assets.FontEmoji},
		{}, // what an entry is set in: Fyne looks for fonts of other scripts then
	} {
		fyne.CurrentApp().Driver().RenderedTextSize("M", Body.Points(), t.style, t.source)
	}
}

// fontOf is the font to draw a text with, nil to leave it to Fyne. Fyne reads a whole row of fonts for any text, in case
// that one of them is needed, and does it again for each style and each part that overrides the theme; most texts need
// none but ours.
func fontOf(text string, style fyne.TextStyle) fyne.Resource {
	if style.Monospace || style.Symbol || !assets.InInter(text) {
		return nil
	}
	return inter(style)
}

func inter(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Bold && style.Italic:
		return assets.FontBoldItalic
	case style.Bold:
		return assets.FontBold
	case style.Italic:
		return assets.FontItalic
	}
	return assets.FontRegular
}
