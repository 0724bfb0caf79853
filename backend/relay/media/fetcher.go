package media

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/semaphore"

	"mostrador/backend/relay/keys"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Facts about the platform (cloudapi.md section 2): ids that come in webhooks
// live seven days.
const idLife = 7 * 24 * time.Hour

const (
	firstPause = 5 * time.Second
	longPause  = 30 * time.Minute
)

// Reasons for which a file is missed for good; they stand in media.missed.
const (
	MissedExpired = "expired"
	MissedLarge   = "too_large"
	MissedRefused = "refused"
	MissedNoKey   = "customer_forgotten"
)

// FetcherParams say what a fetcher works with.
type FetcherParams struct {
	Store   *Store
	Clients Clients
	Now     func() time.Time
	Logger  *slog.Logger
	// Pause is the wait after the first failure, doubled after each further one;
	// zero: five seconds.
	Pause time.Duration
	// AtOnce is how many downloads run at a time; zero: four.
	AtOnce int64
	// Metric, where set, is told how each file ended: "stored" or why not.
	Metric func(outcome string)
}

// Fetcher downloads what customers send. One serves all shops.
type Fetcher struct {
	FetcherParams
	slots *semaphore.Weighted
}

// NewFetcher makes a fetcher; Follow makes it work for a shop.
func NewFetcher(params FetcherParams) *Fetcher {
	if params.AtOnce <= 0 {
		params.AtOnce = 4
	}
	if params.Pause <= 0 {
		params.Pause = firstPause
	}
	if params.Metric == nil {
		params.Metric = func(string) {}
	}
	return &Fetcher{FetcherParams: params, slots: semaphore.NewWeighted(params.AtOnce)}
}

// wanted is a file that a message announced: a customer's, or one that came from
// the shop's phone.
type wanted struct {
	message    shop.MessageID
	shop       shop.ShopID
	channel    shop.ChannelID
	customer   shop.CustomerID
	platformID string
	hash       string // announced; may be empty
	mime       string
	received   time.Time
	page       int // of the feed, to know how far everything is settled
}

func wantedOf(event shop.Event) (wanted, bool) {
	body, err := event.Open()
	if err != nil {
		return wanted{}, false
	}
	want := wanted{shop: event.Shop, channel: event.Channel, customer: event.Customer, received: event.At}
	var file *shop.Media
	switch b := body.(type) {
	case *shop.MessageReceived:
		want.message, file = b.Message, b.Personal.Content.Media
	case *shop.MessageEchoed:
		want.message, file = b.Message, b.Personal.Content.Media
	case *shop.MessageImported:
		// The message is old; the id is as new as the webhook that brought it.
		want.message, file, want.received = b.Message, b.Personal.Content.Media, event.Recorded
	}
	if file == nil || file.PlatformID == "" {
		return wanted{}, false
	}
	want.hash, _ = ParseHash(file.Hash)
	want.platformID, want.mime = file.PlatformID, file.MIME
	return want, true
}

// settle tries until the file is stored or missed for good, and gives the body
// to be recorded. Nil means that the context ended first.
func (f *Fetcher) settle(ctx context.Context, want wanted) shop.Body {
	for pause := f.Pause; ; pause = min(2*pause, longPause) {
		stored, err := f.fetch(ctx, want)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			return stored
		}
		if why := f.final(err, want); why != "" {
			return &shop.MediaMissed{Message: want.message, Why: why}
		}
		f.Logger.Warn("media: a file could not be fetched yet", "message", want.message, "again_in", pause, "error", err)
		sleep(ctx, pause+rand.N(pause/4+1)) // spread, so that an outage doesn't end in a rush
	}
}

// final says why trying again is useless; empty: it is not.
func (f *Fetcher) final(err error, want wanted) string {
	outcome := whatsapp.OutcomeOf(err)
	switch {
	case errors.Is(err, ErrTooLarge), errors.Is(err, whatsapp.ErrMediaLarge):
		return MissedLarge
	case errors.Is(err, keys.ErrForgotten):
		return MissedNoKey
	case f.Now().Sub(want.received) > idLife:
		return MissedExpired
	case outcome.API != nil && outcome.API.Code == codeTooBig:
		return MissedRefused
	}
	return ""
}

// codeTooBig says that the platform itself could not take the customer's file.
// Whatever else it says may pass: an id lives seven days.
const codeTooBig = 131052

func (f *Fetcher) fetch(ctx context.Context, want wanted) (shop.Body, error) {
	if err := f.slots.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer f.slots.Release(1)
	client, number, err := f.Clients.Client(ctx, want.shop, want.channel)
	if err != nil {
		return nil, err
	}
	w, err := f.Store.Create(ctx, want.shop, want.customer)
	if err != nil {
		return nil, err
	}
	defer w.Abort()
	info, err := client.DownloadMedia(ctx, want.platformID, number, w)
	if err != nil {
		return nil, err
	}
	mime := want.mime
	if mime == "" {
		mime = info.MIME
	}
	mime = w.Kind(mime) // what came with it is the sender's word
	name, size, err := w.Commit(ctx, want.hash, mime)
	if err != nil {
		return nil, fmt.Errorf("after a download: %w", err)
	}
	width, height := f.Store.pictureSize(ctx, want.shop, name, mime)
	return &shop.MediaStored{Message: want.message, Size: size,
		Personal: shop.MediaStoredPersonal{Hash: name, MIME: mime, Width: width, Height: height}}, nil
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
