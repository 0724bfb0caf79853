package simulation

import (
	"fmt"
	"time"
)

// live is the bad part: everybody does something and anything breaks.
func (w *world) live() {
	w.faults = faults{journal: 0.03, graph: 0.35, webhook: 0.15, link: 0.1, crash: 0.006, freeze: 0.006, jump: 0.008}
	steps := w.params.Steps
	if steps == 0 {
		steps = 220
	}
	for range steps {
		w.disturb()
		if able := w.able(); len(able) > 0 && w.chance(0.75) {
			w.goOn(able[w.random.IntN(len(able))])
			continue
		}
		w.begin()
		w.now = w.now.Add(time.Duration(w.random.IntN(3)) * time.Second)
	}
}

// disturb lets a machine die, stand still or lose its clock.
func (w *world) disturb() {
	switch {
	case w.chance(w.faults.crash):
		w.someDeath()
	case w.chance(w.faults.freeze):
		n := w.someNode()
		n.thaws = w.now.Add(w.between(5*time.Second, 3*time.Minute))
		w.note(n.name, "stands still")
	case w.chance(w.faults.jump):
		w.jump()
	}
}

func (w *world) someNode() *node {
	i := w.random.IntN(len(w.relays) + len(w.devices))
	if i < len(w.relays) {
		return &w.relays[i].node
	}
	return &w.devices[i-len(w.relays)].node
}

func (w *world) someDeath() {
	roll := w.random.IntN(2*len(w.relays) + len(w.devices) + 1)
	switch {
	case roll < 2*len(w.relays):
		r := w.relays[roll/2]
		w.note(r.name, "dies")
		r.die()
		if w.onDisk && w.chance(0.15) {
			w.note(r.name, "loses its relay.db")
			r.loseFacts()
		}
	case roll < 2*len(w.relays)+len(w.devices):
		d := w.devices[roll-2*len(w.relays)]
		w.note(d.name, "dies")
		d.die()
	default:
		w.note("journal", "dies")
		for _, r := range w.relays {
			r.die()
		}
		w.memory = w.memory.Crash()
	}
}

// jump moves a device's clock, or all time.
func (w *world) jump() {
	if w.chance(0.5) {
		d := w.devices[w.random.IntN(len(w.devices))]
		d.off = time.Duration(w.random.IntN(3)-1) * 24 * time.Hour
		w.note(d.name, fmt.Sprint("has a clock that is off by ", d.off))
		return
	}
	w.now = w.now.Add(w.between(time.Minute, 7*time.Hour))
	w.note("world", "time passes")
}

// begin lets somebody begin something.
func (w *world) begin() {
	switch roll := w.random.IntN(100); {
	case roll < 14:
		w.asks(w.devices[w.random.IntN(len(w.devices))])
	case roll < 24:
		w.someoneWrites()
	case roll < 40:
		w.post()
	case roll < 68:
		w.deviceWorks(w.devices[w.random.IntN(len(w.devices))])
	case roll < 69 && len(w.devices) < 3:
		w.devices = append(w.devices, w.newDevice("home"))
	default:
		w.relayWorks(w.relays[w.random.IntN(len(w.relays))])
	}
}

// post delivers one of the webhooks that are due, in any order.
func (w *world) post() {
	var due []int
	for i, h := range w.platform.hooks {
		if !h.due.After(w.now) {
			due = append(due, i)
		}
	}
	if len(due) > 0 {
		w.platform.deliver(due[w.random.IntN(len(due))])
	}
}

func (w *world) deviceWorks(d *device) {
	if d.frozen() {
		return
	}
	if w.chance(0.5) {
		if !w.has(&d.node, "pull") {
			w.start(&d.node, "pull", d.pull, nil)
		}
		return
	}
	if !w.has(&d.node, "post") {
		w.start(&d.node, "post", d.post, nil)
	}
}

func (w *world) relayWorks(r *relay) {
	switch {
	case r.frozen() || r.opening:
	case r.shop == nil:
		r.start()
	case w.chance(0.5):
		if !w.has(&r.node, "translate") {
			w.start(&r.node, "translate", r.translate, nil)
		}
	case !w.has(&r.node, "look"):
		w.start(&r.node, "look", r.look, nil)
	}
}
