package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// ProgressSteps shows how far an order is: one segment for each status.
type ProgressSteps struct {
	widget.BaseWidget
	steps, done int
}

// NewProgressSteps makes the bar.
func NewProgressSteps(steps, done int) *ProgressSteps {
	p := &ProgressSteps{steps: steps, done: done}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes how far it is.
func (p *ProgressSteps) Set(steps, done int) {
	p.steps, p.done = steps, done
	p.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (p *ProgressSteps) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	bar := newStepsBar(f)
	f.update = func() { bar.set(p.steps, p.done) }
	f.least = func() fyne.Size { return fyne.NewSize(float32(max(p.steps, 1))*16, 5) }
	f.place = func(s fyne.Size) { bar.place(fyne.NewPos(0, (s.Height-5)/2), s.Width) }
	return f.start()
}

// stepsBar is the bar drawn inside another part.
type stepsBar struct {
	face        *face
	segments    []*box
	steps, done int
}

func newStepsBar(f *face) *stepsBar { return &stepsBar{face: f} }

func (b *stepsBar) set(steps, done int) {
	b.steps, b.done = steps, done
	for len(b.segments) < steps {
		b.segments = append(b.segments, b.face.box(Line, Clear, 2.5))
	}
	for i, s := range b.segments {
		s.Hidden = i >= steps
		s.fill = Line
		if i < done {
			s.fill = Accent
		}
		if !b.face.measuring {
			s.repaint()
		}
	}
}

func (b *stepsBar) place(at fyne.Position, width float32) {
	if b.steps == 0 {
		return
	}
	gap := float32(4)
	w := (width - gap*float32(b.steps-1)) / float32(b.steps)
	for i := range b.steps {
		b.segments[i].at(at.X+float32(i)*(w+gap), at.Y, w, 5)
	}
}

// ProgressLine tells how far a piece of work is that can be counted.
type ProgressLine struct {
	widget.BaseWidget
	done float32
}

// NewProgressLine makes one at zero.
func NewProgressLine() *ProgressLine {
	p := &ProgressLine{}
	p.ExtendBaseWidget(p)
	return p
}

// Set tells how much is done, from 0 to 1. Call it a few times a second at most.
func (p *ProgressLine) Set(done float32) {
	p.done = max(0, min(done, 1))
	p.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (p *ProgressLine) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Line, Clear, 2.5)
	bar := f.box(Accent, Clear, 2.5)
	f.least = func() fyne.Size { return fyne.NewSize(80, 5) }
	f.place = func(s fyne.Size) {
		y := (s.Height - 5) / 2
		back.at(0, y, s.Width, 5)
		bar.at(0, y, s.Width*p.done, 5)
	}
	return f.start()
}
