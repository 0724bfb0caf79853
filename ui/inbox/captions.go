package inbox

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// filesSheet shows the files that are about to be sent, each with its picture
// and a place for its caption.
type filesSheet struct {
	composer *composer
	sheet    *kit.Sheet
	rows     *fyne.Container
	files    []*fileRow
	send     *kit.Button
}

// fileRow is one of them.
type fileRow struct {
	attachment
	object  fyne.CanvasObject
	thumb   *kit.Thumb
	caption *kit.TextField
}

func (c *composer) askCaptions(all []attachment) {
	s := &filesSheet{composer: c, rows: container.New(kit.Column{Gap: 18})}
	s.send = kit.NewButton(say("inbox.send"), kit.Primary, s.submit)
	price, left, known := c.room.shop.Price(c.room.info.Channel, shop.CategoryService)
	s.send.SetSecond(words.Price(price, known, left))
	for _, a := range all {
		s.files = append(s.files, s.row(a))
	}
	s.arrange()
	s.sheet = kit.ShowSheet(c.room.canvas(), kit.SheetParams{Title: say("inbox.sendFile", "Name", words.FirstName(nameOr(c.room.info.Name))),
		Content: s.rows, Buttons: []*kit.Button{s.send}, First: s.files[0].caption.Entry})
}

func (s *filesSheet) row(a attachment) *fileRow {
	icon := "file"
	if isImage(a.media.MIME) {
		icon = "photo"
	}
	f := &fileRow{attachment: a, thumb: kit.NewThumb(thumbSide, icon, nil)}
	f.caption = kit.NewTextField(say("inbox.caption"), "", nil)
	f.caption.Entry.OnSubmit = func(string) { s.submit() }
	drop := kit.NewIconButton("x", say("inbox.leaveOut", "Name", a.media.Name), func() { s.leaveOut(f) })
	name := container.New(kit.Row{Gap: 8, Stretch: 0}, line(joined(a.media.Name, size(a.media.Size)), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}), drop)
	f.object = container.New(kit.Row{Gap: 14, Stretch: 1}, f.thumb, container.New(kit.Column{Gap: 4}, name, f.caption))
	if icon == "photo" {
		pictures := s.composer.room.pictures
		show := func() {
			if img, _ := pictures.peek(a.media.Hash); img != nil {
				f.thumb.SetImage(scaled(img, 2*thumbSide))
			}
		}
		if img, _ := pictures.get(a.media.Hash, show); img != nil {
			show()
		}
	}
	return f
}

func (s *filesSheet) arrange() {
	s.rows.Objects = nil
	for _, f := range s.files {
		s.rows.Add(f.object)
	}
	s.rows.Refresh()
	label := say("inbox.send")
	if len(s.files) > 1 {
		label = say("inbox.sendN", "N", words.Number(len(s.files)))
	}
	s.send.SetLabel(label)
}

// leaveOut takes a file away; the last one closes the sheet.
func (s *filesSheet) leaveOut(out *fileRow) {
	var kept []*fileRow
	for _, f := range s.files {
		if f != out {
			kept = append(kept, f)
		}
	}
	if s.files = kept; len(kept) == 0 {
		s.sheet.Close()
		return
	}
	s.arrange()
	s.sheet.Refresh()
}

func (s *filesSheet) submit() {
	for _, f := range s.files {
		if reason := shop.CheckContent(f.kind, shop.Content{Text: f.caption.Text(), Media: &f.media}); reason != shop.ReasonNone {
			f.caption.SetError(say("inbox.captionTooLong", "Most", words.Number(shop.MaxCaption)))
			return
		}
	}
	s.sheet.Close()
	for _, f := range s.files {
		s.composer.sendFile(f.attachment, f.caption.Text())
	}
}
