// Package assets holds what the desktop program carries with it: fonts, icons, the program's own icon and the
// translations. It promises that everything is in the binary, so that nothing is read from disk at start.
// The window's packages and main call it.
package assets

import (
	"embed"
	"strings"

	"fyne.io/fyne/v2"
)

// The fonts are embedded as bytes each: an embed.FS would copy 4 MB of them at every start.
var (
	//go:embed fonts/Inter-Regular.ttf
	interRegular []byte
	//go:embed fonts/Inter-SemiBold.ttf
	interSemiBold []byte
	//go:embed fonts/Inter-Italic.ttf
	interItalic []byte
	//go:embed fonts/Inter-SemiBoldItalic.ttf
	interSemiBoldItalic []byte
	//go:embed fonts/NotoColorEmoji.ttf
	notoColorEmoji []byte
)

//go:embed icons/*.svg
var iconFiles embed.FS

//go:embed translations/*.json
var translationFiles embed.FS

//go:embed icon.png
var appIcon []byte

// Fonts. Inter is cut down to Latin scripts; other scripts come from Fyne's own fonts and the system's.
// Emoji is Noto Color Emoji with its pictures at half size.
var (
	FontRegular    fyne.Resource = fyne.NewStaticResource("Inter-Regular.ttf", interRegular)
	FontBold       fyne.Resource = fyne.NewStaticResource("Inter-SemiBold.ttf", interSemiBold)
	FontItalic     fyne.Resource = fyne.NewStaticResource("Inter-Italic.ttf", interItalic)
	FontBoldItalic fyne.Resource = fyne.NewStaticResource("Inter-SemiBoldItalic.ttf", interSemiBoldItalic)
	FontEmoji      fyne.Resource = fyne.NewStaticResource("NotoColorEmoji.ttf", notoColorEmoji)
)

// interRanges is what all four faces of Inter draw by themselves, from first to last, without marks that combine.
var interRanges = [][2]rune{
	{0x20, 0x7e}, {0xa0, 0x148}, {0x14a, 0x1c3}, {0x1c5, 0x24f}, {0x1e00, 0x1eff}, {0x2010, 0x2027}, {0x20a0, 0x20bf},
	{0x2116, 0x2117}, {0x2122, 0x2122}, {0x2190, 0x2199}, {0x2212, 0x2212}, {0x2248, 0x2248}, {0x2260, 0x2260},
	{0x2264, 0x2265}, {0x25cf, 0x25cf},
}

// InInter tells whether Inter has every letter of a text, so that no other font has to be read for it.
func InInter(text string) bool {
	for _, r := range text {
		if r < 0x7f && r >= 0x20 {
			continue
		}
		if !inRanges(r) {
			return false
		}
	}
	return true
}

func inRanges(r rune) bool {
	for _, span := range interRanges {
		if r <= span[1] {
			return r >= span[0]
		}
	}
	return false
}

// AppIcon is the program's icon, 512 × 512 PNG.
func AppIcon() fyne.Resource {
	return fyne.NewStaticResource("mostrador.png", appIcon)
}

// Translations is the folder of translation files (en.json, es.json, pt-BR.json) for lang.AddTranslationsFS,
// to be given with the directory "translations".
func Translations() embed.FS { return translationFiles }

// IconSVG returns the drawing of an icon, 24 × 24 units, whose strokes are "currentColor". An unknown name is a
// programming error and panics.
func IconSVG(name string) []byte {
	b, err := iconFiles.ReadFile("icons/" + name + ".svg")
	if err != nil {
		panic("assets: no icon named " + name)
	}
	return b
}

// IconNames lists every icon, in alphabetical order.
func IconNames() []string {
	entries, err := iconFiles.ReadDir("icons")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".svg"))
	}
	return names
}
