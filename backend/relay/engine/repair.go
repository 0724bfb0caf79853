package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/segments"
	"mostrador/shop"
)

// Repair begins the next epoch of a shop's journal, of all that is found again:
// what the log still has, entry by entry, and the sealed segments. Events stay
// in their places; one that is nowhere leaves an event.lost in its place. The
// new epoch ends with a journal.renewed, which keeps anything from being sent.
// The shop must be closed. What devices have beyond that they offer; see Recover.
func Repair(ctx context.Context, p Params, renewer journal.Renewer, why error) (journal.Log, error) {
	witness, err := witnessOf(p)
	if err != nil {
		return nil, err
	}
	epoch, err := renewer.Epoch(ctx, LogName(p.Shop))
	if err != nil {
		return nil, err
	}
	r := &repair{ctx: ctx, params: p, renewer: renewer, why: why, witness: witness, epoch: max(epoch, witness.Epoch) + 1,
		codec: codec{shop: p.Shop, keys: p.Keys}}
	if p.Segments != nil {
		if r.sealed, err = p.Segments.List(ctx, p.Shop); err != nil {
			return nil, err
		}
	}
	log, err := renewer.Renew(ctx, LogName(p.Shop), r.epoch, r.fill)
	if err != nil {
		return nil, fmt.Errorf("begin epoch %d: %w", r.epoch, err)
	}
	// relay.db goes where it has folded what is not there any more.
	if _, err := log.Read(ctx, witness, 1, 1); errors.Is(err, journal.ErrCursorUnknown) {
		return log, facts.Remove(p.FactsPath)
	}
	return log, nil
}

// witnessOf is the place up to which this relay folded the journal.
func witnessOf(p Params) (witness journal.Cursor, err error) {
	store, err := facts.Open(p.FactsPath, p.Shop)
	if err != nil {
		return witness, err
	}
	witness, err = store.Cursor()
	return witness, errors.Join(err, store.Close())
}

// repair puts the entries of an epoch together.
type repair struct {
	ctx     context.Context
	params  Params
	renewer journal.Renewer
	codec   codec
	why     error
	witness journal.Cursor
	epoch   uint32
	sealed  []segments.Info

	add     func([]journal.Entry) error
	waiting []journal.Entry // to be added together
	at      journal.Position
	chain   *journal.Hash // of the entry at `at`; nil: unknown, it was lost
	kept    journal.Position
	lost    int

	loose []journal.Loose // read of the log, from beyond `at`
	ended bool
}

func (r *repair) fill(add func([]journal.Entry) error) error {
	start := journal.Genesis(LogName(r.params.Shop))
	r.add, r.at, r.chain, r.kept, r.lost, r.waiting, r.loose, r.ended = add, 0, &start, 0, 0, nil, nil, false
	for {
		went, err := r.step()
		if err != nil {
			return err
		}
		if !went {
			break
		}
	}
	if r.witness.Position > r.at {
		r.lost += int(r.witness.Position - r.at)
	}
	if err := r.renewed(); err != nil {
		return err
	}
	return r.flush()
}

// step takes the next entry, or the next segment, or leaves a gap before them;
// false when there is nothing more.
func (r *repair) step() (bool, error) {
	next, found, err := r.next()
	if err != nil {
		return false, err
	}
	if found && next.Cursor.Position == r.at+1 && (r.chain == nil || next.Before == *r.chain) {
		r.loose = r.loose[1:]
		return true, r.take(next.Entry)
	}
	if went, err := r.fromSegment(); went || err != nil {
		return went, err
	}
	if found && next.Cursor.Position == r.at+1 { // whole, though it does not follow: better than nothing
		r.chain = nil
		return true, nil
	}
	until := r.gapUntil(next, found)
	if until == 0 {
		return false, nil
	}
	return true, r.leaveGap(until)
}

// gapUntil is the last position that nothing is found for; 0: nothing is found
// behind it either.
func (r *repair) gapUntil(next journal.Loose, found bool) (until journal.Position) {
	if found {
		until = next.Cursor.Position - 1
	}
	for _, s := range r.sealed {
		if s.First > r.at+1 && (until == 0 || s.First <= until) {
			until = s.First - 1
		}
	}
	return until
}

// next is the log's next whole entry behind the place reached.
func (r *repair) next() (journal.Loose, bool, error) {
	for {
		for len(r.loose) > 0 && r.loose[0].Cursor.Position <= r.at {
			r.loose = r.loose[1:]
		}
		if len(r.loose) > 0 {
			return r.loose[0], true, nil
		}
		if r.ended {
			return journal.Loose{}, false, nil
		}
		var err error
		if r.loose, err = r.renewer.Salvage(r.ctx, LogName(r.params.Shop), r.at); err != nil {
			return journal.Loose{}, false, err
		}
		r.ended = len(r.loose) == 0
	}
}

// fromSegment takes what a segment has behind the place reached, if one leads on
// from there.
func (r *repair) fromSegment() (bool, error) {
	for _, info := range r.sealed {
		if info.First > r.at+1 || info.Last() <= r.at {
			continue
		}
		entries, err := r.readSegment(info)
		if r.ctx.Err() != nil {
			return false, err
		}
		if err != nil {
			r.params.Logger.Warn("a segment is of no use for the repair", "first", info.First, "error", err)
			continue
		}
		if entries == nil {
			continue
		}
		for _, e := range entries {
			if err := r.take(e); err != nil {
				return false, err
			}
		}
		return true, nil
	}
	return false, nil
}

// readSegment gives the entries behind the place reached; nil when they don't
// follow from it.
func (r *repair) readSegment(info segments.Info) ([]journal.Entry, error) {
	reader, err := r.params.Segments.Open(r.ctx, r.params.Shop, info)
	if err != nil {
		return nil, err
	}
	defer func() { _ = reader.Close() }()
	before := reader.Before()
	all := make([]journal.Entry, 0, info.Last()-r.at)
	for range info.Last() - info.First + 1 {
		e, err := reader.Next()
		if err != nil {
			return nil, err
		}
		if e.Cursor.Position <= r.at {
			before = e.Cursor
			continue
		}
		all = append(all, e)
	}
	if before.Position != r.at || r.chain != nil && before.Chain != *r.chain {
		return nil, nil
	}
	return all, nil
}

func (r *repair) take(e journal.Entry) error {
	if r.kept == r.at && r.chain != nil {
		r.kept = e.Cursor.Position
	}
	chain := e.Cursor.Chain
	r.at, r.chain = e.Cursor.Position, &chain
	return r.put(e)
}

// leaveGap puts event.lost where nothing was found.
func (r *repair) leaveGap(until journal.Position) error {
	for r.at < until {
		r.at++
		r.lost++
		if err := r.put(r.entry(&shop.EventLost{})); err != nil {
			return err
		}
	}
	r.chain = nil
	return nil
}

func (r *repair) renewed() error {
	e := r.entry(&shop.JournalRenewed{Epoch: r.epoch, Kept: shop.Position(r.kept), Lost: r.lost, Why: r.why.Error()})
	return r.put(e)
}

// entry is an event of the relay's own. Encoding one without a personal part
// can't fail.
func (r *repair) entry(body shop.Body) journal.Entry {
	now := r.params.now()
	event, err := shop.NewEvent(shop.Event{ID: shop.EventID{UUID: uuid.New()}, Shop: r.params.Shop, At: now, Recorded: now,
		Author: shop.Author{Kind: shop.ByRelay}}, body)
	var data []byte
	if err == nil {
		data, err = r.codec.encode(r.ctx, event)
	}
	if err != nil {
		panic(err)
	}
	return journal.Entry{Recorded: now, Data: data}
}

func (p Params) now() time.Time {
	if p.Now == nil {
		return time.Now().UTC()
	}
	return p.Now().UTC()
}

const repairBatch = 500

func (r *repair) put(e journal.Entry) error {
	r.waiting = append(r.waiting, e)
	if len(r.waiting) < repairBatch {
		return nil
	}
	return r.flush()
}

func (r *repair) flush() error {
	waiting := slices.Clone(r.waiting)
	r.waiting = r.waiting[:0]
	if len(waiting) == 0 {
		return nil
	}
	return r.add(waiting)
}
