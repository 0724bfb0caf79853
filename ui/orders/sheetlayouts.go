package orders

import "fyne.io/fyne/v2"

// footLayout puts one object at the foot, in the middle.
type footLayout struct{}

const (
	sheetWide = float32(820)
	sheetFoot = float32(26)
)

// Layout is part of fyne.Layout.
func (footLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := max(1, min(sheetWide, size.Width-24))
	for _, o := range objects {
		height := min(fitted(o, width), size.Height-16)
		place(o, (size.Width-width)/2, size.Height-height-min(sheetFoot, (size.Height-height)/2), width, height)
	}
}

// MinSize is part of fyne.Layout.
func (footLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 100) }

// sheetLayout sets the summary beside the message and the buttons below them;
// where there is little room all stand in one column.
type sheetLayout struct{ width float32 }

const (
	sheetFold   = float32(600)
	messageWide = float32(330)
	sheetGap    = float32(12)
)

// Layout is part of fyne.Layout.
func (s *sheetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s.width = size.Width
	s.arrange(objects)
}

func (s *sheetLayout) arrange(objects []fyne.CanvasObject) float32 {
	if len(objects) < 3 {
		return 100 // nothing was proposed yet
	}
	summary, message, buttons := objects[0], objects[1], objects[2]
	var y float32
	switch {
	case !message.Visible():
		y = fitted(summary, s.width)
		summary.Move(fyne.NewPos(0, 0))
	case s.width < sheetFold:
		y = fitted(summary, s.width)
		summary.Move(fyne.NewPos(0, 0))
		message.Move(fyne.NewPos(0, y+sheetGap))
		y += sheetGap + fitted(message, s.width)
	default:
		left := s.width - messageWide - 24
		y = max(fitted(summary, left), fitted(message, messageWide))
		summary.Move(fyne.NewPos(0, 0))
		message.Move(fyne.NewPos(left+24, 0))
	}
	y += sheetGap
	buttons.Move(fyne.NewPos(0, y))
	return y + fitted(buttons, s.width)
}

// MinSize is part of fyne.Layout.
func (s *sheetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if s.width == 0 {
		return fyne.NewSize(200, 100)
	}
	return fyne.NewSize(200, s.arrange(objects))
}

// buttonRow sets the first two at the left and the others at the right.
type buttonRow struct{}

// Layout is part of fyne.Layout.
func (buttonRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(-13) // their words stand under the words above
	for _, o := range objects[:2] {
		m := o.MinSize()
		place(o, x, (size.Height-m.Height)/2, m.Width, m.Height)
		x += m.Width
	}
	right := size.Width
	for i := len(objects) - 1; i >= 2; i-- {
		m := objects[i].MinSize()
		right -= m.Width
		place(objects[i], right, (size.Height-m.Height)/2, m.Width, m.Height)
		right -= 8
	}
}

// MinSize is part of fyne.Layout.
func (buttonRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		m := o.MinSize()
		size = fyne.NewSize(size.Width+m.Width+8, max(size.Height, m.Height))
	}
	return size
}

// rightAligned sets one object at the right.
type rightAligned struct{}

// Layout is part of fyne.Layout.
func (rightAligned) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		m := o.MinSize()
		place(o, size.Width-m.Width, (size.Height-m.Height)/2, m.Width, m.Height)
	}
}

// MinSize is part of fyne.Layout.
func (rightAligned) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}
