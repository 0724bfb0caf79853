package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/subtle"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"mostrador/shop"
)

// maxName is the most characters a name may have.
const maxName = 80

// cleanName drops control characters and spaces around, and refuses what is
// then empty or too long to be a name.
func cleanName(what, name string) (string, error) {
	clean := strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "")))
	if clean == "" || utf8.RuneCountInString(clean) > maxName {
		return "", fmt.Errorf("%w: %s needs a name of 1 to %d characters", ErrInvalid, what, maxName)
	}
	return clean, nil
}

// CreateShop adds a shop with its owner. Repeating it with the same ids changes
// nothing.
func (r *Registry) CreateShop(ctx context.Context, id shop.ShopID, name string, owner Person) error {
	name, err := cleanName("a shop", name)
	if err != nil {
		return err
	}
	owner.Name, err = cleanName("the owner", owner.Name)
	if err != nil {
		return err
	}
	return r.decide(ctx, func(s *state) ([]fact, error) {
		if _, known := s.shops[id]; known {
			return nil, nil
		}
		now := r.now().UTC()
		return []fact{
			{Kind: shopCreated, At: now, Shop: id, Name: name},
			{Kind: personAdded, At: now, Shop: id, Person: owner.ID, Name: owner.Name, Role: shop.Owner},
		}, nil
	})
}

// ConnectChannel gives a shop a business number, or its number a new token.
func (r *Registry) ConnectChannel(ctx context.Context, c Channel, token string) (shop.ChannelID, error) {
	if c.PhoneNumberID == "" || c.WABA == "" || token == "" {
		return shop.ChannelID{}, fmt.Errorf("%w: a channel needs a phone number id, a WhatsApp Business Account id and a token", ErrInvalid)
	}
	c.ID = shop.ChannelFor(c.Shop, c.PhoneNumberID)
	sealed := r.seals.sealToken(c.ID, token)
	return c.ID, r.decide(ctx, func(s *state) ([]fact, error) {
		if _, known := s.shops[c.Shop]; !known {
			return nil, fmt.Errorf("shop %s: %w", c.Shop, ErrNotFound)
		}
		if owner, taken := s.routes[c.PhoneNumberID]; taken && owner != c.ID {
			return nil, ErrNumberTaken
		}
		return []fact{{Kind: channelConnected, At: r.now().UTC(), Shop: c.Shop, Channel: c.ID,
			PhoneNumberID: c.PhoneNumberID, WABA: c.WABA, Portfolio: c.Portfolio, Number: c.Number, Name: c.Name,
			SealedToken: sealed}}, nil
	})
}

// AddPerson adds someone to a shop, or changes name and role.
func (r *Registry) AddPerson(ctx context.Context, p Person) error {
	name, err := cleanName("a person", p.Name)
	if err != nil {
		return err
	}
	if p.Role != shop.Owner && p.Role != shop.Agent && p.Role != shop.Viewer {
		return fmt.Errorf("%w: %q is not a role; use owner, agent or viewer", ErrInvalid, p.Role)
	}
	return r.decide(ctx, func(s *state) ([]fact, error) {
		if _, known := s.shops[p.Shop]; !known {
			return nil, fmt.Errorf("shop %s: %w", p.Shop, ErrNotFound)
		}
		if s.people[personKey{p.Shop, p.ID}] == (Person{ID: p.ID, Shop: p.Shop, Name: name, Role: p.Role}) {
			return nil, nil
		}
		return []fact{{Kind: personAdded, At: r.now().UTC(), Shop: p.Shop, Person: p.ID, Name: name, Role: p.Role}}, nil
	})
}

// NewCode makes a single-use code for a person's next device. Only its keyed
// hash is kept; it is shown once, here.
func (r *Registry) NewCode(ctx context.Context, in shop.ShopID, person shop.PersonID, kind CodeKind) (string, error) {
	var shown string
	err := r.decide(ctx, func(s *state) ([]fact, error) {
		if _, known := s.people[personKey{in, person}]; !known {
			return nil, fmt.Errorf("person %s in shop %s: %w", person, in, ErrNotFound)
		}
		open, secret := newCode()
		for s.codes[open] != nil {
			open, secret = newCode()
		}
		shown = showCode(open, secret)
		now := r.now().UTC()
		return []fact{{Kind: codeMade, At: now, Shop: in, Person: person, Code: open,
			CodeHash: r.seals.hashCode(open, secret), Purpose: kind, Expires: now.Add(CodeLife)}}, nil
	})
	return shown, err
}

// Pair exchanges a code for a device. Every reason to refuse a code looks the
// same to whoever tries. The device that used a code may repeat the request
// while the code would live, in case the answer was lost.
//
// A device that comes with a CodeFurther waits until Approve.
func (r *Registry) Pair(ctx context.Context, text string, publicKey []byte, name, system string) (Device, error) {
	if len(publicKey) != ed25519.PublicKeySize {
		return Device{}, fmt.Errorf("%w: a device's key has %d bytes, this has %d", ErrInvalid, ed25519.PublicKeySize, len(publicKey))
	}
	name, err := cleanName("a device", name)
	if err != nil {
		return Device{}, err
	}
	open, secret, ok := readCode(text)
	if !ok {
		return Device{}, ErrCode
	}
	hash := r.seals.hashCode(open, secret)
	id := shop.DeviceID{UUID: uuid.New()}
	refused := false
	err = r.decide(ctx, func(s *state) ([]fact, error) {
		now := r.now().UTC()
		c := s.codes[open]
		if c == nil || c.voided || now.After(c.Expires) {
			refused = true
			return nil, nil
		}
		if subtle.ConstantTimeCompare(hash, c.CodeHash) != 1 {
			refused = true
			return r.countWrong(open, c), nil
		}
		if c.used != (shop.DeviceID{}) {
			id = c.used
			refused = subtle.ConstantTimeCompare(s.devices[id].PublicKey, publicKey) != 1
			return nil, nil
		}
		refused = false
		return []fact{{Kind: devicePaired, At: now, Shop: c.Shop, Person: c.Person, Device: id, Name: name,
			PublicKey: publicKey, System: cleanSystem(system), Waiting: c.Purpose == CodeFurther, Code: open}}, nil
	})
	if err != nil {
		return Device{}, err
	}
	if refused {
		return Device{}, ErrCode
	}
	device, _ := r.Device(id)
	return device, nil
}

// maxSystem is the most characters that a device may say of its system.
const maxSystem = 40

// cleanSystem is what a device says of its system, "" where that is nothing to
// show.
func cleanSystem(system string) string {
	clean, err := cleanName("a system", system)
	if err != nil || utf8.RuneCountInString(clean) > maxSystem {
		return ""
	}
	return clean
}

// Approve lets a device in that waits. One that was let in already stays so.
func (r *Registry) Approve(ctx context.Context, id shop.DeviceID) error {
	return r.decide(ctx, func(s *state) ([]fact, error) {
		d, known := s.devices[id]
		switch {
		case !known || d.Revoked:
			return nil, fmt.Errorf("device %s: %w", id, ErrNotFound)
		case !d.Waiting:
			return nil, nil
		}
		return []fact{{Kind: deviceApproved, At: r.now().UTC(), Shop: d.Shop, Device: id}}, nil
	})
}

// countWrong voids a code after too many wrong secrets. Counting in memory
// keeps strangers from filling the registry; each relay counts for itself.
func (r *Registry) countWrong(open string, c *code) []fact {
	if c.used != (shop.DeviceID{}) {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wrong[open]++
	if r.wrong[open] < CodeAttempts {
		return nil
	}
	delete(r.wrong, open)
	return []fact{{Kind: codeVoided, At: r.now().UTC(), Code: open}}
}

// Revoke cuts a device off for good.
func (r *Registry) Revoke(ctx context.Context, id shop.DeviceID) error {
	return r.decide(ctx, func(s *state) ([]fact, error) {
		d, known := s.devices[id]
		if !known {
			return nil, fmt.Errorf("device %s: %w", id, ErrNotFound)
		}
		if d.Revoked {
			return nil, nil
		}
		return []fact{{Kind: deviceRevoked, At: r.now().UTC(), Shop: d.Shop, Device: id}}, nil
	})
}
