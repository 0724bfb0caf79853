package inbox

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/ui/kit"
)

// strip is a line over the composer: what is still to be filled in, what is
// wrong with the text.
type strip struct {
	object *fyne.Container
	banner *kit.Banner
}

func newStrip() *strip {
	s := &strip{banner: kit.NewBanner(kit.ToneAmber, "", "")}
	s.object = container.NewStack(s.banner)
	s.object.Hide()
	return s
}

func (s *strip) tell(text string) { s.set(kit.ToneAmber, text) }
func (s *strip) warn(text string) { s.set(kit.ToneWarning, text) }
func (s *strip) clear()           { s.object.Hide() }

func (s *strip) set(tone kit.Tone, text string) {
	s.banner.SetTone(tone)
	s.banner.Set("", text)
	s.object.Show()
}

// quoteStrip shows which message is being answered.
type quoteStrip struct {
	object *fyne.Container
	author *kit.Text
	text   *kit.Text
}

func newQuoteStrip(drop func()) *quoteStrip {
	q := &quoteStrip{author: line("", kit.Style{Scale: kit.Secondary, Bold: true, Tone: kit.Accent}),
		text: line("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})}
	row := container.New(kit.Row{Gap: 10, Pad: 18, Stretch: 1}, kit.NewIcon("reply", kit.Accent, 16),
		container.New(kit.Column{}, q.author, q.text), kit.NewIconButton("x", say("inbox.unquote"), drop))
	q.object = container.NewStack(kit.NewFooterGround(kit.Panel, container.New(kit.Inset{Top: 6, Bottom: 2}, row)))
	q.object.Hide()
	return q
}

func (q *quoteStrip) show(author, text string) {
	q.author.SetText(author)
	q.text.SetText(text)
	q.object.Show()
}

func (q *quoteStrip) hide() { q.object.Hide() }
