package practice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mostrador/backend/sandbox"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// fillPatience is how long a first start may take before it is given up.
const fillPatience = time.Minute

// fill brings the bakery's past in, once. Customers' messages and what became
// of ours come as signed webhooks with the times they had; what the shop did is
// written into its journal between the two.
func (p *Practice) fill(ctx context.Context) error {
	if p.memory.Seeded {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, fillPatience)
	defer cancel()
	began := time.Now()
	if err := p.fillShop(ctx); err != nil {
		return fmt.Errorf("fill the practice shop: %w", err)
	}
	p.memory.Seeded = true
	p.params.Logger.Info("practice: the shop is filled", "took", time.Since(began).Round(time.Millisecond))
	return p.memory.keep(p.params.Dir)
}

func (p *Practice) fillShop(ctx context.Context) error {
	channel, templates, err := p.foundShop(ctx)
	if err != nil {
		return err
	}
	book, err := openLedger(ctx, ledgerParams{dir: p.params.Dir, shop: p.memory.Shop, engine: p.engine,
		master: p.memory.MasterKey, now: p.params.Now, logger: p.params.Logger, relayed: "practice"})
	if err != nil {
		return err
	}
	h := &history{content: p.content, now: p.params.Now().In(p.params.Zone), shop: p.memory.Shop, owner: p.memory.Owner, channel: channel}
	return errors.Join(p.fillHistory(ctx, book, h, templates), book.close())
}

// foundShop makes the shop and connects its number, as its owner would.
func (p *Practice) foundShop(ctx context.Context) (channel shop.ChannelID, templates []whatsapp.Template, err error) {
	if err := addCustomers(p.platform, p.content); err != nil {
		return channel, nil, err
	}
	if err := addTemplates(p.platform, p.content); err != nil {
		return channel, nil, err
	}
	if templates, err = readTemplates(ctx, p.graph.url(), p.memory.Token, p.memory.AppSecret); err != nil {
		return channel, nil, err
	}
	p.memory.Shop, p.memory.Owner, err = p.relay.CreateShop(ctx, p.content.settings(zoneName(p.params.Zone, p.content.word("shop.time_zone"), p.params.Now())), p.content.word("shop.owner"))
	if err != nil {
		return channel, nil, err
	}
	connected, err := p.relay.ConnectNumber(ctx, p.memory.Shop, phoneNumberID, accountID, p.memory.Token)
	return connected.Channel, templates, err
}

func (p *Practice) fillHistory(ctx context.Context, book *ledger, h *history, templates []whatsapp.Template) error {
	if err := p.fillReceived(ctx, book, h); err != nil {
		return err
	}
	events, told, err := h.build(templates)
	if err != nil {
		return err
	}
	if err := book.write(ctx, events); err != nil {
		return err
	}
	return p.fillTold(ctx, book, h, told)
}

// fillReceived lets the customers' messages come in and notes what the relay
// made of each.
func (p *Practice) fillReceived(ctx context.Context, book *ledger, h *history) error {
	lines, past, err := p.content.received(h.now)
	if err != nil {
		return err
	}
	wamids, err := p.platform.Seed(ctx, past)
	if err != nil {
		return err
	}
	lineOf, customerOf := map[string]string{}, map[string]string{}
	for i, wamid := range wamids {
		lineOf[wamid], customerOf[wamid] = lines[i], past[i].Customer
	}
	h.arrived, h.people = map[string]arrived{}, map[string]arrived{}
	err = book.follow(ctx, func(event shop.Event) bool {
		body, openErr := event.Open()
		received, ok := body.(*shop.MessageReceived)
		if openErr != nil || !ok {
			return false
		}
		wamid := received.Personal.Wamid
		seen := arrived{message: received.Message, conversation: received.Conversation, customer: event.Customer, position: event.Position}
		h.arrived[lineOf[wamid]], h.people[customerOf[wamid]] = seen, seen
		return len(h.arrived) == len(lines)
	})
	if err != nil {
		return fmt.Errorf("%d of %d messages came in: %w", len(h.arrived), len(lines), err)
	}
	return nil
}

// fillTold lets the platform tell what became of the shop's messages, and waits
// until the relay has heard it.
func (p *Practice) fillTold(ctx context.Context, book *ledger, h *history, told []sandbox.Past) error {
	reactions, err := p.content.reactions(h.now)
	if err != nil {
		return err
	}
	if _, err := p.platform.Seed(ctx, append(told, reactions...)); err != nil {
		return err
	}
	expected := len(reactions)
	for _, past := range told {
		expected += statusesOf(past)
	}
	if expected == 0 {
		return nil
	}
	heard := 0
	err = book.follow(ctx, func(event shop.Event) bool {
		if event.Kind == shop.KindMessageProgressed || event.Kind == shop.KindMessageReacted {
			heard++
		}
		return heard == expected
	})
	if err != nil {
		return fmt.Errorf("%d of %d statuses came in: %w", heard, expected, err)
	}
	return nil
}

// statusesOf is how many statuses the platform tells of a past message.
func statusesOf(past sandbox.Past) int {
	switch past.Status {
	case whatsapp.StatusSent:
		return 1
	case whatsapp.StatusDelivered:
		return 2
	}
	return 3
}
