package admin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"mostrador/backend/relay/registry"
	"mostrador/backend/relay/webshop"
	"mostrador/shop"
)

const (
	pathWebShopAdd    = "/admin/webshop/add"
	pathWebShopList   = "/admin/webshop/list"
	pathWebShopRemove = "/admin/webshop/remove"
)

// WebShopRequest asks to add a web shop, or to change the one of that name.
type WebShopRequest struct {
	Shop     string                   `json:"shop,omitempty"`
	Name     string                   `json:"name"`
	Kind     webshop.Kind             `json:"kind"`
	Secret   string                   `json:"secret,omitempty"` // empty: the one there is, or a new one
	Fields   webshop.Fields           `json:"fields,omitzero"`
	Statuses map[string]shop.StatusID `json:"statuses,omitempty"`
	Notify   string                   `json:"notify,omitempty"`
}

// WebShopLine is one web shop. Its secret is only said when it is saved.
type WebShopLine struct {
	ID       uuid.UUID                `json:"id"`
	Name     string                   `json:"name"`
	Kind     webshop.Kind             `json:"kind"`
	Address  string                   `json:"address"`
	Secret   string                   `json:"secret,omitempty"`
	Statuses map[string]shop.StatusID `json:"statuses,omitempty"`
	Notify   string                   `json:"notify,omitempty"`
}

// WebShopsRequest asks for the web shops of a shop.
type WebShopsRequest struct {
	Shop string `json:"shop,omitempty"`
}

// WebShopsAnswer lists them.
type WebShopsAnswer struct {
	WebShops []WebShopLine `json:"web_shops"`
}

// WebShopRemoval asks to let a web shop in no more, by its name or its id.
type WebShopRemoval struct {
	Shop string `json:"shop,omitempty"`
	Name string `json:"name"`
}

// ErrNotWebShop says that there is none of that name.
var ErrNotWebShop = errors.New("there is no such web shop")

// SaveWebShop adds or changes a web shop.
func (l Local) SaveWebShop(ctx context.Context, ask WebShopRequest) (WebShopLine, error) {
	of, err := l.shop(ask.Shop)
	if err != nil {
		return WebShopLine{}, err
	}
	saved, err := l.Relay.SaveWebShop(ctx, registry.Hook{Shop: of.ID, Name: ask.Name, Kind: ask.Kind, Fields: ask.Fields,
		Statuses: ask.Statuses, Notify: ask.Notify}, ask.Secret)
	if err != nil {
		return WebShopLine{}, err
	}
	line := lineOf(saved.Hook, saved.Address)
	line.Secret = saved.Secret
	return line, nil
}

func lineOf(h registry.Hook, address string) WebShopLine {
	return WebShopLine{ID: h.ID, Name: h.Name, Kind: h.Kind, Address: address, Statuses: h.Statuses, Notify: h.Notify}
}

// WebShops lists a shop's web shops.
func (l Local) WebShops(_ context.Context, ask WebShopsRequest) (WebShopsAnswer, error) {
	of, err := l.shop(ask.Shop)
	if err != nil {
		return WebShopsAnswer{}, err
	}
	answer := WebShopsAnswer{WebShops: []WebShopLine{}}
	for _, h := range l.Relay.Registry().Hooks(of.ID) {
		one, err := l.Relay.WebShop(h.ID)
		if err != nil {
			return WebShopsAnswer{}, err
		}
		answer.WebShops = append(answer.WebShops, lineOf(one.Hook, one.Address))
	}
	return answer, nil
}

// RemoveWebShop lets a web shop in no more.
func (l Local) RemoveWebShop(ctx context.Context, ask WebShopRemoval) (WebShopLine, error) {
	all, err := l.WebShops(ctx, WebShopsRequest{Shop: ask.Shop})
	if err != nil {
		return WebShopLine{}, err
	}
	for _, one := range all.WebShops {
		if one.ID.String() == ask.Name || strings.EqualFold(one.Name, strings.TrimSpace(ask.Name)) {
			return one, l.Relay.Registry().RemoveHook(ctx, one.ID)
		}
	}
	return WebShopLine{}, fmt.Errorf("%w: %q; mostrador-relay webshop list lists them", ErrNotWebShop, ask.Name)
}

// SaveWebShop adds or changes a web shop.
func (r *Remote) SaveWebShop(ctx context.Context, ask WebShopRequest) (answer WebShopLine, err error) {
	err = r.ask(ctx, pathWebShopAdd, ask, &answer)
	return answer, err
}

// WebShops lists a shop's web shops.
func (r *Remote) WebShops(ctx context.Context, ask WebShopsRequest) (answer WebShopsAnswer, err error) {
	err = r.ask(ctx, pathWebShopList, ask, &answer)
	return answer, err
}

// RemoveWebShop lets a web shop in no more.
func (r *Remote) RemoveWebShop(ctx context.Context, ask WebShopRemoval) (answer WebShopLine, err error) {
	err = r.ask(ctx, pathWebShopRemove, ask, &answer)
	return answer, err
}
