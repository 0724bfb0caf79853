package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mostrador/shop"
)

// OutboxEntry is a command that waits for its answer.
type OutboxEntry struct {
	Command shop.Command
	// Conversation is the conversation whose order it must keep; zero when it
	// belongs to none.
	Conversation shop.ConversationID
	Attempts     int
	Tried        time.Time // of the last attempt; zero: never
	// Held is why it may not leave before somebody has decided; see Review.
	Held Held
}

// Do takes a command: it stands in the outbox, and its effect is shown, before
// Do returns, and both survive a power cut. The same command twice is taken
// once. A kind that this program doesn't know is an error.
func (s *Store) Do(ctx context.Context, cmd shop.Command) (Changed, error) {
	wish, err := cmd.Open()
	if err != nil {
		return Changed{}, fmt.Errorf("do: %w", err)
	}
	if (cmd.ID == shop.CommandID{}) {
		return Changed{}, errors.New("do: the command has no id")
	}
	return s.local(ctx, "do "+string(cmd.Kind), func(f *fold) error { return f.take(cmd, wish) })
}

// local runs a change of what only this device knows, durably.
func (s *Store) local(ctx context.Context, what string, work func(f *fold) error) (Changed, error) {
	var changed Changed
	err := s.writer.do(ctx, full, func(t *tx) error {
		f := newFold(t, s)
		if err := work(f); err != nil {
			return err
		}
		changed = f.finish()
		return t.err
	})
	if err != nil {
		return Changed{}, fmt.Errorf("%s: %w", what, s.explain(err))
	}
	s.publish(changed)
	return changed, nil
}

func (f *fold) take(cmd shop.Command, wish shop.Wish) error {
	if _, waits := f.waiting[cmd.ID]; waits {
		return f.err
	}
	cmd, err := f.withSeen(cmd, wish)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(cmd)
	if err != nil {
		return err
	}
	conversation := f.conversationOf(wish)
	seen := f.sees(wish, conversation)
	seq := f.insert(`INSERT INTO outbox (id, kind, at, person, command, conversation, seen_in, seen_open, seen_price)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, blob(cmd.ID.UUID), string(cmd.Kind), millis(cmd.At), blob(cmd.Person.UUID), string(raw),
		blob(conversation.UUID), seen.in, flag(seen.open), seen.price)
	f.waiting[cmd.ID] = struct{}{}
	f.overlaid, f.changed.Outbox = true, true
	f.touch(seq, wish, conversation)
	f.localItem(seq, cmd, wish, conversation)
	return f.err
}

// withSeen says in a command what this device saw when it was given: up to which
// message it had a conversation that is put away, since what the customer writes
// after it brings it back; and which fields were left as they were, since
// somebody else's change of them stands.
func (f *fold) withSeen(cmd shop.Command, wish shop.Wish) (shop.Command, error) {
	switch w := wish.(type) {
	case *shop.MarkConversation:
		if w.UpTo > 0 || w.State == shop.Open {
			return cmd, nil
		}
		f.scan("SELECT in_newest FROM conversations WHERE id = ?", []any{blob(w.Conversation.UUID)}, number[shop.Position]{&w.UpTo})
	case *shop.SaveReply:
		if !f.keepReply(w) {
			return cmd, nil
		}
	case *shop.SaveLabel:
		var name, tone string
		if !f.scan("SELECT name, tone FROM labels WHERE id = ?", []any{blob(w.Label.UUID)}, &name, &tone) {
			return cmd, nil
		}
		w.Keep = same(map[string]bool{"name": name == strings.TrimSpace(w.Name), "tone": tone == w.Tone})
	default:
		return cmd, nil
	}
	return shop.NewCommand(cmd.ID, cmd.At, cmd.Person, wish)
}

// same names the fields that did not change.
func same(fields map[string]bool) []string {
	var kept []string
	for field, is := range fields {
		if is {
			kept = append(kept, field)
		}
	}
	slices.Sort(kept)
	return kept
}

// plainShortcut is a shortcut as the shop keeps it.
func plainShortcut(typed string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "/"))
}

// conversationOf is the conversation that a wish belongs to.
func (f *fold) conversationOf(wish shop.Wish) shop.ConversationID {
	switch w := wish.(type) {
	case *shop.SendMessage:
		return shop.ConversationFor(w.Channel, w.Customer)
	case *shop.AddNote:
		return w.Conversation
	case *shop.ReadConversation:
		return w.Conversation
	case *shop.MarkConversation:
		return w.Conversation
	case *shop.ClaimConversation:
		return w.Conversation
	case *shop.MoveOrder:
		if w.Tell != nil {
			return f.told(w.Order, w.Tell.Channel)
		}
	case *shop.TellAgain:
		return f.told(w.Order, w.Tell.Channel)
	}
	return shop.ConversationID{}
}

func (f *fold) told(id shop.OrderID, channel shop.ChannelID) shop.ConversationID {
	var customer shop.CustomerID
	if !f.scan("SELECT customer FROM shown_orders WHERE id = ? AND customer <> x''", []any{blob(id.UUID)}, &customer.UUID) {
		return shop.ConversationID{}
	}
	return shop.ConversationFor(channel, customer)
}

// touch notes what a waiting command changes the look of.
func (f *fold) touch(seq int64, wish shop.Wish, conversation shop.ConversationID) {
	mark := func(kind string, id []byte) {
		if len(id) > 0 {
			f.exec("INSERT INTO touches (kind, id, seq) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", kind, id, seq)
		}
	}
	mark(touchesConversation, blob(conversation.UUID))
	switch w := wish.(type) {
	case *shop.OpenOrder:
		mark(touchesOrder, blob(w.Order.UUID))
	case *shop.EditOrder:
		mark(touchesOrder, blob(w.Order.UUID))
	case *shop.MoveOrder:
		mark(touchesOrder, blob(w.Order.UUID))
	case *shop.TellAgain:
		mark(touchesOrder, blob(w.Order.UUID))
	case *shop.AddCustomer:
		mark(touchesCustomer, blob(w.Customer.UUID))
	case *shop.EditCustomer:
		mark(touchesCustomer, blob(w.Customer.UUID))
	case *shop.LabelCustomer:
		mark(touchesCustomer, blob(w.Customer.UUID))
	case *shop.SetConsent:
		mark(touchesCustomer, blob(w.Customer.UUID))
	case *shop.MergeCustomers:
		mark(touchesCustomer, blob(w.From.UUID))
		mark(touchesCustomer, blob(w.Into.UUID))
	case *shop.UnmergeCustomer:
		mark(touchesCustomer, blob(w.From.UUID))
	case *shop.SettleMessage:
		mark(touchesMessage, blob(w.Message.UUID))
	}
	f.retouch(seq, wish)
}

// retouch names what a command touches as changed.
func (f *fold) retouch(seq int64, wish shop.Wish) {
	f.each("SELECT kind, id FROM touches WHERE seq = ?", []any{seq}, func(rows rowScanner) error {
		var kind string
		var id shop.CommandID // any id
		if err := rows.Scan(&kind, &id.UUID); err != nil {
			return err
		}
		switch kind {
		case touchesConversation:
			f.dirty.add(shop.ConversationID(id))
		case touchesOrder:
			f.orders.add(shop.OrderID(id))
		case touchesCustomer:
			f.customers.add(shop.CustomerID(id))
		case touchesMessage:
			f.messages.add(shop.MessageID(id))
		}
		return nil
	})
	switch wish.(type) {
	case *shop.SaveReply, *shop.DeleteReply:
		f.changed.Replies = true
	case *shop.SaveLabel:
		f.changed.Labels = true
	case *shop.SettleNotice:
		f.changed.Notices = true
	case *shop.CreateTemplate, *shop.EditTemplate, *shop.DeleteTemplate, *shop.ReadTemplates, *shop.BlockCustomer, *shop.EditProfile:
		f.changed.Errands = true
	case *shop.ConfigureShop:
		f.changed.Shop = true
	case *shop.SavePerson:
		f.changed.People = true
	}
}

// localItem is a bubble for what a command will say.
func (f *fold) localItem(seq int64, cmd shop.Command, wish shop.Wish, conversation shop.ConversationID) {
	switch w := wish.(type) {
	case *shop.SendMessage:
		f.insertLocal(seq, cmd, conversation, localMessage{id: w.Message, kind: w.Type, content: w.Content, quotes: w.Quotes})
	case *shop.AddNote:
		f.exec(`INSERT INTO local_items (seq, command, kind, id, conversation, at, person, text) VALUES (?, ?, 'note', ?, ?, ?, ?, ?)`,
			seq, blob(cmd.ID.UUID), blob(w.Note.UUID), blob(w.Conversation.UUID), millis(cmd.At), blob(cmd.Person.UUID), w.Text)
	case *shop.MoveOrder:
		if w.Tell != nil {
			f.localTelling(seq, cmd, conversation, w.Order, w.To, *w.Tell, false)
		}
	case *shop.TellAgain:
		var status shop.StatusID
		f.scan("SELECT status FROM shown_orders WHERE id = ?", []any{blob(w.Order.UUID)}, word[shop.StatusID]{&status})
		f.localTelling(seq, cmd, conversation, w.Order, status, w.Tell, true)
	}
}

func (f *fold) localTelling(seq int64, cmd shop.Command, conversation shop.ConversationID, id shop.OrderID, status shop.StatusID,
	tell shop.Telling, again bool,
) {
	if (conversation == shop.ConversationID{}) {
		return
	}
	m := localMessage{id: shop.UpdateMessageFor(cmd.ID), kind: shop.TypeText, content: shop.Content{Text: tell.Text},
		order: id, status: status, again: again}
	if tell.Text == "" && tell.Template != nil {
		m.kind, m.content.Template = shop.TypeTemplate, tell.Template
		m.content.Text = f.rendered(tell.Channel, *tell.Template)
	}
	f.insertLocal(seq, cmd, conversation, m)
}

func (f *fold) rendered(channel shop.ChannelID, use shop.TemplateUse) string {
	var template shop.Template
	f.scan(`SELECT t.content FROM channels c JOIN templates t ON t.waba = c.waba WHERE c.id = ? AND t.name = ? AND t.language = ?`,
		[]any{blob(channel.UUID), use.Name, use.Language}, jsonInto{&template})
	return template.Render(use.Parameters)
}

type localMessage struct {
	id      shop.MessageID
	kind    shop.MessageType
	content shop.Content
	quotes  shop.MessageID
	order   shop.OrderID
	status  shop.StatusID
	again   bool
}

func (f *fold) insertLocal(seq int64, cmd shop.Command, conversation shop.ConversationID, m localMessage) {
	rest := m.content
	rest.Text = ""
	if !json.Valid(rest.Raw) {
		rest.Raw = nil
	}
	f.exec(`INSERT INTO local_items (seq, command, kind, id, conversation, at, person, type, text, content, quotes,
			update_order, update_status, again)
		VALUES (?, ?, 'message', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		seq, blob(cmd.ID.UUID), blob(m.id.UUID), blob(conversation.UUID), millis(cmd.At), blob(cmd.Person.UUID), string(m.kind),
		m.content.Text, jsonText(rest), blob(m.quotes.UUID), blob(m.order.UUID), string(m.status), flag(m.again))
	f.messages.add(m.id)
}

// Outbox lists the commands that were not answered yet, in the order in which
// they were given. Those of one conversation must be posted in that order.
func (s *Store) Outbox(ctx context.Context, limit int) ([]OutboxEntry, error) {
	return list(ctx, s, `SELECT command, conversation, attempts, tried, held FROM outbox WHERE answered = 0 ORDER BY seq LIMIT ?`,
		[]any{limit}, func(rows rowScanner) (OutboxEntry, error) {
			var e OutboxEntry
			err := rows.Scan(jsonInto{&e.Command}, &e.Conversation.UUID, &e.Attempts, at{&e.Tried}, &e.Held)
			return e, err
		})
}

// Posting counts an attempt for each command, before it is posted: from then on
// it can't be cancelled. One that is held by now is left as it is.
func (s *Store) Posting(ctx context.Context, ids []shop.CommandID) error {
	_, err := s.local(ctx, "note an attempt", func(f *fold) error {
		for _, id := range ids {
			f.exec("UPDATE outbox SET attempts = attempts + 1, tried = ? WHERE id = ? AND held = ''", millis(s.now()), blob(id.UUID))
		}
		return f.err
	})
	return err
}

// NotPosted takes the last attempt of each command back: it certainly did not
// leave this computer, so the command can still be cancelled or changed.
func (s *Store) NotPosted(ctx context.Context, ids []shop.CommandID) error {
	_, err := s.local(ctx, "take back an attempt", func(f *fold) error {
		for _, id := range ids {
			f.exec("UPDATE outbox SET attempts = max(0, attempts - 1) WHERE id = ?", blob(id.UUID))
		}
		return f.err
	})
	return err
}

// NeverPosted takes all attempts of commands back: the relay has never seen them.
func (s *Store) NeverPosted(ctx context.Context, ids []shop.CommandID) error {
	_, err := s.local(ctx, "take back attempts", func(f *fold) error {
		for _, id := range ids {
			f.exec("UPDATE outbox SET attempts = 0 WHERE id = ? AND answered = 0", blob(id.UUID))
		}
		return f.err
	})
	return err
}

// Answer is what the relay answered to a command.
type Answer struct {
	Command  shop.CommandID
	Refused  shop.Reason // ReasonNone: it was taken
	Field    string      // of the command, that a refusal is about
	Position shop.Position
}

// Answered is AnsweredAll for one.
func (s *Store) Answered(ctx context.Context, command shop.CommandID, refused shop.Reason, field string, position shop.Position) (Changed, error) {
	return s.AnsweredAll(ctx, []Answer{{Command: command, Refused: refused, Field: field, Position: position}})
}

// AnsweredAll writes answers down in one transaction. A refusal drops the
// command's effect at once and keeps it with its reason (see Refused), so that
// what was written is not lost. Otherwise the effect stays until the events up
// to position are folded. Answering twice, or for a command that is gone,
// changes nothing.
func (s *Store) AnsweredAll(ctx context.Context, answers []Answer) (Changed, error) {
	return s.local(ctx, "take answers", func(f *fold) error {
		for _, a := range answers {
			f.takeAnswer(a)
		}
		return f.err
	})
}

func (f *fold) takeAnswer(a Answer) {
	switch {
	case a.Refused != shop.ReasonNone:
		f.drop(a.Command, a.Refused, a.Field)
	case a.Position <= f.position:
		f.drop(a.Command, shop.ReasonNone, "")
	default:
		f.exec("UPDATE outbox SET answered = ? WHERE id = ?", int64(a.Position), blob(a.Command.UUID))
		f.changed.Outbox = true
	}
}

// Cancel takes back a command that was never posted; ErrLeft says that it may
// have left, ErrNotFound that it does not wait any more.
func (s *Store) Cancel(ctx context.Context, command shop.CommandID) (Changed, error) {
	return s.local(ctx, "take back a command", func(f *fold) error {
		var attempts int
		switch {
		case !f.scan("SELECT attempts FROM outbox WHERE id = ?", []any{blob(command.UUID)}, &attempts):
			f.fail(ErrNotFound)
		case attempts > 0:
			f.fail(ErrLeft)
		default:
			f.drop(command, shop.ReasonNone, "")
		}
		return f.err
	})
}

// answeredBy: an event that answers a command of ours proves that it was taken,
// whether or not the answer itself arrived.
func (f *fold) answeredBy(e *shop.Event, body shop.Body) {
	if _, waits := f.waiting[e.Cause.Command]; !waits {
		return
	}
	if refusal, ok := body.(*shop.CommandRefused); ok {
		f.drop(e.Cause.Command, refusal.Reason, refusal.Field)
		return
	}
	f.drop(e.Cause.Command, shop.ReasonNone, "")
}

// settleUpTo drops the commands whose answer is folded now.
func (f *fold) settleUpTo(position shop.Position) {
	if len(f.waiting) == 0 {
		return
	}
	var done []shop.CommandID
	f.each("SELECT id FROM outbox WHERE answered > 0 AND answered <= ?", []any{int64(position)}, func(rows rowScanner) error {
		var id shop.CommandID
		err := rows.Scan(&id.UUID)
		done = append(done, id)
		return err
	})
	for _, id := range done {
		f.drop(id, shop.ReasonNone, "")
	}
}

// drop takes a command out of the outbox and its effect off what is shown.
func (f *fold) drop(id shop.CommandID, refused shop.Reason, field string) {
	var w waitingCommand
	found := false
	f.each("SELECT seq, command FROM outbox WHERE id = ?", []any{blob(id.UUID)}, func(rows rowScanner) error {
		var err error
		found = true
		w, err = scanWaiting(rows)
		return err
	})
	if !found || f.err != nil {
		return
	}
	f.retouch(w.seq, w.wish)
	if refused != shop.ReasonNone {
		f.keepRefused(w, refused, field)
	} else {
		f.exec("DELETE FROM local_items WHERE seq = ?", w.seq)
	}
	f.exec("DELETE FROM touches WHERE seq = ?", w.seq)
	f.exec("DELETE FROM outbox WHERE seq = ?", w.seq)
	delete(f.waiting, id)
	f.changed.Outbox = true
}
