package kit

import "fyne.io/fyne/v2"

// A menu's row of emoji.

const emojiCell = float32(38)

func (r *menuRow) cells() int {
	n := len(r.item().Emoji)
	if r.item().OnMore != nil {
		n++
	}
	return n
}

// point takes the cell under the pointer.
func (r *menuRow) point(at fyne.Position) {
	if r.item().Emoji == nil {
		return
	}
	if cell := max(0, min(int((at.X-4)/emojiCell), r.cells()-1)); cell != r.cell {
		r.cell = cell
		r.Refresh()
	}
}

func (r *menuRow) walk(forward bool) {
	step := -1
	if forward {
		step = 1
	}
	r.cell = (r.cell + step + r.cells()) % r.cells()
	r.Refresh()
}

// pick does what the cell is for.
func (r *menuRow) pick() {
	it := r.item()
	switch {
	case r.cell < len(it.Emoji):
		if it.OnEmoji != nil {
			it.OnEmoji(it.Emoji[r.cell])
		}
	case it.OnMore != nil:
		it.OnMore()
	}
}

func (r *menuRow) emojiFace(f *face) *face {
	it := r.item()
	chosen := f.box(SoftAccent, Clear, 10)
	hover := f.box(Clear, Clear, 10)
	var faces []*textBlock
	for _, e := range it.Emoji {
		faces = append(faces, f.text(e, Title, Ink, false))
	}
	more := f.icon("plus", Muted, 18)
	if it.OnMore == nil {
		more.Hide()
	}
	f.update = func() {
		hover.fill = Clear
		if r.menu.chosen == r.index {
			hover.fill = SelectedRow
		}
	}
	f.least = func() fyne.Size { return fyne.NewSize(8+emojiCell*float32(r.cells()), emojiCell+4) }
	f.place = func(fyne.Size) {
		cellAt := func(i int) fyne.Position { return fyne.NewPos(4+emojiCell*float32(i), 2) }
		at := cellAt(r.cell)
		hover.at(at.X+1, at.Y+1, emojiCell-2, emojiCell-2)
		chosen.Hide()
		for i, text := range faces {
			at, size := cellAt(i), text.fit(0)
			if it.Emoji[i] == it.Chosen {
				chosen.Show()
				chosen.at(at.X+1, at.Y+1, emojiCell-2, emojiCell-2)
			}
			text.place(at.AddXY((emojiCell-size.Width)/2, (emojiCell-size.Height)/2), size.Width+1)
		}
		at = cellAt(len(faces))
		more.place(at.X+emojiCell/2, at.Y+emojiCell/2)
	}
	return f.start()
}
