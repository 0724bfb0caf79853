package relay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/registry"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// CreateShop makes a shop with its owner and its settings.
func (r *Relay) CreateShop(ctx context.Context, settings shop.ShopConfigured, owner string) (shop.ShopID, shop.PersonID, error) {
	if settings.Name == nil || strings.TrimSpace(*settings.Name) == "" {
		return shop.ShopID{}, shop.PersonID{}, fmt.Errorf("%w: a shop needs a name", registry.ErrInvalid)
	}
	id, person := shop.ShopID{UUID: uuid.New()}, shop.PersonID{UUID: uuid.New()}
	if err := r.registry.CreateShop(ctx, id, *settings.Name, registry.Person{ID: person, Shop: id, Name: owner}); err != nil {
		return shop.ShopID{}, shop.PersonID{}, err
	}
	return id, person, r.RecordSetup(ctx, id, withStart(settings))
}

// withStart gives a new shop what it takes to work at once, where nothing else
// was said: statuses for its orders, and the month's free messages.
func withStart(settings shop.ShopConfigured) *shop.ShopConfigured {
	if settings.Pipeline == nil {
		locale := ""
		if settings.Locale != nil {
			locale = *settings.Locale
		}
		pipeline := shop.StartingPipeline(locale)
		settings.Pipeline = &pipeline
	}
	if settings.FreePerMonth == nil {
		free := shop.StartingFree
		settings.FreePerMonth = &free
	}
	return &settings
}

// ConnectChannel gives a shop a business number, or the number a new token.
func (r *Relay) ConnectChannel(ctx context.Context, of shop.ShopID, number shop.ChannelConnected, token string) (shop.ChannelID, error) {
	id, err := r.registry.ConnectChannel(ctx, registry.Channel{Shop: of, PhoneNumberID: number.PhoneNumberID, WABA: number.WABA,
		Portfolio: number.Portfolio, Number: number.Number, Name: number.Name}, token)
	if err != nil {
		return id, err
	}
	opened, err := r.shopOf(ctx, of)
	if err != nil {
		return id, err
	}
	id, err = opened.ConnectChannel(ctx, &number)
	r.senders.resume(of, id)
	return id, err
}

// AddPerson adds someone to a shop, or changes name and role.
func (r *Relay) AddPerson(ctx context.Context, of shop.ShopID, p shop.PersonSaved) error {
	if err := r.registry.AddPerson(ctx, registry.Person{ID: p.Person, Shop: of, Name: p.Name, Role: p.Role}); err != nil {
		return err
	}
	return r.RecordSetup(ctx, of, &p)
}

// Announce sets the address and the certificate's fingerprint that invites
// carry, where they are only known once a port is taken.
func (r *Relay) Announce(publicURL, fingerprint string) {
	r.addressMu.Lock()
	defer r.addressMu.Unlock()
	r.address = wire.Invite{Relay: strings.TrimRight(publicURL, "/"), Fingerprint: fingerprint}
}

// errNoAddress says that an invite would lead nowhere.
var errNoAddress = errors.New("the relay's public address is not set, so an invite can't say where to go")

// Invite makes a link for one more device of a person. It holds a code that
// works once within ten minutes.
func (r *Relay) Invite(ctx context.Context, of shop.ShopID, person shop.PersonID) (wire.Invite, error) {
	return r.inviteOf(ctx, of, person, registry.CodeDevice)
}

func (r *Relay) inviteOf(ctx context.Context, of shop.ShopID, person shop.PersonID, kind registry.CodeKind) (wire.Invite, error) {
	r.addressMu.Lock()
	invite := r.address
	r.addressMu.Unlock()
	if invite.Relay == "" {
		return wire.Invite{}, errNoAddress
	}
	var err error
	invite.Code, err = r.registry.NewCode(ctx, of, person, kind)
	return invite, err
}

// Approve lets a device in that waits for it.
func (r *Relay) Approve(ctx context.Context, device shop.DeviceID) error {
	found, ok := r.registry.Device(device)
	if !ok {
		return registry.ErrNotFound
	}
	if err := r.registry.Approve(ctx, device); err != nil || !found.Waiting {
		return err
	}
	return r.record(ctx, found.Shop, "device "+device.String()+" approved", &shop.DeviceApproved{Device: device})
}

// Revoke cuts a device off: its bearers and its stream end at once.
func (r *Relay) Revoke(ctx context.Context, device shop.DeviceID) error {
	found, ok := r.registry.Device(device)
	if !ok {
		return registry.ErrNotFound
	}
	if err := r.registry.Revoke(ctx, device); err != nil {
		return err
	}
	return r.record(ctx, found.Shop, "device "+device.String()+" revoked", &shop.DeviceRevoked{Device: device})
}

// setupBatch keeps a long list of templates well within what the journal
// appends at once.
const setupBatch = 200

// RecordSetup states facts of a shop as a whole: settings, labels, replies,
// templates.
func (r *Relay) RecordSetup(ctx context.Context, of shop.ShopID, bodies ...shop.Body) error {
	opened, err := r.shopOf(ctx, of)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(bodies, setupBatch) {
		if err := opened.Configure(ctx, chunk...); err != nil {
			return err
		}
	}
	return nil
}

// record states a fact once, whatever its key is repeated with.
func (r *Relay) record(ctx context.Context, of shop.ShopID, key string, body shop.Body) error {
	opened, err := r.shopOf(ctx, of)
	if err != nil {
		return err
	}
	_, err = opened.DecideEvents(ctx, func(f *facts.Tx) ([]shop.Event, error) {
		id := shop.EventFor(of, body.Kind(), key)
		if f.Seen(id) {
			return nil, nil
		}
		event, err := opened.Event(id, engine.Fact{Body: body})
		return []shop.Event{event}, err
	})
	return err
}
