package simulation

import (
	"context"

	"mostrador/shop"
	"mostrador/store"
)

// item is a message as a window shows it.
type item struct {
	conversation shop.ConversationID
	outgoing     bool
	waits        bool // in the outbox, or refused there
	text         string
	rank         shop.Rank
	flag         shop.Flag
	again        bool
	order        shop.OrderID
	status       shop.StatusID
	times        int // how often it is there
}

// shownOn reads every conversation of a store.
func (w *world) shownOn(s *store.Store) map[shop.MessageID]item {
	ctx := context.Background()
	rows, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: store.MaxRows})
	w.must(err)
	all := map[shop.MessageID]item{}
	for _, row := range rows {
		thread, err := s.Thread(ctx, store.ThreadQuery{Conversation: row.Conversation, Limit: store.MaxRows})
		w.must(err)
		for _, t := range thread {
			if t.Kind == store.ItemMessage {
				all[t.Message] = shown(row.Conversation, t, all[t.Message].times+1)
			}
		}
	}
	return all
}

func shown(conversation shop.ConversationID, t store.ThreadItem, times int) item {
	i := item{conversation: conversation, outgoing: t.Outgoing, waits: t.Command != shop.CommandID{}, text: t.Content.Text,
		rank: t.Rank, flag: t.Flag, again: t.Again, times: times}
	if t.Update != nil {
		i.order, i.status = t.Update.Order, t.Update.Status
	}
	return i
}
