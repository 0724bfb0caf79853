package simulation

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
)

// act is something that somebody does, and how often.
type act struct {
	weight int
	do     func(d *device)
}

// asks lets a person at a device wish for something.
func (w *world) asks(d *device) {
	acts := []act{
		{30, w.writes}, {8, w.opensOrder}, {14, w.movesOrder}, {4, w.tellsAgain}, {5, w.editsOrder},
		{5, w.notes}, {5, w.labels}, {5, w.consents}, {5, w.edits}, {4, w.merges}, {3, w.unmerges}, {4, w.marks}, {4, w.replies},
	}
	total := 0
	for _, a := range acts {
		total += a.weight
	}
	roll := w.random.IntN(total)
	for _, a := range acts {
		if roll -= a.weight; roll < 0 {
			a.do(d)
			return
		}
	}
}

func (w *world) someone() shop.CustomerID { return w.customers[w.random.IntN(len(w.customers))].id }

func (w *world) writes(d *device) {
	to := w.someone()
	message := shop.SendMessage{Message: shop.MessageID{UUID: w.uuid(7)}, Channel: w.channel, Customer: to, Type: shop.TypeText,
		Content: shop.Content{Text: fmt.Sprint("reply ", len(w.past.asked))}}
	if w.chance(0.15) {
		message.Type, message.Content = shop.TypeTemplate, shop.Content{Template: w.template()}
	}
	d.do(&message)
}

func (w *world) template() *shop.TemplateUse {
	return &shop.TemplateUse{Name: "order_ready", Language: "es", Parameters: []string{fmt.Sprint(len(w.past.asked))}}
}

func (w *world) opensOrder(d *device) {
	id := shop.OrderID{UUID: w.uuid(7)}
	w.orders = append(w.orders, id)
	d.do(&shop.OpenOrder{Order: id, Customer: w.someone(), Content: shop.Order{Items: []shop.Item{{Name: "bread", Quantity: 1}},
		Payment: shop.Payment{State: shop.Unpaid}}})
}

var steps = []shop.StatusID{"new", "baking", "ready", "done"}

func (w *world) order() (shop.OrderID, bool) {
	if len(w.orders) == 0 {
		return shop.OrderID{}, false
	}
	return w.orders[w.random.IntN(len(w.orders))], true
}

func (w *world) telling() *shop.Telling {
	return &shop.Telling{Channel: w.channel, Text: fmt.Sprint("update ", len(w.past.asked)), Template: w.template()}
}

func (w *world) movesOrder(d *device) {
	order, ok := w.order()
	if !ok {
		w.opensOrder(d)
		return
	}
	from := w.random.IntN(len(steps) - 1)
	move := &shop.MoveOrder{Order: order, From: steps[from], To: steps[from+1]}
	if w.chance(0.8) {
		move.Tell = w.telling()
	}
	d.do(move)
}

func (w *world) tellsAgain(d *device) {
	if order, ok := w.order(); ok {
		d.do(&shop.TellAgain{Order: order, Tell: *w.telling()})
	}
}

func (w *world) editsOrder(d *device) {
	order, ok := w.order()
	if !ok {
		return
	}
	edit := &shop.EditOrder{Order: order}
	switch w.random.IntN(3) {
	case 0:
		who := w.someone()
		edit.Customer = &who
	case 1:
		edit.Payment = &shop.Payment{State: shop.Paid}
	default:
		due := w.now.Add(time.Duration(w.random.IntN(48)) * time.Hour)
		edit.Due = &due
	}
	d.do(edit)
}

func (w *world) notes(d *device) {
	d.do(&shop.AddNote{Note: shop.NoteID{UUID: w.uuid(7)}, Conversation: shop.ConversationFor(w.channel, w.someone()),
		Text: fmt.Sprint("note ", len(w.past.asked))})
}

func (w *world) labels(d *device) {
	d.do(&shop.LabelCustomer{Customer: w.someone(), Label: labelID(w.random.IntN(labels)), On: w.chance(0.6)})
}

func (w *world) consents(d *device) {
	purpose := shop.OrderUpdates
	if w.chance(0.3) {
		purpose = shop.Offers
	}
	d.do(&shop.SetConsent{Customer: w.someone(), Purpose: purpose, Allowed: w.chance(0.6)})
}

func (w *world) edits(d *device) {
	name := fmt.Sprint("name ", len(w.past.asked))
	fields := shop.CustomerFields{Name: &name}
	if w.chance(0.5) {
		fields = shop.CustomerFields{Warning: &name}
	}
	d.do(&shop.EditCustomer{Customer: w.someone(), Fields: fields})
}

func (w *world) merges(d *device) {
	from, into := w.someone(), w.someone()
	if from != into {
		d.do(&shop.MergeCustomers{From: from, Into: into})
	}
}

func (w *world) unmerges(d *device) { d.do(&shop.UnmergeCustomer{From: w.someone()}) }

func (w *world) marks(d *device) {
	states := []shop.ConversationState{shop.Done, shop.Open, shop.Snoozed}
	mark := &shop.MarkConversation{Conversation: shop.ConversationFor(w.channel, w.someone()), State: states[w.random.IntN(len(states))]}
	if mark.State == shop.Snoozed {
		mark.Until = w.now.Add(time.Hour)
	}
	d.do(mark)
}

func (w *world) replies(d *device) {
	id := shop.ReplyID{UUID: uuid.NewSHA1(uuid.NameSpaceOID, []byte{byte(w.random.IntN(4))})}
	if w.chance(0.2) {
		d.do(&shop.DeleteReply{Reply: id})
		return
	}
	d.do(&shop.SaveReply{Reply: id, Shortcut: fmt.Sprint("short", w.random.IntN(3)), Text: fmt.Sprint("text ", len(w.past.asked))})
}
