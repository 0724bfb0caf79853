package registry

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/relay/webshop"
	"mostrador/shop"
)

// The kinds of facts about web shops.
const (
	hookSaved   factKind = "hook.saved"
	hookRemoved factKind = "hook.removed"
)

// Hook is a web shop that reports its orders, that hears of their moves, or both.
type Hook struct {
	ID   uuid.UUID // part of its address; no secret
	Shop shop.ShopID
	Name string // of the operator's choosing; one of a name in each shop
	Kind webshop.Kind
	// Fields of its checkout that say yes or no to messages.
	Fields webshop.Fields
	// Statuses are the shop's own by the web shop's words for them.
	Statuses map[string]shop.StatusID
	// Notify is the address that is told when an order moves; empty: none.
	Notify string
	Saved  time.Time
}

type hook struct {
	Hook
	sealedSecret []byte
}

// shortestSecret is what can't be guessed any more; web shops make longer ones.
const shortestSecret = 16

// SaveHook adds a web shop, or changes the one of that name, whose address
// stays. An empty secret keeps the one there is, or makes one.
func (r *Registry) SaveHook(ctx context.Context, h Hook, secret string) (Hook, error) {
	var err error
	if h.Name, err = cleanName("a web shop", h.Name); err != nil {
		return Hook{}, err
	}
	if err := h.check(secret); err != nil {
		return Hook{}, err
	}
	made := uuid.New()
	err = r.decide(ctx, func(s *state) ([]fact, error) {
		if _, known := s.shops[h.Shop]; !known {
			return nil, fmt.Errorf("shop %s: %w", h.Shop, ErrNotFound)
		}
		h.ID, h.Saved = made, r.now().UTC()
		var sealed []byte
		if before, known := s.hookNamed(h.Shop, h.Name); known {
			h.ID, sealed = before.ID, before.sealedSecret
		}
		switch {
		case secret != "":
			sealed = r.seals.sealSecret(h.ID, secret)
		case sealed == nil:
			sealed = r.seals.sealSecret(h.ID, newSecret())
		}
		return []fact{h.fact(sealed)}, nil
	})
	return h, err
}

// RemoveHook lets a web shop in no more. Its orders stay.
func (r *Registry) RemoveHook(ctx context.Context, id uuid.UUID) error {
	return r.decide(ctx, func(s *state) ([]fact, error) {
		h, known := s.hooks[id]
		if !known {
			return nil, fmt.Errorf("web shop %s: %w", id, ErrNotFound)
		}
		return []fact{{Kind: hookRemoved, At: r.now().UTC(), Shop: h.Shop, Hook: id}}, nil
	})
}

// Hooks lists a shop's web shops by name.
func (r *Registry) Hooks(of shop.ShopID) []Hook {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var all []Hook
	for _, h := range r.state.hooks {
		if h.Shop == of {
			all = append(all, h.Hook)
		}
	}
	slices.SortFunc(all, func(a, b Hook) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Hook finds a web shop with its secret.
func (r *Registry) Hook(id uuid.UUID) (found Hook, secret string, err error) {
	r.mu.RLock()
	h, known := r.state.hooks[id]
	r.mu.RUnlock()
	if !known {
		return Hook{}, "", fmt.Errorf("web shop %s: %w", id, ErrNotFound)
	}
	secret, err = r.seals.openSecret(id, h.sealedSecret)
	return h.Hook, secret, err
}

func (h Hook) fact(sealed []byte) fact {
	return fact{Kind: hookSaved, At: h.Saved, Shop: h.Shop, Name: h.Name, Hook: h.ID, SealedSecret: sealed,
		WebShop: &webShopFact{Kind: h.Kind, Fields: h.Fields, Statuses: h.Statuses, Notify: h.Notify}}
}

// webShopFact is what hook.saved says beside the names.
type webShopFact struct {
	Kind     webshop.Kind             `json:"kind"`
	Fields   webshop.Fields           `json:"fields,omitzero"`
	Statuses map[string]shop.StatusID `json:"statuses,omitempty"`
	Notify   string                   `json:"notify,omitempty"`
}

func (s *state) foldHook(f fact) {
	if f.Kind == hookRemoved {
		delete(s.hooks, f.Hook)
		return
	}
	if f.WebShop == nil {
		return
	}
	s.hooks[f.Hook] = hook{Hook: Hook{ID: f.Hook, Shop: f.Shop, Name: f.Name, Kind: f.WebShop.Kind, Fields: f.WebShop.Fields,
		Statuses: maps.Clone(f.WebShop.Statuses), Notify: f.WebShop.Notify, Saved: f.At}, sealedSecret: f.SealedSecret}
}

func (s *state) hookNamed(of shop.ShopID, name string) (hook, bool) {
	for _, h := range s.hooks {
		if h.Shop == of && h.Name == name {
			return h, true
		}
	}
	return hook{}, false
}

func (h Hook) check(secret string) error {
	if !h.Kind.Known() {
		return fmt.Errorf("%w: %q is no kind of web shop; there are %s, %s and %s", ErrInvalid, h.Kind, webshop.WooCommerce, webshop.Shopify, webshop.Generic)
	}
	if secret != "" && len(secret) < shortestSecret {
		return fmt.Errorf("%w: the secret has %d characters; it needs %d", ErrInvalid, len(secret), shortestSecret)
	}
	if h.Notify == "" {
		return nil
	}
	address, err := url.Parse(h.Notify)
	if err != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http" {
		return fmt.Errorf("%w: the address to tell must begin with https:// (http:// within a network of your own)", ErrInvalid)
	}
	return nil
}

func newSecret() string {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	return base64.RawURLEncoding.EncodeToString(random)
}
