package store

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
)

// ShopInfo is the shop with its settings; what waits is laid over.
type ShopInfo struct {
	shop.ShopFacts
	Channels []Channel
}

// Channel is one business number of the shop with its month so far.
type Channel struct {
	shop.ChannelFacts
	Delivered int        // service messages that arrived this month
	FreeLeft  int        // of the month's free ones; never below 0
	Billed    int        // messages that were paid for this month
	Spent     shop.Money // this month, by the shop's price list

	// What the platform says of it; empty: nothing yet.
	Limit        string // TIER_* or a number: people written to outside the window a day
	Event        string // the last about its quality: FLAGGED, UNFLAGGED, …
	Quality      string // GREEN, YELLOW, RED or UNKNOWN
	Account      shop.AccountState
	AccountUntil time.Time // when a restriction ends; zero: not known
	// History is how much of what was written before is there, in percent; -1:
	// nothing was sent.
	History int
}

// Shop reads the settings, the channels and the figures of this month.
func (s *Store) Shop(ctx context.Context) (ShopInfo, error) {
	info := ShopInfo{ShopFacts: shop.ShopFacts{ID: s.shop}}
	if _, err := s.one(ctx, selectShop, nil, shopDest(&info.ShopFacts)...); err != nil {
		return ShopInfo{}, fmt.Errorf("read the shop's settings: %w", err)
	}
	waiting, err := s.waiting(ctx, shop.DoConfigureShop)
	if err != nil {
		return ShopInfo{}, err
	}
	for _, w := range waiting {
		if wish, ok := w.wish.(*shop.ConfigureShop); ok {
			configured(&info.ShopFacts, &wish.Settings)
		}
	}
	info.Channels, err = s.channels(ctx, info.ShopFacts)
	return info, err
}

func (s *Store) channels(ctx context.Context, settings shop.ShopFacts) ([]Channel, error) {
	all, err := list(ctx, s, `SELECT channels.id, phone_number_id, channels.waba, portfolio, number, coalesce(nullif(n.name, ''), channels.name),
		coalesce(n.quota, ''), coalesce(n.event, ''), coalesce(n.quality, ''), coalesce(n.history, -1),
		coalesce(a.state, 'fine'), coalesce(a.until, 0)
		FROM channels LEFT JOIN numbers n ON n.channel = channels.id LEFT JOIN accounts a ON a.waba = channels.waba ORDER BY channels.id LIMIT 200`, nil,
		func(rows rowScanner) (Channel, error) {
			var c Channel
			err := rows.Scan(&c.ID.UUID, &c.PhoneNumberID, &c.WABA, &c.Portfolio, &c.Number, &c.Name, &c.Limit, &c.Event, &c.Quality, &c.History,
				word[shop.AccountState]{&c.Account}, at{&c.AccountUntil})
			return c, err
		})
	if err != nil {
		return nil, fmt.Errorf("read the channels: %w", err)
	}
	month := monthOf(&settings, millis(s.now()))
	for i := range all {
		if err := s.month(ctx, month, &all[i]); err != nil {
			return nil, fmt.Errorf("read the month's figures: %w", err)
		}
		all[i].FreeLeft = max(0, settings.FreePerMonth-all[i].Delivered)
		if all[i].Spent.Currency == "" {
			all[i].Spent.Currency = settings.Currency
		}
	}
	return all, nil
}

// month adds up a channel's month. What was spent in another currency than the
// largest stays out: there is one currency to a shop.
func (s *Store) month(ctx context.Context, month string, c *Channel) error {
	return s.explain(s.reads.each(ctx, `SELECT delivered, billed, spent, currency FROM months WHERE month = ? AND channel = ?
		ORDER BY currency LIMIT 20`, []any{month, blob(c.ID.UUID)}, func(rows rowScanner) error {
		var delivered, billed int
		var spent shop.Money
		if err := rows.Scan(&delivered, &billed, &spent.Micros, &spent.Currency); err != nil {
			return err
		}
		c.Delivered += delivered
		c.Billed += billed
		if spent.Micros > c.Spent.Micros || c.Spent.Currency == "" {
			c.Spent = spent
		}
		return nil
	}))
}

// Price is what one more message of a category on a channel will cost; false
// when the shop's list has no price for it. A zero price is free.
func (i ShopInfo) Price(channel shop.ChannelID, category shop.Category) (price shop.Money, freeLeft int, known bool) {
	used := 0
	for _, c := range i.Channels {
		if c.ID == channel {
			used, freeLeft = c.Delivered, c.FreeLeft
		}
	}
	price, known = shop.PriceOf(i.ShopFacts, category, used)
	return price, freeLeft, known
}

// waiting lists the waiting commands of the kinds, in order.
func (s *Store) waiting(ctx context.Context, kinds ...shop.CommandKind) ([]waitingCommand, error) {
	var all []waitingCommand
	for _, kind := range kinds {
		some, err := list(ctx, s, "SELECT seq, command FROM outbox WHERE kind = ? ORDER BY seq LIMIT 1000", []any{string(kind)},
			func(rows rowScanner) (waitingCommand, error) { return scanWaiting(rows) })
		if err != nil {
			return nil, fmt.Errorf("read what waits: %w", err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// zone is the shop's time zone, UTC when it has none.
func (i ShopInfo) zone() *time.Location { return zoneOf(i.TimeZone, time.UTC) }
