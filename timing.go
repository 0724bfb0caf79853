package main

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"mostrador/store"
)

// timingEnv makes the program say on its standard error when the list of
// conversations can be used. `make bench` sets it.
const timingEnv = "MOSTRADOR_TIMING"

var started = time.Now()

// framesLater is how many frames are painted after the list was read before it
// is said to be there: the list's own reading began first and is shown by then.
const framesLater = 2

// noteFirstFrame reads what the list reads, and then counts frames: a point in
// the corner knows when it is painted.
func (p *program) noteFirstFrame(s *session) {
	if os.Getenv(timingEnv) == "" {
		return
	}
	s.work.Go(func() {
		_, err := s.store.Chats(s.ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: 60})
		if err == nil {
			_, err = s.store.Counts(s.ctx)
		}
		if err != nil {
			p.log.Warn("time the start", "error", err)
			return
		}
		p.countFrames(framesLater)
	})
}

func (p *program) countFrames(left int) {
	var point *canvas.Raster
	point = canvas.NewRaster(func(w, h int) image.Image {
		if left--; left == 0 {
			fmt.Fprintf(os.Stderr, "first-usable-frame %d\n", time.Since(started).Milliseconds())
			fyne.Do(func() { p.window.Canvas().Overlays().Remove(point) })
		}
		if left > 0 {
			fyne.Do(point.Refresh)
		}
		return image.NewUniform(color.Transparent)
	})
	fyne.Do(func() {
		point.Resize(fyne.NewSize(1, 1))
		p.window.Canvas().Overlays().Add(point)
	})
}
