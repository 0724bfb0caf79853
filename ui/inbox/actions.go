package inbox

import (
	"fyne.io/fyne/v2"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// Actions are what can be done in the room now.
func (r *Room) Actions() []desk.Action {
	var all []desk.Action
	if (r.open != shop.ConversationID{}) {
		all = r.conversationActions()
	}
	return append(all, r.list.actions()...)
}

func (r *Room) conversationActions() []desk.Action {
	who := words.FirstName(nameOr(r.info.Name))
	done := desk.Action{Icon: "check", Label: say("inbox.done"), Key: "Ctrl+E", Do: r.toggleDone}
	if r.info.State == shop.Done {
		done.Label, done.Icon = say("inbox.reopen"), "undo"
	}
	all := []desk.Action{done}
	for _, item := range r.snoozeItems(r.info.ChatRow) {
		all = append(all, desk.Action{Icon: item.Icon, Label: say("inbox.act.snooze", "When", item.Label), Do: item.OnTapped})
	}
	all = append(all,
		desk.Action{Icon: "search", Label: say("inbox.act.find", "Name", who), Key: "Ctrl+F", Do: r.find.open},
		desk.Action{Icon: "orders", Label: say("inbox.act.order", "Name", who), Key: "Ctrl+N", Do: func() { r.newOrder("") }},
		desk.Action{Icon: "note", Label: say("inbox.menu.note"), Do: func() { r.composer.noteMode(true) }},
		desk.Action{Icon: "history", Label: say("inbox.menu.happened"), Key: "Ctrl+I", Do: r.lastHappened},
		desk.Action{Icon: "user", Label: say("inbox.act.side"), Do: r.toggleSide})
	for _, item := range r.list.markItems(r.open) {
		if item.OnTapped != nil {
			all = append(all, desk.Action{Icon: item.Icon, Label: item.Label, Key: item.Key, Do: item.OnTapped})
		}
	}
	if r.several() {
		all = append(all, desk.Action{Icon: "user-plus", Label: r.claimWords(), Key: "Ctrl+Shift+M", Do: r.company.claim})
	}
	return all
}

// actions are what can be done with the list.
func (l *chatList) actions() []desk.Action {
	var all []desk.Action
	for i, key := range []string{"inbox.filter.toAnswer", "inbox.filter.all", "inbox.filter.snoozed", "inbox.filter.done"} {
		all = append(all, desk.Action{Icon: "filter", Label: say("inbox.act.list", "Name", say(key)), Do: func() {
			l.pills.Choose(i)
			l.choose(filters[i])
		}})
	}
	for _, sort := range []struct {
		by  order
		key string
	}{{longestWait, "inbox.act.byWait"}, {newestFirst, "inbox.act.byNewest"}, {windowFirst, "inbox.act.byWindow"}} {
		all = append(all, desk.Action{Icon: "list", Label: say(sort.key), Do: func() { l.sortBy(sort.by) }})
	}
	return append(all,
		desk.Action{Icon: "chevron-up", Label: say("inbox.act.previous"), Key: "Alt+↑", Do: func() { l.neighbour(-1) }},
		desk.Action{Icon: "chevron-down", Label: say("inbox.act.next"), Key: "Alt+↓", Do: func() { l.neighbour(1) }})
}

// SearchFor searches all messages for a text, in the list's place.
func (r *Room) SearchFor(text string) {
	r.panes.Open = kit.ListPane
	r.relayPanes()
	r.list.focusSearch()
	r.list.field.SetText(text)
	r.list.field.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// UseReply puts a quick reply into the composer, its blanks filled in.
func (r *Room) UseReply(q store.Reply) {
	if (r.open == shop.ConversationID{}) {
		r.d.Go(desk.Place{Room: desk.Replies})
		return
	}
	r.composer.useReply(q, 0, 0)
	r.composer.focus()
}
