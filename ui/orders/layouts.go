package orders

import "fyne.io/fyne/v2"

// headRow is the room's head: title, search, views and button. Where there is
// little room the search shrinks, and then stands under the rest.
type headRow struct{ width float32 }

const (
	headPad    = float32(18)
	headGap    = float32(10)
	searchWide = float32(260)
	searchLess = float32(210)
)

func (h *headRow) folded(objects []fyne.CanvasObject) bool {
	if h.width == 0 {
		return false
	}
	need := 2*headPad + float32(len(objects)-1)*headGap + searchLess
	for i, o := range objects {
		if i != 1 {
			need += o.MinSize().Width
		}
	}
	return need > h.width
}

// Layout is part of fyne.Layout.
func (h *headRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h.width = size.Width
	x, y, height := size.Width-headPad, float32(14), h.line(objects)
	for i := len(objects) - 1; i > 1; i-- {
		m := objects[i].MinSize()
		x -= m.Width
		place(objects[i], x, y+(height-m.Height)/2, m.Width, m.Height)
		x -= headGap
	}
	title, search := objects[0].MinSize(), objects[1].MinSize()
	place(objects[0], headPad, y+(height-title.Height)/2, title.Width, title.Height)
	if h.folded(objects) {
		place(objects[1], headPad, y+height+8, size.Width-2*headPad, search.Height)
		return
	}
	wide := min(searchWide, x-headPad-title.Width-headGap)
	place(objects[1], x-wide, y+(height-search.Height)/2, wide, search.Height)
}

func (h *headRow) line(objects []fyne.CanvasObject) float32 {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return height
}

// MinSize is part of fyne.Layout.
func (h *headRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := h.line(objects) + 28
	if h.folded(objects) {
		height += objects[1].MinSize().Height + 8
	}
	return fyne.NewSize(320, height)
}

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// fitted gives an object its height at a width and tells that height: text
// breaks only once it knows its width.
func fitted(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(width, height))
	return height
}

// narrow keeps one object at most so wide, at the left.
type narrow struct{ width float32 }

// Layout is part of fyne.Layout.
func (n narrow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(n.width, size.Width)
	for _, o := range objects {
		place(o, 0, 0, width, size.Height)
	}
}

// MinSize is part of fyne.Layout.
func (n narrow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return fyne.NewSize(min(size.Width, 280), size.Height)
}

// twoColumns sets two objects side by side, or one under the other where there
// is too little room.
type twoColumns struct {
	gap, fold float32 // fold: the width below which they stack
	share     float32 // of the first, from 0 to 1
	flip      bool    // the second stands over the first where they stack
	width     float32
}

// Layout is part of fyne.Layout.
func (t *twoColumns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	t.width = size.Width
	if t.width < t.fold {
		over, under := objects[0], objects[1]
		if t.flip {
			over, under = under, over
		}
		h := fitted(over, size.Width)
		over.Move(fyne.NewPos(0, 0))
		fitted(under, size.Width)
		under.Move(fyne.NewPos(0, h+t.gap))
		return
	}
	first := (size.Width - t.gap) * t.share
	fitted(objects[0], first)
	objects[0].Move(fyne.NewPos(0, 0))
	fitted(objects[1], size.Width-t.gap-first)
	objects[1].Move(fyne.NewPos(first+t.gap, 0))
}

// MinSize is part of fyne.Layout.
func (t *twoColumns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	if t.width > 0 && t.width < t.fold {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+t.gap+b.Height)
	}
	return fyne.NewSize(200, max(a.Height, b.Height))
}
