package simulation

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
)

// Report is how a history ended.
type Report struct {
	Wrong []string // everything that must not be
	// Figures of the history, for those who wonder whether anything happened.
	Events, Asked, Wrote, Sent, Unknown, Failed, Refused int
}

// Run lives one history and holds its end against its past.
func Run(p Params) (report Report) {
	if p.Files == nil {
		p.Files = &Files{}
		defer p.Files.Close() //nolint:errcheck // it is gone with its memory
	}
	w := newWorld(p)
	defer func() {
		if found := recover(); found != nil {
			b, ok := found.(broken)
			if !ok {
				panic(found)
			}
			report.Wrong = append(report.Wrong, "the history can't go on: "+b.err.Error())
			return
		}
		w.close()
	}()
	w.live()
	w.settle()
	return w.report()
}

// dusk is how many rounds of settling have trouble still.
const dusk = 6

// settle lets everything that was begun come to its end; nobody begins anything
// new, and soon nothing breaks any more.
func (w *world) settle() {
	w.note("world", "nobody asks for anything from here on")
	w.faults.freeze, w.faults.jump = 0, 0
	for _, n := range w.nodes() {
		n.thaws = time.Time{}
	}
	for _, d := range w.devices {
		d.off = 0
	}
	for round := 0; ; round++ {
		if round == dusk {
			w.note("world", "all is well from here on")
			w.faults = faults{}
		}
		if round > 400 {
			w.wrong("nothing becomes quiet: %s", w.restless())
			return
		}
		w.round()
		if round >= dusk && w.restless() == "" {
			return
		}
		w.passTime()
	}
}

func (w *world) nodes() (all []*node) {
	for _, r := range w.relays {
		all = append(all, &r.node)
	}
	for _, d := range w.devices {
		all = append(all, &d.node)
	}
	return all
}

// round lets everybody work once, to the end.
func (w *world) round() {
	for _, r := range w.relays {
		if r.shop == nil && !r.opening {
			r.start()
		}
	}
	w.runAll()
	for len(w.platform.hooks) > 0 && !w.earliestHook().After(w.now) {
		w.post()
		w.runAll()
	}
	w.relayRound(w.relays[w.random.IntN(len(w.relays))])
	for _, d := range w.devices {
		w.release(d)
		w.start(&d.node, "pull", d.pull, nil)
		w.runAll()
		w.start(&d.node, "post", d.post, nil)
		w.runAll()
	}
}

func (w *world) relayRound(r *relay) {
	if r.shop != nil {
		w.start(&r.node, "translate", r.translate, nil)
		w.runAll()
	}
	if r.shop != nil {
		w.start(&r.node, "look", r.look, nil)
		w.runAll()
	}
}

// release: the owner lets leave what was held back for them.
func (w *world) release(d *device) {
	waiting, err := d.store.Outbox(context.Background(), 1000)
	w.must(err)
	var held []shop.CommandID
	for _, entry := range waiting {
		if entry.Held != store.NotHeld {
			held = append(held, entry.Command.ID)
		}
	}
	if len(held) > 0 {
		_, err = d.store.Release(context.Background(), held...)
		w.must(err)
	}
}

func (w *world) runAll() {
	for able := w.able(); len(able) > 0; able = w.able() {
		w.disturb()
		if able = w.able(); len(able) == 0 {
			return
		}
		w.goOn(able[w.random.IntN(len(able))])
	}
}

func (w *world) earliestHook() time.Time {
	first := w.platform.hooks[0].due
	for _, h := range w.platform.hooks {
		if h.due.Before(first) {
			first = h.due
		}
	}
	return first
}

// passTime goes on to when something can happen next.
func (w *world) passTime() {
	next := w.now.Add(w.between(time.Second, 20*time.Second))
	wanted := w.alarm
	if len(w.platform.hooks) > 0 {
		if first := w.earliestHook(); wanted.IsZero() || first.Before(wanted) {
			wanted = first
		}
	}
	if wanted.After(next) {
		next = wanted
	}
	w.now, w.alarm = next, time.Time{}
}

// restless says what is not at its end yet; empty when all is quiet.
func (w *world) restless() string {
	if len(w.tasks) > 0 || len(w.platform.hooks) > 0 {
		return fmt.Sprintf("%d tasks, %d webhooks", len(w.tasks), len(w.platform.hooks))
	}
	end := wire.Cursor("")
	for _, r := range w.relays {
		if r.shop == nil {
			return r.name + " is down"
		}
		at, err := r.shop.End(context.Background())
		w.must(err)
		end = at
	}
	for _, d := range w.devices {
		waiting, err := d.store.Outbox(context.Background(), 1000)
		w.must(err)
		if len(waiting) > 0 {
			return fmt.Sprintf("%s has %d commands waiting, the first %s", d.name, len(waiting), waiting[0].Command.Kind)
		}
		cursor, _, err := d.store.Cursor(context.Background())
		w.must(err)
		if cursor != string(end) {
			return d.name + " is behind"
		}
	}
	return w.unsettled()
}

// unsettled is a message whose fate is open.
func (w *world) unsettled() string {
	for id, item := range w.shownOn(w.devices[0].store.Store) {
		if item.outgoing && !item.waits && item.flag == shop.FlagNone && item.rank < shop.RankAccepted {
			return fmt.Sprintf("message %s has rank %d", w.short(id.String()), item.rank)
		}
	}
	return ""
}
