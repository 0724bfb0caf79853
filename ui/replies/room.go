package replies

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// Room is the Replies room.
type Room struct {
	desk      *desk.Desk
	content   fyne.CanvasObject
	body      *fyne.Container
	tabs      *kit.SegmentedControl
	fresh     *kit.Button
	mine      *mine
	templates *templates
}

// New makes the room.
func New(d *desk.Desk) *Room {
	r := &Room{desk: d}
	r.mine, r.templates = newMine(d), newTemplates(d)
	r.tabs = kit.NewSegmentedControl([]string{lang.L("replies.mine"), lang.L("replies.approved")}, 0, r.tab)
	r.fresh = kit.NewButton(lang.L("replies.new"), kit.Primary, r.mine.begin)
	r.fresh.Tip = lang.L("replies.newTip")
	head := kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 14, Bottom: 14},
		container.New(kit.Row{Gap: 12, Pad: 18, Stretch: 1},
			kit.NewTitle(lang.L("replies.title")), container.NewWithoutLayout(), r.tabs, r.fresh)))
	r.body = container.NewStack(r.mine.content)
	r.content = container.New(kit.HeadBodyFoot{}, head, r.body, nothing())
	d.OnChanged(r.changed)
	return r
}

func nothing() fyne.CanvasObject {
	o := container.NewWithoutLayout()
	o.Hide()
	return o
}

// Content is the room's object.
func (r *Room) Content() fyne.CanvasObject { return r.content }

// Enter reads what is there now.
func (r *Room) Enter(p desk.Place) {
	r.mine.read()
	r.templates.read()
	if p.Section == desk.Templates {
		r.tabs.Choose(1)
		r.tab(1)
	}
}

// Shortcut: Ctrl+N begins a reply, Ctrl+F searches.
func (r *Room) Shortcut(s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return false
	}
	switch custom.KeyName {
	case fyne.KeyN:
		r.tabs.Choose(0)
		r.tab(0)
		r.mine.begin()
	case fyne.KeyF:
		r.tabs.Choose(0)
		r.tab(0)
		r.mine.search.Entry.TapToFocus()
	default:
		return false
	}
	return true
}

// StepBack leaves the editor where it stands alone.
func (r *Room) StepBack() bool {
	if r.tabs.Chosen() == 1 {
		return r.templates.back()
	}
	return r.mine.back()
}

func (r *Room) tab(index int) {
	show := r.mine.content
	r.fresh.Show()
	if index == 1 {
		show = r.templates.content
		r.fresh.Hide()
	}
	r.body.Objects = []fyne.CanvasObject{show}
	r.body.Refresh()
	r.content.Refresh()
}

func (r *Room) changed(c store.Changed) {
	if c.Replies || c.All {
		r.mine.read()
	}
	if c.Templates || c.Errands || c.Shop || c.All {
		r.templates.read()
	}
}
