package relay

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mostrador/backend/relay/registry"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// maxSigningIn is the most bytes of a request by a stranger.
const maxSigningIn = 8 << 10

func (r *Relay) registerSigningIn(api huma.API) {
	pair := openOperation(api, "pair", http.MethodPost, wire.PathPair, "Exchange a single-use code for a place in the shop")
	pair.MaxBodyBytes = maxSigningIn
	pair.Middlewares = huma.Middlewares{r.limited(r.pairing)}
	huma.Register(api, pair, r.pair)

	prove := openOperation(api, "session", http.MethodPost, wire.PathSession, "Prove the device's key for a bearer")
	prove.MaxBodyBytes = maxSigningIn
	prove.Middlewares = huma.Middlewares{r.limited(r.proving)}
	huma.Register(api, prove, r.prove)

	where := operation(api, "shop", http.MethodGet, wire.PathShop, "Who and where this device is")
	huma.Register(api, where, r.where)
}

// limited answers 429 to an address that tries too often.
func (r *Relay) limited(l *limiter) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		request, _ := humago.Unwrap(ctx)
		if !l.allow(addressOf(request, r.params.TrustProxy)) {
			writeProblem(ctx, newProblem(http.StatusTooManyRequests, wire.ProblemTooMany, "too many tries", "wait a minute"))
			return
		}
		next(huma.WithValue(ctx, placeKey{}, addressOf(request, r.params.TrustProxy)))
	}
}

type placeKey struct{}

// placeOf is the network address that a stranger's request came from.
func placeOf(ctx context.Context) string {
	place, _ := ctx.Value(placeKey{}).(string)
	return place
}

type pairInput struct {
	Body wire.PairRequest
}

// pair lets a device in. The registry has it first; should the shop's journal
// not take the news, the device's repeated request writes it.
func (r *Relay) pair(ctx context.Context, in *pairInput) (*output[wire.PairAnswer], error) {
	device, err := r.registry.Pair(ctx, in.Body.Code, in.Body.PublicKey, in.Body.DeviceName, in.Body.System)
	if err != nil {
		return nil, r.refusal(err)
	}
	if err := r.tellPaired(ctx, device); err != nil {
		return nil, r.refusal(err)
	}
	found, _ := r.registry.Shop(device.Shop)
	r.logger.Info("relay: a device was let in", "shop", device.Shop, "device", device.ID)
	r.book.met(device.ID, placeOf(ctx), r.now())
	return answer(r, wire.PairAnswer{Shop: device.Shop, Name: found.Name, Device: device.ID, Person: device.Person, Waiting: device.Waiting}, nil)
}

func (r *Relay) tellPaired(ctx context.Context, device registry.Device) error {
	return r.record(ctx, device.Shop, "device "+device.ID.String()+" paired",
		&shop.DevicePaired{Device: device.ID, Person: device.Person, Name: device.Name, Waiting: device.Waiting})
}

type sessionInput struct {
	Body wire.SessionRequest
}

// prove lets a device in; one whose key seems to be in use in two places is
// let in as well, since nobody knows which of the two is the true one, and told
// of to everybody.
func (r *Relay) prove(ctx context.Context, in *sessionInput) (*output[wire.SessionAnswer], error) {
	body, err := r.sessions.prove(in.Body)
	if err != nil {
		return answer(r, body, err)
	}
	if now := r.now(); r.book.proven(in.Body, placeOf(ctx), now) {
		device, _ := r.registry.Device(in.Body.Device)
		r.logger.Warn("relay: a device's key is in use in two places", "shop", device.Shop, "device", device.ID)
		if err := r.record(ctx, device.Shop, doubledKey(device.ID, now), &shop.DeviceDoubled{Device: device.ID}); err != nil {
			return nil, r.refusal(err)
		}
	}
	return answer(r, body, nil)
}

func (r *Relay) where(ctx context.Context, _ *struct{}) (*output[wire.ShopAnswer], error) {
	c := callerOf(ctx)
	found, _ := r.registry.Shop(c.shop)
	of, err := r.shopOf(ctx, c.shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	role, err := roleOf(ctx, of, c, c.person)
	return answer(r, wire.ShopAnswer{Shop: c.shop, Name: found.Name, Device: c.device, Person: c.person,
		Role: role, Relay: r.params.Version}, err)
}
