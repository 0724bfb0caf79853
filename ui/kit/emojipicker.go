package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"mostrador/assets"
)

// EmojiPickerParams says what a picker offers.
type EmojiPickerParams struct {
	Recent []string                // used last, newest first
	Title  func(key string) string // the words over a group: "recent", "faces", … (assets.EmojiGroups)
	Hint   string                  // in the field
	OnPick func(emoji string)
}

// EmojiPicker is a popup of all emoji with a field to search them. Up and Down walk from line to line, Left and Right
// within one, Enter takes, Esc closes.
type EmojiPicker struct {
	widget.BaseWidget
	params EmojiPickerParams
	canvas fyne.Canvas
	at     fyne.Position
	field  *SearchField
	list   *RowList
	lines  []emojiLine
	row    int // of the chosen one; -1 before one walks
	column int
	gone   bool
}

// emojiLine is a row of the picker: a title, or emoji.
type emojiLine struct {
	title string
	emoji []string
}

const (
	pickerColumns = 9
	pickerPad     = float32(10)
	pickerHeight  = float32(372)
	pickerWidth   = pickerColumns*emojiCell + 2*pickerPad + 8
)

// ShowEmojiPicker opens a picker at a place of the canvas, moved to fit.
func ShowEmojiPicker(c fyne.Canvas, at fyne.Position, p EmojiPickerParams) *EmojiPicker {
	e := &EmojiPicker{params: p, canvas: c, at: at}
	e.field = NewSearchField(p.Hint, "", func(string) { e.search() })
	e.field.Entry.OnKey = e.key
	e.list = NewRowList(RowListParams{Count: func() int { return len(e.lines) },
		Make: func() fyne.CanvasObject { return newEmojiRow(e) },
		Fill: func(i int, o fyne.CanvasObject) { o.(*emojiRow).show(i) }})
	e.search()
	e.ExtendBaseWidget(e)
	e.Resize(c.Size())
	c.Overlays().Add(e)
	c.Focus(e.field.Entry)
	return e
}

// Close takes the picker away.
func (e *EmojiPicker) Close() {
	if !e.gone {
		e.gone = true
		e.canvas.Overlays().Remove(e)
	}
}

func (e *EmojiPicker) stepBack() { e.Close() }

// Tapped beside the picker closes it.
func (e *EmojiPicker) Tapped(ev *fyne.PointEvent) {
	NotePointer()
	at := e.corner(e.Size())
	if ev.Position.X < at.X || ev.Position.Y < at.Y || ev.Position.X > at.X+pickerWidth || ev.Position.Y > at.Y+pickerHeight {
		e.Close()
	}
}

// TappedSecondary closes it as well.
func (e *EmojiPicker) TappedSecondary(*fyne.PointEvent) { e.Close() }

// Scrolled keeps the wheel from what lies under the picker.
func (e *EmojiPicker) Scrolled(*fyne.ScrollEvent) {}

func (e *EmojiPicker) search() {
	wanted := assets.FoldWords(strings.TrimSpace(e.field.Text()))
	e.lines, e.row, e.column = nil, -1, 0
	if wanted == "" {
		e.add(e.title("recent"), e.params.Recent)
	}
	var found []string
	for _, group := range assets.EmojiGroups() {
		var all []string
		for _, emoji := range group.Emoji {
			if emoji.Finds(wanted) {
				all = append(all, emoji.Text)
			}
		}
		if wanted == "" {
			e.add(e.title(group.Key), all)
		}
		found = append(found, all...)
	}
	if wanted != "" {
		e.add("", found)
		if len(found) > 0 {
			e.row = 0
		} else {
			e.add(e.title("none"), []string{})
		}
	}
	e.list.Refresh()
	e.list.ScrollToTop()
}

func (e *EmojiPicker) title(key string) string {
	if e.params.Title == nil {
		return key
	}
	return e.params.Title(key)
}

// add puts emoji into lines, under a title.
func (e *EmojiPicker) add(title string, all []string) {
	if all == nil {
		return
	}
	if title != "" {
		e.lines = append(e.lines, emojiLine{title: title})
	}
	for from := 0; from < len(all); from += pickerColumns {
		e.lines = append(e.lines, emojiLine{emoji: all[from:min(from+pickerColumns, len(all))]})
	}
}

func (e *EmojiPicker) key(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyDown:
		e.walk(1)
	case fyne.KeyUp:
		e.walk(-1)
	case fyne.KeyLeft, fyne.KeyRight:
		if e.row < 0 {
			return false
		}
		step := 1
		if ev.Name == fyne.KeyLeft {
			step = -1
		}
		n := len(e.lines[e.row].emoji)
		e.choose(e.row, (e.column+step+n)%n)
	case fyne.KeyReturn, fyne.KeyEnter:
		e.pick(e.row, e.column)
	default:
		return false
	}
	return true
}

// walk goes to the next line with emoji.
func (e *EmojiPicker) walk(by int) {
	for row := e.row + by; row >= 0 && row < len(e.lines); row += by {
		if n := len(e.lines[row].emoji); n > 0 {
			e.choose(row, min(e.column, n-1))
			e.list.ScrollTo(row)
			return
		}
	}
	if by < 0 {
		e.choose(-1, 0)
		e.list.ScrollToTop()
	}
}

func (e *EmojiPicker) choose(row, column int) {
	if row != e.row || column != e.column {
		e.row, e.column = row, column
		e.list.Refresh()
	}
}

func (e *EmojiPicker) pick(row, column int) {
	if row < 0 || row >= len(e.lines) || column >= len(e.lines[row].emoji) {
		return
	}
	emoji := e.lines[row].emoji[column]
	e.Close()
	if e.params.OnPick != nil {
		e.params.OnPick(emoji)
	}
}

// corner is where the panel stands: over the place it belongs to where there is room.
func (e *EmojiPicker) corner(size fyne.Size) fyne.Position {
	y := e.at.Y - pickerHeight - 8
	if y < 8 {
		y = e.at.Y + 8
	}
	return fyne.NewPos(max(8, min(e.at.X, size.Width-pickerWidth-8)), max(8, min(y, size.Height-pickerHeight-8)))
}

// CreateRenderer is part of fyne.Widget.
func (e *EmojiPicker) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Panel, Line, RadiusBubble)
	f.add(e.field, e.list)
	f.update = func() { lift(back.Rectangle) }
	f.least = func() fyne.Size { return fyne.NewSize(10, 10) }
	f.place = func(size fyne.Size) {
		at := e.corner(size)
		back.at(at.X, at.Y, pickerWidth, pickerHeight)
		field := e.field.MinSize().Height
		e.field.Move(at.AddXY(pickerPad, pickerPad))
		e.field.Resize(fyne.NewSize(pickerWidth-2*pickerPad, field))
		top := field + 2*pickerPad
		e.list.Move(at.AddXY(pickerPad, top))
		e.list.Resize(fyne.NewSize(pickerWidth-pickerPad-2, pickerHeight-top-4))
	}
	return f.start()
}

// emojiRow draws a line of the picker; it is used again while the list scrolls.
type emojiRow struct {
	widget.BaseWidget
	picker *EmojiPicker
	index  int
}

func newEmojiRow(e *EmojiPicker) *emojiRow {
	r := &emojiRow{picker: e}
	r.ExtendBaseWidget(r)
	return r
}

func (r *emojiRow) show(index int) {
	r.index = index
	r.Refresh()
}

func (r *emojiRow) line() emojiLine {
	if r.index >= len(r.picker.lines) {
		return emojiLine{}
	}
	return r.picker.lines[r.index]
}

// Tapped takes the emoji under the pointer.
func (r *emojiRow) Tapped(ev *fyne.PointEvent) {
	NotePointer()
	r.picker.pick(r.index, int(ev.Position.X/emojiCell))
}

// MouseIn is part of desktop.Hoverable.
func (r *emojiRow) MouseIn(*desktop.MouseEvent) {}

// MouseMoved marks the emoji under the pointer.
func (r *emojiRow) MouseMoved(ev *desktop.MouseEvent) {
	if column := int(ev.Position.X / emojiCell); column < len(r.line().emoji) {
		r.picker.choose(r.index, column)
	}
}

// MouseOut is part of desktop.Hoverable.
func (r *emojiRow) MouseOut() {}

// CreateRenderer is part of fyne.Widget.
func (r *emojiRow) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	mark := f.box(SoftAccent, Clear, 10)
	title := f.text("", Meta, Muted, true)
	var cells [pickerColumns]*textBlock
	for i := range cells {
		cells[i] = f.text("", Title, Ink, false)
	}
	f.update = func() {
		line := r.line()
		title.setText(line.title)
		for i, cell := range cells {
			text := ""
			if i < len(line.emoji) {
				text = line.emoji[i]
			}
			cell.setText(text)
		}
		mark.Hidden = r.picker.row != r.index || len(line.emoji) == 0
	}
	f.least = func() fyne.Size { return fyne.NewSize(pickerColumns*emojiCell, emojiCell) }
	f.place = func(fyne.Size) {
		title.place(fyne.NewPos(4, emojiCell-Meta.LineHeight()-4), pickerColumns*emojiCell)
		mark.at(float32(r.picker.column)*emojiCell+1, 1, emojiCell-2, emojiCell-2)
		for i, cell := range cells {
			size := cell.fit(0)
			cell.place(fyne.NewPos(float32(i)*emojiCell+(emojiCell-size.Width)/2, (emojiCell-size.Height)/2), size.Width+1)
		}
	}
	return f.start()
}
