package system

import "strings"

// entryName is what the program's desktop entry and icon are called.
const entryName = "mostrador"

// Notice is a few lines that the desktop shows beside the window.
type Notice struct {
	// Key names what it is about: a newer notice with the same key takes its
	// place, and Withdraw takes it away.
	Key   string
	Title string
	Text  string // plain; empty for none
	Open  string // what pressing it does, in words
	Reply string // what answering in it is called; empty: it can't be answered
}

// Deed is what somebody did with a notice.
type Deed struct {
	Key string
	// Reply is what was answered in the notice; empty: it was pressed.
	Reply string
}

// Notifier shows notices. Its methods may be called on any goroutine; they
// wait for the desktop for a moment at most.
type Notifier interface {
	Show(n Notice) error
	Withdraw(key string)
	Close()
}

// plain is a text without what a desktop takes for markup.
var plain = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
