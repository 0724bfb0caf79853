package simulation

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/backend/relay/keys"
	"mostrador/shop"
)

// Params say which history is lived, and how long.
type Params struct {
	Seed   uint64
	Steps  int    // of the bad part; 0: 220
	Folder string // where relays keep their relay.db; a quick place is best
	Files  *Files // keeps stores between histories; nil: none are kept
	Trace  func(string)
	Spoil  Spoil // breaks a rule on purpose, to see that it is found
}

// faults are how often things go wrong, each a share of its occasions.
type faults struct{ journal, graph, webhook, link, crash, freeze, jump float64 }

// world is everything that there is in one history.
type world struct {
	scheduler
	params Params
	random *rand.Rand
	now    time.Time // in whole seconds
	faults faults
	folder string

	shop    shop.ShopID
	channel shop.ChannelID
	person  shop.PersonID

	memory   *journal.Memory
	keys     *keys.Keyring
	relays   []*relay
	devices  []*device
	platform *platform

	customers  []customer
	orders     []shop.OrderID
	past       history
	violations []string
	watchRanks bool
	onDisk     bool      // relay.db
	alarm      time.Time // when somebody wants to look again; zero: nobody
	serial     uint64
	names      map[string]string
}

// customer is somebody who writes.
type customer struct {
	id    shop.CustomerID
	phone string // digits; empty: known by user id alone
	user  string
}

var bakery = shop.ShopID{UUID: uuid.MustParse("5b0c1d7e-0000-4000-8000-000000000002")}

// begin is the world's first moment: no month ends in any history.
var begin = time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)

func newWorld(p Params) *world {
	w := &world{params: p, random: rand.New(rand.NewPCG(p.Seed, 28)), now: begin, folder: p.Folder, names: map[string]string{}}
	w.scheduler.trace = w.note
	w.shop = bakery // stores that are kept are this shop's
	w.channel = shop.ChannelFor(w.shop, numberID)
	w.person = shop.PersonID{UUID: w.uuid(4)}
	w.memory = journal.NewMemory(journal.MemoryParams{Clock: w.clock})
	w.platform = &platform{w: w}
	w.watchRanks, w.onDisk = p.Seed%8 == 0, p.Seed%4 == 0
	var err error
	w.keys, err = keys.Open(context.Background(), filepath.Join(p.Folder, "keys.db"), make([]byte, keys.MasterSize))
	w.must(err)
	w.people()
	for _, name := range []string{"relay A", "relay B"} {
		w.relays = append(w.relays, &relay{node: node{name: name, world: w.clock}, w: w})
	}
	w.relays[1].off = time.Duration(w.random.IntN(7)-3) * time.Second
	for _, r := range w.relays {
		w.must(r.open())
	}
	w.must(w.relays[0].setUp())
	for range 4 {
		w.someoneWrites()
	}
	for _, name := range []string{"counter", "kitchen"} {
		w.devices = append(w.devices, w.newDevice(name))
	}
	return w
}

func (w *world) people() {
	for i := range 4 {
		phone := fmt.Sprintf("3460011122%d", i)
		w.customers = append(w.customers, customer{id: shop.CustomerByPhone(w.shop, "+"+phone), phone: phone})
	}
	user := "ES.1234567890"
	w.customers = append(w.customers, customer{id: shop.CustomerFor(w.shop, "portfolio:77", user), user: user})
}

func (w *world) close() {
	for _, r := range w.relays {
		r.die()
	}
	for _, d := range w.devices {
		w.end(&d.node)
		w.must(d.engine.Close())
		w.must(w.params.Files.give(d.store))
	}
	w.must(w.memory.Close())
	w.must(w.keys.Close())
}

func (w *world) clock() time.Time { return w.now }

func (w *world) chance(p float64) bool { return p > 0 && w.random.Float64() < p }

func (w *world) between(least, most time.Duration) time.Duration {
	return (least + time.Duration(w.random.Int64N(int64(most-least)+1))).Truncate(time.Second)
}

// uuid makes ids that are the same for the same seed; those of version 7 rise.
func (w *world) uuid(version byte) (id uuid.UUID) {
	w.serial++
	binary.BigEndian.PutUint64(id[:8], uint64(w.now.UnixMilli())<<16|w.serial&0xfff)
	binary.BigEndian.PutUint64(id[8:], w.random.Uint64())
	if version != 7 {
		binary.BigEndian.PutUint64(id[:8], w.random.Uint64())
	}
	id[6], id[8] = id[6]&0x0f|version<<4, id[8]&0x3f|0x80
	return id
}

// short names an id so that two runs can be compared.
func (w *world) short(id string) string {
	name, ok := w.names[id]
	if !ok {
		name = fmt.Sprint("#", len(w.names)+1)
		w.names[id] = name
	}
	return name
}

func (w *world) note(who, what string) {
	if w.params.Trace != nil {
		w.params.Trace(fmt.Sprintf("%s %-8s %s", w.now.Sub(begin), who, what))
	}
}

func (w *world) wrong(format string, args ...any) {
	w.violations = append(w.violations, fmt.Sprintf(format, args...))
}

// must ends a history that can't go on; Run tells of it.
func (w *world) must(err error) {
	if err != nil {
		panic(broken{err})
	}
}

type broken struct{ err error }

// sleep holds the running task.
func (w *world) sleep(d time.Duration) {
	until := w.now.Add(d)
	w.alarmAt(until)
	w.until(func() bool { return !w.now.Before(until) })
}

func (w *world) sleepIn(_ context.Context, d time.Duration) { w.sleep(d) }

// alarmAt says that somebody has something to do at a time.
func (w *world) alarmAt(at time.Time) {
	at = at.Add(time.Second - 1).Truncate(time.Second)
	if at.After(w.now) && (w.alarm.IsZero() || at.Before(w.alarm)) {
		w.alarm = at
	}
}
