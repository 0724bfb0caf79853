package ui

import (
	"strconv"

	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/ui/desk"
)

// actions are everything that can be done now: what the room that is shown
// offers first, then the others' and the window's own.
func (w *Window) actions() []desk.Action {
	all := w.roomActions(w.current)
	all = append(all, w.ways()...)
	for i := range w.rooms {
		if i != w.current {
			all = append(all, w.roomActions(i)...)
		}
	}
	all = append(all, w.settings()...)
	return append(all, w.own()...)
}

// roomActions are a room's; done from elsewhere they lead there first.
func (w *Window) roomActions(index int) []desk.Action {
	if index < 0 {
		return nil
	}
	actor, ok := w.rooms[index].room.(Actor)
	if !ok {
		return nil
	}
	all := actor.Actions()
	for i, a := range all {
		all[i].Do = func() {
			w.show(index)
			a.Do()
		}
	}
	return all
}

// ways lead to the rooms.
func (w *Window) ways() []desk.Action {
	all := make([]desk.Action, 0, len(w.rooms)+2)
	for i, r := range w.rooms {
		key := "Ctrl+" + strconv.Itoa(i+1)
		if r.id == desk.Settings {
			key = "Ctrl+,"
		}
		all = append(all, desk.Action{Icon: r.icon, Label: lang.L("room." + string(r.id)), Key: key, Do: func() { w.Go(desk.Place{Room: r.id}) }})
	}
	return append(all,
		desk.Action{Icon: "plus", Label: lang.L("palette.newOrder"), Do: func() { w.Go(desk.Place{Room: desk.Orders, NewOrder: true}) }},
		desk.Action{Icon: "link", Label: lang.L("strip.own"), Do: func() { w.Go(desk.Place{Room: desk.Settings, Connect: true}) }})
}

// pages are the settings' that can be gone to by name.
var pages = []desk.Section{"shop", desk.Connection, desk.Profile, "people", "look", "sending", "prices", "past", "about"}

// settings lead to the pages of the settings.
func (w *Window) settings() []desk.Action {
	all := make([]desk.Action, 0, len(pages))
	for _, page := range pages {
		if page == "people" && w.desk.Team == nil {
			continue
		}
		name := lang.L("settings.section." + string(page))
		all = append(all, desk.Action{Icon: "settings", Label: lang.L("palette.setting", map[string]any{"Name": name}),
			Do: func() { w.Go(desk.Place{Room: desk.Settings, Section: page}) }})
	}
	return all
}

// own are the window's.
func (w *Window) own() []desk.Action {
	all := []desk.Action{
		{Icon: "upload", Label: lang.L("keys.waiting"), Key: "Ctrl+Shift+O", Do: w.showWaiting},
		{Icon: "keyboard", Label: lang.L("keys.list"), Key: "Ctrl+/", Do: w.listKeys},
	}
	if w.desk.Practice != nil {
		all = append(all, desk.Action{Icon: "phone", Label: lang.L("strip.writeAs"), Do: w.writeAs})
	}
	all = append(all, w.looks()...)
	all = append(all, w.shops()...)
	if w.desk.Quit != nil {
		all = append(all, desk.Action{Icon: "x", Label: lang.L("keys.quit"), Key: "Ctrl+Q", Do: w.desk.Quit})
	}
	return all
}

func (w *Window) looks() []desk.Action {
	a := w.desk.Appearance
	if a == nil {
		return nil
	}
	size := "palette.larger"
	if a.Large() {
		size = "palette.smaller"
	}
	return []desk.Action{
		{Icon: "sun", Label: lang.L("palette.light"), Do: func() { a.SetMode("light") }},
		{Icon: "moon", Label: lang.L("palette.dark"), Do: func() { a.SetMode("dark") }},
		{Icon: "laptop", Label: lang.L("palette.asSystem"), Do: func() { a.SetMode("") }},
		{Icon: "zoom", Label: lang.L(size), Do: func() { a.SetLarge(!a.Large()) }},
	}
}

// shops lead to the other shops of this computer.
func (w *Window) shops() []desk.Action {
	if w.desk.Connector == nil {
		return nil
	}
	var all []desk.Action
	for _, s := range w.desk.Connector.Shops() {
		if !s.Current {
			all = append(all, desk.Action{Icon: "shop", Label: lang.L("palette.shop", map[string]any{"Name": s.Name}),
				Do: func() { w.desk.Connector.Open(s.Folder) }})
		}
	}
	return all
}

// useReply puts a quick reply into the composer of what is open.
func (w *Window) useReply(q store.Reply) {
	w.Go(desk.Place{Room: desk.Inbox})
	if room, ok := w.rooms[w.current].room.(interface{ UseReply(store.Reply) }); ok {
		room.UseReply(q)
	}
}

// searchFor searches all messages in the inbox.
func (w *Window) searchFor(text string) {
	w.Go(desk.Place{Room: desk.Inbox, Search: true})
	if room, ok := w.rooms[w.current].room.(interface{ SearchFor(string) }); ok {
		room.SearchFor(text)
	}
}
