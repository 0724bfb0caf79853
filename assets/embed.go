// Package assets holds what the desktop program carries with it: fonts, icons, the program's own icon and the
// translations. It promises that everything is in the binary, so that nothing is read from disk at start.
// The window's packages and main call it.
package assets

import (
	"embed"
	"strings"

	"fyne.io/fyne/v2"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

//go:embed icons/*.svg
var iconFiles embed.FS

//go:embed translations/*.json
var translationFiles embed.FS

//go:embed icon.png
var appIcon []byte

// Fonts. Inter is cut down to Latin scripts; other scripts come from Fyne's own fonts and the system's.
// Emoji is Noto Color Emoji with its pictures at half size.
var (
	FontRegular    = font("Inter-Regular.ttf")
	FontBold       = font("Inter-SemiBold.ttf")
	FontItalic     = font("Inter-Italic.ttf")
	FontBoldItalic = font("Inter-SemiBoldItalic.ttf")
	FontEmoji      = font("NotoColorEmoji.ttf")
)

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

func font(name string) fyne.Resource {
	b, err := fontFiles.ReadFile("fonts/" + name)
	if err != nil {
		panic("assets: no font named " + name)
	}
	return fyne.NewStaticResource(name, b)
}
