package relay

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"sync"
	"time"

	"mostrador/backend/relay/media"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Client gives the platform's client for a shop's channel, with its phone
// number id. All share one pool of connections.
func (r *Relay) Client(_ context.Context, of shop.ShopID, channel shop.ChannelID) (*whatsapp.Client, string, error) {
	token, err := r.registry.Token(of, channel)
	if err != nil {
		return nil, "", err
	}
	found, _ := r.registry.Channel(of, channel)
	client, err := r.clientFor(token)
	return client, found.PhoneNumberID, err
}

func (r *Relay) clientFor(token string) (*whatsapp.Client, error) {
	return whatsapp.NewClient(whatsapp.ClientParams{
		BaseURL: r.params.GraphBaseURL, Version: r.params.GraphVersion, Token: token, AppSecret: r.params.AppSecret,
		UserAgent: "mostrador-relay/" + r.params.Version, Pace: r.paces.of(token, r.now),
	})
}

// paces are shared by the clients of one token, by its hash.
type paces struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte]*whatsapp.Pace
}

func (p *paces) of(token string, now func() time.Time) *whatsapp.Pace {
	key := sha256.Sum256([]byte(token))
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = map[[sha256.Size]byte]*whatsapp.Pace{}
	}
	if p.all[key] == nil {
		p.all[key] = &whatsapp.Pace{Now: now}
	}
	return p.all[key]
}

// openFile opens a file of a shop for an errand.
func (r *Relay) openFile(ctx context.Context, of shop.ShopID, hash string) (io.ReadSeekCloser, int64, string, error) {
	file, err := r.files.Open(ctx, of, hash)
	if err != nil {
		return nil, 0, "", err
	}
	kind, err := media.Kind(file)
	if err != nil {
		return nil, 0, "", errors.Join(err, file.Close())
	}
	return file, file.Size, kind, nil
}
