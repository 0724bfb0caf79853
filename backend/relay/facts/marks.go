package facts

import (
	"github.com/google/uuid"

	"mostrador/shop"
)

// mark notes where an event is that is no message, by what it is about, so that
// heads can be put together without reading the whole journal.
func (t *Tx) mark(e shop.Event, body shop.Body) error {
	switch b := body.(type) {
	case *shop.MediaStored:
		return t.exec(`UPDATE messages SET file_event = ? WHERE id = ?`, int64(e.Position), b.Message.UUID[:])
	case *shop.MediaMissed:
		return t.exec(`UPDATE messages SET file_event = ? WHERE id = ?`, int64(e.Position), b.Message.UUID[:])
	case *shop.MessageSettled:
		return t.exec(`UPDATE messages SET settled_event = ? WHERE id = ?`, int64(e.Position), b.Message.UUID[:])
	}
	subject, other, marked := subjects(body)
	if !marked {
		return nil
	}
	for _, id := range []uuid.UUID{subject, other} {
		if id == uuid.Nil && id != subject {
			continue
		}
		if err := t.exec(`INSERT INTO marks (subject, position) VALUES (?, ?) ON CONFLICT DO NOTHING`, id[:], int64(e.Position)); err != nil {
			return err
		}
	}
	return nil
}

// subjects are what an event is about: one thing, or two for a merge.
func subjects(body shop.Body) (one, other uuid.UUID, marked bool) {
	if id, ok := aboutPeople(body); ok {
		if b, merged := body.(*shop.CustomerMerged); merged {
			other = b.Into.UUID
		}
		return id, other, true
	}
	if id, ok := aboutConversations(body); ok {
		return id, other, true
	}
	switch b := body.(type) {
	case *shop.OrderOpened:
		return b.OrderID.UUID, other, true
	case *shop.OrderEdited:
		return b.OrderID.UUID, other, true
	case *shop.OrderMoved:
		return b.OrderID.UUID, other, true
	case *shop.UpdateWithheld:
		return b.Update.Order.UUID, other, true
	}
	switch body.(type) {
	case *shop.ShopConfigured, *shop.ChannelConnected, *shop.PersonSaved, *shop.DevicePaired, *shop.DeviceRevoked,
		*shop.LabelSaved, *shop.LabelDeleted, *shop.ReplySaved, *shop.ReplyDeleted, *shop.TemplateChanged, *shop.PlatformNoticed,
		*shop.NoticeRaised, *shop.NoticeSettled, *shop.NumberChanged, *shop.AccountChanged, *shop.HistoryProgressed, *shop.PhoneDataRequested,
		*shop.ErrandAsked, *shop.ErrandSettled, *shop.ProfileChanged:
		return uuid.Nil, other, true
	}
	return uuid.Nil, other, false
}

func aboutPeople(body shop.Body) (uuid.UUID, bool) {
	switch b := body.(type) {
	case *shop.CustomerSeen:
		return b.Customer.UUID, true
	case *shop.CustomerEdited:
		return b.Customer.UUID, true
	case *shop.CustomerMerged:
		return b.From.UUID, true
	case *shop.CustomerUnmerged:
		return b.From.UUID, true
	case *shop.CustomerForgotten:
		return b.Customer.UUID, true
	case *shop.ConsentChanged:
		return b.Customer.UUID, true
	case *shop.CustomerLabelled:
		return b.Customer.UUID, true
	case *shop.CustomerBlocked:
		return b.Customer.UUID, true
	case *shop.ContactSynced:
		return b.Customer.UUID, true
	case *shop.CustomerRenumbered:
		return b.Customer.UUID, true
	}
	return uuid.Nil, false
}

func aboutConversations(body shop.Body) (uuid.UUID, bool) {
	switch b := body.(type) {
	case *shop.NoteAdded:
		return b.Conversation.UUID, true
	case *shop.MessageReacted:
		return b.Conversation.UUID, true
	case *shop.ReactionAsked:
		return b.Conversation.UUID, true
	case *shop.MessageEdited:
		return b.Conversation.UUID, true
	case *shop.MessageRevoked:
		return b.Conversation.UUID, true
	}
	return uuid.Nil, false
}
