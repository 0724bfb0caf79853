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
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, c.Capture()))
	require.NoError(t, file.Close())
}
