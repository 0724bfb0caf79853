package main

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"mostrador/e2e/processes/programs"
	"mostrador/shop"
	"mostrador/store"
)

const (
	samples     = 300
	sampleEvery = 50 * time.Millisecond
	patience    = 20 * time.Second
)

// visible is from the post of a webhook until the message is read from its
// thread on a device, over TLS, one at a time.
func (b *bench) visible() error {
	s, err := b.open(false)
	if err != nil {
		return err
	}
	link, err := s.shop()
	if err != nil {
		return err
	}
	d, err := s.pair("counter", link)
	if err != nil {
		return err
	}
	d.run()
	conversation, err := s.firstMessage(d)
	if err != nil {
		return err
	}
	took, err := s.sampleVisible(d, conversation)
	if err != nil {
		return err
	}
	p50, p99 := quantile(took, .5), quantile(took, .99)
	b.add("webhook posted → row visible, p50", ms(p50), "≤ 25 ms", fmt.Sprint(len(took), " samples"), p50 <= 25*time.Millisecond)
	b.add("webhook posted → row visible, p99", ms(p99), "≤ 150 ms", "", p99 <= 150*time.Millisecond)
	return nil
}

const caller = "34600111222"

// firstMessage opens the conversation that the samples go to.
func (s *stage) firstMessage(d *device) (shop.ConversationID, error) {
	changed, stop := d.changes()
	defer stop()
	if status, err := s.relay.Post(s.b.ctx, programs.Incoming(caller, "wamid.first", "hello")); err != nil || status != http.StatusOK {
		return shop.ConversationID{}, fmt.Errorf("the first webhook: status %d: %w", status, err)
	}
	limit := time.After(patience)
	for {
		rows, err := d.store.Chats(s.b.ctx, store.ChatQuery{Filter: store.All, Limit: 1})
		if err != nil {
			return shop.ConversationID{}, err
		}
		if len(rows) == 1 {
			return rows[0].Conversation, nil
		}
		select {
		case <-changed:
		case <-limit:
			return shop.ConversationID{}, errors.New("the first message does not arrive")
		}
	}
}

func (s *stage) sampleVisible(d *device, conversation shop.ConversationID) ([]time.Duration, error) {
	changed, stop := d.changes()
	defer stop()
	gentle := time.NewTicker(sampleEvery)
	defer gentle.Stop()
	took := make([]time.Duration, 0, samples)
	for i := range samples {
		<-gentle.C
		wamid := fmt.Sprint("wamid.visible.", i)
		body := programs.Incoming(caller, wamid, fmt.Sprint("question ", i))
		began := time.Now()
		if status, err := s.relay.Post(s.b.ctx, body); err != nil || status != http.StatusOK {
			return nil, fmt.Errorf("webhook %d: status %d: %w", i, status, err)
		}
		limit := time.After(patience)
		for there := false; !there; {
			var err error
			if there, err = d.shows(s.b.ctx, conversation, shop.MessageFor(d.account.Shop, wamid)); err != nil {
				return nil, err
			}
			if there {
				break
			}
			select {
			case <-changed:
			case <-limit:
				return nil, fmt.Errorf("message %d does not arrive", i)
			}
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}
