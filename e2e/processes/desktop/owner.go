package desktop

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
	"mostrador/store"
)

// errNotThere says that who or what was asked about is not on this desktop yet.
var errNotThere = errors.New("not on this desktop")

// rows lists every conversation, page by page.
func (c *core) rows(ctx context.Context) ([]store.ChatRow, error) {
	var all []store.ChatRow
	query := store.ChatQuery{Filter: store.All, Limit: store.MaxRows}
	for {
		page, err := c.store.Chats(ctx, query)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < store.MaxRows {
			return all, nil
		}
		query.After = &page[len(page)-1].Key
	}
}

func (c *core) chat(ctx context.Context, name string) (store.ChatRow, error) {
	rows, err := c.rows(ctx)
	if err != nil {
		return store.ChatRow{}, err
	}
	for _, row := range rows {
		if row.Name == name {
			return row, nil
		}
	}
	return store.ChatRow{}, fmt.Errorf("%s: %w", name, errNotThere)
}

func (c *core) send(ctx context.Context, name, text string) (reply, error) {
	chat, err := c.chat(ctx, name)
	if err != nil {
		return reply{}, err
	}
	id := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	return reply{Message: id}, c.do(ctx, &shop.SendMessage{
		Message: id, Channel: chat.Channel, Customer: chat.Leaf, Type: shop.TypeText, Content: shop.Content{Text: text},
	})
}

func (c *core) order(ctx context.Context, name string) (reply, error) {
	chat, err := c.chat(ctx, name)
	if err != nil {
		return reply{}, err
	}
	id := shop.OrderID{UUID: uuid.Must(uuid.NewV7())}
	return reply{Order: id}, c.do(ctx, &shop.OpenOrder{Order: id, Customer: chat.Customer, Content: shop.Order{
		Items: []shop.Item{{Name: "Hogaza", Quantity: 1, Price: shop.Money{Micros: 4_200_000, Currency: "EUR"}}},
		Total: shop.Money{Micros: 4_200_000, Currency: "EUR"}, Payment: shop.Payment{State: shop.Unpaid},
	}})
}

// move moves an order and tells its customer; Text is what will be said. Asked
// again, as after a death that came before the answer, it says the same words and
// gives no second command.
func (c *core) move(ctx context.Context, id shop.OrderID, to shop.StatusID) (reply, error) {
	card, err := c.store.Order(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return reply{}, errNotThere
	}
	if err != nil {
		return reply{}, err
	}
	if card.Number == "" {
		return reply{}, errNotThere // the relay has not numbered it yet
	}
	input, channel, err := c.store.UpdateInput(ctx, id, to, time.Now(), store.Writing{})
	if err != nil {
		return reply{}, err
	}
	told := input.Told
	input.Told = false // a plan that is blocked has no words
	plan := shop.PlanUpdate(input)
	if plan.Reason != shop.ReasonNone {
		return reply{}, fmt.Errorf("the customer can't be told: %s", plan.Reason)
	}
	if told {
		return reply{Text: plan.Text}, nil
	}
	return reply{Text: plan.Text}, c.do(ctx, &shop.MoveOrder{
		Order: id, From: card.Status, To: to, Tell: &shop.Telling{Channel: channel, Text: plan.Text},
	})
}

func (c *core) chats(ctx context.Context) ([]Chat, error) {
	rows, err := c.rows(ctx)
	if err != nil {
		return nil, err
	}
	chats := make([]Chat, 0, len(rows))
	for _, row := range rows {
		items, err := c.thread(ctx, row.Conversation)
		if err != nil {
			return nil, err
		}
		chats = append(chats, Chat{Name: row.Name, Customer: row.Customer, Items: items})
	}
	return chats, nil
}

// thread reads a whole conversation, from its end to its beginning.
func (c *core) thread(ctx context.Context, id shop.ConversationID) ([]Item, error) {
	var all []Item
	query := store.ThreadQuery{Conversation: id, Limit: store.MaxRows}
	for {
		page, err := c.store.Thread(ctx, query)
		if err != nil {
			return nil, err
		}
		items := make([]Item, 0, len(page))
		for _, item := range page {
			if item.Kind == store.ItemMessage {
				items = append(items, itemOf(item))
			}
		}
		all = append(items, all...)
		if len(page) < store.MaxRows {
			return all, nil
		}
		query.Before = &page[0].Key
	}
}

func itemOf(t store.ThreadItem) Item {
	item := Item{
		Message: t.Message, Outgoing: t.Outgoing, Waits: t.Command != shop.CommandID{}, Type: t.Type, Text: t.Content.Text,
		Raw: string(t.Content.Raw), Rank: t.Rank, Flag: t.Flag, Code: t.Code, Reason: t.Reason, At: t.At, Deadline: t.Deadline,
	}
	if t.Update != nil {
		item.Order, item.Status = t.Update.Order, t.Update.Status
	}
	return item
}

func (c *core) status(ctx context.Context) (reply, error) {
	refused, err := c.store.Refused(ctx, store.MaxRows)
	if err != nil {
		return reply{}, err
	}
	waiting, err := c.store.Outbox(ctx, store.MaxRows)
	if err != nil {
		return reply{}, err
	}
	// Reading is reported by the store itself and is nobody's message.
	waiting = slices.DeleteFunc(waiting, func(e store.OutboxEntry) bool { return e.Command.Kind == shop.DoReadConversation })
	size, err := c.store.Size(ctx)
	if err != nil {
		return reply{}, err
	}
	held := 0
	for _, entry := range waiting {
		if entry.Held != store.NotHeld {
			held++
		}
	}
	return reply{Status: &Status{Held: held,
		State:   reflect.TypeOf(c.engine.Status().Get().State).Name(),
		Waiting: len(waiting), Refused: len(refused), Messages: size.Messages, Skipped: size.Skipped,
	}}, nil
}

// release: the owner has looked at what changed meanwhile and lets it leave.
func (c *core) release(ctx context.Context) (int, error) {
	waiting, err := c.store.Outbox(ctx, store.MaxRows)
	if err != nil {
		return 0, err
	}
	var held []shop.CommandID
	for _, entry := range waiting {
		if entry.Held != store.NotHeld {
			held = append(held, entry.Command.ID)
		}
	}
	if len(held) == 0 {
		return 0, nil
	}
	_, err = c.store.Release(ctx, held...)
	return len(held), err
}
