package facts

import "mostrador/shop/wire"

// Counts is how many messages each conversation has.
func (t *Tx) Counts() []wire.ConversationCount {
	all := []wire.ConversationCount{}
	t.rows(`SELECT id, received, sent, newest FROM conversations WHERE newest > 0`, nil, func(scan func(...any) error) error {
		var c wire.ConversationCount
		err := scan(&c.Conversation, &c.Received, &c.Sent, &c.Newest)
		all = append(all, c)
		return err
	})
	return all
}
