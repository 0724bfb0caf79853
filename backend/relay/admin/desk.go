package admin

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/relay"
	"mostrador/backend/relay/registry"
	"mostrador/shop"
)

// InviteRequest asks for a link for one more device. Shop and Person are names
// or ids; with one shop, and its owner meant, both may be empty.
type InviteRequest struct {
	Shop   string    `json:"shop,omitempty"`
	Person string    `json:"person,omitempty"`
	Role   shop.Role `json:"role,omitempty"` // of a person not yet known; empty: agent
	// New, where set, makes a new shop first; Person is then its owner.
	New *shop.ShopConfigured `json:"new,omitempty"`
}

// InviteAnswer is the link, and whom it is for.
type InviteAnswer struct {
	Link   string `json:"link"`
	Shop   string `json:"shop"`
	Person string `json:"person"`
}

// ConnectRequest asks to connect a business number to a shop.
type ConnectRequest struct {
	Shop          string `json:"shop,omitempty"`
	PhoneNumberID string `json:"phone_number_id"`
	WABA          string `json:"waba"`
	Token         string `json:"token"`
}

// DevicesRequest asks for the desktops of a shop.
type DevicesRequest struct {
	Shop string `json:"shop,omitempty"`
}

// DevicesAnswer lists them.
type DevicesAnswer struct {
	Devices []DeviceLine `json:"devices"`
}

// DeviceLine is one desktop.
type DeviceLine struct {
	ID      shop.DeviceID `json:"id"`
	Name    string        `json:"name"`
	Person  string        `json:"person"`
	Paired  time.Time     `json:"paired"`
	Revoked bool          `json:"revoked,omitempty"`
}

// RevokeRequest asks to cut a desktop off, by its id or its name.
type RevokeRequest struct {
	Shop   string `json:"shop,omitempty"`
	Device string `json:"device"`
}

// Desk is what an operator may ask for, of a running relay or of its data.
type Desk interface {
	Invite(context.Context, InviteRequest) (InviteAnswer, error)
	Connect(context.Context, ConnectRequest) (relay.Connected, error)
	Devices(context.Context, DevicesRequest) (DevicesAnswer, error)
	Revoke(context.Context, RevokeRequest) (DeviceLine, error)
	Look(context.Context, LookRequest) (relay.Prospect, error)
	Register(context.Context, RegisterRequest) (Done, error)
	Check(context.Context, CheckRequest) (CheckAnswer, error)
	SaveWebShop(context.Context, WebShopRequest) (WebShopLine, error)
	WebShops(context.Context, WebShopsRequest) (WebShopsAnswer, error)
	RemoveWebShop(context.Context, WebShopRemoval) (WebShopLine, error)
}

// Local is a desk at a relay in this process.
type Local struct{ Relay *relay.Relay }

// What an operator has to say more clearly.
var (
	ErrNoShop    = errors.New("there is no shop yet: make one with -new-shop NAME -person NAME")
	ErrWhich     = errors.New("there are several shops: say which with -shop NAME")
	ErrNotShop   = errors.New("there is no shop of that name")
	ErrNotDevice = errors.New("there is no such desktop")
	ErrNoPerson  = errors.New("say for whom with -person NAME")
)

// Invite makes a link.
func (l Local) Invite(ctx context.Context, ask InviteRequest) (InviteAnswer, error) {
	of, person, err := l.whose(ctx, ask)
	if err != nil {
		return InviteAnswer{}, err
	}
	invite, err := l.Relay.Invite(ctx, of.ID, person.ID)
	if err != nil {
		return InviteAnswer{}, err
	}
	return InviteAnswer{Link: invite.String(), Shop: of.Name, Person: person.Name}, nil
}

func (l Local) whose(ctx context.Context, ask InviteRequest) (registry.Shop, registry.Person, error) {
	if ask.New != nil {
		if strings.TrimSpace(ask.Person) == "" {
			return registry.Shop{}, registry.Person{}, ErrNoPerson
		}
		id, owner, err := l.Relay.CreateShop(ctx, *ask.New, ask.Person)
		if err != nil {
			return registry.Shop{}, registry.Person{}, err
		}
		made, _ := l.Relay.Registry().Shop(id)
		person, _ := l.Relay.Registry().Person(id, owner)
		return made, person, nil
	}
	of, err := l.shop(ask.Shop)
	if err != nil {
		return registry.Shop{}, registry.Person{}, err
	}
	person, err := l.person(ctx, of, ask)
	return of, person, err
}

func (l Local) shop(named string) (registry.Shop, error) {
	all := l.Relay.Registry().Shops()
	if len(all) == 0 {
		return registry.Shop{}, ErrNoShop
	}
	if named == "" {
		if len(all) > 1 {
			return registry.Shop{}, fmt.Errorf("%w: %s", ErrWhich, names(all))
		}
		return all[0], nil
	}
	var found []registry.Shop
	for _, s := range all {
		if s.ID.String() == named || strings.EqualFold(s.Name, named) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return registry.Shop{}, fmt.Errorf("%w: %q; there are %s", ErrNotShop, named, names(all))
	case 1:
		return found[0], nil
	}
	return registry.Shop{}, fmt.Errorf("%w: give the id", ErrWhich)
}

func names(all []registry.Shop) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = fmt.Sprintf("%s (%s)", s.Name, s.ID)
	}
	return strings.Join(words, ", ")
}

// person finds who is meant, or adds someone new.
func (l Local) person(ctx context.Context, of registry.Shop, ask InviteRequest) (registry.Person, error) {
	for _, p := range l.Relay.Registry().People(of.ID) {
		meant := p.ID.String() == ask.Person || strings.EqualFold(p.Name, strings.TrimSpace(ask.Person))
		if meant || ask.Person == "" && p.Role == shop.Owner {
			return p, nil
		}
	}
	if strings.TrimSpace(ask.Person) == "" {
		return registry.Person{}, ErrNoPerson
	}
	role := ask.Role
	if role == "" {
		role = shop.Agent
	}
	added := shop.PersonSaved{Person: shop.PersonID{UUID: uuid.New()}, Name: ask.Person, Role: role}
	if err := l.Relay.AddPerson(ctx, of.ID, added); err != nil {
		return registry.Person{}, err
	}
	person, _ := l.Relay.Registry().Person(of.ID, added.Person)
	return person, nil
}

// Connect connects a business number.
func (l Local) Connect(ctx context.Context, ask ConnectRequest) (relay.Connected, error) {
	of, err := l.shop(ask.Shop)
	if err != nil {
		return relay.Connected{}, err
	}
	return l.Relay.ConnectNumber(ctx, of.ID, ask.PhoneNumberID, ask.WABA, ask.Token)
}

// Devices lists a shop's desktops.
func (l Local) Devices(_ context.Context, ask DevicesRequest) (DevicesAnswer, error) {
	of, err := l.shop(ask.Shop)
	if err != nil {
		return DevicesAnswer{}, err
	}
	answer := DevicesAnswer{Devices: []DeviceLine{}}
	for _, d := range l.Relay.Registry().Devices(of.ID) {
		person, _ := l.Relay.Registry().Person(of.ID, d.Person)
		answer.Devices = append(answer.Devices, DeviceLine{ID: d.ID, Name: d.Name, Person: person.Name, Paired: d.Paired, Revoked: d.Revoked})
	}
	return answer, nil
}

// Revoke cuts a desktop off at once.
func (l Local) Revoke(ctx context.Context, ask RevokeRequest) (DeviceLine, error) {
	all, err := l.Devices(ctx, DevicesRequest{Shop: ask.Shop})
	if err != nil {
		return DeviceLine{}, err
	}
	var found []DeviceLine
	for _, d := range all.Devices {
		if d.ID.String() == ask.Device || !d.Revoked && strings.EqualFold(d.Name, ask.Device) {
			found = append(found, d)
		}
	}
	switch len(found) {
	case 0:
		return DeviceLine{}, fmt.Errorf("%w: %q; mostrador-relay devices lists them", ErrNotDevice, ask.Device)
	case 1:
		found[0].Revoked = true
		return found[0], l.Relay.Revoke(ctx, found[0].ID)
	}
	return DeviceLine{}, fmt.Errorf("there are %d desktops called %q: give the id, from mostrador-relay devices", len(found), ask.Device)
}
