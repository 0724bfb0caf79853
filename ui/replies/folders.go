package replies

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/ui/kit"
)

// folderChoice narrows the list to a folder; it is there while there are any.
type folderChoice struct {
	object *fyne.Container
	names  []string // of the options after the first, which is all
	chosen string
	all    bool
	tell   func()
}

func newFolderChoice(tell func()) *folderChoice {
	f := &folderChoice{object: container.NewStack(), all: true, tell: tell}
	f.object.Hide()
	return f
}

// set offers the folders of the replies there are; a folder that is gone is
// left for all.
func (f *folderChoice) set(replies []store.Reply) {
	names := foldersOf(replies)
	if !f.all && !slices.Contains(names, f.chosen) {
		f.all = true
	}
	if slices.Equal(names, f.names) && len(f.object.Objects) > 0 == (len(names) > 1) {
		return
	}
	f.names = names
	f.build()
}

// foldersOf are the folders by name; that of replies without one stands last.
func foldersOf(replies []store.Reply) []string {
	var names []string
	loose := false
	for _, r := range replies {
		if r.Folder == "" {
			loose = true
		} else if !slices.Contains(names, r.Folder) {
			names = append(names, r.Folder)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return compare(plain(a), plain(b)) })
	if loose && len(names) > 0 {
		names = append(names, "")
	}
	return names
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (f *folderChoice) build() {
	f.object.RemoveAll()
	show(f.object, len(f.names) > 0)
	if len(f.names) == 0 {
		return
	}
	options, chosen := []string{lang.L("replies.folder.all")}, 0
	for i, name := range f.names {
		if !f.all && name == f.chosen {
			chosen = i + 1
		}
		if name == "" {
			name = lang.L("replies.folder.none")
		}
		options = append(options, name)
	}
	f.object.Add(kit.NewChoice(lang.L("replies.folder"), options, chosen, f.choose))
}

func (f *folderChoice) choose(option int) {
	f.all = option == 0
	if !f.all {
		f.chosen = f.names[option-1]
	}
	f.tell()
}

func (f *folderChoice) has(r store.Reply) bool { return f.all || r.Folder == f.chosen }

// name is the folder that is chosen, "" for none or all: a new reply begins in it.
func (f *folderChoice) name() string {
	if f.all {
		return ""
	}
	return f.chosen
}

// head is what stands over the list.
func (m *mine) head() fyne.CanvasObject {
	m.folders = newFolderChoice(m.filter)
	m.menu = kit.NewIconButton("more", lang.L("replies.more"), func() {
		m.more(fyne.CurrentApp().Driver().AbsolutePositionForObject(m.menu).AddXY(0, m.menu.Size().Height))
	})
	return container.New(kit.Inset{Top: 12, Right: 16, Bottom: 12, Left: 16}, container.New(kit.Column{Gap: 8},
		container.New(kit.Row{Gap: 6, Stretch: 0}, m.search, m.menu), m.folders.object))
}
