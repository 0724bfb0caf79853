package orders

import (
	"context"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/telling"
)

// bulk moves many orders and tells their customers, a few at a time, and knows
// what became of each. There is one at a time.
type bulk struct {
	room  *Room
	run   *bulkRun // nil: none
	place bulkPlace
	begun bool // what is shown is carried out; before that it is only looked through
	fates []bulkFate

	busy bool // a step is under way
	left int  // rows to look at again
	at   int  // where looking goes on
	read bool // what an earlier run left was read
	slot desk.Slot
	page *bulkPage
}

// bulkLook is how many rows a step looks at beside those on their way.
const bulkLook = 60

// bulkHeldBack is how many of the messages that WhatsApp holds back, of one
// run, make it stop.
const bulkHeldBack = 5

// heldBack is WhatsApp's code for a message that it did not deliver so as not
// to annoy customers (cloudapi.md, section 8).
const heldBack = 131049

func newBulk(r *Room) *bulk { return &bulk{room: r} }

// recall takes up what an earlier run of the program left. It stands still
// until the owner lets it go on: a day may have passed.
func (b *bulk) recall() {
	if b.read {
		return
	}
	b.read = true
	type kept struct {
		run   *bulkRun
		place bulkPlace
	}
	d := b.room.desk
	desk.Load(d, &b.slot, func(ctx context.Context) (kept, error) {
		run, place, err := readBulk(ctx, d.Store)
		return kept{run, place}, err
	}, func(k kept) {
		if k.run == nil || b.run != nil {
			return
		}
		b.take(k.run, k.place)
		b.begun = true
		if b.place.Next < len(b.run.Rows) && !b.place.Paused && !b.place.Ended {
			b.place.Paused, b.place.Why = true, stopRestart
		}
		b.look()
		b.room.show()
	})
}

func (b *bulk) take(run *bulkRun, place bulkPlace) {
	b.run, b.place, b.fates = run, place, make([]bulkFate, len(run.Rows))
	b.page = newBulkPage(b)
}

// propose shows row by row what a move would do.
func (b *bulk) propose(previews []telling.Preview) {
	if b.begun && !b.done() {
		b.open() // one at a time
		return
	}
	d := b.room.desk
	desk.Load(d, &b.slot, func(ctx context.Context) (*bulkRun, error) {
		standing, err := standings(ctx, d.Store)
		if err != nil {
			return nil, err
		}
		return planRun(d, previews, standing)
	}, func(run *bulkRun) {
		b.begun = false
		b.take(run, bulkPlace{Run: run.At})
		b.open()
	})
}

func (b *bulk) open() {
	b.room.bulkOpen = true
	b.page.draw()
	b.room.show()
}

// begin carries out what was looked through. What is to be done is on disk
// before the first of it is.
func (b *bulk) begin() {
	run, place, d := b.run, b.place, b.room.desk
	if run == nil || b.begun {
		return
	}
	b.begun, b.busy = true, true
	b.page.draw()
	d.Work(func(ctx context.Context) error {
		if err := saveJSON(ctx, d.Store, settingBulkRun, run); err != nil {
			return err
		}
		return saveJSON(ctx, d.Store, settingBulkPlace, place)
	}, func(err error) {
		b.busy = false
		if err != nil {
			b.begun = false
			d.Failed(err)
			b.page.draw()
			return
		}
		d.Did(desk.MovedOrder)
		b.pump()
	})
}

// pause holds back what was not handed in yet, or lets it go on.
func (b *bulk) pause(on bool) {
	if !on && (b.place.Why == stopStanding || b.place.Why == stopTooMany) {
		b.place.Despite = true
	}
	b.place.Paused, b.place.Why = on, stopAsked
	b.savePlace()
	b.page.draw()
	b.room.show()
	b.pump()
}

// end leaves what was not handed in.
func (b *bulk) end() {
	b.place.Ended, b.place.Paused = true, false
	b.savePlace()
	b.page.draw()
	b.room.show()
}

func (b *bulk) savePlace() {
	place, d := b.place, b.room.desk
	d.InOrder(func(ctx context.Context) error { return saveJSON(ctx, d.Store, settingBulkPlace, place) })
}

// forget puts a run away that is done.
func (b *bulk) forget() {
	if b.run == nil || b.begun && !b.done() {
		return
	}
	if b.begun {
		d := b.room.desk
		d.InOrder(func(ctx context.Context) error { return d.Store.SaveSetting(ctx, settingBulkRun, "") })
	}
	b.run, b.begun, b.page = nil, false, nil
	b.room.bulkOpen = false
	b.room.read()
	b.room.show()
}

// done says that everything was handed in, or is left.
func (b *bulk) done() bool {
	return b.run == nil || b.place.Ended || b.place.Next >= len(b.run.Rows)
}

// changed looks again at what may have changed.
func (b *bulk) changed(c store.Changed) {
	if b.run == nil || !b.begun || !(c.All || c.Outbox || c.Shop || len(c.Orders)+len(c.Messages) > 0) {
		return
	}
	b.look()
}

func (b *bulk) look() {
	b.left = b.place.Next
	b.pump()
}

// bulkStep is what a step works on, and then what it found.
type bulkStep struct {
	run   *bulkRun
	place bulkPlace
	rows  []int // to look at
	fates map[int]bulkFate
	held  int // messages that WhatsApp held back, among those known
}

// pump does the next step, unless one is under way or nothing is to be done.
func (b *bulk) pump() {
	if b.run == nil || !b.begun || b.busy {
		return
	}
	step := b.next()
	step.place.Why = stopAsked
	if len(step.rows) == 0 && (b.done() || b.place.Paused) {
		return
	}
	b.busy = true
	d := b.room.desk
	d.Work(func(ctx context.Context) error { return step.do(ctx, d) }, func(err error) { b.stepped(step, err) })
}

// next chooses what is looked at: all that is on its way, and a stretch of what
// may still change.
func (b *bulk) next() *bulkStep {
	step := &bulkStep{run: b.run, place: b.place, fates: map[int]bulkFate{}}
	for i, fate := range b.fates[:b.place.Next] {
		if fate.state == bulkOnWay || fate.state == bulkToCome {
			step.rows = append(step.rows, i)
		}
		if fate.told.Code == heldBack {
			step.held++
		}
	}
	if len(step.rows) > 0 && b.left == 0 && (b.done() || b.place.Paused) {
		step.rows = nil // they are looked at when something changes
		return step
	}
	for range min(b.left, bulkLook) {
		if b.at >= b.place.Next {
			b.at = 0
		}
		if fate := b.fates[b.at]; fate.state == bulkTold && !fate.settled() || fate.state == bulkUnknown || fate.state == bulkFailed {
			step.rows = append(step.rows, b.at)
		}
		b.at++
		b.left--
	}
	return step
}

func (b *bulk) stepped(step *bulkStep, err error) {
	b.busy = false
	if b.run != step.run {
		return
	}
	if err != nil {
		b.place.Paused = true
		b.room.desk.Failed(err)
	}
	for i, fate := range step.fates {
		b.fates[i] = fate
	}
	moved := step.place.Next > b.place.Next
	b.place.Next = max(b.place.Next, step.place.Next)
	if step.place.Why != stopAsked && !b.place.Paused && !b.place.Ended {
		b.place.Paused, b.place.Why = true, step.place.Why
	}
	before := step.place
	before.Why = b.place.Why
	if b.place != before { // the owner decided something meanwhile
		b.savePlace()
	}
	b.page.draw()
	b.room.showStrip()
	if moved || b.left > 0 {
		b.pump()
	}
}

// do looks at rows and hands in as many as there is room for.
func (s *bulkStep) do(ctx context.Context, d *desk.Desk) error {
	facts, err := readFacts(ctx, d.Store)
	if err != nil {
		return err
	}
	onWay := 0
	for _, i := range s.rows {
		fate, err := fateOf(ctx, d.Store, s.run.Rows[i], s.run.To, facts)
		if err != nil {
			return err
		}
		s.fates[i] = fate
		if fate.state == bulkOnWay {
			onWay++
		}
		if fate.told.Code == heldBack {
			s.held++
		}
	}
	if s.place.Paused || s.place.Ended || s.place.Next >= len(s.run.Rows) {
		return nil
	}
	now, err := standings(ctx, d.Store)
	switch {
	case err != nil:
		return err
	case !s.place.Despite && worse(s.run.Standing, now):
		s.place.Why = stopStanding
		return nil
	case !s.place.Despite && s.held >= bulkHeldBack:
		s.place.Why = stopTooMany
		return nil
	}
	return s.handIn(ctx, d, bulkAhead-onWay)
}

func (s *bulkStep) handIn(ctx context.Context, d *desk.Desk, room int) error {
	from := s.place.Next
	for room > 0 && s.place.Next < len(s.run.Rows) && ctx.Err() == nil {
		row := s.run.Rows[s.place.Next]
		if _, err := d.Store.Do(context.WithoutCancel(ctx), row.Command); err != nil {
			return err
		}
		s.fates[s.place.Next] = bulkFate{state: bulkOnWay}
		if row.Left != "" {
			s.fates[s.place.Next] = bulkFate{state: bulkLeftOut}
		} else {
			room--
		}
		s.place.Next++
	}
	if s.place.Next == from {
		return nil
	}
	place := s.place
	return saveJSON(context.WithoutCancel(ctx), d.Store, settingBulkPlace, place)
}

// standings are the numbers' quality, as WhatsApp says.
func standings(ctx context.Context, from *store.Store) (map[shop.ChannelID]string, error) {
	info, err := from.Shop(ctx)
	all := map[shop.ChannelID]string{}
	for _, c := range info.Channels {
		all[c.ID] = c.Quality
	}
	return all, err
}

var qualities = map[string]int{"YELLOW": 1, "RED": 2}

// worse says that a number's quality sank.
func worse(before, now map[shop.ChannelID]string) bool {
	for id := range now {
		if qualities[now[id]] > qualities[before[id]] {
			return true
		}
	}
	return false
}
