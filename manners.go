package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	stdsync "sync"
	"time"

	"fyne.io/fyne/v2"

	"mostrador/assets"
	"mostrador/shop"
	"mostrador/system"
	"mostrador/ui/desk"
)

// desktopNotices are the system's notices. The system is asked for them when
// the first is to be shown, on a goroutine of their own, one after the other.
type desktopNotices struct {
	p    *program
	work chan func()

	notifier system.Notifier // of that goroutine; nil until the first
	tried    bool

	mu      stdsync.Mutex
	hearers map[int]func(desk.NoticeDeed)
	next    int
}

// noticesWaiting is how many may wait for a slow desktop; more are dropped.
const noticesWaiting = 64

func newDesktopNotices(p *program) *desktopNotices {
	n := &desktopNotices{p: p, work: make(chan func(), noticesWaiting), hearers: map[int]func(desk.NoticeDeed){}}
	p.work.Go(n.serve)
	return n
}

func (n *desktopNotices) serve() {
	for {
		select {
		case f := <-n.work:
			f()
		case <-n.p.ctx.Done():
			if n.notifier != nil {
				n.notifier.Close()
			}
			return
		}
	}
}

func (n *desktopNotices) later(f func()) {
	select {
	case n.work <- f:
	default:
	}
}

// Show puts a notice up.
func (n *desktopNotices) Show(notice desk.Notice) {
	n.later(func() {
		n.reach()
		if notice.Sound {
			n.p.work.Go(n.sound)
		}
		if n.notifier == nil {
			if n.tried {
				return // there is no bus, and so no other way either
			}
			// Shown, but without answers, and it can't be taken away.
			fyne.Do(func() { n.p.app.SendNotification(fyne.NewNotification(notice.Title, notice.Text)) })
			return
		}
		err := n.notifier.Show(system.Notice{Key: notice.Conversation.String(), Title: notice.Title, Text: notice.Text,
			Open: notice.Open, Reply: notice.Reply})
		if err != nil {
			n.p.log.Warn("show a notice", "error", err)
		}
	})
}

// Withdraw takes one away.
func (n *desktopNotices) Withdraw(id shop.ConversationID) {
	n.later(func() {
		if n.notifier != nil {
			n.notifier.Withdraw(id.String())
		}
	})
}

func (n *desktopNotices) reach() {
	if n.tried || runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return
	}
	n.tried = true
	bus, err := system.NewBusNotices("", n.heard)
	if err != nil {
		n.p.log.Info("this desktop shows no notices", "error", err)
		return
	}
	n.notifier = bus
}

// soundPatience is how long a player may take over half a second of sound.
const soundPatience = 5 * time.Second

// sound plays the program's own. Players read files, so it is put into one.
func (n *desktopNotices) sound() {
	path := filepath.Join(n.p.options.data, "message.wav")
	if info, err := os.Stat(path); err != nil || info.Size() != int64(len(assets.MessageSound)) {
		if err := os.WriteFile(path, assets.MessageSound, 0o600); err != nil {
			n.p.log.Warn("play a sound", "error", err)
			return
		}
	}
	ctx, cancel := context.WithTimeout(n.p.ctx, soundPatience)
	defer cancel()
	if err := system.PlaySound(ctx, path); err != nil {
		n.p.log.Debug("play a sound", "error", err)
	}
}

// Subscribe hears what is done with notices.
func (n *desktopNotices) Subscribe(hear func(desk.NoticeDeed)) (cancel func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	id := n.next
	n.next++
	n.hearers[id] = hear
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.hearers, id)
	}
}

func (n *desktopNotices) heard(deed system.Deed) {
	var id shop.ConversationID
	if id.UnmarshalText([]byte(deed.Key)) != nil {
		return
	}
	n.mu.Lock()
	hearers := make([]func(desk.NoticeDeed), 0, len(n.hearers))
	for _, hear := range n.hearers {
		hearers = append(hearers, hear)
	}
	n.mu.Unlock()
	for _, hear := range hearers {
		hear(desk.NoticeDeed{Conversation: id, Reply: deed.Reply})
	}
}

// computer is what the system can be asked for.
type computer struct{ start system.Autostart }

func newComputer(o options) *computer {
	program, err := os.Executable()
	if err != nil {
		program = "mostrador"
	}
	c := &computer{start: system.Autostart{Program: program}}
	if usual, err := dataFolder(); err != nil || usual != o.data {
		c.start.Arguments = []string{"-data", o.data}
	}
	return c
}

// StartsAlong tells whether the program starts when one logs in.
func (c *computer) StartsAlong() (bool, error) { return c.start.On() }

// SetStartsAlong changes that.
func (c *computer) SetStartsAlong(on bool) error { return c.start.Set(on) }
