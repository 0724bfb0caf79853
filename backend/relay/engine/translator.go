package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/translate"
	"mostrador/shop"
)

// TranslatorParams is what translating needs.
type TranslatorParams struct {
	Intake journal.Intake
	Routes Routes
	Alarm  func(Alarm) // what reaches nobody; must not block. Nil: only counted
	Logger *slog.Logger
	// From is where reading begins; bodies before it raise no alarm. Shops that
	// are behind it read what they lack by themselves.
	From journal.Position
	// ByTurns makes a translator without goroutines, for simulations: Step works
	// in whoever calls it, and never pauses.
	ByTurns bool

	alarms  *atomic.Int64
	account func(waba string) bool
	lacks   func(shop.ShopID, shop.ChannelID) bool
}

func (p TranslatorParams) raise(a Alarm) {
	p.alarms.Add(1)
	p.Logger.Warn("a webhook reached nobody", "intake", uint64(a.Intake), "number", a.PhoneNumberID, "why", a.Why)
	if p.Alarm != nil {
		p.Alarm(a)
	}
}

// Translator turns the intake into the events of shops, each in order and by
// itself: a shop that can't be written to holds up no other.
type Translator struct {
	params TranslatorParams
	tail   *tail
	ctx    context.Context // lives as long as the translator
	stop   context.CancelFunc
	ending sync.WaitGroup
	alarms atomic.Int64

	mu    sync.Mutex
	shops map[shop.ShopID]*worker
}

// NewTranslator begins to read the intake.
func NewTranslator(p TranslatorParams) *Translator {
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	t := &Translator{shops: map[shop.ShopID]*worker{}}
	p.alarms, p.account, p.lacks = &t.alarms, t.hasAccount, t.lacks
	t.params = p
	t.ctx, t.stop = context.WithCancel(context.Background())
	t.tail = newTail(p, p.From)
	if !p.ByTurns {
		t.ending.Go(func() { t.tail.run(t.ctx) })
	}
	return t
}

// Close waits for what is under way. What was not translated is at the next start.
func (t *Translator) Close() {
	t.stop()
	t.ending.Wait()
}

// Alarms is how many webhooks reached nobody since the start.
func (t *Translator) Alarms() int64 { return t.alarms.Load() }

// Add begins to translate for a shop, from where it was left. Close the
// translator, or Remove the shop, before closing the shop.
func (t *Translator) Add(s *Shop) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, there := t.shops[s.ID()]; there || t.ctx.Err() != nil {
		return
	}
	ctx, stop := context.WithCancel(t.ctx)
	w := &worker{shop: s, tail: t.tail, params: t.params, stop: stop, done: make(chan struct{})}
	t.shops[s.ID()] = w
	if t.params.ByTurns {
		close(w.done)
		return
	}
	t.ending.Go(func() {
		defer close(w.done)
		w.run(ctx)
	})
}

// Remove ends translating for a shop and waits for what is under way.
func (t *Translator) Remove(id shop.ShopID) {
	t.mu.Lock()
	w := t.shops[id]
	delete(t.shops, id)
	t.mu.Unlock()
	if w == nil {
		return
	}
	w.stop()
	<-w.done
}

// Translated is the place up to which every shop's bodies are events: what the
// intake may be trimmed to.
func (t *Translator) Translated() journal.Position {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tail.mu.Lock()
	upTo := t.tail.head
	t.tail.mu.Unlock()
	for _, w := range t.shops {
		upTo = min(upTo, journal.Position(w.place.Load()))
	}
	return upTo
}

// hasAccount says whether any shop has a channel of an account.
func (t *Translator) hasAccount(waba string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range t.shops {
		if _, ok := w.account(waba); ok {
			return true
		}
	}
	return false
}

// lacks says that a shop which is translated for doesn't know a channel. Of a
// shop that isn't here nothing can be said.
func (t *Translator) lacks(id shop.ShopID, channel shop.ChannelID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.shops[id]
	if w == nil {
		return false
	}
	for _, c := range w.shop.Channels() {
		if c.ID == channel {
			return false
		}
	}
	return true
}

// worker translates for one shop.
type worker struct {
	shop     *Shop
	tail     *tail
	params   TranslatorParams
	stop     context.CancelFunc
	done     chan struct{}
	place    atomic.Uint64 // everything up to here is translated
	channels int
	whole    bool // the intake is being looked through from its beginning
	begun    bool // by turns: its place was found
}

func (w *worker) run(ctx context.Context) {
	w.channels = len(w.shop.Channels())
	for !w.begin(ctx) {
		if ctx.Err() != nil {
			return
		}
		pause(ctx, tailPause)
	}
	defer w.leave()
	for ctx.Err() == nil {
		folded := w.shop.Folded()
		waiting, more := w.step(ctx)
		if more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-waiting:
		case <-folded:
		}
	}
}

// step translates what there is and says whether to go on at once; if not,
// waiting is closed when there is more.
func (w *worker) step(ctx context.Context) (waiting <-chan struct{}, more bool) {
	w.meet(ctx)
	place := journal.Position(w.place.Load())
	bodies, upTo, waiting, err := w.tail.after(ctx, place)
	switch {
	case err != nil:
		w.failed(ctx, err)
		return nil, true
	case upTo > place:
		if w.translate(ctx, bodies) {
			w.place.Store(uint64(upTo))
		}
		return nil, true
	case w.whole && !w.scanned(ctx):
		return nil, true
	}
	return waiting, false
}

// meet begins anew when a channel was connected since.
func (w *worker) meet(ctx context.Context) {
	if n := len(w.shop.Channels()); n != w.channels && w.begin(ctx) {
		w.channels = n
	}
}

// begin finds the place to translate from; false when the facts can't be read.
func (w *worker) begin(ctx context.Context) bool {
	err := w.shop.View(ctx, func(f *facts.Tx) error {
		switch {
		case f.Scan():
			w.whole = true
			w.place.Store(0)
		case w.place.Load() == 0 && !w.whole:
			w.place.Store(f.Translated())
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		w.params.Logger.Error("translating can't begin", "shop", w.shop.ID(), "error", err)
	}
	return err == nil
}

func (w *worker) scanned(ctx context.Context) bool {
	more := false
	err := w.shop.Keep(ctx, func(f *facts.Tx) error {
		// A channel that was connected meanwhile wants the intake looked through for it too.
		if more = len(f.Channels()) != w.channels; more {
			return f.Err()
		}
		return f.Scanned()
	})
	if err != nil {
		w.failed(ctx, err)
		return false
	}
	w.whole = more
	return !more
}

// leave remembers the place, so that a shop that had little to translate does
// not look through the whole intake at the next start.
func (w *worker) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	place := w.place.Load()
	if w.whole {
		return
	}
	if err := w.shop.Keep(ctx, func(f *facts.Tx) error { return f.SetTranslated(place) }); err != nil {
		w.params.Logger.Warn("the place in the intake was not kept", "shop", w.shop.ID(), "error", err)
	}
}

const leaveWithin = 5 * time.Second

func (w *worker) failed(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	w.params.Logger.Error("translating waits", "shop", w.shop.ID(), "error", err)
	if !w.params.ByTurns {
		pause(ctx, tailPause)
	}
}

// partsAtOnce and eventsAtOnce bound what is decided together. A batch costs the
// disk the same few flushes whatever its size, so that many waiting webhooks are
// few batches; with what others decide meanwhile (gatherEvents) it still fits one.
const (
	partsAtOnce  = 500
	eventsAtOnce = journal.MaxBatch - gatherEvents
	bytesAtOnce  = journal.MaxBatchBytes / 2
)

// translate translates bodies; false when it must be done again.
func (w *worker) translate(ctx context.Context, bodies []body) bool {
	inputs := w.inputs(ctx, bodies)
	for len(inputs) > 0 {
		n, err := w.chunk(ctx, inputs[:min(len(inputs), partsAtOnce)])
		if err != nil {
			w.failed(ctx, err)
			return false
		}
		inputs = inputs[n:]
	}
	return true
}

// chunk translates as many parts as fit one decision and says how many. When one
// of them can't be, ever fewer are tried until it stands alone; it is then left
// in the intake with an alarm.
func (w *worker) chunk(ctx context.Context, inputs []translate.Input) (int, error) {
	for {
		n, err := w.decide(ctx, inputs)
		if err == nil || passing(err) || ctx.Err() != nil {
			return n, err
		}
		if len(inputs) == 1 {
			in := inputs[0]
			w.params.Logger.Error("a part of a webhook can't be translated", "shop", in.Shop, "intake", in.Intake, "part", in.Index, "error", err)
			w.params.raise(Alarm{Intake: journal.Position(in.Intake), PhoneNumberID: in.Part.PhoneNumberID, WABA: in.Part.WABA, Why: "untranslatable"})
			return 1, nil
		}
		inputs = inputs[:len(inputs)/2]
	}
}

// passing says that an error is not the part's but the place's.
func passing(err error) bool {
	for _, cause := range []error{journal.ErrUnavailable, journal.ErrConflict, journal.ErrDamaged, ErrDisagrees, ErrClosed,
		context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return facts.Passing(err)
}

// decide translates parts, as long as they fit, and says how many did.
func (w *worker) decide(ctx context.Context, inputs []translate.Input) (done int, err error) {
	err = w.shop.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
		done = 0 // it may run again
		count, bytes := 0, 0
		for i, in := range inputs {
			in.Now = w.shop.Now()
			events, err := translate.Part(f, in)
			if err != nil {
				return err
			}
			count, bytes = count+len(events), bytes+sizeOf(events)
			if i > 0 && (count > eventsAtOnce || bytes > bytesAtOnce) {
				return nil
			}
			if err := emit(events...); err != nil {
				return err
			}
			done = i + 1
		}
		return nil
	})
	return done, err
}

// inputs are the parts of bodies that concern this shop.
func (w *worker) inputs(ctx context.Context, bodies []body) []translate.Input {
	var all []translate.Input
	for _, b := range bodies {
		for i, part := range b.parts {
			in := translate.Input{Shop: w.shop.ID(), Intake: uint64(b.position), Index: i, Received: b.received, Part: part}
			if w.address(ctx, &in) {
				all = append(all, in)
			}
		}
	}
	return all
}

// address finds the channel of a part; false when the part is not this shop's.
// One whose channel is not in the journal yet is found by the look through the
// intake that follows when it is.
func (w *worker) address(ctx context.Context, in *translate.Input) bool {
	if in.Part.PhoneNumberID == "" {
		account, ok := w.account(in.Part.WABA)
		in.Portfolio = account.Portfolio
		return ok
	}
	owner, channel, ok := w.params.Routes.Route(ctx, in.Part.PhoneNumberID)
	if !ok || owner != w.shop.ID() {
		return false
	}
	for _, c := range w.shop.Channels() {
		if c.ID == channel {
			in.Channel, in.Portfolio = channel, c.Portfolio
			return true
		}
	}
	return false
}

// account is one of the shop's channels of an account.
func (w *worker) account(waba string) (shop.ChannelFacts, bool) {
	for _, c := range w.shop.Channels() {
		if c.WABA == waba && waba != "" {
			return c, true
		}
	}
	return shop.ChannelFacts{}, false
}
