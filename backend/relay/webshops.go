package relay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/registry"
	"mostrador/shop"
)

// WebShop is a web shop with what its own settings need.
type WebShop struct {
	registry.Hook
	Address string // where it posts its orders
	Secret  string // what it signs with, and what it is told is signed with
}

// SaveWebShop adds a web shop, or changes the one of that name; see
// registry.SaveHook. Statuses may be named by id or as the shop calls them.
func (r *Relay) SaveWebShop(ctx context.Context, h registry.Hook, secret string) (WebShop, error) {
	r.addressMu.Lock()
	public := r.address.Relay
	r.addressMu.Unlock()
	if public == "" {
		return WebShop{}, errNoAddress
	}
	var err error
	if h.Statuses, err = r.ownStatuses(ctx, h.Shop, h.Statuses); err != nil {
		return WebShop{}, err
	}
	saved, err := r.registry.SaveHook(ctx, h, secret)
	if err != nil {
		return WebShop{}, err
	}
	return r.WebShop(saved.ID)
}

// WebShop finds a web shop.
func (r *Relay) WebShop(id uuid.UUID) (WebShop, error) {
	found, secret, err := r.registry.Hook(id)
	r.addressMu.Lock()
	defer r.addressMu.Unlock()
	return WebShop{Hook: found, Secret: secret, Address: r.address.Relay + WebShopPath + id.String()}, err
}

// ownStatuses finds each status of a map in the shop's pipeline.
func (r *Relay) ownStatuses(ctx context.Context, of shop.ShopID, named map[string]shop.StatusID) (map[string]shop.StatusID, error) {
	opened, err := r.shopOf(ctx, of)
	if err != nil {
		return nil, err
	}
	var pipeline shop.Pipeline
	err = opened.View(ctx, func(f *facts.Tx) error {
		pipeline = slices.Clone(f.Shop().Pipeline)
		return f.Err()
	})
	if err != nil {
		return nil, err
	}
	own := map[string]shop.StatusID{}
	var errs []error
	for said, name := range named {
		status := statusOf(registry.Hook{}, string(name), pipeline)
		if status == "" {
			errs = append(errs, fmt.Errorf("%w: the shop has no status %q; there are %s", registry.ErrInvalid, name, statusNames(pipeline)))
		}
		own[said] = status
	}
	return own, errors.Join(errs...)
}

func statusNames(pipeline shop.Pipeline) string {
	names := make([]string, len(pipeline))
	for i, status := range pipeline {
		names[i] = string(status.ID) + " (" + status.Name + ")"
	}
	return strings.Join(names, ", ")
}
