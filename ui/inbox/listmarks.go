package inbox

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// order is how who is to be answered is sorted; the other lists are always
// newest first.
type order int

const (
	longestWait order = iota
	newestFirst
	windowFirst // whose reply window runs out first; closed ones last
)

// readFrom reads a list from its top: pinned conversations stand first.
func (l *chatList) readFrom(ctx context.Context, filter store.Filter, by order, want int) (stretch, error) {
	if filter != store.ToAnswer {
		by = longestWait
	}
	if by != longestWait {
		want = store.MaxRows // sorted here, so all of it
	}
	s, err := l.read(ctx, filter, nil, want)
	if err != nil {
		return s, err
	}
	s.order = l.order
	if by != longestWait {
		sortRows(s.rows, by, l.room.now().Add(-shop.ReplyWindowLength).UnixMilli())
	}
	if s.marks, err = desk.ReadMarks(ctx, l.room.d.Store); err != nil {
		return s, err
	}
	return s, l.pinnedFirst(ctx, &s)
}

func sortRows(rows []store.ChatRow, by order, openSince int64) {
	slices.SortStableFunc(rows, func(a, b store.ChatRow) int {
		if by == newestFirst {
			return b.At.Compare(a.At)
		}
		closedA, closedB := a.LastInbound.UnixMilli() < openSince, b.LastInbound.UnixMilli() < openSince
		if closedA != closedB {
			return cmp.Compare(boolRank(closedA), boolRank(closedB))
		}
		return a.LastInbound.Compare(b.LastInbound)
	})
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (l *chatList) pinnedFirst(ctx context.Context, s *stretch) error {
	var pinned []store.ChatRow
	for _, id := range s.marks[desk.Pinned] {
		row, err := l.room.d.Store.Chat(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
		case err != nil:
			return err
		case belongs(row, s.filter):
			pinned = append(pinned, row)
		}
	}
	rest := slices.DeleteFunc(s.rows, func(row store.ChatRow) bool { return indexOf(pinned, row.Conversation) >= 0 })
	s.rows = append(pinned, rest...)
	return nil
}

// belongs says whether a conversation is in a list.
func belongs(row store.ChatRow, filter store.Filter) bool {
	switch filter {
	case store.ToAnswer:
		return row.State == shop.Open && !row.WaitsSince.IsZero()
	case store.SnoozedFilter:
		return row.State == shop.Snoozed
	case store.DoneFilter:
		return row.State == shop.Done
	}
	return true
}

// sortBy sorts who is to be answered.
func (l *chatList) sortBy(by order) {
	l.order = by
	l.pills.Choose(slices.Index(filters, store.ToAnswer))
	l.choose(store.ToAnswer)
}

// markRow adds to a row what this computer keeps about it.
func (l *chatList) markRow(id shop.ConversationID, data *kit.ChatRowData) {
	switch {
	case l.marks.Has(desk.Pinned, id):
		data.Mark = "thumbtack"
	case l.marks.Has(desk.Muted, id):
		data.Mark = "bell-off"
	}
	if l.marks.Has(desk.LeftUnread, id) && data.Unread == 0 {
		data.Unread, data.Bold = 1, true
	}
	data.Picked = l.picks.has(id)
}

// press opens a conversation, or picks it while others are picked.
func (l *chatList) press(id shop.ConversationID) {
	if l.picks.some() {
		l.picks.pick(id, false)
		return
	}
	l.open(id)
}

// open shows a conversation; whoever left it unread has now come back to it.
func (l *chatList) open(id shop.ConversationID) {
	if l.marks.Has(desk.LeftUnread, id) {
		l.room.d.SetMark(desk.LeftUnread, false, id)
	}
	l.room.show(opening{id: id, focus: true})
}

// markItems are what the menu offers beside done and snooze.
func (l *chatList) markItems(id shop.ConversationID) []kit.MenuItem {
	item := func(mark desk.Mark, on, off, icon string) kit.MenuItem {
		has := l.marks.Has(mark, id)
		label := say(on)
		if has {
			label = say(off)
		}
		return kit.MenuItem{Label: label, Icon: icon, OnTapped: func() { l.room.d.SetMark(mark, !has, id) }}
	}
	return []kit.MenuItem{
		item(desk.Pinned, "inbox.pin", "inbox.unpin", "thumbtack"),
		item(desk.LeftUnread, "inbox.leaveUnread", "inbox.asRead", "message"),
		item(desk.Muted, "inbox.mute", "inbox.unmute", "bell-off"),
		{Label: say("inbox.pick"), Icon: "box-checked", Key: "X", OnTapped: func() { l.picks.pick(id, false) }},
		{},
	}
}
