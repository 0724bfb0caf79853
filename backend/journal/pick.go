package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/nats-io/nats.go/jetstream"
)

// Picker is a Log that gives single entries by their positions, in the order of
// the positions. Each is checked by itself, not against its neighbours. One that
// is not there, or not whole, is left out.
type Picker interface {
	Pick(ctx context.Context, positions []Position) ([]Entry, error)
}

// pickMost is how many entries are asked for before the answers are read.
const pickMost = 256

// Pick reads single entries; see Picker.
func (l *streamLog) Pick(ctx context.Context, positions []Position) ([]Entry, error) {
	var all []Entry
	for some := range slices.Chunk(positions, pickMost) {
		got, err := l.stream.pick(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, g := range got {
			if entry, _, err := open(l.stream.name, l.epoch, Position(g.seq), g.raw); err == nil {
				all = append(all, entry)
			}
		}
	}
	return all, nil
}

// pick asks for messages one by one without waiting in between.
func (s *stream) pick(ctx context.Context, positions []Position) ([]stored, error) {
	ctx, cancel := s.engine.bounded(ctx)
	defer cancel()
	inbox := s.engine.conn.NewRespInbox()
	sub, err := s.engine.conn.SubscribeSync(inbox)
	if err != nil {
		return nil, unavailable(ctx, "reading from "+s.name, err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	_ = sub.SetPendingLimits(-1, -1)
	for _, position := range positions {
		query, err := json.Marshal(map[string]any{"seq": position})
		if err == nil {
			err = s.engine.conn.PublishRequest("$JS.API.DIRECT.GET."+s.name, inbox, query)
		}
		if err != nil {
			return nil, unavailable(ctx, "reading from "+s.name, err)
		}
	}
	got := make([]stored, 0, len(positions))
	for range positions {
		msg, err := sub.NextMsgWithContext(ctx)
		if err != nil {
			return nil, unavailable(ctx, "reading from "+s.name, err)
		}
		switch status := msg.Header.Get("Status"); status {
		case "":
		case "404":
			continue
		default:
			return nil, unavailable(ctx, "reading from "+s.name, errors.New("status "+status))
		}
		seq, err := strconv.ParseUint(msg.Header.Get(jetstream.SequenceHeader), 10, 64)
		if err != nil {
			return nil, unavailable(ctx, "reading from "+s.name, fmt.Errorf("answer without a position: %w", err))
		}
		got = append(got, stored{seq, msg.Data})
	}
	slices.SortFunc(got, func(a, b stored) int { return int(int64(a.seq) - int64(b.seq)) })
	return got, nil
}

// Pick reads single entries; see Picker.
func (l *memoryLog) Pick(ctx context.Context, positions []Position) ([]Entry, error) {
	leave, err := l.engine.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	var all []Entry
	for _, position := range positions {
		if position == 0 || int(position) > len(l.frames) {
			continue
		}
		if entry, _, err := l.at(position); err == nil {
			all = append(all, entry)
		}
	}
	return all, nil
}
