package translate

import (
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// echo is what the shop wrote on its own phone, beside this program.
func (t *translation) echo(e *whatsapp.Echo) {
	m, who := e.Message, personOf(e.To, e.ToUserID, e.Contact)
	if !who.known() || m.GroupID != "" || m.ID == "" {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	if t.repeated(m) || t.ours(m.ID) {
		return
	}
	customer := t.whose(who, m.At)
	conversation := shop.ConversationFor(t.in.Channel, customer)
	if t.aboutAnother(m, customer, conversation, shop.ByPlatform) {
		return
	}
	kind, content := t.content(m)
	body := &shop.MessageEchoed{Message: shop.MessageFor(t.in.Shop, m.ID), Conversation: conversation, Type: kind, Ref: t.ref(m.ID),
		Personal: shop.MessageEchoedPersonal{Wamid: m.ID, Content: content}}
	if m.Context != nil {
		body.Forwarded, body.Quotes = forwarded(m.Context), t.quoted(m.Context.ID)
	}
	t.emit(fact{author: shop.ByPlatform, at: m.At, customer: customer, body: body})
}

// ours says that a wamid is that of a message which this program sent.
func (t *translation) ours(wamid string) bool {
	_, known := t.facts.MessageByRef(t.ref(wamid))
	return known
}

// imported is a message from before the number was connected. One that is there
// already stays as it is, unless it was a placeholder and this is its file.
func (t *translation) imported(h *whatsapp.HistoryMessage) {
	m, who := h.Message, personOf("", "", h.Customer)
	if !who.known() || m.GroupID != "" || m.ID == "" || m.System != nil {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	id := shop.MessageFor(t.in.Shop, m.ID)
	if t.ours(m.ID) && (!t.facts.Past(id) || m.Media == nil) {
		return
	}
	customer := t.whose(who, m.At)
	conversation := shop.ConversationFor(t.in.Channel, customer)
	author := shop.ByCustomer
	if h.FromShop {
		author = shop.ByPlatform
	}
	if t.aboutAnother(m, customer, conversation, author) {
		return
	}
	kind, content := t.content(m)
	body := &shop.MessageImported{Message: id, Conversation: conversation, Type: kind, Ref: t.ref(m.ID), Outgoing: h.FromShop,
		Personal: shop.MessageEchoedPersonal{Wamid: m.ID, Content: content}}
	if h.FromShop {
		body.Rank, body.Failed = pastRank(h.Status)
	}
	if m.Context != nil {
		body.Forwarded, body.Quotes = forwarded(m.Context), t.quoted(m.Context.ID)
	}
	t.emit(fact{author: author, at: m.At, customer: customer, body: body})
}

// pastRank is how far a message of the shop had come when the number was connected.
func pastRank(status string) (rank shop.Rank, failed bool) {
	switch status {
	case "DELIVERED":
		return shop.RankDelivered, false
	case "READ":
		return shop.RankRead, false
	case "PLAYED":
		return shop.RankPlayed, false
	case "ERROR":
		return shop.RankAccepted, true
	}
	return shop.RankSent, false
}

// aboutAnother handles what speaks of another message; false for all else.
func (t *translation) aboutAnother(m *whatsapp.IncomingMessage, customer shop.CustomerID, conversation shop.ConversationID, author shop.AuthorKind) bool {
	var body shop.Body
	switch {
	case m.Reaction != nil:
		body = &shop.MessageReacted{Conversation: conversation, Target: t.ref(m.Reaction.MessageID),
			Personal: shop.MessageReactedPersonal{Emoji: m.Reaction.Emoji, Wamid: m.ID}}
	case m.Edit != nil && m.Edit.Message != nil:
		_, content := t.content(m.Edit.Message)
		body = &shop.MessageEdited{Conversation: conversation, Target: t.ref(m.Edit.OriginalID),
			Personal: shop.MessageQueuedPersonal{Content: content}}
	case m.Revoke != nil:
		body = &shop.MessageRevoked{Conversation: conversation, Target: t.ref(m.Revoke.OriginalID)}
	default:
		return false
	}
	t.emit(fact{author: author, at: m.At, customer: customer, body: body})
	return true
}

func forwarded(c *whatsapp.Context) bool { return c.Forwarded || c.FrequentlyForwarded }

func (t *translation) historyChunk(c *whatsapp.HistoryChunk) {
	t.emit(fact{author: shop.ByPlatform, at: t.in.Part.EntryTime,
		body: &shop.HistoryProgressed{Phase: c.Phase, Chunk: c.Chunk, Progress: max(0, min(c.Progress, 100))}})
}

// contact follows the phone book of the shop's phone. Of two changes the later
// counts, whichever came first.
func (t *translation) contact(c *whatsapp.SharedContact) {
	who := person{phone: digits(c.Phone), userID: c.UserID, username: c.Username}
	customer, known := t.find(who, c.At)
	body := &shop.ContactSynced{Removed: c.Action == "remove"}
	if !who.known() || body.Removed && !known {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	if !body.Removed {
		customer = t.whose(who, c.At)
		body.Personal.Name = firstOf(c.FullName, c.FirstName)
	}
	body.Customer = customer
	t.emit(fact{author: shop.ByPlatform, at: c.At, customer: customer, body: body})
}

func digits(text string) string {
	out := make([]byte, 0, len(text))
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			out = append(out, text[i])
		}
	}
	return string(out)
}
