package replies

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// row shows a reply in the list.
type row struct {
	*kit.ListRow
	word, uses, text *kit.Text
	folder           *kit.Text
}

func newRow() *row {
	r := &row{
		word: kit.NewText("", kit.Style{Scale: kit.Body, Tone: kit.Accent, Bold: true}),
		uses: kit.NewText("", kit.Style{Scale: kit.Meta, Tone: kit.Muted}),
		text: kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
	}
	r.folder = kit.NewText("", kit.Style{Scale: kit.Meta, Tone: kit.Muted})
	r.folder.Least = 20
	r.ListRow = kit.NewListRow(container.New(kit.Column{Gap: 2},
		container.New(kit.Row{Gap: 8, Stretch: 1}, r.word, r.folder, r.uses), container.New(clipped{}, r.text)), nil)
	r.Height = 60
	return r
}

func (r *row) set(reply store.Reply, open bool, tapped func()) {
	r.word.SetText("/" + reply.Shortcut)
	r.uses.SetText("")
	if reply.Uses == 1 {
		r.uses.SetText(lang.L("replies.uses1"))
	} else if reply.Uses > 1 {
		r.uses.SetText(lang.L("replies.uses", map[string]any{"N": words.Number(reply.Uses)}))
	}
	r.folder.SetText(reply.Folder)
	r.text.SetText(reply.Text)
	r.SetSelected(open)
	r.OnTapped = tapped
	r.Refresh()
}

// clipped gives one line the width there is and asks for none.
type clipped struct{}

// Layout is part of fyne.Layout.
func (clipped) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// MinSize is part of fyne.Layout.
func (clipped) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(40, objects[0].MinSize().Height)
}

// listAndPage sets the list beside the page; where there is room for one, the
// page takes the list's place while something is open.
type listAndPage struct {
	page   bool
	single bool // the page stands alone
}

// Layout is part of fyne.Layout.
func (l *listAndPage) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, page := objects[0], objects[1]
	single := size.Width+kit.RailWidth < kit.OnePaneBelow+1
	l.single = single
	show(list, !single || !l.page)
	show(page, !single || l.page)
	width := float32(kit.ListWidth)
	if single {
		width = size.Width
		page.Move(fyne.NewPos(0, 0))
		page.Resize(size)
	} else {
		page.Move(fyne.NewPos(width, 0))
		page.Resize(fyne.NewSize(max(0, size.Width-width), size.Height))
	}
	list.Move(fyne.NewPos(0, 0))
	list.Resize(fyne.NewSize(width, size.Height))
}

// MinSize is part of fyne.Layout.
func (l *listAndPage) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 320) }

func show(o fyne.CanvasObject, visible bool) {
	switch {
	case visible && !o.Visible():
		o.Show()
	case !visible && o.Visible():
		o.Hide()
	}
}
