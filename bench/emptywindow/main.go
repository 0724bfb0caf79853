// Command emptywindow opens a window of the program's size with nothing in it and
// says on its standard error when that was painted. The bench holds Mostrador's
// start against it.
package main

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
)

func main() {
	started := time.Now()
	window := app.NewWithID("app.mostrador.empty").NewWindow("Empty")
	var once sync.Once
	window.SetContent(canvas.NewRaster(func(int, int) image.Image {
		once.Do(func() {
			fmt.Fprintf(os.Stderr, "first-usable-frame %d\n", time.Since(started).Milliseconds())
		})
		return image.NewUniform(color.White)
	}))
	window.Resize(fyne.NewSize(1400, 880))
	window.ShowAndRun()
}
