package store

import (
	"context"
	"time"

	"mostrador/shop"
)

// RefusedCommand is a command that the relay refused. It is kept until someone
// has seen it.
type RefusedCommand struct {
	Command      shop.Command
	Conversation shop.ConversationID // zero: none
	Reason       shop.Reason
	Field        string
	At           time.Time // when the answer came
}

func (f *fold) keepRefused(w waitingCommand, reason shop.Reason, field string) {
	if _, quiet := w.wish.(*shop.ReadConversation); quiet {
		return // nobody wrote it, so nobody misses it
	}
	if _, order := w.wish.(*shop.OpenOrder); reason == shop.ReasonCustomerForgotten && !order {
		f.exec("DELETE FROM local_items WHERE seq = ?", w.seq) // it holds words of somebody who is to be forgotten
		return
	}
	f.exec(`INSERT INTO refused (seq, id, command, conversation, reason, field, at)
		SELECT seq, id, command, conversation, ?, ?, ? FROM outbox WHERE seq = ?`,
		string(reason), field, millis(f.store.now()), w.seq)
	f.exec("UPDATE local_items SET refused = ? WHERE seq = ?", string(reason), w.seq)
}

// Refused lists the commands that were refused, newest first. Refused messages
// and notes stand in their thread as well.
func (s *Store) Refused(ctx context.Context, limit int) ([]RefusedCommand, error) {
	return list(ctx, s, "SELECT command, conversation, reason, field, at FROM refused ORDER BY seq DESC LIMIT ?", []any{limit},
		func(rows rowScanner) (RefusedCommand, error) {
			var r RefusedCommand
			err := rows.Scan(jsonInto{&r.Command}, &r.Conversation.UUID, word[shop.Reason]{&r.Reason}, &r.Field, at{&r.At})
			return r, err
		})
}

// DismissRefused lets a refused command go, and its bubble with it.
func (s *Store) DismissRefused(ctx context.Context, command shop.CommandID) (Changed, error) {
	return s.local(ctx, "dismiss", func(f *fold) error {
		var conversation shop.ConversationID
		var seq int64
		if !f.scan("SELECT seq, conversation FROM refused WHERE id = ?", []any{blob(command.UUID)}, &seq, &conversation.UUID) {
			return f.err
		}
		f.exec("DELETE FROM refused WHERE seq = ?", seq)
		f.exec("DELETE FROM local_items WHERE seq = ?", seq)
		f.dirty.add(conversation)
		f.changed.Outbox = true
		return f.err
	})
}
