// Package frames tells when what a window shows has been painted. The program
// and the empty window that the bench holds it against both use it, so that
// both clocks stop by the same rule: the frame is on the screen, and the
// window's loop runs and takes clicks.
package frames

import (
	"image"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Painted calls told in the first turn of the window's loop after the frame
// that paints what w shows now. It lays a point over the window meanwhile, which
// knows when it is painted. Call it on the UI goroutine, also before the window
// is shown.
func Painted(w fyne.Window, told func()) {
	var once sync.Once
	var point *canvas.Raster
	end := func() {
		w.Canvas().Overlays().Remove(point)
		told()
	}
	point = canvas.NewRaster(func(int, int) image.Image {
		// From another goroutine, or it would run within the frame.
		once.Do(func() { go fyne.Do(end) })
		return image.NewUniform(color.Transparent)
	})
	point.Resize(fyne.NewSize(1, 1))
	w.Canvas().Overlays().Add(point)
}
