package sync

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
	"mostrador/sync/status"
)

// poster takes commands from the outbox to the relay: in order for each
// subject, one batch at a time, with the same ids until they are answered. It
// belongs to one goroutine.
type poster struct {
	*Engine
	backoff  *backoff.ExponentialBackOff
	suspects map[shop.CommandID]bool // go alone: one of them spoiled a batch
	held     map[shop.CommandID]hold // the relay stumbles over them
	stumbles int                     // failures in a row that the relay blames on nothing
	seen     int                     // how far into the outbox was looked
}

type hold struct {
	until time.Time
	tries int
}

// stumblesAllowed is how often the relay may fail over a batch before its
// commands go one by one, to find which of them it is.
const stumblesAllowed = 3

func newPoster(e *Engine) *poster {
	return &poster{
		Engine: e, backoff: e.timing.backoff(),
		suspects: map[shop.CommandID]bool{}, held: map[shop.CommandID]hold{},
	}
}

func (p *poster) loop(ctx context.Context) {
	for ctx.Err() == nil {
		wait, err := p.empty(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			p.log.Info("commands have to wait", "why", err)
			p.pause(ctx, max(wait, p.backoff.NextBackOff()), p.wakeOutbox)
		default:
			p.backoff.Reset()
			p.idle(ctx, wait)
		}
	}
}

// idle waits for something to post; 0 means that only a wake-up can bring it.
func (p *poster) idle(ctx context.Context, wait time.Duration) {
	var due <-chan time.Time
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ctx.Done():
	case <-due:
	case <-p.wakeOutbox:
	}
}

// empty posts until nothing can leave. It answers how long until a held
// command may be tried again, 0 for none.
func (p *poster) empty(ctx context.Context) (time.Duration, error) {
	for {
		batch, wait, err := p.next(ctx)
		if err != nil || len(batch) == 0 {
			return wait, err
		}
		if batch, err = p.mark(ctx, batch); err != nil {
			return 0, err
		}
		if err := p.post(ctx, batch); err != nil {
			return 0, err
		}
	}
}

// next chooses what leaves now. When everything in sight has to wait it looks
// further, so that nothing is stuck behind a long queue of one conversation.
func (p *poster) next(ctx context.Context) ([]shop.Command, time.Duration, error) {
	for limit := 5 * wire.MaxCommands; ; limit *= 2 {
		waiting, err := p.store.Outbox(ctx, limit)
		if err != nil {
			return nil, 0, fmt.Errorf("%w: %w", errStore, err)
		}
		p.seen = limit
		p.watcher.Change(func(s *status.Status) { s.Waiting, s.Held = writtenIn(waiting), heldIn(waiting) })
		p.forget(waiting)
		if !p.current.holds(p.now()) {
			return nil, 0, nil // whoever brings this device up to date pokes
		}
		batch, wait, err := p.choose(ctx, waiting)
		if err != nil || len(batch) > 0 || len(waiting) < limit {
			return batch, wait, err
		}
	}
}

// choose takes what is not held, nor about the same as something held before
// it.
func (p *poster) choose(ctx context.Context, waiting []store.OutboxEntry) (batch []shop.Command, wait time.Duration, err error) {
	blocked := map[string]bool{}
	now := p.now()
	for _, entry := range waiting {
		command, subjects := entry.Command, about(entry)
		held, err := p.mustWait(ctx, command, now, &wait)
		if err != nil {
			return nil, 0, err
		}
		if held || entry.Held != store.NotHeld || anyOf(blocked, subjects) {
			for _, subject := range subjects {
				blocked[subject] = true
			}
			continue
		}
		if p.suspects[command.ID] {
			if len(batch) == 0 {
				batch = append(batch, command)
			}
			return batch, 0, nil
		}
		if batch = append(batch, command); len(batch) == wire.MaxCommands {
			break
		}
	}
	return batch, wait, nil
}

// mustWait says whether a command can't leave yet, and notes the shortest wait.
// One whose file the relay will never take is answered here.
func (p *poster) mustWait(ctx context.Context, command shop.Command, now time.Time, wait *time.Duration) (bool, error) {
	if held, ok := p.held[command.ID]; ok && now.Before(held.until) {
		if left := held.until.Sub(now); *wait == 0 || left < *wait {
			*wait = left
		}
		return true, nil
	}
	waits := false
	for _, named := range filesOf(command) {
		switch state, reason := p.media.uploaded(named.hash); state {
		case uploadWaits:
			p.media.want(named)
			waits = true
		case uploadRefused:
			return true, p.answered(ctx, store.Answer{Command: command.ID, Refused: reason, Field: "media"})
		}
	}
	return waits, nil
}

// mark writes down that commands leave, after which nobody can take them back,
// and leaves out those that were taken back just before.
func (p *poster) mark(ctx context.Context, batch []shop.Command) ([]shop.Command, error) {
	if err := p.store.Posting(ctx, idsOf(batch)); err != nil {
		return nil, fmt.Errorf("%w: %w", errStore, err)
	}
	waiting, err := p.store.Outbox(ctx, p.seen)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errStore, err)
	}
	there, held := idSet(waiting), heldSet(waiting)
	if slices.ContainsFunc(batch, func(c shop.Command) bool { return held[c.ID] }) {
		// Somebody is to decide about one of them since they were chosen, and none
		// that follows it may overtake it: they are chosen anew.
		if err := p.store.NotPosted(ctx, idsOf(batch)); err != nil {
			return nil, fmt.Errorf("%w: %w", errStore, err)
		}
		return nil, nil
	}
	return slices.DeleteFunc(batch, func(c shop.Command) bool { return !there[c.ID] }), nil
}

func (p *poster) post(ctx context.Context, batch []shop.Command) error {
	if len(batch) == 0 {
		return nil
	}
	var answers wire.Answers
	err := p.client.call(ctx, http.MethodPost, wire.PathCommands, wire.Commands{Commands: batch}, &answers)
	if err != nil {
		if neverLeft(err) {
			err = errors.Join(err, p.store.NotPosted(ctx, idsOf(batch)))
		}
		return p.failed(ctx, batch, err)
	}
	return p.settle(ctx, batch, answers.Answers)
}

// settle writes the answers down, by the command's id: what has none stays and
// is asked again.
func (p *poster) settle(ctx context.Context, batch []shop.Command, answers []wire.Answer) error {
	asked := map[shop.CommandID]bool{}
	for _, command := range batch {
		asked[command.ID] = true
	}
	var settled []store.Answer
	for _, a := range answers {
		if !asked[a.Command] {
			continue
		}
		delete(asked, a.Command)
		settled = append(settled, store.Answer{Command: a.Command, Refused: a.Refused, Field: a.Field, Position: a.Position})
	}
	if len(settled) == 0 {
		return p.failed(ctx, batch, fmt.Errorf("%w: it answered none of %d commands", ErrFailing, len(batch)))
	}
	if err := p.answered(ctx, settled...); err != nil {
		return err
	}
	p.stumbles = 0
	p.backoff.Reset()
	return nil
}

func (p *poster) answered(ctx context.Context, answers ...store.Answer) error {
	if _, err := p.store.AnsweredAll(ctx, answers); err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	return nil
}

// failed decides what a failure says about the batch. A nil answer means that
// posting goes on at once.
func (p *poster) failed(ctx context.Context, batch []shop.Command, err error) error {
	switch {
	case errors.Is(err, errInvalid) && len(batch) > 1:
		p.suspect(batch)
		return nil
	case errors.Is(err, errInvalid):
		// Nothing will make the relay read it. The owner sees it as refused.
		p.log.Warn("the relay can't read a command", "command", batch[0].ID, "kind", batch[0].Kind, "why", err)
		return p.answered(ctx, store.Answer{Command: batch[0].ID, Refused: shop.ReasonInvalid, Field: "body"})
	case !errors.Is(err, ErrFailing) || isUnavailable(err):
		p.stumbles = 0
		return err
	}
	if p.stumbles++; p.stumbles < stumblesAllowed {
		return err
	}
	if len(batch) > 1 {
		p.suspect(batch)
		return err
	}
	p.hold(batch[0].ID)
	return err
}

func (p *poster) suspect(batch []shop.Command) {
	for _, command := range batch {
		p.suspects[command.ID] = true
	}
}

// hold lets others pass a command for a while, longer each time.
func (p *poster) hold(id shop.CommandID) {
	held := p.held[id]
	held.tries++
	held.until = p.now().Add(p.timing.Most << min(held.tries-1, 4))
	p.held[id] = held
}

// forget drops what was noted about commands that are answered.
func (p *poster) forget(waiting []store.OutboxEntry) {
	if len(p.suspects) == 0 && len(p.held) == 0 {
		return
	}
	there := idSet(waiting)
	for id := range p.suspects {
		if !there[id] {
			delete(p.suspects, id)
		}
	}
	for id := range p.held {
		if !there[id] {
			delete(p.held, id)
		}
	}
}

// isUnavailable: the relay knows why it can't (its journal can't be written),
// so that no command is to blame.
func isUnavailable(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.problem.Type == wire.ProblemUnavailable
}

// neverLeft: there was no connection at all, so that nothing can have been sent.
func neverLeft(err error) bool {
	var dial *net.OpError
	var name *net.DNSError
	return errors.As(err, &dial) && dial.Op == "dial" || errors.As(err, &name)
}

// writtenIn counts what somebody would miss: that a conversation was read is
// nobody's message.
func writtenIn(waiting []store.OutboxEntry) (n int) {
	for _, entry := range waiting {
		if entry.Command.Kind != shop.DoReadConversation {
			n++
		}
	}
	return n
}

// heldIn counts what somebody has to decide about.
func heldIn(waiting []store.OutboxEntry) (n int) {
	for _, entry := range waiting {
		if entry.Held != store.NotHeld {
			n++
		}
	}
	return n
}

func anyOf(set map[string]bool, keys []string) bool {
	for _, key := range keys {
		if set[key] {
			return true
		}
	}
	return false
}

func idSet(waiting []store.OutboxEntry) map[shop.CommandID]bool {
	set := make(map[shop.CommandID]bool, len(waiting))
	for _, entry := range waiting {
		set[entry.Command.ID] = true
	}
	return set
}

func heldSet(waiting []store.OutboxEntry) map[shop.CommandID]bool {
	set := map[shop.CommandID]bool{}
	for _, entry := range waiting {
		if entry.Held != store.NotHeld {
			set[entry.Command.ID] = true
		}
	}
	return set
}

func idsOf(batch []shop.Command) []shop.CommandID {
	ids := make([]shop.CommandID, len(batch))
	for i, command := range batch {
		ids[i] = command.ID
	}
	return ids
}
