package registry

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mostrador/shop"
)

// Shops lists the shops in the order in which they were created.
func (r *Registry) Shops() []Shop {
	r.mu.RLock()
	defer r.mu.RUnlock()
	shops := make([]Shop, 0, len(r.state.order))
	for _, id := range r.state.order {
		shops = append(shops, r.state.shops[id])
	}
	return shops
}

// Shop finds a shop.
func (r *Registry) Shop(id shop.ShopID) (Shop, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	found, ok := r.state.shops[id]
	return found, ok
}

// Channels lists a shop's business numbers by phone number id.
func (r *Registry) Channels(of shop.ShopID) []Channel {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var channels []Channel
	for _, c := range r.state.channels {
		if c.Shop == of {
			channels = append(channels, c.Channel)
		}
	}
	slices.SortFunc(channels, func(a, b Channel) int { return cmp.Compare(a.PhoneNumberID, b.PhoneNumberID) })
	return channels
}

// Channel finds a shop's business number.
func (r *Registry) Channel(of shop.ShopID, id shop.ChannelID) (Channel, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	c, ok := r.state.channels[id]
	return c.Channel, ok && c.Shop == of
}

// Route says where a webhook for a phone number id goes; false: nobody owns it.
func (r *Registry) Route(_ context.Context, phoneNumberID string) (shop.ShopID, shop.ChannelID, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	id, ok := r.state.routes[phoneNumberID]
	return r.state.channels[id].Shop, id, ok
}

// Token opens a channel's token.
func (r *Registry) Token(of shop.ShopID, id shop.ChannelID) (string, error) {
	r.mu.RLock()
	c, ok := r.state.channels[id]
	r.mu.RUnlock()
	if !ok || c.Shop != of {
		return "", fmt.Errorf("channel %s of shop %s: %w", id, of, ErrNotFound)
	}
	return r.seals.openToken(id, c.sealedToken)
}

// Person finds someone who works at a shop.
func (r *Registry) Person(of shop.ShopID, id shop.PersonID) (Person, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	p, ok := r.state.people[personKey{of, id}]
	return p, ok
}

// People lists who works at a shop, by name.
func (r *Registry) People(of shop.ShopID) []Person {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var people []Person
	for key, p := range r.state.people {
		if key.shop == of {
			people = append(people, p)
		}
	}
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), slices.Compare(a.ID.UUID[:], b.ID.UUID[:]))
	})
	return people
}

// Device finds a device, revoked ones included.
func (r *Registry) Device(id shop.DeviceID) (Device, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	d, ok := r.state.devices[id]
	if !ok {
		return Device{}, false
	}
	return d.Device, true
}

// Devices lists a shop's devices in the order in which they were paired.
func (r *Registry) Devices(of shop.ShopID) []Device {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var devices []Device
	for _, d := range r.state.devices {
		if d.Shop == of {
			devices = append(devices, d.Device)
		}
	}
	slices.SortFunc(devices, func(a, b Device) int {
		return cmp.Or(a.Paired.Compare(b.Paired), slices.Compare(a.ID.UUID[:], b.ID.UUID[:]))
	})
	return devices
}

// Gone returns a channel that is closed once a device is revoked; nil for an
// unknown device.
func (r *Registry) Gone(id shop.DeviceID) <-chan struct{} {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if d, ok := r.state.devices[id]; ok {
		return d.gone
	}
	return nil
}

// Changed returns a channel that is closed at the next change of the registry.
func (r *Registry) Changed() <-chan struct{} {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.changed
}
