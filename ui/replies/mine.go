package replies

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
	"unicode"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// mine is the list of saved replies and the editor beside it.
type mine struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	panes   *listAndPage
	search  *kit.SearchField
	list    *kit.RowList
	listBox *fyne.Container
	page    *fyne.Container
	editor  *editor
	slot    desk.Slot
	folders *folderChoice
	menu    *kit.IconButton

	all   []store.Reply
	shown []store.Reply
	open  shop.ReplyID
}

func newMine(d *desk.Desk) *mine {
	m := &mine{desk: d}
	m.search = kit.NewSearchField(lang.L("replies.search"), "Ctrl F", func(string) { m.filter() })
	m.search.Entry.OnSubmit = func(string) { m.first() }
	m.list = kit.NewRowList(kit.RowListParams{
		Count: func() int { return len(m.shown) },
		Make:  func() fyne.CanvasObject { return newRow() },
		Fill:  m.fill,
	})
	m.listBox = container.NewStack(m.list)
	m.panes = &listAndPage{}
	m.editor = newEditor(d, m.closed, kit.NewBackButton(lang.L("inbox.back"), func() bool { return m.panes.single }, m.closed))
	m.page = container.NewStack(kit.NewEmptyState("replies", lang.L("replies.choose"), "", nil))
	m.content = container.New(m.panes,
		kit.NewListGround(kit.Panel, container.New(kit.HeadBodyFoot{},
			m.head(), m.listBox, nothing())),
		kit.NewGround(kit.Background, m.page))
	return m
}

func (m *mine) read() {
	desk.Load(m.desk, &m.slot, func(ctx context.Context) ([]store.Reply, error) { return m.desk.Store.Replies(ctx, "") },
		func(all []store.Reply) {
			m.all = all
			m.folders.set(all)
			m.filter()
		})
}

// filter shows the replies that have what was typed in their word or text.
func (m *mine) filter() {
	want := plain(m.search.Text())
	m.shown = m.shown[:0:0]
	for _, r := range m.all {
		if m.folders.has(r) && hasText(r, want) {
			m.shown = append(m.shown, r)
		}
	}
	m.listBox.Objects = []fyne.CanvasObject{m.listOrWords()}
	m.listBox.Refresh()
	m.list.Refresh()
}

// hasText tells whether a reply has a plain text in its word or any of its texts.
func hasText(r store.Reply, want string) bool {
	if strings.Contains(plain(r.Shortcut), strings.TrimPrefix(want, "/")) || strings.Contains(plain(r.Text), want) {
		return true
	}
	for _, text := range r.Texts {
		if strings.Contains(plain(text), want) {
			return true
		}
	}
	return false
}

func (m *mine) listOrWords() fyne.CanvasObject {
	switch {
	case len(m.shown) > 0:
		return m.list
	case len(m.all) > 0:
		return kit.NewEmptyState("search", lang.L("replies.noHit", map[string]any{"Text": m.search.Text()}), "", nil)
	}
	return kit.NewEmptyState("replies", lang.L("replies.none"), lang.L("replies.noneText"), nil)
}

// plain is a text without case and accents.
func plain(text string) string {
	out, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		out = text
	}
	return cases.Fold().String(out)
}

func (m *mine) fill(i int, o fyne.CanvasObject) {
	row, ok := o.(*row)
	if !ok {
		return
	}
	reply := m.shown[i]
	row.set(reply, reply.ID == m.open, func() { m.edit(reply) })
}

func (m *mine) first() {
	if len(m.shown) > 0 {
		m.edit(m.shown[0])
	}
}

// begin opens the editor on a reply that doesn't exist yet.
func (m *mine) begin() {
	m.edit(store.Reply{ID: shop.ReplyID{UUID: desk.NewID()}, Folder: m.folders.name()})
}

func (m *mine) edit(r store.Reply) {
	m.open = r.ID
	m.editor.load(r, m.all)
	m.page.Objects = []fyne.CanvasObject{m.editor.content}
	m.page.Refresh()
	m.panes.page = true
	m.content.Refresh()
	m.list.Refresh()
	m.editor.focus()
}

func (m *mine) closed() {
	m.open = shop.ReplyID{}
	m.page.Objects = []fyne.CanvasObject{kit.NewEmptyState("replies", lang.L("replies.choose"), "", nil)}
	m.page.Refresh()
	m.panes.page = false
	m.content.Refresh()
	m.list.Refresh()
}

func (m *mine) back() bool {
	if (m.open == shop.ReplyID{}) {
		return false
	}
	m.closed()
	return true
}
