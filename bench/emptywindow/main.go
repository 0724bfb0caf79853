// Command emptywindow opens a window of the program's size with nothing in it and
// says on its standard error when that is on the screen. The bench holds
// Mostrador's start against it.
package main

import (
	"fmt"
	"image/color"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"

	"mostrador/internal/frames"
)

func main() {
	started := time.Now()
	window := app.NewWithID("app.mostrador.empty").NewWindow("Empty")
	window.SetPadded(false)
	window.SetContent(canvas.NewRectangle(color.White))
	window.Resize(fyne.NewSize(1400, 880))
	frames.Painted(window, func() {
		fmt.Fprintf(os.Stderr, "first-usable-frame %d\n", time.Since(started).Milliseconds())
	})
	window.ShowAndRun()
}
