package kit

import (
	"hash/fnv"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// avatarColors hold white letters at 4.5:1 or better, in both themes.
var avatarColors = []color.NRGBA{
	rgb(0x7C3AED), rgb(0x0F766E), rgb(0xB45309), rgb(0xBE185D), rgb(0x1D4ED8), rgb(0x4D7C0F),
	rgb(0x9F1239), rgb(0x0E7490), rgb(0x6D28D9), rgb(0x4338CA), rgb(0xA21CAF), rgb(0x15803D),
}

// AvatarColor is the colour that stands for an id, always the same one.
func AvatarColor(id string) color.Color {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return avatarColors[h.Sum32()%uint32(len(avatarColors))]
}

// Avatar is the round picture of a customer or person: initials on their colour, or a photo.
type Avatar struct {
	widget.BaseWidget
	id, name string
	side     float32
	photo    image.Image
}

// NewAvatar makes an avatar of the given diameter; the colour comes from the id, the initials from the name.
func NewAvatar(id, name string, side float32) *Avatar {
	a := &Avatar{id: id, name: name, side: side}
	a.ExtendBaseWidget(a)
	return a
}

// Set shows somebody else.
func (a *Avatar) Set(id, name string) {
	a.id, a.name, a.photo = id, name, nil
	a.Refresh()
}

// SetPhoto shows a picture, already scaled to about the avatar's size; nil shows the initials again.
func (a *Avatar) SetPhoto(photo image.Image) {
	a.photo = photo
	a.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	disc := newAvatarDisc(f, a.side)
	f.update = func() { disc.set(a.id, a.name, a.photo) }
	f.least = func() fyne.Size { return fyne.NewSquareSize(a.side) }
	f.place = func(s fyne.Size) { disc.place(s.Width/2, s.Height/2) }
	return f.start()
}

// avatarDisc is an avatar drawn inside another part.
type avatarDisc struct {
	circle  *canvas.Rectangle
	letters *textBlock
	picture *canvas.Image
	user    *glyph
	side    float32
}

func newAvatarDisc(f *face, side float32) *avatarDisc {
	d := &avatarDisc{circle: canvas.NewRectangle(nil), picture: canvas.NewImageFromImage(nil), side: side}
	d.circle.CornerRadius = side / 2
	d.picture.CornerRadius = side / 2
	d.picture.FillMode = canvas.ImageFillCover
	f.add(d.circle, d.picture)
	scale := Name
	if side < 38 {
		scale = Secondary
	}
	d.letters = f.text("", scale, OnPhoto, true)
	d.user = f.icon("", OnPhoto, side/2)
	return d
}

func (d *avatarDisc) set(id, name string, photo image.Image) {
	d.circle.FillColor = AvatarColor(id)
	initials := Initials(name)
	d.letters.setText(initials)
	d.user.name = ""
	if initials == "" {
		d.user.name = "user"
	}
	d.picture.Hidden = photo == nil
	d.letters.box.Hidden = photo != nil || initials == ""
	if photo != nil {
		d.user.name = ""
	}
	if photo != nil && d.picture.Image != photo {
		d.picture.Image = photo
		d.picture.Refresh()
	}
	d.circle.Refresh()
}

func (d *avatarDisc) place(centerX, centerY float32) {
	half := d.side / 2
	d.circle.Move(fyne.NewPos(centerX-half, centerY-half))
	d.circle.Resize(fyne.NewSquareSize(d.side))
	d.picture.Move(d.circle.Position())
	d.picture.Resize(d.circle.Size())
	size := d.letters.fit(0)
	d.letters.place(fyne.NewPos(centerX-size.Width/2, centerY-size.Height/2), size.Width+1)
	d.user.place(centerX, centerY)
}
