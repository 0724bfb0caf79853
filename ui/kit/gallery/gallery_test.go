package gallery

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mostrador/ui/kit"
)

// TestDrawGallery draws every sheet in both themes into the folder named by MOSTRADOR_GALLERY, for looking at.
func TestDrawGallery(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_GALLERY")
	if folder == "" {
		t.Skip("set MOSTRADOR_GALLERY to a folder to draw the gallery into it")
	}
	app := test.NewTempApp(t)
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		app.Settings().SetTheme(kit.NewTheme(mode, os.Getenv("MOSTRADOR_LARGE") != ""))
		for _, sheet := range Sheets() {
			draw(t, sheet, filepath.Join(folder, sheet.Name+"-"+name+".png"))
		}
	}
}

func draw(t *testing.T, sheet Sheet, path string) {
	t.Helper()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(1)
	c.SetContent(sheet.Make())
	c.Resize(fyne.NewSize(sheet.Size.Width, sheet.Size.Height))
	if sheet.Name == "floating" {
		float(c)
	}
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, c.Capture()))
	require.NoError(t, file.Close())
}

// float opens what lies over a window.
func float(c fyne.Canvas) {
	kit.ShowSheet(c, kit.SheetParams{
		Title:   "Forget this customer",
		Content: kit.NewParagraph("Names, texts and pictures are destroyed and can't be brought back. Orders and amounts stay.", kit.Style{}),
		Buttons: []*kit.Button{kit.NewButton("Keep", kit.SecondaryWeight, nil), kit.NewButton("Forget", kit.Danger, nil)},
	})
	kit.ShowMenu(c, fyne.NewPos(40, 560), []kit.MenuItem{
		{Label: "Reply", Icon: "reply", Key: "R"}, {Label: "Copy", Icon: "copy", Key: "Ctrl+C"}, {}, {Label: "What happened to this message", Icon: "history"},
		{Label: "Delete here", Icon: "trash", Danger: true}, {Label: "Not now", Icon: "clock", Disabled: true},
	})
	c.Content().(*kit.Stage).Toast(kit.ToastParams{Text: "Sending to Lucía", OnUndo: func() {}})
}
