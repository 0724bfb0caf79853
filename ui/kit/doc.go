// Package kit is the window's set of drawn parts: colours, type, text, icons, buttons, bubbles, lists and sheets.
// It promises pure presentation: a part shows the data it was given and raises callbacks; it never asks a store or a
// network, keeps no state that a renderer could lose, and nothing in it moves or blinks. The rooms under ui call it,
// on the UI goroutine only.
package kit
