package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode is how the window chooses between light and dark.
type Mode int

// The modes. FollowSystem obeys the desktop's setting as it changes.
const (
	FollowSystem Mode = iota
	Light
	Dark
)

// Theme is the window's look. To switch mode or text size while running, set a new one with app.Settings().SetTheme;
// everything on screen follows.
type Theme struct {
	mode  Mode
	large bool
	base  fyne.Theme
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes the look. With largeText the text is 16 points instead of 14, for reading from across the counter.
func NewTheme(mode Mode, largeText bool) *Theme {
	forgetWidths()
	return &Theme{mode: mode, large: largeText, base: theme.DefaultTheme()}
}

// Mode tells how this theme chooses between light and dark.
func (t *Theme) Mode() Mode { return t.mode }

// LargeText tells whether this theme has the 16-point setting.
func (t *Theme) LargeText() bool { return t.large }

// Color resolves our tokens and Fyne's names; the variant counts only when the mode is FollowSystem.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	variant = t.variant(variant)
	if _, ours := palette[name]; ours {
		return shade(name, variant)
	}
	if ours, ok := fyneNames[name]; ok {
		return shade(ours, variant)
	}
	return t.base.Color(name, variant)
}

// Font gives Inter in the two weights; monospace and symbols stay Fyne's.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Monospace || style.Symbol {
		return t.base.Font(style)
	}
	return inter(style)
}

// Icon leaves Fyne's own icons to its widgets; our parts draw theirs with Icon.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size sets text and control measures.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return Body.points(t.large)
	case theme.SizeNameHeadingText:
		return Title.points(t.large)
	case theme.SizeNameSubHeadingText:
		return Name.points(t.large)
	case theme.SizeNameCaptionText:
		return Meta.points(t.large)
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return RadiusControl
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInnerPadding:
		return 8
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameScrollBarSmall:
		return 4
	}
	return t.base.Size(name)
}

func (t *Theme) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.mode {
	case Light:
		return theme.VariantLight
	case Dark:
		return theme.VariantDark
	}
	return system
}

// IsDark tells whether the window is dark at the moment.
func IsDark() bool {
	app := fyne.CurrentApp()
	if app == nil {
		return false
	}
	variant := app.Settings().ThemeVariant()
	if th, ok := app.Settings().Theme().(*Theme); ok {
		variant = th.variant(variant)
	}
	return variant == theme.VariantDark
}
