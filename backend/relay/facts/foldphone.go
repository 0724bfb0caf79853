package facts

import (
	"time"

	"mostrador/shop"
)

// schemaPhone is what the platform tells of phone, numbers and accounts.
const schemaPhone = `
-- Messages that are known only from before the number was connected.
CREATE TABLE past (message BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Whose a number was until it went to somebody else, and whose a BSUID (with
-- its scope) was until it changed: what was written before then may still come.
CREATE TABLE former (
	key      TEXT    NOT NULL,
	until    INTEGER NOT NULL,               -- Unix milliseconds
	customer BLOB    NOT NULL,
	PRIMARY KEY (key, until)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_customer ON former (customer);

-- When the newest of a topic was: of two facts the later one counts, whichever
-- came first.
CREATE TABLE told (topic TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE numbers (
	channel   BLOB PRIMARY KEY,
	connected INTEGER NOT NULL DEFAULT 0,    -- Unix milliseconds
	quota     TEXT    NOT NULL DEFAULT '',   -- people written to outside the window a day: TIER_*
	event     TEXT    NOT NULL DEFAULT '',
	quality   TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE accounts (
	waba  TEXT PRIMARY KEY,
	state TEXT    NOT NULL,
	until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE asked (
	channel BLOB    NOT NULL,
	what    TEXT    NOT NULL,
	code    INTEGER NOT NULL,
	PRIMARY KEY (channel, what)
) STRICT, WITHOUT ROWID;
`

// UserScope is what a BSUID is unique in: the portfolio, or the account as long
// as that isn't known.
func UserScope(portfolio, waba string) string {
	if portfolio != "" {
		return "portfolio:" + portfolio
	}
	return "waba:" + waba
}

// ConsentTopic is the topic of a choice of a customer; NewestOf is asked about it.
func ConsentTopic(customer shop.CustomerID, purpose shop.Purpose) string {
	return "consent|" + customer.String() + "|" + string(purpose)
}

// NameTopic is the topic of a customer's profile name.
func NameTopic(customer shop.CustomerID) string { return "name|" + customer.String() }

// NumberTopic is the topic of the number that a customer writes from.
func NumberTopic(customer shop.CustomerID) string { return "number|" + customer.String() }

// UserTopic is the topic of a customer's BSUID.
func UserTopic(customer shop.CustomerID, scope string) string {
	return "user|" + customer.String() + "|" + scope
}

// NoticeTopic is the topic of what a notice tells.
func NoticeTopic(topic string) string { return "notice|" + topic }

// TemplateTopic is the topic of a template as a whole, as the relay fetched it.
func TemplateTopic(waba, name, language string) string {
	return "template|" + waba + "|" + name + "|" + language
}

// NewestOf is when the newest of a topic was; zero: never.
func (t *Tx) NewestOf(topic string) time.Time {
	var at int64
	t.row(`SELECT at FROM told WHERE topic = ?`, args(topic), &at)
	return moment(at)
}

// tell notes when something of a topic was; false when something newer is known.
func (t *Tx) tell(topic string, at time.Time) (newest bool, err error) {
	if t.NewestOf(topic).Truncate(time.Second).After(at) {
		return false, t.err
	}
	return true, t.exec(`INSERT INTO told (topic, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)`, topic, millis(at))
}

// foldPhone folds what the platform tells beside messages and customers, and
// notes when what can be told out of order was.
func (t *Tx) foldPhone(e shop.Event, body shop.Body) error {
	switch b := body.(type) {
	case *shop.MessageReceived:
		return t.cameByItself(e, b)
	case *shop.MessageEchoed:
		return t.foldEchoed(e, b)
	case *shop.MessageImported:
		return t.foldImported(e, b)
	case *shop.CustomerRenumbered:
		return t.foldRenumbered(e, b)
	case *shop.ContactSynced:
		return t.ensureCustomer(b.Customer)
	case *shop.CustomerForgotten:
		return t.exec(`DELETE FROM former WHERE customer = ?`, b.Customer.UUID[:])
	}
	return t.foldAccount(e, body)
}

func (t *Tx) foldAccount(e shop.Event, body shop.Body) error {
	var err error
	switch b := body.(type) {
	case *shop.CustomerSeen:
		err = t.tellSeen(e, b)
	case *shop.NoticeRaised:
		_, err = t.tell(NoticeTopic(b.Topic), e.At)
	case *shop.ConsentChanged:
		_, err = t.tell(ConsentTopic(b.Customer, b.Purpose), e.At)
	case *shop.TemplateChanged:
		if e.Author.Kind == shop.ByPlatform {
			break // one side of it: the notice beside it says which
		}
		_, err = t.tell(TemplateTopic(b.WABA, b.Template.Name, b.Template.Language), e.At)
	case *shop.ChannelConnected:
		err = t.exec(`INSERT INTO numbers (channel, connected) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET connected = CASE WHEN connected = 0 THEN excluded.connected ELSE connected END`,
			e.Channel.UUID[:], millis(e.At))
	case *shop.NumberChanged:
		err = t.foldNumber(e, b)
	case *shop.AccountChanged:
		err = t.foldAccountState(e, b)
	case *shop.PhoneDataRequested:
		err = t.exec(`INSERT OR REPLACE INTO asked (channel, what, code) VALUES (?, ?, ?)`, e.Channel.UUID[:], string(b.What), b.Code)
	}
	return err
}

func (t *Tx) tellSeen(e shop.Event, b *shop.CustomerSeen) error {
	var topics []string
	if b.Personal.Name != "" {
		topics = append(topics, NameTopic(b.Customer))
	}
	for _, i := range b.Personal.Identifiers {
		switch i.Kind {
		case shop.IsWaID:
			topics = append(topics, NumberTopic(b.Customer))
		case shop.IsBSUID:
			topics = append(topics, UserTopic(b.Customer, i.Scope))
		}
	}
	for _, topic := range topics {
		if _, err := t.tell(topic, e.At); err != nil {
			return err
		}
	}
	return nil
}

// cameByItself: a message that was known from the history opens the reply window
// once it comes as a webhook of its own.
func (t *Tx) cameByItself(e shop.Event, b *shop.MessageReceived) error {
	known, err := t.change(`DELETE FROM past WHERE message = ?`, b.Message.UUID[:])
	if err != nil || known == 0 {
		return err
	}
	if err := t.markAt(b.Conversation, e.Position); err != nil {
		return err
	}
	return t.exec(`UPDATE conversations SET last_inbound = max(last_inbound, ?), state = 'open' WHERE id = ?`,
		millis(e.At), b.Conversation.UUID[:])
}

// foldEchoed: what was typed on the phone neither opens nor prolongs the reply
// window, and costs nothing; it can be quoted and reacted to.
func (t *Tx) foldEchoed(e shop.Event, b *shop.MessageEchoed) error {
	if err := t.ensureConversation(b.Conversation, e.Channel, e.Customer); err != nil {
		return err
	}
	added, err := t.known(e, b.Message, b.Conversation, true, shop.RankSent, b.Ref, b.Personal.Wamid)
	if err != nil || !added {
		return err
	}
	return t.counted(b.Conversation, true, e.Position)
}

func (t *Tx) foldImported(e shop.Event, b *shop.MessageImported) error {
	if err := t.ensureConversation(b.Conversation, e.Channel, e.Customer); err != nil {
		return err
	}
	added, err := t.known(e, b.Message, b.Conversation, b.Outgoing, b.Rank, b.Ref, b.Personal.Wamid)
	if err != nil {
		return err
	}
	if !added { // its file
		return t.markAt(b.Conversation, e.Position)
	}
	if err := t.exec(`INSERT INTO past (message) VALUES (?) ON CONFLICT DO NOTHING`, b.Message.UUID[:]); err != nil {
		return err
	}
	return t.counted(b.Conversation, b.Outgoing, e.Position)
}

// markAt notes where an event is that tells more of a message than the one that
// brought it.
func (t *Tx) markAt(conversation shop.ConversationID, at shop.Position) error {
	return t.exec(`INSERT INTO marks (subject, position) VALUES (?, ?) ON CONFLICT DO NOTHING`, conversation.UUID[:], int64(at))
}

func (t *Tx) known(e shop.Event, id shop.MessageID, conversation shop.ConversationID, outgoing bool, rank shop.Rank, ref shop.PlatformRef, wamid string) (bool, error) {
	added, err := t.change(`INSERT INTO messages (id, conversation, customer, position, outgoing, rank, ref, wamid) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, id.UUID[:], conversation.UUID[:], e.Customer.UUID[:], int64(e.Position), outgoing, int(rank), ref.UUID[:], wamid)
	return added > 0, err
}

// counted keeps the counts that devices compare theirs with.
func (t *Tx) counted(conversation shop.ConversationID, outgoing bool, at shop.Position) error {
	query := `UPDATE conversations SET received = received + 1, newest = ? WHERE id = ?`
	if outgoing {
		query = `UPDATE conversations SET sent = sent + 1, newest = ? WHERE id = ?`
	}
	return t.exec(query, int64(at), conversation.UUID[:])
}

// foldRenumbered: the old number no longer names the customer, or the one who
// had it, but for what was written before.
func (t *Tx) foldRenumbered(e shop.Event, b *shop.CustomerRenumbered) error {
	who, number := b.Customer, b.Personal.From
	switch b.Change {
	case shop.NumberRecycled:
		who, number = b.Before, b.Personal.To
	case shop.NumberChange:
	case shop.UserIDChange:
		return t.exec(`INSERT INTO former (key, until, customer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			b.Personal.Scope+"|"+number, millis(e.At), who.UUID[:])
	default:
		return nil
	}
	key := shop.PhoneKey(number)
	if key == "" {
		return nil
	}
	err := t.exec(`DELETE FROM identifiers WHERE kind IN ('phone', 'wa_id') AND scope = '' AND key = ? AND customer = ?`, key, who.UUID[:])
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO former (key, until, customer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, key, millis(e.At), who.UUID[:])
}

func (t *Tx) foldNumber(e shop.Event, b *shop.NumberChanged) error {
	if err := t.exec(`INSERT INTO numbers (channel) VALUES (?) ON CONFLICT DO NOTHING`, e.Channel.UUID[:]); err != nil {
		return err
	}
	for column, value := range map[string]*string{"quota": b.Limit, "event": b.Event, "quality": b.Quality} {
		if value == nil {
			continue
		}
		newest, err := t.tell("allowed|"+column+"|"+e.Channel.String(), e.At)
		if err == nil && newest {
			err = t.exec(`UPDATE numbers SET `+column+` = ? WHERE channel = ?`, *value, e.Channel.UUID[:])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) foldAccountState(e shop.Event, b *shop.AccountChanged) error {
	newest, err := t.tell("account|"+b.WABA, e.At)
	if err != nil || !newest {
		return err
	}
	if b.State == shop.AccountFine { // who comes back may be asked for contacts and history again
		for _, query := range []string{
			`UPDATE numbers SET connected = ?1 WHERE channel IN (SELECT id FROM channels WHERE waba = ?2)
				AND EXISTS (SELECT 1 FROM accounts WHERE accounts.waba = ?2 AND state = 'gone')`,
			`DELETE FROM asked WHERE ?1 > 0 AND channel IN (SELECT id FROM channels WHERE waba = ?2)
				AND EXISTS (SELECT 1 FROM accounts WHERE accounts.waba = ?2 AND state = 'gone')`,
		} {
			if err := t.exec(query, millis(e.At), b.WABA); err != nil {
				return err
			}
		}
	}
	return t.exec(`INSERT OR REPLACE INTO accounts (waba, state, until) VALUES (?, ?, ?)`, b.WABA, string(b.State), millis(b.Until))
}
