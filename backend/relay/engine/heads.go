package engine

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/shop/wire"
)

const (
	// headsList is how many conversations of either kind (newest, waiting
	// longest) are in the first part, and headsPreview with how many messages.
	headsList    = 40
	headsPreview = 2
	headsOrders  = 300
	// headsPart is how many conversations a further part has, and headsMessages
	// with how many messages; headsMost is how many conversations there are at
	// all: the rest comes with the history.
	headsPart     = 40
	headsMessages = 50
	headsMost     = 1000
)

// Heads gives the part of the heads that a token asks for, the first for none.
func (s *Shop) Heads(ctx context.Context, next string) (wire.Heads, error) {
	before, done, err := parseNext(next)
	if err != nil {
		return wire.Heads{}, err
	}
	var heads wire.Heads
	var wanted facts.Wanted
	err = s.View(ctx, func(f *facts.Tx) error {
		place, err := f.Cursor()
		if err != nil {
			return err
		}
		heads, wanted = wire.Heads{Position: shop.Position(place.Position), Events: []shop.Event{}}, facts.Wanted{}
		if !place.IsZero() {
			heads.Cursor = wire.Cursor(place.String())
		}
		if next == "" {
			firstHeads(f, wanted)
			heads.Next = nextToken(0, 0)
			return f.Err()
		}
		tails := f.NewestTails(before, headsPart)
		for _, one := range tails {
			f.WantTail(wanted, one, headsMessages)
			before = one.Newest
		}
		if done += len(tails); len(tails) == headsPart && done < headsMost {
			heads.Next = nextToken(before, done)
		}
		return f.Err()
	})
	if err != nil {
		return heads, err
	}
	heads.Events, err = s.pick(ctx, wanted.Sorted())
	return heads, err
}

func firstHeads(f *facts.Tx, wanted facts.Wanted) {
	f.WantShop(wanted)
	f.WantOpenOrders(wanted, headsOrders)
	for _, one := range append(f.NewestTails(0, headsList), f.WaitingTails(headsList)...) {
		f.WantTail(wanted, one, headsPreview)
	}
}

// A token says before which message, and after how many conversations.
func nextToken(before journal.Position, done int) string {
	return fmt.Sprintf("%d.%d", before, done)
}

func parseNext(next string) (before journal.Position, done int, err error) {
	if next == "" {
		return 0, 0, nil
	}
	first, second, ok := strings.Cut(next, ".")
	position, err1 := strconv.ParseUint(first, 10, 62)
	done, err2 := strconv.Atoi(second)
	if !ok || err1 != nil || err2 != nil || done < 0 {
		return 0, 0, fmt.Errorf("%w: %q asks for no part of the heads", ErrCursor, next)
	}
	return journal.Position(position), done, nil
}

// pick reads single events of the journal.
func (s *Shop) pick(ctx context.Context, positions []journal.Position) ([]shop.Event, error) {
	picker, ok := s.params.Log.(journal.Picker)
	if !ok {
		return nil, journal.ErrUnavailable
	}
	entries, err := picker.Pick(ctx, positions)
	if err != nil {
		return nil, err
	}
	events := make([]shop.Event, len(entries))
	for i, entry := range entries {
		if events[i], err = s.codec.decode(ctx, entry); err != nil {
			return nil, err
		}
	}
	return events, nil
}
