package inbox

import (
	"fyne.io/fyne/v2"

	"mostrador/ui/kit"
)

// paneLayout tells the room when panes fold, so that its buttons can follow.
type paneLayout struct {
	kit.ThreePanes
	moved          func()
	single, folded bool
	known          bool
}

// Layout is part of fyne.Layout.
func (p *paneLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p.ThreePanes.Layout(objects, size)
	if p.known && p.single == p.Single() && p.folded == p.Folded() {
		return
	}
	p.known, p.single, p.folded = true, p.Single(), p.Folded()
	p.moved()
}

// relayPanes lays the panes out again after one was opened or shut.
func (r *Room) relayPanes() {
	if size := r.content.Size(); !size.IsZero() {
		r.panes.Layout(r.content.Objects, size)
	}
}

func (r *Room) foldedOrNot() {
	r.head.fold(r.panes.Single(), r.panes.Folded())
	r.side.fold(r.panes.Single() || r.panes.Folded())
}

// relay lays the conversation out again after its head or foot grew.
func (r *Room) relay() {
	if size := r.main.Size(); !size.IsZero() {
		r.composer.limit(size.Height / 3)
		r.main.Layout.Layout(r.main.Objects, size)
	}
}

// toggleSide shows or hides the customer.
func (r *Room) toggleSide() {
	switch {
	case r.panes.Single():
		r.panes.Open = kit.SidePane
	case r.panes.Folded():
		r.panes.SideOver = !r.panes.SideOver
	default:
		r.panes.SideShut = !r.panes.SideShut
	}
	r.relayPanes()
}

// back goes one pane back where one stands alone.
func (r *Room) back() bool {
	switch {
	case r.panes.Single() && r.panes.Open == kit.SidePane:
		r.panes.Open = kit.MainPane
	case r.panes.Single() && r.panes.Open == kit.MainPane:
		r.panes.Open = kit.ListPane
	case r.panes.Folded() && r.panes.SideOver:
		r.panes.SideOver = false
	default:
		return false
	}
	r.relayPanes()
	return true
}
