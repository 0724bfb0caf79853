package facts

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"mostrador/shop"
)

// rememberDays is how long an event made from the platform is remembered by
// its id; Meta repeats for seven days.
const rememberDays = 45

// Fold takes one event in. Kinds of a later version are counted and skipped.
func (t *Tx) Fold(e shop.Event) error {
	if err := t.remember(e); err != nil {
		return fmt.Errorf("fold %s at %d: %w", e.Kind, e.Position, err)
	}
	body, err := e.Open()
	if errors.Is(err, shop.ErrUnknownKind) {
		return t.exec(`UPDATE progress SET skipped = skipped + 1`)
	}
	if err == nil {
		err = t.foldBody(e, body)
	}
	if err == nil {
		err = t.foldPhone(e, body)
	}
	if err == nil {
		err = t.foldPast(body)
	}
	if err == nil {
		err = t.foldWeb(body)
	}
	if err == nil {
		err = t.mark(e, body)
	}
	if err == nil {
		err = t.err
	}
	if err != nil {
		return fmt.Errorf("fold %s at %d: %w", e.Kind, e.Position, err)
	}
	return nil
}

// remember keeps what is the same for all kinds: the event's id where the
// platform may repeat it, the answer to a command, and how far the intake came.
func (t *Tx) remember(e shop.Event) error {
	if err := t.rememberRecovered(e); err != nil {
		return err
	}
	if (e.Cause.Command != shop.CommandID{}) {
		if err := t.rememberAnswer(e); err != nil {
			return err
		}
	}
	if e.Cause.Intake == 0 && !statedOnce(e.Kind) {
		return nil
	}
	day := e.Recorded.Unix() / 86400
	if err := t.exec(`INSERT INTO seen (event, day) VALUES (?, ?) ON CONFLICT DO NOTHING`, e.ID.UUID[:], day); err != nil {
		return err
	}
	if e.Cause.Intake == 0 {
		return nil
	}
	if t.Recovered(e.ID) {
		return t.err // the intake may have been restored as well, and has other bodies at that place now
	}
	// The body may have more parts than are folded yet, so only those before it
	// are certainly done.
	return t.SetTranslated(e.Cause.Intake - 1)
}

// statedOnce: whoever states these asks whether they were stated before.
func statedOnce(kind shop.Kind) bool {
	switch kind {
	case shop.KindMediaStored, shop.KindMediaMissed, shop.KindDevicePaired, shop.KindDeviceApproved, shop.KindDeviceRevoked, shop.KindDeviceDoubled:
		return true
	}
	return false
}

// Prune drops what is older than a repetition can be. The engine asks now and then.
func (t *Tx) Prune(now time.Time) error {
	return t.exec(`DELETE FROM seen WHERE day < ?`, now.Unix()/86400-rememberDays)
}

func (t *Tx) rememberAnswer(e shop.Event) error {
	var refusal shop.CommandRefused
	if e.Kind == shop.KindCommandRefused {
		if err := json.Unmarshal(e.Body, &refusal); err != nil {
			return err
		}
	}
	return t.exec(`INSERT INTO answers (command, refused, field, position) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`,
		e.Cause.Command.UUID[:], string(refusal.Reason), refusal.Field, int64(e.Position))
}

func (t *Tx) foldBody(e shop.Event, body shop.Body) error {
	switch b := body.(type) {
	case *shop.ShopConfigured:
		return t.foldConfigured(b)
	case *shop.ChannelConnected:
		return t.foldChannel(e.Channel, b)
	case *shop.PersonSaved:
		return t.exec(`INSERT OR REPLACE INTO persons (id, role) VALUES (?, ?)`, b.Person.UUID[:], string(b.Role))
	case *shop.TemplateChanged:
		raw, err := json.Marshal(b.Template)
		if err != nil {
			return err
		}
		return t.exec(`INSERT OR REPLACE INTO templates (waba, name, language, content) VALUES (?, ?, ?, ?)`,
			b.WABA, b.Template.Name, b.Template.Language, string(raw))
	case *shop.LabelSaved:
		return t.exec(`INSERT OR REPLACE INTO labels (id) VALUES (?)`, b.Label.UUID[:])
	case *shop.LabelDeleted:
		return t.exec(`DELETE FROM labels WHERE id = ?`, b.Label.UUID[:])
	case *shop.ReplySaved:
		if slices.Contains(b.Keep, "shortcut") {
			return t.exec(`INSERT INTO replies (id, shortcut) VALUES (?, ?) ON CONFLICT DO NOTHING`, b.Reply.UUID[:], b.Shortcut)
		}
		return t.exec(`INSERT OR REPLACE INTO replies (id, shortcut) VALUES (?, ?)`, b.Reply.UUID[:], b.Shortcut)
	case *shop.ReplyDeleted:
		return t.exec(`DELETE FROM replies WHERE id = ?`, b.Reply.UUID[:])
	case *shop.OrderOpened, *shop.OrderEdited, *shop.OrderMoved:
		return t.foldOrder(body)
	case *shop.ConversationRead, *shop.ConversationMarked, *shop.ConversationClaimed:
		return t.foldConversation(e, body)
	}
	for _, fold := range []func(shop.Event, shop.Body) (bool, error){t.foldPeople, t.foldErrands, t.foldRenewal} {
		if done, err := fold(e, body); done {
			return err
		}
	}
	return t.foldMessages(e, body)
}

// foldChannel: bodies that came before the channel had an owner still lie in
// the intake, so a new channel makes the translator look there once more.
func (t *Tx) foldChannel(id shop.ChannelID, b *shop.ChannelConnected) error {
	if !t.has(`SELECT 1 FROM channels WHERE id = ?`, id.UUID[:]) {
		if err := t.exec(`UPDATE progress SET scan = 1`); err != nil {
			return err
		}
	}
	return t.exec(`INSERT OR REPLACE INTO channels (id, phone_number_id, waba, portfolio, number, name) VALUES (?, ?, ?, ?, ?, ?)`,
		id.UUID[:], b.PhoneNumberID, b.WABA, b.Portfolio, b.Number, b.Name)
}

func (t *Tx) foldConfigured(b *shop.ShopConfigured) error {
	s := t.settings()
	set(&s.Name, b.Name)
	set(&s.Locale, b.Locale)
	set(&s.Currency, b.Currency)
	set(&s.TimeZone, b.TimeZone)
	set(&s.Country, b.Country)
	set(&s.Pipeline, b.Pipeline)
	set(&s.FreePerMonth, b.FreePerMonth)
	if b.Prices != nil {
		s.Prices = b.Prices
	}
	if b.SpendCap != nil {
		s.SpendCap = b.SpendCap
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return t.exec(`UPDATE progress SET settings = ?`, string(raw))
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func (t *Tx) foldOrder(body shop.Body) error {
	switch b := body.(type) {
	case *shop.OrderOpened:
		counted, err := strconv.Atoi(b.Number)
		if err != nil {
			counted = 0 // a number of another program; it doesn't take part in counting
		}
		return t.exec(`INSERT OR REPLACE INTO orders (id, number, counted, status, customer) VALUES (?, ?, ?, ?, ?)`,
			b.OrderID.UUID[:], b.Number, counted, string(b.Status), b.Customer.UUID[:])
	case *shop.OrderEdited:
		if b.Customer == nil {
			return nil
		}
		return t.exec(`UPDATE orders SET customer = ? WHERE id = ?`, b.Customer.UUID[:], b.OrderID.UUID[:])
	case *shop.OrderMoved:
		return t.exec(`UPDATE orders SET status = ? WHERE id = ?`, string(b.To), b.OrderID.UUID[:])
	}
	return nil
}

func (t *Tx) foldConversation(e shop.Event, body shop.Body) error {
	switch b := body.(type) {
	case *shop.ConversationRead:
		return t.exec(`UPDATE conversations SET read_up_to = max(read_up_to, ?), untold = 1, read_event = ? WHERE id = ?`,
			int64(b.UpTo), int64(e.Position), b.Conversation.UUID[:])
	case *shop.ConversationMarked:
		return t.exec(`UPDATE conversations SET state = ?, mark_event = ? WHERE id = ?`, string(b.State), int64(e.Position), b.Conversation.UUID[:])
	case *shop.ConversationClaimed:
		return t.exec(`UPDATE conversations SET claimed = ?, claim_event = ? WHERE id = ?`, b.Person.UUID[:], int64(e.Position), b.Conversation.UUID[:])
	}
	return nil
}
