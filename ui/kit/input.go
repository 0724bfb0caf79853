package kit

// lastWasKey remembers whether the owner last used the keyboard: a focus ring helps then, and only disturbs after a
// click. Fyne doesn't tell a focused thing how it came to the focus.
var lastWasKey = true

// NoteKey says that a key was just used. Parts say it themselves; the window says it for keys that reach the canvas.
func NoteKey() { lastWasKey = true }

// NotePointer says that the pointer was just used.
func NotePointer() { lastWasKey = false }

// LastInputWasKey tells whether focus should be shown.
func LastInputWasKey() bool { return lastWasKey }
