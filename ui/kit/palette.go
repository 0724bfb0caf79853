package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Token names a colour by what it is for; Color resolves it for the theme in use. Tokens are theme colour names, so
// they may be given to any Fyne widget too.
type Token = fyne.ThemeColorName

// The colours of the window.
const (
	Background  Token = "mostrador.background"
	ThreadBack  Token = "mostrador.thread"
	Panel       Token = "mostrador.panel"
	SidePanel   Token = "mostrador.sidePanel"
	Line        Token = "mostrador.line" // between things
	Edge        Token = "mostrador.edge" // around inputs and buttons
	Ink         Token = "mostrador.ink"
	Muted       Token = "mostrador.muted"
	SelectedRow Token = "mostrador.selectedRow"
	HoverRow    Token = "mostrador.hoverRow"
	Rail        Token = "mostrador.rail"
	RailInk     Token = "mostrador.railInk"
	RailActive  Token = "mostrador.railActive"
	Accent      Token = "mostrador.accent"
	OnAccent    Token = "mostrador.onAccent"
	SoftAccent  Token = "mostrador.softAccent"
	OwnBubble   Token = "mostrador.ownBubble"
	OwnEdge     Token = "mostrador.ownEdge"
	OwnQuote    Token = "mostrador.ownQuote"
	TheirBubble Token = "mostrador.theirBubble"
	TheirQuote  Token = "mostrador.theirQuote"
	Note        Token = "mostrador.note"
	NoteInk     Token = "mostrador.noteInk"
	Warning     Token = "mostrador.warning"
	SoftWarning Token = "mostrador.softWarning"
	OnWarning   Token = "mostrador.onWarning"
	Amber       Token = "mostrador.amber"
	SoftAmber   Token = "mostrador.softAmber"
	Info        Token = "mostrador.info"
	SoftInfo    Token = "mostrador.softInfo"
	Well        Token = "mostrador.well" // the ground of a search field or composer
	Scrim       Token = "mostrador.scrim"
	ShadowTone  Token = "mostrador.shadow"
	ScrollShade Token = "mostrador.scrollShade"
	ScrollBar   Token = "mostrador.scrollBar"
	Clear       Token = "mostrador.clear" // nothing drawn
	OnPhoto     Token = "mostrador.onPhoto"
	PersonChip  Token = "mostrador.personChip"
	FadedAccent Token = "mostrador.fadedAccent" // a primary button that can't be pressed now
	OnFaded     Token = "mostrador.onFaded"
	TextChoice  Token = "mostrador.textChoice" // behind text that is marked for copying
)

type shades struct{ light, dark color.NRGBA }

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

func both(light, dark uint32) shades { return shades{rgb(light), rgb(dark)} }

var palette = map[Token]shades{
	Background:  both(0xF5F2EC, 0x0F1617),
	ThreadBack:  both(0xF1EEE7, 0x111A1B),
	Panel:       both(0xFFFFFF, 0x172022),
	SidePanel:   both(0xFBF9F5, 0x131B1D),
	Line:        both(0xE6E0D6, 0x263235),
	Edge:        both(0x8F8678, 0x627A80),
	Ink:         both(0x1D2A2C, 0xE8EEEC),
	Muted:       both(0x556164, 0xA3B1B2),
	SelectedRow: both(0xE8F3EF, 0x1B2C2A),
	HoverRow:    both(0xF6F4EF, 0x1C2729),
	Rail:        both(0x12302B, 0x0A1213),
	RailInk:     both(0xCFE3DD, 0xA9C3BC),
	RailActive:  both(0x2C4843, 0x242C2D),
	Accent:      both(0x0C6B59, 0x35B698),
	OnAccent:    both(0xFFFFFF, 0x04201A),
	SoftAccent:  both(0xDDF0EA, 0x163A33),
	OwnBubble:   both(0xCFEBDF, 0x143F36),
	OwnEdge:     both(0x8FBFAE, 0x143F36),
	OwnQuote:    both(0xE6F5EF, 0x0F312A),
	TheirBubble: both(0xFFFFFF, 0x202B2E),
	TheirQuote:  both(0xF1EEE7, 0x172022),
	Note:        both(0xFFF2CC, 0x3B3215),
	NoteInk:     both(0x6B5300, 0xF2D98B),
	Warning:     both(0xA8370A, 0xF2915F),
	SoftWarning: both(0xFDE7D9, 0x3A2317),
	OnWarning:   both(0xFFFFFF, 0x2A1005),
	Amber:       both(0x8A5A00, 0xE3B04B),
	SoftAmber:   both(0xFCEFD2, 0x352A12),
	Info:        both(0x1D5593, 0x9CC5F0),
	SoftInfo:    both(0xE1ECF8, 0x172B40),
	Well:        both(0xF5F2EC, 0x0F1617),
	OnPhoto:     both(0xFFFFFF, 0xFFFFFF),
	PersonChip:  both(0x3D655C, 0x3D655C),
	FadedAccent: both(0x86B5AC, 0x1D4A40),
	TextChoice:  both(0xB5D9F7, 0x24507A),
	OnFaded:     both(0xFFFFFF, 0x9FBDB5),
	Scrim:       {color.NRGBA{R: 0x12, G: 0x1C, B: 0x1D, A: 0x66}, color.NRGBA{A: 0x99}},
	ShadowTone:  {color.NRGBA{R: 0x1D, G: 0x2A, B: 0x2C, A: 0x2C}, color.NRGBA{A: 0x66}},
	ScrollShade: {color.NRGBA{R: 0x1D, G: 0x2A, B: 0x2C, A: 0x08}, color.NRGBA{A: 0x20}},
	ScrollBar:   both(0xC4BAAB, 0x3D4D52),
	Clear:       {},
}

// fyneNames says which of our colours Fyne's own widgets get.
var fyneNames = map[fyne.ThemeColorName]Token{
	theme.ColorNameBackground:          Background,
	theme.ColorNameButton:              Panel,
	theme.ColorNameDisabled:            Edge,
	theme.ColorNameDisabledButton:      Line,
	theme.ColorNameError:               Warning,
	theme.ColorNameFocus:               Accent,
	theme.ColorNameForeground:          Ink,
	theme.ColorNameForegroundOnError:   OnWarning,
	theme.ColorNameForegroundOnPrimary: OnAccent,
	theme.ColorNameForegroundOnSuccess: OnAccent,
	theme.ColorNameForegroundOnWarning: OnWarning,
	theme.ColorNameHeaderBackground:    Panel,
	theme.ColorNameHover:               HoverRow,
	theme.ColorNameHyperlink:           Info,
	theme.ColorNameInputBackground:     Well,
	theme.ColorNameInputBorder:         Edge,
	theme.ColorNameMenuBackground:      Panel,
	theme.ColorNameOverlayBackground:   Panel,
	theme.ColorNamePlaceHolder:         Muted,
	theme.ColorNamePressed:             SelectedRow,
	theme.ColorNamePrimary:             Accent,
	theme.ColorNameScrollBar:           ScrollBar,
	theme.ColorNameScrollBarBackground: Line,
	theme.ColorNameSelection:           SoftAccent,
	theme.ColorNameSeparator:           Line,
	theme.ColorNameShadow:              ScrollShade,
	theme.ColorNameSuccess:             Accent,
	theme.ColorNameWarning:             Amber,
}

// Color is the colour of a token in the theme and variant in use.
func Color(t Token) color.Color {
	app := fyne.CurrentApp()
	if app == nil {
		return shade(t, theme.VariantLight)
	}
	variant := app.Settings().ThemeVariant()
	if th, ok := app.Settings().Theme().(*Theme); ok {
		return th.Color(t, variant)
	}
	return shade(t, variant)
}

func shade(t Token, variant fyne.ThemeVariant) color.Color {
	s := palette[t]
	if variant == theme.VariantDark {
		return s.dark
	}
	return s.light
}
