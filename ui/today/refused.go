package today

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
)

func sortByDue(rows []store.OrderRow) {
	slices.SortStableFunc(rows, func(a, b store.OrderRow) int { return a.Due.Compare(b.Due) })
}

// wishOf is what was asked for; nil where a newer program asked for something
// that this one doesn't know.
func wishOf(r store.RefusedCommand) shop.Wish {
	wish, err := r.Command.Open()
	if err != nil {
		return nil
	}
	return wish
}

// orderOf is the order that a wish is about; zero where it is about none.
func orderOf(wish shop.Wish) shop.OrderID {
	switch w := wish.(type) {
	case *shop.MoveOrder:
		return w.Order
	case *shop.EditOrder:
		return w.Order
	case *shop.TellAgain:
		return w.Order
	}
	return shop.OrderID{}
}

// customerOf is the customer that a wish is about; zero where it is about none.
func customerOf(wish shop.Wish) shop.CustomerID {
	switch w := wish.(type) {
	case *shop.SendMessage:
		return w.Customer
	case *shop.OpenOrder:
		return w.Customer
	case *shop.EditCustomer:
		return w.Customer
	case *shop.AddCustomer:
		return w.Customer
	case *shop.LabelCustomer:
		return w.Customer
	case *shop.SetConsent:
		return w.Customer
	case *shop.MergeCustomers:
		return w.From
	case *shop.UnmergeCustomer:
		return w.From
	case *shop.ForgetCustomer:
		return w.Customer
	}
	return shop.CustomerID{}
}

// whoseIs names what a refused command was about: an order's number or a
// customer's name; "" where neither is known.
func whoseIs(ctx context.Context, from *store.Store, r store.RefusedCommand) (string, error) {
	wish := wishOf(r)
	if id := orderOf(wish); id != (shop.OrderID{}) {
		card, err := from.Order(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return "", nil
		}
		return card.Number, err
	}
	if r.Conversation != (shop.ConversationID{}) {
		chat, err := from.Chat(ctx, r.Conversation)
		if !errors.Is(err, store.ErrNotFound) {
			return chat.Name, err
		}
	}
	id := customerOf(wish)
	if (id == shop.CustomerID{}) {
		return "", nil
	}
	card, err := from.Customer(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return card.Name, err
}

// refusedWords says what could not be done: "Message to Lucía".
func refusedWords(r store.RefusedCommand, whose string) string {
	key := "today.refused." + string(r.Command.Kind)
	text := lang.L(key, map[string]any{"Who": whose})
	if text == key {
		text = lang.L("today.refused.other")
	}
	return text
}

// refusedText is what was written, kept so that it is not lost.
func refusedText(r store.RefusedCommand) string {
	switch w := wishOf(r).(type) {
	case *shop.SendMessage:
		return w.Content.Text
	case *shop.AddNote:
		return w.Text
	case *shop.SaveReply:
		return "/" + w.Shortcut + "  " + w.Text
	case *shop.OpenOrder:
		return store.ItemsText(w.Content.Items)
	case *shop.MoveOrder:
		if w.Tell != nil {
			return w.Tell.Text
		}
	case *shop.TellAgain:
		return w.Tell.Text
	}
	return ""
}

// placeOf is where a refused command leads.
func placeOf(r store.RefusedCommand) (desk.Place, bool) {
	wish := wishOf(r)
	if send, ok := wish.(*shop.SendMessage); ok && r.Conversation != (shop.ConversationID{}) {
		return desk.Place{Room: desk.Inbox, Conversation: r.Conversation, Compose: send.Content.Text}, true
	}
	if r.Conversation != (shop.ConversationID{}) {
		return desk.Place{Room: desk.Inbox, Conversation: r.Conversation}, true
	}
	if id := orderOf(wish); id != (shop.OrderID{}) {
		return desk.Place{Room: desk.Orders, Order: id}, true
	}
	if _, reply := wish.(*shop.SaveReply); reply {
		return desk.Place{Room: desk.Replies}, true
	}
	if id := customerOf(wish); id != (shop.CustomerID{}) {
		return desk.Place{Room: desk.Customers, Customer: id}, true
	}
	return desk.Place{}, false
}
