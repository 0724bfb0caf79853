package inbox

import (
	"context"
	"strings"
	"sync"
	"time"

	"mostrador/shop"
	"mostrador/ui/desk"
)

// leaving knows what is neither handed over nor written down yet, and sees to
// it when the desk closes, however that comes about: a reply that waits for its
// Undo is sent, what was typed last is kept.
type leaving struct {
	d       *desk.Desk
	writing sync.WaitGroup // drafts that are on their way to the store

	mu    sync.Mutex
	held  *held
	typed *typed
}

// typed is a draft that is about to be written down.
type typed struct {
	id     shop.ConversationID
	text   string
	quotes shop.MessageID
}

// watch waits for the desk to close, on a goroutine that its Close waits for.
func (l *leaving) watch() {
	l.d.Background(func() {
		<-l.d.Context().Done()
		l.see(context.WithoutCancel(l.d.Context()))
	})
}

// inOrder writes a draft down after everything handed in before.
func (l *leaving) inOrder(f func(ctx context.Context) error) {
	l.writing.Add(1)
	l.d.InOrder(func(ctx context.Context) error {
		defer l.writing.Done()
		return f(ctx)
	})
}

// written waits for drafts that are on their way, so that none comes after what
// is done at the end; a desk that has stopped writing isn't waited for long.
func (l *leaving) written() {
	all := make(chan struct{})
	go func() {
		l.writing.Wait()
		close(all)
	}()
	select {
	case <-all:
	case <-time.After(2 * time.Second):
	}
}

func (l *leaving) hold(h *held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = h
}

func (l *leaving) write(t *typed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.typed = t
}

func (l *leaving) see(ctx context.Context) {
	l.written()
	l.mu.Lock()
	h, t := l.held, l.typed
	l.held, l.typed = nil, nil
	l.mu.Unlock()
	if h != nil && !l.send(ctx, h) && t != nil && t.id == h.id && h.back == nil {
		t.text = strings.TrimSuffix(h.text+"\n\n"+t.text, "\n\n")
	}
	if t != nil {
		if err := l.d.Store.SaveDraft(ctx, t.id, t.text, t.quotes); err != nil {
			l.d.Logger.Warn("keep a draft at the end", "error", err)
		}
	}
}

// send hands over what waited. If that fails the text stays in the draft.
func (l *leaving) send(ctx context.Context, h *held) bool {
	cmd, err := shop.NewCommand(shop.CommandID{UUID: desk.NewID()}, l.d.Now(), l.d.Person, h.wish)
	if err == nil {
		_, err = l.d.Store.Do(ctx, cmd)
	}
	if err == nil && h.back == nil {
		err = takeOut(ctx, l.d, h)
	}
	if err != nil {
		l.d.Logger.Warn("hand over at the end", "error", err)
	}
	return err == nil
}

// takeOut takes what was handed over out of its conversation's draft.
func takeOut(ctx context.Context, d *desk.Desk, h *held) error {
	draft, err := d.Store.Draft(ctx, h.id)
	if err != nil {
		return err
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(draft.Text, h.text), "\n\n")
	return d.Store.SaveDraft(ctx, h.id, rest, shop.MessageID{})
}
