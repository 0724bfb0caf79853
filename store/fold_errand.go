package store

import "mostrador/shop"

// errandBody folds what the shop asks of WhatsApp beside messages; false when
// the body is another's.
func (f *fold) errandBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.ErrandAsked:
		f.exec(`INSERT INTO errands (id, position, at, person, channel, customer, task, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, blob(b.Errand.UUID), int64(e.Position), millis(e.At), blob(e.Author.Person.UUID), blob(e.Channel.UUID),
			blob(e.Customer.UUID), string(b.Task), jsonText(b))
		f.errandTouched(b.Task, e.Customer)
	case *shop.ErrandSettled:
		f.exec("UPDATE errands SET settled = ?, failed = ?, code = ?, detail = ? WHERE id = ?",
			millis(e.At), flag(b.Failed), b.Code, b.Detail, blob(b.Errand.UUID))
		f.errandTouched(b.Task, e.Customer)
	case *shop.CustomerBlocked:
		f.customerBlocked(e, b)
	case *shop.ProfileChanged:
		f.exec(`INSERT INTO profiles (channel, position, at, content) VALUES (?, ?, ?, ?)
			ON CONFLICT (channel) DO UPDATE SET position = excluded.position, at = excluded.at, content = excluded.content`,
			blob(e.Channel.UUID), int64(e.Position), millis(e.At), jsonText(b.Profile))
		f.changed.Errands = true
	case *shop.ReactionAsked:
		f.exec("INSERT INTO reacting (message, position, conversation) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
			blob(b.Message.UUID), int64(e.Position), blob(b.Conversation.UUID))
	default:
		return false
	}
	return true
}

func (f *fold) errandTouched(task shop.Task, customer shop.CustomerID) {
	f.changed.Errands = true
	switch task {
	case shop.TaskCreateTemplate, shop.TaskEditTemplate, shop.TaskDeleteTemplate, shop.TaskReadTemplates:
		f.changed.Templates = true
	case shop.TaskBlock, shop.TaskUnblock:
		f.customers.add(customer)
	}
}

func (f *fold) customerBlocked(e *shop.Event, b *shop.CustomerBlocked) {
	if b.On {
		f.exec(`INSERT INTO blocked (customer, channel, position, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			blob(b.Customer.UUID), blob(e.Channel.UUID), int64(e.Position), millis(e.At))
	} else {
		f.exec("DELETE FROM blocked WHERE customer = ? AND channel = ?", blob(b.Customer.UUID), blob(e.Channel.UUID))
	}
	f.customers.add(b.Customer)
	f.dirty.add(shop.ConversationFor(e.Channel, b.Customer))
	f.changed.Errands = true
}

// reacts says whether a message is a reaction of the shop on its way out.
func (f *fold) reacts(id shop.MessageID) bool {
	var there int
	return id != (shop.MessageID{}) && f.scan("SELECT 1 FROM reacting WHERE message = ?", []any{blob(id.UUID)}, &there)
}

// dangleUnless keeps a status whose message is not known yet, unless it is a
// reaction's, which is never shown as a message.
func (f *fold) dangleUnless(e *shop.Event, id shop.MessageID, ref shop.PlatformRef) {
	if !f.reacts(id) {
		f.dangle(e, ref)
	}
}
