package practice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/keys"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// ledger writes the bakery's past into the shop's journal and follows what the
// relay makes of the webhooks meanwhile. To the relay it is what a second relay
// at the same journal is. It lives as long as seeding does.
type ledger struct {
	shop   *engine.Shop
	keys   *keys.Keyring
	folder string
	cursor wire.Cursor
}

type ledgerParams struct {
	dir     string // the practice shop's
	shop    shop.ShopID
	engine  journal.Engine
	master  []byte
	now     func() time.Time
	logger  *slog.Logger
	relayed string // name in what it writes
}

func openLedger(ctx context.Context, p ledgerParams) (*ledger, error) {
	log, err := p.engine.Log(ctx, "shop-"+p.shop.String())
	if err != nil {
		return nil, fmt.Errorf("open the shop's journal: %w", err)
	}
	ring, err := keys.Open(ctx, filepath.Join(p.dir, relayDir, "keys.db"), p.master)
	if err != nil {
		return nil, err
	}
	l := &ledger{keys: ring}
	if l.folder, err = os.MkdirTemp(p.dir, "seeding-*"); err != nil {
		return nil, errors.Join(err, ring.Close())
	}
	l.shop, err = engine.Open(ctx, engine.Params{Shop: p.shop, Log: log, Keys: ring,
		FactsPath: filepath.Join(l.folder, "facts.db"), Now: p.now, Logger: p.logger, RelayName: p.relayed})
	if err != nil {
		return nil, errors.Join(err, ring.Close(), os.RemoveAll(l.folder))
	}
	return l, nil
}

func (l *ledger) close() error {
	return errors.Join(l.shop.Close(), l.keys.Close(), os.RemoveAll(l.folder))
}

// write appends events as one batch.
func (l *ledger) write(ctx context.Context, events []shop.Event) error {
	_, err := l.shop.DecideEvents(ctx, func(*facts.Tx) ([]shop.Event, error) { return events, nil })
	return err
}

// follow reads on until enough has been seen.
func (l *ledger) follow(ctx context.Context, enough func(shop.Event) bool) error {
	for {
		page, err := l.shop.Feed(ctx, l.cursor, 0)
		if err != nil {
			return err
		}
		l.cursor = page.Cursor
		done := false
		for _, event := range page.Events {
			done = enough(event) || done
		}
		if done {
			return nil
		}
		select {
		case <-l.shop.Changed(ctx, l.cursor):
		case <-ctx.Done():
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}
