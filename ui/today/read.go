package today

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// atMost is how many of each kind are shown; the headings count all.
const atMost = 6

// mostFailed is how many messages that did not arrive are listed.
const mostFailed = 40

// state is everything the room shows.
type state struct {
	info    store.ShopInfo
	figures store.TodayFigures
	answer  []store.ChatRow // the longest wait first
	late    []store.OrderRow
	due     []store.OrderRow // later today
	lateN   int
	dueN    int
	failed  []store.FailedMessage
	refused []store.RefusedCommand
	notices []store.Notice            // open ones, the urgent first
	whose   map[shop.CommandID]string // of a refused command: the customer's name or the order's number
	err     error
}

func read(ctx context.Context, from *store.Store, now time.Time) (s state, err error) {
	if s.info, err = from.Shop(ctx); err != nil {
		return s, err
	}
	if s.figures, err = from.Today(ctx); err != nil {
		return s, err
	}
	if s.answer, err = from.Chats(ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: atMost}); err != nil {
		return s, err
	}
	if s.failed, err = from.Failed(ctx, mostFailed); err != nil {
		return s, err
	}
	if s.notices, err = openNotices(ctx, from); err != nil {
		return s, err
	}
	if s.refused, err = from.Refused(ctx, 50); err != nil {
		return s, err
	}
	if err = s.readWhose(ctx, from); err != nil {
		return s, err
	}
	return s, s.readDue(ctx, from, now)
}

// readDue finds the open orders that are due until the end of the day.
func (s *state) readDue(ctx context.Context, from *store.Store, now time.Time) error {
	end := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, now.Location())
	var all []store.OrderRow
	for _, status := range s.info.Pipeline {
		if status.Final {
			continue
		}
		rows, err := from.OrdersByStatus(ctx, status.ID, nil, 200)
		if err != nil {
			return fmt.Errorf("read what is due: %w", err)
		}
		all = append(all, rows...)
	}
	sortByDue(all)
	for _, row := range all {
		switch {
		case row.Due.IsZero() || !row.Due.Before(end):
		case row.Due.Before(now):
			s.late, s.lateN = keep(s.late, row), s.lateN+1
		default:
			s.due, s.dueN = keep(s.due, row), s.dueN+1
		}
	}
	return nil
}

func keep(rows []store.OrderRow, row store.OrderRow) []store.OrderRow {
	if len(rows) >= atMost {
		return rows
	}
	return append(rows, row)
}

func (s *state) readWhose(ctx context.Context, from *store.Store) error {
	s.whose = map[shop.CommandID]string{}
	for _, r := range s.refused {
		who, err := whoseIs(ctx, from, r)
		if err != nil {
			return err
		}
		s.whose[r.Command.ID] = who
	}
	return nil
}
