package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// lastWasKey remembers whether the owner last used the keyboard: a focus ring helps then, and only disturbs after a
// click. Fyne doesn't tell a focused thing how it came to the focus.
var lastWasKey = true

// NoteKey says that a key was just used. Parts say it themselves; the window says it for keys that reach the canvas.
func NoteKey() { lastWasKey = true }

// NotePointer says that the pointer was just used.
func NotePointer() { lastWasKey = false }

// pressedAt is where the pointer pressed a bubble last, on the canvas.
var pressedAt fyne.Position

// PressedAt is where a link was pressed, for the menu that it opens.
func PressedAt() fyne.Position { return pressedAt }

// shiftHeld remembers Shift, which neither a press nor a typed key is told about.
var shiftHeld bool

// ShiftHeld tells whether Shift was down when a part of the window was last told of a key.
func ShiftHeld() bool { return shiftHeld }

func noteShift(ev *fyne.KeyEvent, down bool) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		shiftHeld = down
	}
}

// LastInputWasKey tells whether focus should be shown.
func LastInputWasKey() bool { return lastWasKey }
