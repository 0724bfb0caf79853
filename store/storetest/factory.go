// Package storetest makes shops with customers, messages and orders as the
// events that a relay would write, for the tests of whatever reads a store.
package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
	"mostrador/store"
)

// TB is what the factory needs of a test or benchmark.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Cleanup(func())
	TempDir() string
}

// Factory writes events into a store, or only collects them.
type Factory struct {
	TB      TB
	Shop    shop.ShopID
	Channel shop.ChannelID
	Store   *store.Store // nil after Collect
	Person  shop.PersonID
	Device  shop.DeviceID
	// Now is the clock of store and events; Tick moves it.
	Now time.Time

	events   []shop.Event // all that were made
	position shop.Position
	serial   uint64
	numbers  int
}

// Start is the factory's first moment: Friday 6 November 2026, 08:00 UTC.
var Start = time.Date(2026, 11, 6, 8, 0, 0, 0, time.UTC)

// New makes a bakery with a channel, a person and a pipeline, in a store of its
// own in memory.
func New(tb TB) *Factory {
	tb.Helper()
	f := Collect(tb)
	s, err := store.Open(context.Background(), store.Params{Path: ":memory:", Shop: f.Shop, Now: func() time.Time { return f.Now }})
	if err != nil {
		tb.Fatalf("open a store: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Fatalf("close the store: %v", err)
		}
	})
	f.Feed(s)
	return f
}

// Collect makes the same bakery without a store: Events gives what was made.
func Collect(tb TB) *Factory {
	f := &Factory{TB: tb, Now: Start, Shop: shop.ShopID{UUID: uuid.MustParse("5b0c1d7e-0000-4000-8000-000000000001")}, numbers: 1000}
	f.Channel = shop.ChannelFor(f.Shop, "106540352242922")
	f.Person = shop.PersonID{UUID: f.id(1)}
	f.Device = shop.DeviceID{UUID: f.id(2)}
	f.open()
	return f
}

// Feed applies what was made so far and all that follows to a store.
func (f *Factory) Feed(s *store.Store) {
	f.TB.Helper()
	f.Store = s
	if _, err := s.Apply(context.Background(), f.events, cursorAt(f.position)); err != nil {
		f.TB.Fatalf("apply: %v", err)
	}
}

// Events are all that were made, in order.
func (f *Factory) Events() []shop.Event { return f.events }

// Position is the last event's.
func (f *Factory) Position() shop.Position { return f.position }

// Tick moves the clock.
func (f *Factory) Tick(d time.Duration) { f.Now = f.Now.Add(d) }

func cursorAt(p shop.Position) string { return fmt.Sprintf("test:%d:", p) }

// id makes ids that are the same in every run.
func (f *Factory) id(kind byte) uuid.UUID {
	f.serial++
	var id uuid.UUID
	id[0] = kind
	binary.BigEndian.PutUint64(id[8:], f.serial)
	return id
}

// Envelope says what stands around a body.
type Envelope struct {
	At       time.Time // the factory's clock when zero
	Author   shop.Author
	Channel  shop.ChannelID
	Customer shop.CustomerID
	Cause    shop.CommandID
}

// Add writes an event and returns it.
func (f *Factory) Add(env Envelope, body shop.Body) shop.Event {
	f.TB.Helper()
	if env.At.IsZero() {
		env.At = f.Now
	}
	if env.Author.Kind == "" {
		env.Author = shop.Author{Kind: shop.ByPerson, Person: f.Person, Device: f.Device}
	}
	f.position++
	e, err := shop.NewEvent(shop.Event{
		Position: f.position, ID: shop.EventID{UUID: f.id(3)}, Shop: f.Shop, At: env.At.UTC(), Recorded: f.Now.UTC(),
		Author: env.Author, Channel: env.Channel, Customer: env.Customer, Cause: shop.Cause{Command: env.Cause},
	}, body)
	if err != nil {
		f.TB.Fatalf("make %s: %v", body.Kind(), err)
	}
	f.keep(e)
	return e
}

// Decided writes the events that a relay decided, at the next positions.
func (f *Factory) Decided(events []shop.Event) shop.Position {
	f.TB.Helper()
	for _, e := range events {
		f.position++
		e.Position = f.position
		f.keep(e)
	}
	return f.position
}

func (f *Factory) keep(e shop.Event) {
	f.TB.Helper()
	f.events = append(f.events, e)
	if f.Store == nil {
		return
	}
	if _, err := f.Store.Apply(context.Background(), []shop.Event{e}, cursorAt(e.Position)); err != nil {
		f.TB.Fatalf("apply %s: %v", e.Kind, err)
	}
}

// Pipeline is the bakery's.
var Pipeline = shop.Pipeline{
	{ID: "new", Name: "New", Update: "Hi {customer}, we have your order {order}.", Template: "order_new", Parameters: []string{"{customer}", "{order}"}},
	{ID: "baking", Name: "Baking"},
	{ID: "ready", Name: "Ready", Update: "Hi {customer}, your order {order} is ready to collect.", Template: "order_ready", Parameters: []string{"{customer}", "{order}"}},
	{ID: "collected", Name: "Collected", Final: true},
}

func (f *Factory) open() {
	f.Configure(shop.ShopConfigured{
		Name: ptr("Horno Triana"), Locale: ptr("es"), Currency: ptr("EUR"), TimeZone: ptr("Europe/Madrid"), Country: ptr("ES"),
		Pipeline: &Pipeline, FreePerMonth: ptr(1000),
		Prices: map[shop.Category]shop.Money{shop.CategoryService: Euros(0, 20), shop.CategoryUtility: Euros(0, 2), shop.CategoryMarketing: Euros(0, 6)},
	})
	f.Add(Envelope{Channel: f.Channel}, &shop.ChannelConnected{PhoneNumberID: "106540352242922", WABA: "waba1", Number: "+34 954 00 00 00", Name: "Horno Triana"})
	f.Add(Envelope{}, &shop.PersonSaved{Person: f.Person, Name: "Ana", Role: shop.Owner})
	f.Template("order_ready", "Hi {{1}}, your order {{2}} is ready to collect.")
}

// Configure changes the shop's settings.
func (f *Factory) Configure(settings shop.ShopConfigured) { f.Add(Envelope{}, &settings) }

// Template has WhatsApp approve a utility template in Spanish.
func (f *Factory) Template(name, body string) shop.Template {
	t := shop.Template{Name: name, Language: "es", Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: body}
	f.Add(Envelope{Author: shop.Author{Kind: shop.ByPlatform}}, &shop.TemplateChanged{WABA: "waba1", Template: t})
	return t
}

// Euros makes an amount.
func Euros(units, cents int64) shop.Money {
	return shop.Money{Micros: units*1_000_000 + cents*10_000, Currency: "EUR"}
}

func ptr[T any](v T) *T { return &v }

// Command makes a command of the factory's person.
func (f *Factory) Command(wish shop.Wish) shop.Command {
	f.TB.Helper()
	cmd, err := shop.NewCommand(shop.CommandID{UUID: f.id(4)}, f.Now, f.Person, wish)
	if err != nil {
		f.TB.Fatalf("make a command: %v", err)
	}
	return cmd
}

// Do hands a command to the store.
func (f *Factory) Do(wish shop.Wish) shop.Command {
	f.TB.Helper()
	cmd := f.Command(wish)
	if _, err := f.Store.Do(context.Background(), cmd); err != nil {
		f.TB.Fatalf("do %s: %v", cmd.Kind, err)
	}
	return cmd
}
