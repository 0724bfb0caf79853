package store

import (
	"context"
	"time"

	"mostrador/shop"
)

// What only this device knows beside the outbox. All of it survives a power cut
// once the call has returned.

// Draft is what was typed in a conversation and not sent.
type Draft struct {
	Text   string
	Quotes shop.MessageID // the message it answers; zero: none
	Saved  time.Time
}

// Draft reads a conversation's draft; empty when there is none.
func (s *Store) Draft(ctx context.Context, conversation shop.ConversationID) (Draft, error) {
	var d Draft
	_, err := s.one(ctx, "SELECT text, quotes, saved FROM drafts WHERE conversation = ?", []any{blob(conversation.UUID)},
		&d.Text, &d.Quotes.UUID, at{&d.Saved})
	return d, err
}

// SaveDraft keeps a draft; an empty text lets it go.
func (s *Store) SaveDraft(ctx context.Context, conversation shop.ConversationID, text string, quotes shop.MessageID) error {
	_, err := s.local(ctx, "save a draft", func(f *fold) error {
		if text == "" {
			f.exec("DELETE FROM drafts WHERE conversation = ?", blob(conversation.UUID))
		} else {
			f.exec(`INSERT INTO drafts (conversation, text, quotes, saved) VALUES (?, ?, ?, ?) ON CONFLICT (conversation)
				DO UPDATE SET text = excluded.text, quotes = excluded.quotes, saved = excluded.saved`,
				blob(conversation.UUID), text, blob(quotes.UUID), millis(s.now()))
		}
		f.dirty.add(conversation)
		return f.err
	})
	return err
}

// The settings that the program keeps; others may be added freely.
const (
	SettingTheme            = "theme"
	SettingTextSize         = "text_size"
	SettingWindow           = "window"
	SettingLanguage         = "language"
	SettingLastConversation = "last_conversation"
	SettingPracticeTicks    = "practice_ticks"
)

// Setting reads a setting of this device; empty when it was never saved.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	var value string
	_, err := s.one(ctx, "SELECT value FROM settings WHERE key = ?", []any{key}, &value)
	return value, err
}

// SaveSetting keeps a setting of this device.
func (s *Store) SaveSetting(ctx context.Context, key, value string) error {
	_, err := s.local(ctx, "save a setting", func(f *fold) error {
		f.exec("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
		f.changed.Settings = true
		return f.err
	})
	return err
}

// ReplyUsed counts that a quick reply was used on this device.
func (s *Store) ReplyUsed(ctx context.Context, id shop.ReplyID) error {
	_, err := s.local(ctx, "count a quick reply", func(f *fold) error {
		f.exec(`INSERT INTO reply_uses (reply, uses, last) VALUES (?, 1, ?)
			ON CONFLICT (reply) DO UPDATE SET uses = uses + 1, last = excluded.last`, blob(id.UUID), millis(s.now()))
		f.changed.Replies = true
		return f.err
	})
	return err
}
