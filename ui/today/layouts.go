package today

import "fyne.io/fyne/v2"

func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// fitted gives an object its height at a width and tells that height.
func fitted(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(width, height))
	return height
}

// sideBySide sets what needs someone beside the figures, or over them where
// there is little room.
type sideBySide struct{ width float32 }

const (
	figuresWide = float32(280)
	foldBelow   = float32(760)
	gap         = float32(16)
)

// Layout is part of fyne.Layout.
func (s *sideBySide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s.width = size.Width
	if s.width < foldBelow {
		height := fitted(objects[0], s.width)
		objects[0].Move(fyne.NewPos(0, 0))
		fitted(objects[1], s.width)
		objects[1].Move(fyne.NewPos(0, height+gap))
		return
	}
	left := s.width - figuresWide - gap
	fitted(objects[0], left)
	objects[0].Move(fyne.NewPos(0, 0))
	fitted(objects[1], figuresWide)
	objects[1].Move(fyne.NewPos(left+gap, 0))
}

// MinSize is part of fyne.Layout.
func (s *sideBySide) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	if s.width > 0 && s.width < foldBelow {
		return fyne.NewSize(240, a.Height+gap+b.Height)
	}
	return fyne.NewSize(240, max(a.Height, b.Height))
}

// lineLayout sets who, what and the word at the end.
type lineLayout struct{}

// Layout is part of fyne.Layout.
func (lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	end := objects[2].MinSize()
	room := size.Width - end.Width - 14
	who := min(190, room*0.45)
	for _, o := range objects {
		h := o.MinSize().Height
		y := (size.Height - h) / 2
		switch o {
		case objects[0]:
			place(o, 0, y, who-10, h)
		case objects[1]:
			place(o, who, y, room-who, h)
		default:
			place(o, size.Width-end.Width, y, end.Width, h)
		}
	}
}

// MinSize is part of fyne.Layout.
func (lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(220, height)
}

// troubleLayout sets words beside their buttons.
type troubleLayout struct{}

// Layout is part of fyne.Layout.
func (*troubleLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	b := objects[1].MinSize()
	height := fitted(objects[0], max(80, size.Width-b.Width-12))
	objects[0].Move(fyne.NewPos(0, 0))
	place(objects[1], size.Width-b.Width, max(0, (height-b.Height)/2), b.Width, b.Height)
}

// MinSize is part of fyne.Layout.
func (*troubleLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(b.Width+100, max(a.Height, b.Height))
}
