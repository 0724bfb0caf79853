package store

import (
	"strings"

	"mostrador/shop"
)

// customerBody folds what is said of customers and their conversations; false
// when the body is another's.
func (f *fold) customerBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.CustomerSeen:
		f.customerSeen(e, b)
	case *shop.CustomerEdited:
		f.customerEdited(e, b)
	case *shop.CustomerMerged:
		f.customerMerged(e, b.From, b.Into)
	case *shop.CustomerUnmerged:
		f.customerMerged(e, b.From, shop.CustomerID{})
	case *shop.CustomerForgotten:
		f.customerForgotten(e, b)
	case *shop.ImportUndone:
		f.importUndone(b)
	case *shop.ConsentChanged:
		f.consentChanged(e, b)
	case *shop.CustomerLabelled:
		f.customerLabelled(e, b)
	default:
		return f.conversationBody(e, body)
	}
	return true
}

func (f *fold) conversationBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.ConversationRead:
		if c := f.known(b.Conversation); c != nil {
			f.read(c, int64(b.UpTo))
			f.dirty.add(c.id)
		}
	case *shop.ConversationMarked:
		f.conversationMarked(b)
	case *shop.ConversationClaimed:
		f.conversationClaimed(e, b)
	case *shop.NoteAdded:
		f.noteAdded(e, b)
	default:
		return false
	}
	return true
}

// conversationMarked: whoever marks a conversation done has seen to what did
// not arrive in it.
func (f *fold) conversationMarked(b *shop.ConversationMarked) {
	c := f.known(b.Conversation)
	if c == nil {
		return
	}
	c.state, c.until = b.State, 0
	if b.State == shop.Snoozed {
		c.until = millis(b.Until)
	}
	if b.State == shop.Done {
		f.settle(c)
	}
	f.dirty.add(c.id)
}

func (f *fold) conversationClaimed(e *shop.Event, b *shop.ConversationClaimed) {
	if f.known(b.Conversation) == nil {
		return
	}
	f.exec("DELETE FROM claims WHERE conversation = ?", blob(b.Conversation.UUID))
	if (b.Person != shop.PersonID{}) {
		f.exec("INSERT INTO claims (conversation, position, person, since) VALUES (?, ?, ?, ?)",
			blob(b.Conversation.UUID), int64(e.Position), blob(b.Person.UUID), millis(e.At))
	}
	f.dirty.add(b.Conversation)
}

func (f *fold) noteAdded(e *shop.Event, b *shop.NoteAdded) {
	c := f.conversation(e, b.Conversation)
	added := f.exec("INSERT INTO notes (position, id, conversation, at, person, text) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		int64(e.Position), blob(b.Note.UUID), c.n, millis(e.At), blob(e.Author.Person.UUID), b.Personal.Text)
	if added > 0 {
		f.index("messages_fts", int64(e.Position), b.Personal.Text)
	}
}

// ensureCustomer makes a row for a customer that an event names.
func (f *fold) ensureCustomer(e *shop.Event, id shop.CustomerID) {
	if (id == shop.CustomerID{}) {
		return
	}
	f.exec(`INSERT INTO customers (position, id, seen, root) VALUES (
			(SELECT max(?, coalesce(max(position), 0) + 1) FROM customers), ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
		int64(e.Position), blob(id.UUID), millis(e.At), blob(id.UUID))
	f.customers.add(id)
}

func (f *fold) customerSeen(e *shop.Event, b *shop.CustomerSeen) {
	f.ensureCustomer(e, b.Customer)
	if b.Personal.Name != "" {
		f.exec("UPDATE customers SET profile_name = ? WHERE id = ? AND forgotten = 0", b.Personal.Name, blob(b.Customer.UUID))
	}
	for _, identifier := range b.Personal.Identifiers {
		if identifier.Value == "" {
			continue
		}
		f.exec(`INSERT INTO identifiers (customer, kind, scope, value, position) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (customer, kind, scope, value) DO UPDATE SET position = excluded.position`,
			blob(b.Customer.UUID), string(identifier.Kind), identifier.Scope, identifier.Value, int64(e.Position))
	}
}

func (f *fold) customerEdited(e *shop.Event, b *shop.CustomerEdited) {
	f.ensureCustomer(e, b.Customer)
	p := b.Personal
	f.exec(`UPDATE customers SET own_name = coalesce(?, own_name), place = coalesce(?, place), warning = coalesce(?, warning),
			language = coalesce(?, language), typed_phone = coalesce(?, typed_phone) WHERE id = ?`,
		optional(p.Name), optional(p.Place), optional(p.Warning), optional(p.Language), optional(p.Phone), blob(b.Customer.UUID))
}

// optional is NULL for a field that did not change.
func optional[T any](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

// customerMerged draws or removes an edge and finds the roots again of all that
// hang together with it. Nothing is rewritten, so it can be undone.
func (f *fold) customerMerged(e *shop.Event, from, into shop.CustomerID) {
	f.ensureCustomer(e, from)
	f.ensureCustomer(e, into)
	group := f.groupOf(from)
	if (into != shop.CustomerID{}) {
		group = append(group, f.groupOf(into)...)
	}
	f.exec("UPDATE customers SET merged_into = ? WHERE id = ?", blob(into.UUID), blob(from.UUID))
	for _, id := range group {
		f.exec("UPDATE customers SET root = ? WHERE id = ?", blob(f.rootOf(id).UUID), blob(id.UUID))
		f.touchCustomer(id)
	}
}

// groupOf lists the customers that share a root.
func (f *fold) groupOf(id shop.CustomerID) []shop.CustomerID {
	var group []shop.CustomerID
	f.each("SELECT id FROM customers WHERE root = (SELECT root FROM customers WHERE id = ?) ORDER BY position", []any{blob(id.UUID)},
		func(rows rowScanner) error {
			var member shop.CustomerID
			err := rows.Scan(&member.UUID)
			group = append(group, member)
			return err
		})
	return group
}

// rootOf follows the edges; a ring, which the relay never makes, ends where it
// began.
func (f *fold) rootOf(id shop.CustomerID) shop.CustomerID {
	seen := map[shop.CustomerID]struct{}{}
	for {
		seen[id] = struct{}{}
		var next shop.CustomerID
		f.scan("SELECT merged_into FROM customers WHERE id = ?", []any{blob(id.UUID)}, &next.UUID)
		if _, ring := seen[next]; ring || (next == shop.CustomerID{}) {
			return id
		}
		id = next
	}
}

// touchCustomer names a customer as changed, with the conversations and orders
// that stand under the name.
func (f *fold) touchCustomer(id shop.CustomerID) {
	f.customers.add(id)
	f.each("SELECT id FROM conversations WHERE customer = ?", []any{blob(id.UUID)}, func(rows rowScanner) error {
		var c shop.ConversationID
		err := rows.Scan(&c.UUID)
		f.dirty.add(c)
		return err
	})
	f.each("SELECT id FROM orders WHERE customer = ?", []any{blob(id.UUID)}, func(rows rowScanner) error {
		var o shop.OrderID
		err := rows.Scan(&o.UUID)
		f.orders.add(o)
		return err
	})
}

func (f *fold) consentChanged(e *shop.Event, b *shop.ConsentChanged) {
	f.ensureCustomer(e, b.Customer)
	f.exec(`INSERT INTO consents (customer, purpose, position, allowed, source, wording, since) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (customer, purpose) DO UPDATE SET position = excluded.position, allowed = excluded.allowed,
			source = excluded.source, wording = excluded.wording, since = excluded.since`,
		blob(b.Customer.UUID), string(b.Purpose), int64(e.Position), flag(b.Allowed), b.Source, b.Personal.Wording, millis(e.At))
}

func (f *fold) customerLabelled(e *shop.Event, b *shop.CustomerLabelled) {
	f.ensureCustomer(e, b.Customer)
	if !b.On {
		f.exec("DELETE FROM customer_labels WHERE customer = ? AND label = ?", blob(b.Customer.UUID), blob(b.Label.UUID))
		return
	}
	f.exec("INSERT INTO customer_labels (customer, label, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		blob(b.Customer.UUID), blob(b.Label.UUID), int64(e.Position))
}

// customerForgotten drops all that names the customer or was written by or to
// them. The row stays without content, so that orders keep their figures.
func (f *fold) customerForgotten(e *shop.Event, b *shop.CustomerForgotten) {
	f.ensureCustomer(e, b.Customer)
	f.touchCustomer(b.Customer)
	id := blob(b.Customer.UUID)
	f.noteFiles(b.Customer)
	f.dropWishes(id)
	f.exec(`UPDATE customers SET own_name = '', profile_name = '', book_name = '', place = '', warning = '', language = '', typed_phone = '',
		forgotten = 1 WHERE id = ?`, id)
	f.exec("DELETE FROM identifiers WHERE customer = ?", id)
	f.exec("DELETE FROM customer_labels WHERE customer = ?", id)
	f.exec("DELETE FROM blocked WHERE customer = ?", id)
	f.exec("DELETE FROM errands WHERE customer = ?", id)
	f.exec("UPDATE consents SET wording = '' WHERE customer = ?", id)
	f.exec("UPDATE orders SET name = '', phone = '', address = '', notes = '' WHERE customer = ?", id)
	f.exec("DELETE FROM dangling WHERE customer = ?", id)
	f.exec("DELETE FROM skipped WHERE customer = ?", id)
	f.exec("DELETE FROM kept_pages") // whose words are in which is not known
	var all []shop.ConversationID
	f.each("SELECT id FROM conversations WHERE customer = ?", []any{id}, func(rows rowScanner) error {
		var c shop.ConversationID
		err := rows.Scan(&c.UUID)
		all = append(all, c)
		return err
	})
	for c := range f.conversations { // begun in this transaction and not written yet
		if f.conversations[c].customer == b.Customer && !f.conversations[c].gone {
			all = append(all, c)
		}
	}
	for _, c := range all {
		f.dropWishes(blob(c.UUID))
		f.dropConversation(c)
	}
	f.forgot = true
}

// emptySearch merges the index, because what was deleted from it keeps its
// words until then.
func (f *fold) emptySearch() {
	for _, table := range searchTables {
		f.exec("INSERT INTO " + table + " (" + table + ") VALUES ('optimize')")
	}
}

func (f *fold) dropConversation(id shop.ConversationID) {
	c := f.known(id)
	if c == nil || c.gone {
		return
	}
	f.forget()
	f.exec("DELETE FROM messages_fts WHERE rowid IN (SELECT position FROM messages WHERE conversation = ?)", c.n)
	f.exec("DELETE FROM messages_fts WHERE rowid IN (SELECT position FROM notes WHERE conversation = ?)", c.n)
	f.exec("DELETE FROM ledger WHERE message IN (SELECT id FROM messages WHERE conversation = ?)", c.n)
	f.exec("DELETE FROM media WHERE conversation = ?", c.n)
	f.exec("DELETE FROM reactions WHERE conversation = ?", blob(id.UUID))
	f.exec("DELETE FROM reacting WHERE conversation = ?", blob(id.UUID))
	f.exec("DELETE FROM messages WHERE conversation = ?", c.n)
	f.exec("DELETE FROM notes WHERE conversation = ?", c.n)
	f.exec("DELETE FROM lines WHERE conversation = ?", c.n)
	f.exec("DELETE FROM conversations WHERE n = ?", c.n)
	f.exec("DELETE FROM claims WHERE conversation = ?", blob(id.UUID))
	f.exec("DELETE FROM drafts WHERE conversation = ?", blob(id.UUID))
	f.exec("DELETE FROM refused WHERE conversation = ?", blob(id.UUID))
	f.exec("DELETE FROM local_items WHERE conversation = ? AND refused <> ''", blob(id.UUID))
	c.gone = true
	delete(f.byN, c.n)
	f.dirty.add(id)
}

// folded writes a name for sorting and for looking up: without case and accents.
func folded(name string) string {
	return strings.TrimSpace(foldText(name))
}
