package kit

import "fyne.io/fyne/v2"

// stepper is what Esc closes: a sheet, a menu.
type stepper interface{ stepBack() }

// StepBack closes the sheet or menu on top of the canvas and tells whether there was one. The window calls it for
// Esc before it steps back itself.
func StepBack(c fyne.Canvas) bool {
	if c == nil {
		return false
	}
	if top, ok := c.Overlays().Top().(stepper); ok {
		top.stepBack()
		return true
	}
	return false
}

// stepBackFrom hands an Esc that a part got to what it stands on, and else to the window.
func stepBackFrom(o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil || StepBack(c) {
		return
	}
	if h := c.OnTypedKey(); h != nil {
		h(&fyne.KeyEvent{Name: fyne.KeyEscape})
	}
}
