package kit

import "fyne.io/fyne/v2"

// Flow sets objects of one width side by side, in as many lines as they need.
type Flow struct {
	Gap   float32
	Width float32 // of each, at least
	wide  float32 // as it was last laid out
}

// across is how many stand side by side in a width, and how wide each is then.
func (f *Flow) across(width float32) (int, float32) {
	n := max(1, int((width+f.Gap)/(f.Width+f.Gap)))
	return n, min(f.Width*1.4, (width-f.Gap*float32(n-1))/float32(n))
}

// Layout is part of fyne.Layout.
func (f *Flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.wide = size.Width
	n, width := f.across(size.Width)
	height := f.line(objects)
	for i, o := range objects {
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos(float32(i%n)*(width+f.Gap), float32(i/n)*(height+f.Gap)))
	}
}

func (*Flow) line(objects []fyne.CanvasObject) float32 {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return height
}

// MinSize is part of fyne.Layout.
func (f *Flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if len(objects) == 0 {
		return fyne.Size{}
	}
	n, _ := f.across(max(f.wide, f.Width))
	lines := float32((len(objects) + n - 1) / n)
	return fyne.NewSize(f.Width, lines*f.line(objects)+(lines-1)*f.Gap)
}
