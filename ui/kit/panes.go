package kit

import "fyne.io/fyne/v2"

// Pane names a pane of a three-pane room.
type Pane int

// The panes.
const (
	ListPane Pane = iota
	MainPane
	SidePane
)

// leastMain is the width below which a conversation can't be read beside the side panel.
const leastMain = float32(420)

// ThreePanes lays out list, main and side panel. The side panel folds away below FoldSideBelow of window width, and
// from OnePaneBelow down one pane stands alone: the list or, once something is open, the main one. Use it as the layout of
// a container with exactly three objects, in that order.
type ThreePanes struct {
	Open     Pane // the pane shown where there is room for one
	SideShut bool // the owner folded the side panel away
	SideOver bool // the owner opened the side panel where it is folded: it takes the main pane's place

	width float32
}

var _ fyne.Layout = (*ThreePanes)(nil)

// Single tells whether one pane stands alone at the width last laid out, so that a way back is needed.
func (p *ThreePanes) Single() bool { return p.width > 0 && p.width+RailWidth <= OnePaneBelow }

// Folded tells whether the side panel has no place of its own.
func (p *ThreePanes) Folded() bool { return p.width > 0 && p.width+RailWidth < FoldSideBelow }

// Layout is part of fyne.Layout.
func (p *ThreePanes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p.width = size.Width
	list, main, side := objects[ListPane], objects[MainPane], objects[SidePane]
	if p.Single() {
		for i, o := range objects {
			show(o, Pane(i) == p.Open)
			o.Move(fyne.NewPos(0, 0))
			if Pane(i) == p.Open {
				o.Resize(size)
			}
		}
		return
	}
	beside := !p.Folded() && !p.SideShut
	over := p.Folded() && p.SideOver
	show(list, true)
	show(side, beside || over)
	show(main, true)
	list.Move(fyne.NewPos(0, 0))
	list.Resize(fyne.NewSize(ListWidth, size.Height))
	right := size.Width
	if beside || over {
		left := right - SidePanelWidth
		side.Move(fyne.NewPos(left, 0))
		side.Resize(fyne.NewSize(SidePanelWidth, size.Height))
		if beside || left-ListWidth >= leastMain { // else it lies over the main pane
			right = left
		}
	}
	main.Move(fyne.NewPos(ListWidth, 0))
	main.Resize(fyne.NewSize(max(0, right-ListWidth), size.Height))
}

// MinSize is part of fyne.Layout. Panes shrink and fold, so the room asks for little.
func (p *ThreePanes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 320) }

func show(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// RailBeside lays out a rail of fixed width and the room beside it. The container has those two objects.
type RailBeside struct{}

// Layout is part of fyne.Layout.
func (RailBeside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(RailWidth, size.Height))
	objects[1].Move(fyne.NewPos(RailWidth, 0))
	objects[1].Resize(fyne.NewSize(max(0, size.Width-RailWidth), size.Height))
}

// MinSize is part of fyne.Layout.
func (RailBeside) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[1].MinSize()
	return fyne.NewSize(m.Width+RailWidth, max(m.Height, objects[0].MinSize().Height))
}

// HeadBodyFoot stacks a head, a body that takes what is left, and a foot. Hidden ones take no room. The container has
// those three objects.
type HeadBodyFoot struct{}

// Layout is part of fyne.Layout.
func (HeadBodyFoot) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	head, body, foot := objects[0], objects[1], objects[2]
	top, bottom := visibleHeight(head, size.Width), visibleHeight(foot, size.Width)
	head.Move(fyne.NewPos(0, 0))
	foot.Move(fyne.NewPos(0, size.Height-bottom))
	body.Move(fyne.NewPos(0, top))
	body.Resize(fyne.NewSize(size.Width, max(0, size.Height-top-bottom)))
}

func visibleHeight(o fyne.CanvasObject, width float32) float32 {
	if !o.Visible() {
		return 0
	}
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	h := o.MinSize().Height // again: text breaks once it knows its width
	o.Resize(fyne.NewSize(width, h))
	return h
}

// MinSize is part of fyne.Layout.
func (HeadBodyFoot) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
		}
	}
	return size
}

// Column stacks objects at their heights with a gap, each as wide as the column. Unlike Fyne's VBox it tells
// paragraphs their width before it asks for their height.
type Column struct {
	Gap  float32
	PadX float32
	PadY float32
}

// Layout is part of fyne.Layout.
func (c Column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := c.PadY
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := visibleHeight(o, size.Width-2*c.PadX)
		o.Move(fyne.NewPos(c.PadX, y))
		y += h + c.Gap
	}
}

// MinSize is part of fyne.Layout.
func (c Column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 2*c.PadY)
	n := 0
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width), size.Height+m.Height)
			n++
		}
	}
	if n > 1 {
		size.Height += float32(n-1) * c.Gap
	}
	size.Width += 2 * c.PadX
	return size
}

// Row sets objects side by side with a gap, at their own widths and centred on its height; the one at Stretch takes
// what is left, none if it is -1.
type Row struct {
	Gap     float32
	Pad     float32
	Stretch int
}

// Layout is part of fyne.Layout.
func (r Row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := size.Width - r.MinSize(objects).Width
	x := r.Pad
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if i == r.Stretch {
			m.Width = max(0, m.Width+spare)
		}
		o.Resize(m)
		o.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
		x += m.Width + r.Gap
	}
}

// MinSize is part of fyne.Layout.
func (r Row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(2*r.Pad, 0)
	n := 0
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			size = fyne.NewSize(size.Width+m.Width, max(size.Height, m.Height))
			n++
		}
	}
	if n > 1 {
		size.Width += float32(n-1) * r.Gap
	}
	return size
}

// Inset keeps a distance around one object.
type Inset struct{ Top, Right, Bottom, Left float32 }

// Layout is part of fyne.Layout.
func (i Inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(i.Left, i.Top))
		o.Resize(fyne.NewSize(max(0, size.Width-i.Left-i.Right), max(0, size.Height-i.Top-i.Bottom)))
	}
}

// MinSize is part of fyne.Layout.
func (i Inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size.AddWidthHeight(i.Left+i.Right, i.Top+i.Bottom)
}
