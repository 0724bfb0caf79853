package store

import (
	"context"
	"fmt"
	"sort"
	"time"

	"mostrador/shop"
)

// BakeLine is how much of an item a day needs.
type BakeLine struct {
	Item     string
	Quantity int64
	Orders   int
}

// ToBake adds up the items of the orders that are due on a day and not in a
// status in which they are made, or final, most first. The day is that of the shop's time zone.
func (s *Store) ToBake(ctx context.Context, day time.Time) ([]BakeLine, error) {
	info, err := s.Shop(ctx)
	if err != nil {
		return nil, err
	}
	from, to := dayOf(day, info.zone())
	lines := map[string]*BakeLine{}
	err = s.dueBetween(ctx, from, to, func(o dueOrder) {
		if status, _ := info.Pipeline.Status(o.status); status.Final || status.Made {
			return
		}
		for _, item := range o.items {
			line := lines[item.Name]
			if line == nil {
				line = &BakeLine{Item: item.Name}
				lines[item.Name] = line
			}
			line.Quantity += item.Quantity
			line.Orders++
		}
	})
	if err != nil {
		return nil, fmt.Errorf("add up what is due: %w", err)
	}
	all := make([]BakeLine, 0, len(lines))
	for _, line := range lines {
		all = append(all, *line)
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].Quantity > all[j].Quantity || all[i].Quantity == all[j].Quantity && all[i].Item < all[j].Item
	})
	return all, nil
}

func dayOf(day time.Time, zone *time.Location) (from, to time.Time) {
	y, m, d := day.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone), time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

type dueOrder struct {
	status shop.StatusID
	items  []shop.Item
	total  shop.Money
	state  shop.Payment
}

// maxDue bounds how many orders of one day are added up.
const maxDue = 20_000

func (s *Store) dueBetween(ctx context.Context, from, to time.Time, each func(dueOrder)) error {
	err := s.reads.each(ctx, `SELECT status, items, total, currency, payment FROM shown_orders WHERE due >= ? AND due < ?
		ORDER BY due LIMIT ?`, []any{millis(from), millis(to), maxDue}, func(rows rowScanner) error {
		var o dueOrder
		err := rows.Scan(&o.status, jsonInto{&o.items}, &o.total.Micros, &o.total.Currency, jsonInto{&o.state})
		if err == nil {
			each(o)
		}
		return err
	})
	return s.explain(err)
}

// TodayFigures are what the room Today shows of one day.
type TodayFigures struct {
	Counts
	LongestWait time.Time  // since when the first in line waits; zero: nobody
	DueToday    int        // orders due on the day
	DueLeft     int        // of those, not in a final status
	DueLate     int        // due before now and not in a final status, on the day
	Turnover    shop.Money // total of the orders due on the day
	Unpaid      shop.Money // of those, not paid
	Received    int        // messages of customers on the day
	Sent        int        // messages of ours on the day
}

// Today reads the figures of the day that now is in, in the shop's time zone.
func (s *Store) Today(ctx context.Context) (TodayFigures, error) {
	info, err := s.Shop(ctx)
	if err != nil {
		return TodayFigures{}, err
	}
	var figures TodayFigures
	if figures.Counts, err = s.Counts(ctx); err != nil {
		return TodayFigures{}, err
	}
	now := s.now()
	from, to := dayOf(now, info.zone())
	figures.Turnover.Currency, figures.Unpaid.Currency = info.Currency, info.Currency
	err = s.dueBetween(ctx, from, to, func(o dueOrder) { figures.add(o, info.Pipeline) })
	if err != nil {
		return TodayFigures{}, fmt.Errorf("add up what is due: %w", err)
	}
	err = s.dueBetween(ctx, from, now, func(o dueOrder) {
		if status, _ := info.Pipeline.Status(o.status); !status.Final {
			figures.DueLate++
		}
	})
	if err != nil {
		return TodayFigures{}, fmt.Errorf("add up what is late: %w", err)
	}
	_, err = s.one(ctx, `SELECT coalesce((SELECT waits_at FROM shown_chats WHERE to_answer = 1 ORDER BY waits_at LIMIT 1), 0)`, nil, at{&figures.LongestWait})
	if err != nil {
		return TodayFigures{}, err
	}
	_, err = s.one(ctx, "SELECT received, sent FROM days WHERE day = ?", []any{dayName(&info.ShopFacts, now)}, &figures.Received, &figures.Sent)
	return figures, err
}

func (t *TodayFigures) add(o dueOrder, pipeline shop.Pipeline) {
	t.DueToday++
	if status, _ := pipeline.Status(o.status); !status.Final {
		t.DueLeft++
	}
	if sum, err := t.Turnover.Plus(o.total); err == nil {
		t.Turnover = sum
	}
	if o.state.State == shop.Paid {
		return
	}
	if sum, err := t.Unpaid.Plus(o.total); err == nil {
		t.Unpaid = sum
	}
}
