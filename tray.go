package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/image/draw"

	"mostrador/assets"
)

// tray is the program's icon among those of the system, and the window's
// title: both say that somebody waits for an answer. Closing the window ends
// the program, so the tray, which many desktops hide, is never the only way
// back. It is of the UI goroutine.
type tray struct {
	p       *program
	app     desktop.App // nil before the window is shown, and where there is none
	open    *fyne.MenuItem
	menu    *fyne.Menu
	waiting int
	marked  fyne.Resource // the icon with a mark; nil until it was needed
}

// begin puts the icon there, once the window is on the screen.
func (t *tray) begin() {
	app, ok := t.p.app.(desktop.App)
	if !ok {
		return
	}
	t.open = fyne.NewMenuItem(t.words(), func() { t.p.front(nil) })
	quit := fyne.NewMenuItem(lang.L("keys.quit"), t.p.leave)
	quit.IsQuit = true
	t.menu = fyne.NewMenu("Mostrador", t.open, fyne.NewMenuItemSeparator(), quit)
	app.SetSystemTrayMenu(t.menu)
	t.app = app
	t.icon()
}

// count says how many conversations wait for an answer.
func (t *tray) count(waiting int) {
	if waiting == t.waiting {
		return
	}
	before := t.waiting
	t.waiting = waiting
	title := "Mostrador"
	if waiting > 0 {
		title = "(" + strconv.Itoa(waiting) + ") Mostrador"
	}
	t.p.window.SetTitle(title)
	if t.app == nil {
		return
	}
	t.open.Label = t.words()
	t.menu.Refresh()
	if (before > 0) != (waiting > 0) {
		t.icon()
	}
}

func (t *tray) words() string {
	if t.waiting == 0 {
		return lang.L("tray.open")
	}
	return lang.L("tray.openWaiting", map[string]any{"N": strconv.Itoa(t.waiting)})
}

func (t *tray) icon() {
	if t.marked == nil {
		t.marked = markedIcon()
	}
	icon := assets.AppIcon()
	if t.waiting > 0 && t.marked != nil {
		icon = t.marked
	}
	t.app.SetSystemTrayIcon(icon)
}

const (
	traySize = 64
	markSize = 26
)

// markedIcon is the program's icon with a disc at its corner; nil if it can't
// be drawn.
func markedIcon() fyne.Resource {
	icon, err := png.Decode(bytes.NewReader(assets.AppIcon().Content()))
	if err != nil {
		return nil
	}
	out := image.NewNRGBA(image.Rect(0, 0, traySize, traySize))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), icon, icon.Bounds(), draw.Src, nil)
	amber, centre := color.NRGBA{R: 0xF2, G: 0x91, B: 0x5F, A: 0xFF}, traySize-markSize/2-1
	for y := centre - markSize/2; y <= centre+markSize/2; y++ {
		for x := centre - markSize/2; x <= centre+markSize/2; x++ {
			if dx, dy := x-centre, y-centre; dx*dx+dy*dy <= markSize*markSize/4 {
				out.SetNRGBA(x, y, amber)
			}
		}
	}
	var file bytes.Buffer
	if png.Encode(&file, out) != nil {
		return nil
	}
	return fyne.NewStaticResource("mostrador-waiting.png", file.Bytes())
}
