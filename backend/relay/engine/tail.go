package engine

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"mostrador/backend/journal"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Routes says whose a business number is.
type Routes interface {
	Route(ctx context.Context, phoneNumberID string) (shop.ShopID, shop.ChannelID, bool)
}

// Alarm is a webhook that reached nobody. Its body stays in the intake, and is
// translated once a channel for it is connected.
type Alarm struct {
	Intake        journal.Position
	PhoneNumberID string // empty where the part names none
	WABA          string
	// Why is "unowned"; "unconnected" when the number has an owner whose journal
	// doesn't know the channel yet; "unreadable", "damaged" or "untranslatable".
	Why string
}

// body is a webhook taken apart.
type body struct {
	position journal.Position
	received time.Time
	parts    []whatsapp.Part
}

// tail reads the intake once for all shops and keeps its newest stretch.
type tail struct {
	params TranslatorParams

	mu     sync.Mutex
	base   journal.Position // bodies after it, up to head, are in recent
	head   journal.Position
	recent []body
	size   int
	grown  chan struct{}
}

const (
	tailPage  = 256
	tailParts = 4096 // parts kept in memory
	tailPause = time.Second
)

func newTail(p TranslatorParams, from journal.Position) *tail {
	return &tail{params: p, base: from, head: from, grown: make(chan struct{})}
}

// run reads on until the context ends.
func (t *tail) run(ctx context.Context) {
	for ctx.Err() == nil {
		grown := t.params.Intake.Changed(ctx, t.head)
		more, err := t.step(ctx)
		if err != nil && ctx.Err() == nil {
			t.params.Logger.Error("the intake can't be read", "error", err)
			pause(ctx, tailPause)
		}
		if more || err != nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-grown:
		}
	}
}

// step reads the next page and says whether there was one.
func (t *tail) step(ctx context.Context) (more bool, err error) {
	bodies, upTo, err := t.read(ctx, t.head, t.params.raise)
	if err != nil || upTo <= t.head {
		return false, err
	}
	t.keep(bodies, upTo)
	t.alarm(ctx, bodies)
	return true, nil
}

// read takes a page of the intake apart. A body that is damaged or no webhook
// is told of and passed over.
func (t *tail) read(ctx context.Context, after journal.Position, tell func(Alarm)) ([]body, journal.Position, error) {
	entries, err := t.params.Intake.Read(ctx, after, tailPage)
	var damaged *journal.DamagedError
	if errors.As(err, &damaged) && len(entries) == 0 {
		tell(Alarm{Intake: damaged.Position, Why: "damaged"})
		return nil, max(damaged.Position, after), nil
	}
	if err != nil && len(entries) == 0 {
		return nil, after, err
	}
	bodies := make([]body, 0, len(entries))
	for _, entry := range entries {
		after = entry.Position
		hook, err := whatsapp.ParseWebhook(entry.Body)
		if err != nil {
			tell(Alarm{Intake: entry.Position, Why: "unreadable"})
			continue
		}
		bodies = append(bodies, body{position: entry.Position, received: entry.Received.UTC(), parts: hook.Parts})
	}
	return bodies, after, nil
}

func (t *tail) keep(bodies []body, upTo journal.Position) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range bodies {
		t.recent = append(t.recent, b)
		t.size += len(b.parts)
	}
	drop := 0
	for t.size > tailParts && drop < len(t.recent)-1 {
		t.base = t.recent[drop].position
		t.size -= len(t.recent[drop].parts)
		drop++
	}
	t.recent = append([]body(nil), t.recent[drop:]...)
	t.head = upTo
	close(t.grown)
	t.grown = make(chan struct{})
}

// alarm tells of parts that reach nobody.
func (t *tail) alarm(ctx context.Context, bodies []body) {
	for _, b := range bodies {
		told := map[string]bool{}
		for _, part := range b.parts {
			key := part.PhoneNumberID + "|" + part.WABA
			why := t.trouble(ctx, part)
			if told[key] || why == "" {
				continue
			}
			told[key] = true
			t.params.raise(Alarm{Intake: b.position, PhoneNumberID: part.PhoneNumberID, WABA: part.WABA, Why: why})
		}
	}
}

// Unowned says whether a webhook has a part that reaches nobody yet: it must
// stay in the intake until somebody connects its number. One that is no webhook
// at all never will.
func (t *Translator) Unowned(ctx context.Context, raw []byte) bool {
	hook, err := whatsapp.ParseWebhook(raw)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(hook.Parts, func(part whatsapp.Part) bool {
		return part.PhoneNumberID+part.WABA != "" && t.tail.trouble(ctx, part) != ""
	})
}

// trouble is why a part reaches nobody; empty when it reaches somebody.
func (t *tail) trouble(ctx context.Context, part whatsapp.Part) string {
	if part.PhoneNumberID == "" {
		if t.params.account(part.WABA) {
			return ""
		}
		return "unowned"
	}
	owner, channel, ok := t.params.Routes.Route(ctx, part.PhoneNumberID)
	switch {
	case !ok:
		return "unowned"
	case t.params.lacks(owner, channel):
		return "unconnected"
	}
	return ""
}

// after gives the bodies after a place and the place that they lead to, from
// memory where they still are; waiting is closed once there are more.
func (t *tail) after(ctx context.Context, place journal.Position) (bodies []body, upTo journal.Position, waiting <-chan struct{}, err error) {
	t.mu.Lock()
	if place >= t.base {
		defer t.mu.Unlock()
		for i, b := range t.recent {
			if b.position > place {
				bodies = t.recent[i:]
				break
			}
		}
		return bodies, max(t.head, place), t.grown, nil
	}
	base, waiting := t.base, t.grown
	t.mu.Unlock()
	bodies, upTo, err = t.read(ctx, place, func(Alarm) {}) // the tail told of it
	if err == nil && len(bodies) == 0 && upTo == place {
		upTo = base // nothing is kept that far back
	}
	return bodies, upTo, waiting, err
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
