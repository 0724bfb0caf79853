package facts

import (
	"encoding/json"

	"mostrador/shop"
)

// foldErrands folds what is asked of the platform beside messages; done is
// false for other kinds.
func (t *Tx) foldErrands(e shop.Event, body shop.Body) (done bool, err error) {
	switch b := body.(type) {
	case *shop.ErrandAsked:
		raw, err := json.Marshal(b)
		if err != nil {
			return true, err
		}
		return true, t.exec(`INSERT INTO errands (id, position, channel, customer, content) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			b.Errand.UUID[:], int64(e.Position), e.Channel.UUID[:], e.Customer.UUID[:], string(raw))
	case *shop.ErrandSettled:
		return true, t.exec(`DELETE FROM errands WHERE id = ?`, b.Errand.UUID[:])
	case *shop.CustomerBlocked:
		return true, t.exec(`UPDATE conversations SET blocked = ? WHERE channel = ? AND customer = ?`, b.On, e.Channel.UUID[:], b.Customer.UUID[:])
	case *shop.ReactionAsked:
		return true, t.foldReaction(e, b)
	case *shop.ProfileChanged:
		return true, nil
	case *shop.HistoryProgressed:
		return true, t.exec(`INSERT INTO histories (channel, progress, refused) VALUES (?, ?, 0)
			ON CONFLICT DO UPDATE SET progress = max(progress, excluded.progress)`, e.Channel.UUID[:], b.Progress)
	case *shop.NoticeRaised:
		if b.About != shop.NoticeHistory {
			return true, nil
		}
		return true, t.exec(`INSERT INTO histories (channel, progress, refused) VALUES (?, -1, 1)
			ON CONFLICT DO UPDATE SET refused = 1`, e.Channel.UUID[:])
	}
	return false, nil
}

// HistoryOf is how much of a channel's chats from before came, in percent (-1:
// none), and whether they were not shared.
func (t *Tx) HistoryOf(channel shop.ChannelID) (progress int, refused bool) {
	progress = -1
	t.row(`SELECT progress, refused FROM histories WHERE channel = ?`, args(channel.UUID[:]), &progress, &refused)
	return progress, refused && progress < 0
}

// foldReaction queues a reaction. It leaves as a message does, in its turn, and
// is otherwise none: it costs nothing and answers nobody.
func (t *Tx) foldReaction(e shop.Event, b *shop.ReactionAsked) error {
	added, err := t.change(`INSERT INTO messages (id, conversation, customer, position, outgoing, rank) VALUES (?, ?, ?, ?, 1, ?)
		ON CONFLICT DO NOTHING`, b.Message.UUID[:], b.Conversation.UUID[:], e.Customer.UUID[:], int64(e.Position), int(shop.RankQueued))
	if err != nil || added == 0 || len(e.Personal) == 0 {
		return err
	}
	return t.enqueue(e, &shop.MessageQueued{Message: b.Message, Conversation: b.Conversation, Type: shop.TypeReaction,
		Category: shop.CategoryReaction, Quotes: b.Target, Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: b.Personal.Emoji}}})
}

// Errand is one that is not settled.
type Errand struct {
	Channel  shop.ChannelID
	Customer shop.CustomerID
	Asked    shop.ErrandAsked
}

// Errands are the ones that are not settled, in the order in which they were
// asked for.
func (t *Tx) Errands() []Errand {
	var all []Errand
	t.rows(`SELECT channel, customer, content FROM errands ORDER BY position`, nil, func(scan func(...any) error) error {
		var e Errand
		var content string
		if err := scan(&e.Channel, &e.Customer, &content); err != nil {
			return err
		}
		all = append(all, e)
		return json.Unmarshal([]byte(content), &all[len(all)-1].Asked)
	})
	return all
}

// OpenErrand says whether an errand is not settled yet.
func (t *Tx) OpenErrand(id shop.CommandID) bool {
	return t.has(`SELECT 1 FROM errands WHERE id = ?`, id.UUID[:])
}

// LateFailure is a message that the platform took and failed later.
type LateFailure struct {
	Position shop.Position
	Code     int
}

// LateFailures are the last of each channel.
func (t *Tx) LateFailures() map[shop.ChannelID]LateFailure {
	all := map[shop.ChannelID]LateFailure{}
	t.rows(`SELECT channel, position, code FROM late_failures`, nil, func(scan func(...any) error) error {
		var channel shop.ChannelID
		var f LateFailure
		err := scan(&channel, &f.Position, &f.Code)
		all[channel] = f
		return err
	})
	return all
}

// Templates are the templates of an account, deleted ones too.
func (t *Tx) Templates(waba string) []shop.Template {
	var all []shop.Template
	t.rows(`SELECT content FROM templates WHERE waba = ? ORDER BY name, language`, args(waba), func(scan func(...any) error) error {
		var content string
		if err := scan(&content); err != nil {
			return err
		}
		all = append(all, shop.Template{})
		return json.Unmarshal([]byte(content), &all[len(all)-1])
	})
	return all
}
