package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RowListParams says where a list's rows come from.
type RowListParams struct {
	Count func() int
	Make  func() fyne.CanvasObject               // an empty row; all have its height
	Fill  func(index int, row fyne.CanvasObject) // shows an item in a row
}

// RowList is a flush list of rows of one height, such as chats. Rows are used again as it scrolls, so Fill must set
// everything, callbacks too.
type RowList struct {
	widget.BaseWidget
	list *widget.List
	over *container.ThemeOverride
}

// NewRowList makes one.
func NewRowList(p RowListParams) *RowList {
	l := &RowList{}
	l.list = widget.NewList(p.Count, p.Make, func(i widget.ListItemID, o fyne.CanvasObject) {
		if i < p.Count() {
			p.Fill(i, o)
		}
	})
	l.list.HideSeparators = true
	l.over = container.NewThemeOverride(l.list, &flushTheme{})
	l.ExtendBaseWidget(l)
	return l
}

// ScrollTo brings a row into view.
func (l *RowList) ScrollTo(index int) { l.list.ScrollTo(index) }

// ScrollToTop goes to the first row.
func (l *RowList) ScrollToTop() { l.list.ScrollToTop() }

// Offset is how far the list is scrolled.
func (l *RowList) Offset() float32 { return l.list.GetScrollOffset() }

// ScrollToOffset scrolls to a distance from the top.
func (l *RowList) ScrollToOffset(offset float32) { l.list.ScrollToOffset(offset) }

// Refresh fills the visible rows again.
func (l *RowList) Refresh() {
	l.list.Refresh()
	l.BaseWidget.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (l *RowList) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.add(l.over)
	f.least = func() fyne.Size { return l.over.MinSize() }
	f.place = func(s fyne.Size) { l.over.Resize(s) }
	return f.start()
}

// flushTheme takes away the room and colours that Fyne's list puts around rows; rows draw their own.
type flushTheme struct{}

func (flushTheme) current() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

func (f flushTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case theme.ColorNameHover, theme.ColorNameSelection, theme.ColorNameFocus, theme.ColorNamePressed:
		return color.Transparent
	}
	return f.current().Color(n, v)
}

func (f flushTheme) Font(s fyne.TextStyle) fyne.Resource { return f.current().Font(s) }

func (f flushTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return f.current().Icon(n) }

func (f flushTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNamePadding, theme.SizeNameSelectionRadius, theme.SizeNameSeparatorThickness:
		return 0
	}
	return f.current().Size(n)
}
