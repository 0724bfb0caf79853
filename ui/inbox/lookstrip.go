package inbox

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/ui/kit"
)

// lookStrip shows, over the composer, how what is written will look to the
// customer, where it has WhatsApp's marks: *bold*, _italic_, ~struck~, `code`.
type lookStrip struct {
	object *fyne.Container
	text   *kit.Paragraph
}

const lookLines = 5

func newLookStrip() *lookStrip {
	s := &lookStrip{text: kit.NewRichParagraph(nil, kit.Style{})}
	s.text.MaxLines = lookLines
	row := container.New(kit.Row{Gap: 10, Pad: 18, Stretch: 1}, kit.NewIcon("eye", kit.Muted, 16), s.text)
	s.object = container.NewStack(kit.NewFooterGround(kit.Panel, container.New(kit.Inset{Top: 8, Bottom: 4}, row)))
	s.object.Hide()
	return s
}

// show follows what is written; it tells whether the room has to be laid out
// again.
func (s *lookStrip) show(text string) bool {
	runs := kit.ParseMessage(text)
	marked := slices.ContainsFunc(runs, func(r kit.Run) bool { return r.Bold || r.Italic || r.Strike || r.Mono })
	was := s.object.Visible()
	if !marked {
		s.object.Hide()
		return was
	}
	s.text.SetRuns(runs)
	s.object.Show()
	return true
}
