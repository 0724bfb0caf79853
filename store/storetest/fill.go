package storetest

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// words are what the customers of a big store talk about.
var words = []string{
	"hola", "pan", "chapata", "mollete", "bollito", "tarta", "mañana", "pedido", "gracias", "recoger", "hora", "buenos", "días",
	"encargo", "roscón", "empanada", "hogaza", "centeno", "cuánto", "cuesta", "transferencia", "efectivo", "listo", "avise",
	"harina", "queso", "manzana", "nueces", "alergia", "cumpleaños", "domingo", "sábado", "envío", "calle", "portal", "timbre",
}

// Fill makes n messages with customers and chats in proportion and applies them
// to a store, in batches. A tenth of all goes to the first customer, whom it
// returns. One in ten customers has an order.
func (f *Factory) Fill(s *store.Store, n, chats int) Customer {
	f.TB.Helper()
	f.Store = nil
	filler := &filler{Factory: f, to: s}
	customers := make([]Customer, chats)
	for i := range customers {
		customers[i] = f.Customer(fmt.Sprintf("%s %s", words[i%len(words)], words[(i/len(words))%len(words)]))
		if i%10 == 0 {
			f.Order(customers[i])
		}
		filler.flushAt(1000)
	}
	for i := range n {
		f.Tick(time.Second)
		c := customers[(i*7919)%chats]
		if i%10 == 0 {
			c = customers[0]
		}
		if i%3 == 2 {
			m := f.Queues(c, f.Sentence(i))
			f.Accepts(m)
		} else {
			f.Receives(c, f.Sentence(i))
		}
		filler.flushAt(1000)
	}
	filler.flushAt(1)
	return customers[0]
}

// Sentence is a text of some ten words, the same for the same number.
func (f *Factory) Sentence(i int) string {
	text := ""
	for j := range 10 {
		text += words[(i*31+j*j*17+i/7*j)%len(words)] + " "
	}
	return text + fmt.Sprint(i)
}

type filler struct {
	*Factory
	to *store.Store
}

func (f *filler) flushAt(size int) {
	f.TB.Helper()
	if len(f.events) < size {
		return
	}
	if _, err := f.to.Apply(context.Background(), f.events, cursorAt(f.position)); err != nil {
		f.TB.Fatalf("apply: %v", err)
	}
	f.events = f.events[:0]
}

// Take gives the events made so far and forgets them, for whoever feeds several
// stores.
func (f *Factory) Take() []shop.Event {
	events := f.events
	f.events = nil
	return events
}
