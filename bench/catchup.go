package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mostrador/backend/sandbox"
	"mostrador/shop"
	"mostrador/store"
)

const (
	catchUpMessages = 100_000
	perWebhook      = 100
	catchUpPatience = 10 * time.Minute
)

// catchUp is a new device that fetches a shop's history of a hundred thousand
// messages from the relay, over TLS, into its file with the search index.
func (b *bench) catchUp() error {
	s, err := b.open(false)
	if err != nil {
		return err
	}
	link, err := s.shop()
	if err != nil {
		return err
	}
	// The first device is only there to know when all is translated.
	first, err := s.pair("first", link)
	if err != nil {
		return err
	}
	first.run()
	began := time.Now()
	for n := 0; n < catchUpMessages; n += perWebhook {
		if _, err := s.post(batch(n, ofMany)); err != nil {
			return err
		}
	}
	// Each message is an event, and there are some more: customers, settings.
	if err := b.reaches(first, catchUpMessages); err != nil {
		return err
	}
	b.tell("webhooks of 100 messages → journal → first device", rate(perSecond(catchUpMessages, time.Since(began))), "")
	first.close()

	if link, err = s.relay.Invite(b.ctx); err != nil {
		return err
	}
	second, err := s.pair("second", link)
	if err != nil {
		return err
	}
	changed, stop := second.changes()
	defer stop()
	began = time.Now()
	second.run()
	if err := b.hasList(second, changed); err != nil {
		return err
	}
	usable := time.Since(began)
	if err := b.reaches(second, catchUpMessages); err != nil {
		return err
	}
	reached := perSecond(catchUpMessages, time.Since(began))
	size, err := second.store.Size(b.ctx)
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("catch-up of 100,000 events (%d messages), relay → SQLite with search", size.Messages), rate(reached), "≥ 15,000/s", "", reached >= 15_000)
	b.add("the same: first conversations in the list", ms(usable), "≤ 1 s", "", usable <= time.Second)
	return nil
}

// ofMany spreads messages over a thousand customers.
func ofMany(i int) string { return fmt.Sprintf("346001%05d", i%1000) }

// batch is a webhook with a hundred messages; phone says whose the i-th is.
func batch(from int, phone func(i int) string) []byte {
	type object = map[string]any
	now := fmt.Sprint(time.Now().Unix())
	var contacts, messages []object
	for i := from; i < from+perWebhook; i++ {
		phone := phone(i)
		contacts = append(contacts, object{"profile": object{"name": "Customer " + phone}, "wa_id": phone, "user_id": "ES." + phone})
		messages = append(messages, object{"from": phone, "from_user_id": "ES." + phone, "id": fmt.Sprint("wamid.many.", i), "timestamp": now,
			"type": "text", "text": object{"body": fmt.Sprintf("¿Tenéis %d roscones de nata para el domingo por la mañana?", i)}})
	}
	value := object{"messaging_product": "whatsapp", "contacts": contacts, "messages": messages,
		"metadata": object{"display_phone_number": "15550100000", "phone_number_id": sandbox.DefaultNumber}}
	var raw bytes.Buffer
	// Encoding maps and texts can't fail.
	_ = json.NewEncoder(&raw).Encode(object{"object": "whatsapp_business_account", "entry": []object{
		{"id": sandbox.DefaultWABA, "changes": []object{{"field": "messages", "value": value}}}}})
	return bytes.TrimSpace(raw.Bytes())
}

var errSlow = errors.New("it does not arrive in time")

// reaches waits until a device has folded the journal up to a position.
func (b *bench) reaches(d *device, position shop.Position) error {
	changed, stop := d.changes()
	defer stop()
	limit := time.After(catchUpPatience)
	for {
		_, now, err := d.store.Cursor(b.ctx)
		if err != nil || now >= position {
			return err
		}
		select {
		case <-changed:
		case <-limit:
			return fmt.Errorf("%w: %d of %d events", errSlow, now, position)
		}
	}
}

func (b *bench) hasList(d *device, changed <-chan struct{}) error {
	limit := time.After(patience)
	for {
		rows, err := d.store.Chats(b.ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: 60})
		if err != nil || len(rows) > 0 {
			return err
		}
		select {
		case <-changed:
		case <-limit:
			return errSlow
		}
	}
}
