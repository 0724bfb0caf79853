package kit

import (
	"bytes"
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"mostrador/assets"
)

type iconKey struct {
	name string
	tint string
	fine bool
}

var iconResources = map[iconKey]fyne.Resource{}

// IconResource is an icon of assets drawn in a token's colour. Fyne caches pictures by resource name, so the colour
// is part of the name.
func IconResource(name string, tone Token) fyne.Resource { return iconResource(name, tone, false) }

// iconResource draws small icons with a finer stroke, or they look bolder than the text beside them.
func iconResource(name string, tone Token, fine bool) fyne.Resource {
	tint := hex(tone)
	key := iconKey{name, tint, fine}
	if r, ok := iconResources[key]; ok {
		return r
	}
	svg := bytes.ReplaceAll(assets.IconSVG(name), []byte("currentColor"), []byte("#"+tint))
	file := name + "-" + tint + ".svg"
	if fine {
		svg = bytes.Replace(svg, []byte(`stroke-width="1.8"`), []byte(`stroke-width="1.5"`), 1)
		file = name + "-fine-" + tint + ".svg"
	}
	r := fyne.NewStaticResource(file, svg)
	iconResources[key] = r
	return r
}

func hex(tone Token) string {
	r, g, b, _ := Color(tone).RGBA()
	return fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, b>>8)
}

const smallIcon = float32(16)

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
	if r := iconResource(g.name, g.tone, g.side <= smallIcon); g.Resource != r {
		g.Resource = r
		g.Image.Refresh()
	}
}

func (g *glyph) set(name string, tone Token) {
	g.name, g.tone = name, tone
	g.repaint()
}

// place centres the icon on a point, on whole units: between them thin strokes blur.
func (g *glyph) place(centerX, centerY float32) {
	g.Image.Resize(fyne.NewSquareSize(g.side))
	g.Image.Move(fyne.NewPos(whole(centerX-g.side/2), whole(centerY-g.side/2)))
}

func whole(v float32) float32 { return float32(math.Round(float64(v))) }

// NewIcon is an icon that stands alone, side units wide and high.
func NewIcon(name string, tone Token, side float32) *Icon {
	i := &Icon{glyph: newGlyph(name, tone, side)}
	i.ExtendBaseWidget(i)
	return i
}
