package relay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/errands"
	"mostrador/backend/relay/media"
	"mostrador/shop"
	"mostrador/shop/wire"
)

const (
	// keepIntake is how long webhook bodies stay after they were translated.
	keepIntake = 30 * 24 * time.Hour
	tidyEvery  = time.Hour
	// sealEvery is how often is looked for what can be sealed.
	sealEvery = 5 * time.Second
)

// startWorkers starts what works for all shops.
func (r *Relay) startWorkers(context.Context) error {
	from, err := r.readPlace()
	if err != nil {
		return err
	}
	r.translator = engine.NewTranslator(engine.TranslatorParams{Intake: r.intake, Routes: r.registry, Logger: r.logger, From: from,
		Alarm: func(a engine.Alarm) { r.metrics.alarms.WithLabelValues("webhook_" + a.Why).Inc() }})
	r.senders = newSenders(r)
	if r.sightings, err = openSightings(r.params.DataDir); err != nil {
		return fmt.Errorf("read what was seen of webhooks: %w", err)
	}
	r.shops.ending.Go(func() { r.tidy(r.shops.work) })
	r.shops.ending.Go(func() { r.seal(r.shops.work) })
	return nil
}

// startWork starts what works for one shop until the context ends.
func (r *Relay) startWork(ctx context.Context, ending *sync.WaitGroup, of *engine.Shop) {
	r.translator.Add(of)
	r.senders.add(of)
	ending.Go(func() { r.askPhones(ctx, of) })
	ending.Go(func() { r.tellWebShops(ctx, of) })
	ending.Go(func() { r.fetcher.Follow(ctx, of.ID(), mediaFeed{of}) })
	clerk := errands.New(errands.Params{Shop: of, Clients: r, Files: r.openFile, Pause: r.params.mediaPause})
	ending.Go(func() { clerk.Run(ctx) })
}

// endWork ends translating and sending for a shop and waits for it; what else
// works for it ends with its context.
func (r *Relay) endWork(id shop.ShopID) {
	r.translator.Remove(id)
	r.senders.remove(id)
}

// stopWorkers waits for what startWorkers started.
func (r *Relay) stopWorkers() {
	if r.translator == nil {
		return
	}
	r.senders.close()
	if err := r.sightings.keep(); err != nil {
		r.logger.Warn("relay: what was seen of webhooks was not kept", "error", err)
	}
	place := r.translator.Translated()
	r.translator.Close()
	if err := r.writePlace(place); err != nil {
		r.logger.Warn("relay: the place in the intake was not kept; alarms may repeat", "error", err)
	}
}

// seal seals what is old enough, one shop after the other.
func (r *Relay) seal(ctx context.Context) {
	ticker := time.NewTicker(sealEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for _, of := range r.shops.all() {
			if _, err := of.Seal(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, engine.ErrClosed) {
				r.logger.Error("relay: a stretch of a journal could not be sealed; it is tried again", "shop", of.ID(), "error", err)
			}
		}
	}
}

// tidy removes webhook bodies that are long translated.
func (r *Relay) tidy(ctx context.Context) {
	ticker := time.NewTicker(tidyEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if _, err := r.trimIntake(ctx); err != nil && ctx.Err() == nil {
			r.logger.Warn("relay: old webhooks could not be removed", "error", err)
		}
	}
}

// trimIntake waits while a shop is not open: its bodies may not be translated.
func (r *Relay) trimIntake(ctx context.Context) (int, error) {
	if !r.shops.allOpen() {
		return 0, nil
	}
	upTo, olderThan := r.translator.Translated(), r.now().Add(-keepIntake)
	if err := r.keepUnowned(ctx, upTo, olderThan); err != nil {
		return 0, err
	}
	return r.intake.Trim(ctx, upTo, olderThan)
}

// keepUnowned puts old webhooks that still reach nobody at the intake's end
// again, so that those around them can go: they stay until somebody connects
// their number. One that is there twice is translated once.
func (r *Relay) keepUnowned(ctx context.Context, upTo journal.Position, olderThan time.Time) error {
	for after := journal.Position(0); ; {
		entries, err := r.intake.Read(ctx, after, keepAtOnce)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			if e.Position > upTo || !e.Received.Before(olderThan) {
				return nil
			}
			if after = e.Position; !r.translator.Unowned(ctx, e.Body) {
				continue
			}
			if _, err := r.intake.Put(ctx, e.Envelope); err != nil {
				return err
			}
		}
	}
}

const keepAtOnce = 100

func (r *Relay) placeFile() string { return filepath.Join(r.params.DataDir, "intake.place") }

// readPlace is up to where alarms about webhooks were raised in an earlier run.
func (r *Relay) readPlace() (journal.Position, error) {
	raw, err := os.ReadFile(r.placeFile())
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the place in the intake: %w", err)
	}
	// What is no number counts as the beginning: alarms are raised again, nothing else.
	place, _ := strconv.ParseUint(strings.TrimSpace(string(raw)), 10, 64)
	return journal.Position(place), nil
}

func (r *Relay) writePlace(place journal.Position) error {
	return os.WriteFile(r.placeFile(), []byte(strconv.FormatUint(uint64(place), 10)+"\n"), 0o600)
}

// mediaFeed is a shop's journal as the fetcher reads it.
type mediaFeed struct{ *engine.Shop }

// Feed tells a place that isn't one in the fetcher's words.
func (m mediaFeed) Feed(ctx context.Context, after wire.Cursor, limit int) (wire.Page, error) {
	page, err := m.Shop.Feed(ctx, after, limit)
	if errors.Is(err, engine.ErrCursor) {
		return page, fmt.Errorf("%w: %w", media.ErrPlace, err)
	}
	return page, err
}
