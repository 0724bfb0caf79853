package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"mostrador/shop"
)

// Notice is something that the platform said about the account, a number or a
// template.
type Notice struct {
	// ID is what shop.SettleNotice names.
	ID       shop.EventID
	Position shop.Position // its place in the list: the key to go on from
	At       time.Time
	About    shop.NoticeKind
	Severity shop.Severity
	Channel  shop.ChannelID // zero: the whole account
	WABA     string
	// Parameters fill the words; see shop.NoticeKind.
	Parameters map[string]string
	// Open says that it still asks for something: it is no mere news, nothing
	// newer was told of the same, and nobody has settled it.
	Open    bool
	Settled time.Time // zero: nobody did
	By      shop.PersonID
	Field   string // of NoticeOther: the platform's word for it
	Raw     string // JSON, as it came
}

// NoticeQuery asks for a stretch of the notices, newest first.
type NoticeQuery struct {
	Open   bool          // only those that ask for something
	Before shop.Position // older than this one; 0: from the newest
	Limit  int
}

const (
	selectNotice = `SELECT id, position, at, kind, severity, channel, waba, parameters, open, settled, person, field, raw FROM notices `
	openNotices  = selectNotice + "WHERE open = 1 AND position < ? ORDER BY position DESC LIMIT ?"
	allNotices   = selectNotice + "WHERE position < ? ORDER BY position DESC LIMIT ?"
)

// Notices lists them, newest first, with what waits laid over: one that was
// settled on this device is open no more. To settle one, do a shop.SettleNotice.
func (s *Store) Notices(ctx context.Context, q NoticeQuery) ([]Notice, error) {
	query := allNotices
	if q.Open {
		query = openNotices
	}
	before := int64(math.MaxInt64)
	if q.Before > 0 {
		before = int64(q.Before)
	}
	found, err := list(ctx, s, query, []any{before, bounded(q.Limit)}, scanNotice)
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	settled, err := s.settling(ctx)
	if err != nil {
		return nil, err
	}
	shown := found[:0]
	for _, n := range found {
		if settled[n.ID] {
			n.Open = false
		}
		if n.Open || !q.Open {
			shown = append(shown, n)
		}
	}
	return shown, nil
}

// OpenNotices counts those that ask for something, as Notices would list them.
func (s *Store) OpenNotices(ctx context.Context) (int, error) {
	open, err := s.Notices(ctx, NoticeQuery{Open: true})
	return len(open), err
}

// settling are the notices that a waiting command settles.
func (s *Store) settling(ctx context.Context) (map[shop.EventID]bool, error) {
	waiting, err := s.waiting(ctx, shop.DoSettleNotice)
	settled := map[shop.EventID]bool{}
	for _, w := range waiting {
		if wish, ok := w.wish.(*shop.SettleNotice); ok {
			settled[wish.Notice] = true
		}
	}
	return settled, err
}

func scanNotice(rows rowScanner) (Notice, error) {
	var n Notice
	err := rows.Scan(&n.ID.UUID, number[shop.Position]{&n.Position}, at{&n.At}, word[shop.NoticeKind]{&n.About}, word[shop.Severity]{&n.Severity},
		&n.Channel.UUID, &n.WABA, jsonInto{&n.Parameters}, truth{&n.Open}, at{&n.Settled}, &n.By.UUID, &n.Field, &n.Raw)
	return n, err
}
