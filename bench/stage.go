package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"mostrador/e2e/processes/programs"
	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync"
)

// stage is a relay with a connected shop, and the platform beside it.
type stage struct {
	b     *bench
	dir   string
	relay *programs.Relay
}

var stages atomic.Int64

// open starts a relay process with one shop and the sandbox's number.
func (b *bench) open(plain bool) (*stage, error) {
	s := &stage{b: b, dir: filepath.Join(b.dir, fmt.Sprint("stage", stages.Add(1)))}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	graph, err := programs.FreePort(b.ctx)
	if err != nil {
		return nil, err
	}
	port, err := programs.FreePort(b.ctx)
	if err != nil {
		return nil, err
	}
	s.relay = programs.NewRelay(programs.RelayParams{Programs: b.servers, Folder: s.dir, Port: port, Plain: plain,
		GraphURL: fmt.Sprintf("http://127.0.0.1:%d", graph)})
	b.later(s.relay.Close)
	if err := s.relay.Start(b.ctx); err != nil {
		return nil, err
	}
	platform, err := programs.StartSandbox(b.ctx, programs.SandboxParams{Programs: b.servers, Port: graph, Speed: 100})
	if err != nil {
		return nil, err
	}
	b.later(platform.Close)
	return s, nil
}

// shop makes a shop with the sandbox's number and gives its first invite.
func (s *stage) shop() (string, error) {
	link, err := s.relay.Invite(s.b.ctx, "-new-shop", "Panadería Sol", "-person", "Marta", "-country", "ES")
	if err != nil {
		return "", err
	}
	return link, s.relay.Connect(s.b.ctx)
}

// device is a desktop's core in this process.
type device struct {
	account sync.Account
	store   *store.Store
	engine  *sync.Engine
	ended   chan error
	closed  bool
}

// pair joins the shop; nothing runs yet.
func (s *stage) pair(name, link string) (*device, error) {
	dir := filepath.Join(s.dir, name)
	account, err := sync.Pair(s.b.ctx, sync.PairParams{Invite: link, DeviceName: name, Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	if err != nil {
		return nil, err
	}
	d := &device{account: account}
	key, err := sync.KeeperFor(account).Key(account.KeyID)
	if err != nil {
		return nil, err
	}
	if d.store, err = store.Open(s.b.ctx, store.Params{Path: account.StorePath(), Shop: account.Shop}); err != nil {
		return nil, err
	}
	if d.engine, err = sync.New(sync.Params{Store: d.store, Account: account, Key: key}); err != nil {
		return nil, err
	}
	s.b.later(d.close)
	return d, nil
}

func (d *device) run() {
	d.ended = make(chan error, 1)
	go func() { d.ended <- d.engine.Run(context.Background()) }()
}

// close may be called twice.
func (d *device) close() {
	if d.closed {
		return
	}
	d.closed = true
	_ = d.engine.Close()
	if d.ended != nil {
		if err := <-d.ended; err != nil {
			fmt.Fprintln(os.Stderr, "the device ended:", err)
		}
	}
	_ = d.store.Close()
}

// changes hears of every change of the store, newest first come.
func (d *device) changes() (<-chan struct{}, func()) {
	changed := make(chan struct{}, 1)
	stop := d.store.Subscribe(func(store.Changed) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	return changed, stop
}

// shows says whether a message is in its thread.
func (d *device) shows(ctx context.Context, conversation shop.ConversationID, message shop.MessageID) (bool, error) {
	items, err := d.store.Thread(ctx, store.ThreadQuery{Conversation: conversation, Limit: 50})
	if err != nil {
		return false, err
	}
	for _, item := range items {
		if item.Message == message {
			return true, nil
		}
	}
	return false, nil
}
