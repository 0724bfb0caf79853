package inbox

import "fyne.io/fyne/v2"

// pasted takes a picture from the clipboard.
func (c *composer) pasted(fyne.Shortcut) bool { return false }
