package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Thumb is a small square picture that can be opened; until it is loaded an icon stands in its place.
type Thumb struct {
	pressable
	side    float32
	icon    string
	picture image.Image
}

// NewThumb makes one of the given side; icon is shown until SetImage ("photo", "file", "video").
func NewThumb(side float32, icon string, onTapped func()) *Thumb {
	t := &Thumb{side: side, icon: icon}
	t.become(t)
	t.OnTapped = onTapped
	return t
}

// SetImage shows a picture, already scaled to about the thumb's size.
func (t *Thumb) SetImage(picture image.Image) {
	t.picture = picture
	t.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (t *Thumb) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Line, Clear, 8)
	icon := f.icon(t.icon, Muted, 22)
	picture := canvas.NewImageFromImage(nil)
	picture.FillMode, picture.CornerRadius = canvas.ImageFillCover, 8
	f.add(picture)
	ring := f.box(Clear, Clear, 8)
	f.update = func() {
		picture.Hidden = t.picture == nil
		icon.name = t.icon
		if t.picture != nil {
			icon.name = ""
		}
		if t.picture != nil && picture.Image != t.picture {
			picture.Image = t.picture
			picture.Refresh()
		}
		ring.edge, ring.stroke = t.edgeOr(Clear), 2
		if t.hovered && !t.ring {
			ring.edge = Edge
		}
	}
	f.least = func() fyne.Size { return fyne.NewSquareSize(t.side) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		ring.at(0, 0, s.Width, s.Height)
		picture.Resize(s)
		icon.place(s.Width/2, s.Height/2)
	}
	return f.start()
}
