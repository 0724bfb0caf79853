package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// How much one Read takes where the caller does not say, and at most: what is
// on its way must fit the connection's buffer.
const (
	defaultMax      = 1000
	defaultMaxBytes = 4 << 20
	mostMaxBytes    = 16 << 20
)

func readLimits(max, maxBytes int) (int, int) {
	if max <= 0 {
		max = defaultMax
	}
	if maxBytes <= 0 {
		maxBytes = defaultMaxBytes
	}
	return max, min(maxBytes, mostMaxBytes)
}

// fetch reads messages from a position on, in one exchange, in the order they
// are stored; messages that are missing are left out. (JetStream's direct get
// in batches, ADR-31; the program's own loop because an expired context must
// be an error here and not the end of the data.)
func (s *stream) fetch(ctx context.Context, from uint64, max, maxBytes int) ([]stored, error) {
	ctx, cancel := s.engine.bounded(ctx)
	defer cancel()
	max, maxBytes = readLimits(max, maxBytes)
	query, err := json.Marshal(map[string]any{"seq": from, "batch": max, "max_bytes": maxBytes})
	if err != nil {
		return nil, fmt.Errorf("journal: reading from %s: %w", s.name, err)
	}
	inbox := s.engine.conn.NewRespInbox()
	sub, err := s.engine.conn.SubscribeSync(inbox)
	if err != nil {
		return nil, unavailable(ctx, "reading from "+s.name, err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	_ = sub.SetPendingLimits(-1, -1)
	if err := s.engine.conn.PublishRequest("$JS.API.DIRECT.GET."+s.name, inbox, query); err != nil {
		return nil, unavailable(ctx, "reading from "+s.name, err)
	}
	return s.collect(ctx, sub)
}

func (s *stream) collect(ctx context.Context, sub *nats.Subscription) ([]stored, error) {
	var got []stored
	for {
		msg, err := sub.NextMsgWithContext(ctx)
		if err != nil {
			return nil, unavailable(ctx, "reading from "+s.name, err)
		}
		switch status := msg.Header.Get("Status"); status {
		case "":
		case "204", "404": // end of the batch; nothing there
			return got, nil
		default:
			return nil, unavailable(ctx, "reading from "+s.name, errors.New("status "+status))
		}
		seq, err := strconv.ParseUint(msg.Header.Get(jetstream.SequenceHeader), 10, 64)
		if err != nil {
			return nil, unavailable(ctx, "reading from "+s.name, fmt.Errorf("answer without a position: %w", err))
		}
		got = append(got, stored{seq, msg.Data})
	}
}
