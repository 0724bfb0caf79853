package main

import (
	"context"
	"errors"
	stdsync "sync"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/sync"
	"mostrador/ui/desk"
)

// lateTeam is who else is at the shop, before and after the link is there.
type lateTeam struct {
	mu      stdsync.Mutex
	engine  *sync.Engine
	hearers map[int]func(desk.Presence)
	next    int
	telling bool           // one is on its way
	wanted  *desk.Presence // to be told after it; the newest wins
	closed  bool

	ctx    context.Context
	cancel context.CancelFunc
	work   stdsync.WaitGroup
}

var errNoLink = errors.New("the connection to the shop is not there yet")

func newLateTeam() *lateTeam {
	t := &lateTeam{hearers: map[int]func(desk.Presence){}}
	t.ctx, t.cancel = context.WithCancel(context.Background())
	return t
}

// close ends what is being told, and waits for it.
func (t *lateTeam) close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.cancel()
	t.work.Wait()
}

func (t *lateTeam) attach(engine *sync.Engine) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.engine = engine
}

// heard passes on what the relay told.
func (t *lateTeam) heard(p wire.Presence) {
	t.mu.Lock()
	hearers := make([]func(desk.Presence), 0, len(t.hearers))
	for _, hear := range t.hearers {
		hearers = append(hearers, hear)
	}
	t.mu.Unlock()
	for _, hear := range hearers {
		hear(desk.Presence{Person: p.Person, Device: p.Device, Conversation: p.Conversation, Writing: p.Writing})
	}
}

// Subscribe hears of the others.
func (t *lateTeam) Subscribe(hear func(desk.Presence)) (cancel func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	id := t.next
	t.next++
	t.hearers[id] = hear
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.hearers, id)
	}
}

// tellPatience is how long telling may take: it is of no use after that.
const tellPatience = 5 * time.Second

// Tell says where this one is, one after the other.
func (t *lateTeam) Tell(conversation shop.ConversationID, writing bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.engine == nil || t.closed {
		return
	}
	t.wanted = &desk.Presence{Conversation: conversation, Writing: writing}
	if !t.telling {
		t.telling = true
		t.work.Go(t.tellAll)
	}
}

func (t *lateTeam) tellAll() {
	for {
		t.mu.Lock()
		engine, p := t.engine, t.wanted
		t.wanted = nil
		if p == nil {
			t.telling = false
			t.mu.Unlock()
			return
		}
		t.mu.Unlock()
		ctx, cancel := context.WithTimeout(t.ctx, tellPatience)
		_ = engine.TellPresence(ctx, p.Conversation, p.Writing) //nolint:errcheck // of no consequence
		cancel()
	}
}

func (t *lateTeam) link() (*sync.Engine, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.engine == nil {
		return nil, errNoLink
	}
	return t.engine, nil
}

// Devices lists the shop's computers.
func (t *lateTeam) Devices(ctx context.Context) ([]desk.Device, error) {
	engine, err := t.link()
	if err != nil {
		return nil, err
	}
	known, err := engine.Devices(ctx)
	devices := make([]desk.Device, 0, len(known))
	for _, d := range known {
		devices = append(devices, desk.Device{ID: d.Device, Person: d.Person, Name: d.Name, System: d.System, Place: d.Place,
			Seen: d.Seen, Here: d.Here, Mine: d.Mine, Waiting: d.Waiting, Revoked: d.Revoked})
	}
	return devices, err
}

// Approve lets one in.
func (t *lateTeam) Approve(ctx context.Context, device shop.DeviceID) error {
	engine, err := t.link()
	if err != nil {
		return err
	}
	return engine.Approve(ctx, device)
}

// CutOff ends one's place in the shop.
func (t *lateTeam) CutOff(ctx context.Context, device shop.DeviceID) error {
	engine, err := t.link()
	if err != nil {
		return err
	}
	return engine.CutOff(ctx, device)
}

// Invite makes a link for one more computer.
func (t *lateTeam) Invite(ctx context.Context) (link string, until time.Time, err error) {
	engine, err := t.link()
	if err != nil {
		return "", time.Time{}, err
	}
	answer, err := engine.Invite(ctx, shop.PersonID{})
	return answer.Link, answer.Expires, err
}
