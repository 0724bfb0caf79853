package kit

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/assert"
)

// luminance and contrast follow WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

var variants = map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark}

func TestTextIsReadableOnEveryGround(t *testing.T) {
	grounds := map[Token][]Token{
		Ink:       {Background, ThreadBack, Panel, SidePanel, SelectedRow, HoverRow, OwnBubble, OwnQuote, TheirBubble, TheirQuote, Well, SoftAmber, TextChoice},
		Muted:     {Background, ThreadBack, Panel, SidePanel, SelectedRow, HoverRow, OwnBubble, OwnQuote, TheirBubble, TheirQuote, Well, Line},
		Accent:    {Background, Panel, SidePanel, SoftAccent, SelectedRow, HoverRow},
		OnAccent:  {Accent},
		RailInk:   {Rail, RailActive},
		OnPhoto:   {Rail, RailActive, PersonChip},
		NoteInk:   {Note},
		Warning:   {Panel, SidePanel, ThreadBack, SoftWarning, OwnBubble, SelectedRow},
		OnWarning: {Warning},
		Amber:     {Panel, SidePanel, SoftAmber, OwnBubble, ThreadBack, SelectedRow},
		Info:      {Panel, SidePanel, SoftInfo, OwnBubble, TheirBubble, SelectedRow, OwnQuote},
		Panel:     {Ink}, // tooltips and toasts
	}
	for name, variant := range variants {
		for ink, on := range grounds {
			for _, ground := range on {
				got := contrast(shade(ink, variant), shade(ground, variant))
				assert.GreaterOrEqual(t, got, 4.5, "%s on %s, %s", ink, ground, name)
			}
		}
	}
}

func TestEdgesOfControlsAreSeen(t *testing.T) {
	for name, variant := range variants {
		for _, ground := range []Token{Panel, SidePanel, Background, ThreadBack, Well} {
			got := contrast(shade(Edge, variant), shade(ground, variant))
			assert.GreaterOrEqual(t, got, 3.0, "edge on %s, %s", ground, name)
			got = contrast(shade(Accent, variant), shade(ground, variant))
			assert.GreaterOrEqual(t, got, 3.0, "focus ring on %s, %s", ground, name)
		}
	}
}

func TestAvatarLettersAreReadable(t *testing.T) {
	for _, c := range avatarColors {
		assert.GreaterOrEqual(t, contrast(c, color.White), 4.5, "%v", c)
	}
}

func TestThemeNamesEveryColor(t *testing.T) {
	test.AssertAllColorNamesDefined(t, NewTheme(FollowSystem, false), "mostrador")
}

func TestModeOverrulesTheSystem(t *testing.T) {
	for _, variant := range variants {
		assert.Equal(t, shade(Panel, theme.VariantLight), NewTheme(Light, false).Color(Panel, variant))
		assert.Equal(t, shade(Panel, theme.VariantDark), NewTheme(Dark, false).Color(Panel, variant))
		assert.Equal(t, shade(Panel, variant), NewTheme(FollowSystem, false).Color(Panel, variant))
	}
}
