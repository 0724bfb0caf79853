package kit

import (
	"bytes"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"mostrador/assets"
)

type iconKey struct {
	name string
	tint string
}

var iconResources = map[iconKey]fyne.Resource{}

// IconResource is an icon of assets drawn in a token's colour. Fyne caches pictures by resource name, so the colour
// is part of the name.
func IconResource(name string, tone Token) fyne.Resource {
	tint := hex(tone)
	key := iconKey{name, tint}
	if r, ok := iconResources[key]; ok {
		return r
	}
	svg := bytes.ReplaceAll(assets.IconSVG(name), []byte("currentColor"), []byte("#"+tint))
	r := fyne.NewStaticResource(name+"-"+tint+".svg", svg)
	iconResources[key] = r
	return r
}

func hex(tone Token) string {
	r, g, b, _ := Color(tone).RGBA()
	return fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8)
}

// glyph is an icon inside a part, which follows the theme when repainted.
type glyph struct {
	*canvas.Image
	name string
	tone Token
	side float32
}

func newGlyph(name string, tone Token, side float32) *glyph {
	g := &glyph{Image: canvas.NewImageFromResource(nil), name: name, tone: tone, side: side}
	g.FillMode = canvas.ImageFillContain
	g.repaint()
	return g
}

func (g *glyph) repaint() {
	if g.name == "" {
		g.Image.Hide()
		return
	}
	g.Image.Show()
	if r := IconResource(g.name, g.tone); g.Resource != r {
		g.Resource = r
		g.Image.Refresh()
	}
}

func (g *glyph) set(name string, tone Token) {
	g.name, g.tone = name, tone
	g.repaint()
}

// place centres the icon on a point.
func (g *glyph) place(centerX, centerY float32) {
	g.Image.Resize(fyne.NewSquareSize(g.side))
	g.Image.Move(fyne.NewPos(centerX-g.side/2, centerY-g.side/2))
}

// NewIcon is an icon that stands alone, side units wide and high.
func NewIcon(name string, tone Token, side float32) *Icon {
	i := &Icon{glyph: newGlyph(name, tone, side)}
	i.ExtendBaseWidget(i)
	return i
}
