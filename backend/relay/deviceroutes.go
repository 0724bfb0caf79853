package relay

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mostrador/backend/relay/registry"
	"mostrador/shop"
	"mostrador/shop/wire"
)

func (r *Relay) registerDevices(api huma.API) {
	list := operation(api, "devices", http.MethodGet, wire.PathDevices, "The shop's devices: name, place, when last seen")
	huma.Register(api, list, r.devices)

	approve := operation(api, "approve-device", http.MethodPost, wire.PathDeviceApprove, "Let a further device in; for owners")
	approve.DefaultStatus = http.StatusNoContent
	huma.Register(api, approve, r.approve)

	revoke := operation(api, "revoke-device", http.MethodPost, wire.PathDeviceRevoke, "Cut a device off at once; for owners, and for one's own devices")
	revoke.DefaultStatus = http.StatusNoContent
	huma.Register(api, revoke, r.revoke)

	invite := operation(api, "invite", http.MethodPost, wire.PathInvites, "Make a link for a further device, which is then approved; for owners")
	invite.MaxBodyBytes = maxSigningIn
	huma.Register(api, invite, r.invite)
}

// roleHere is what the caller may do, as the shop's journal knows it.
func (r *Relay) roleHere(ctx context.Context) (caller, shop.Role, error) {
	c := callerOf(ctx)
	of, err := r.shopOf(ctx, c.shop)
	if err != nil {
		return c, shop.Viewer, r.refusal(err)
	}
	role, err := roleOf(ctx, of, c, c.person)
	if err != nil {
		return c, shop.Viewer, r.refusal(err)
	}
	return c, role, nil
}

func forbidden() *problem {
	return newProblem(http.StatusForbidden, wire.ProblemForbidden, "this person's role does not permit it", "ask an owner of the shop")
}

func (r *Relay) devices(ctx context.Context, _ *struct{}) (*output[wire.Devices], error) {
	c := callerOf(ctx)
	here := r.presence.connected(c.shop)
	list := wire.Devices{Devices: []wire.Device{}}
	for _, d := range r.registry.Devices(c.shop) {
		last := r.book.last(d.ID)
		list.Devices = append(list.Devices, wire.Device{Device: d.ID, Person: d.Person, Name: d.Name, System: d.System,
			Place: last.Place, Paired: d.Paired, Seen: last.At, Here: here[d.ID], Waiting: d.Waiting && !d.Revoked, Revoked: d.Revoked,
			Mine: d.ID == c.device})
	}
	return answer(r, list, nil)
}

type deviceInput struct {
	Device string `path:"device" format:"uuid"`
}

// named is the device of a path, if it is of the caller's shop.
func (r *Relay) named(c caller, text string) (registry.Device, error) {
	var id shop.DeviceID
	if err := id.UnmarshalText([]byte(text)); err != nil {
		return registry.Device{}, newProblem(http.StatusUnprocessableEntity, wire.ProblemInvalid, "this is not a device's id", "")
	}
	device, known := r.registry.Device(id)
	if !known || device.Shop != c.shop {
		return registry.Device{}, newProblem(http.StatusNotFound, wire.ProblemNotFound, "the shop has no such device", "")
	}
	return device, nil
}

func (r *Relay) approve(ctx context.Context, in *deviceInput) (*struct{}, error) {
	c, role, err := r.roleHere(ctx)
	if err != nil {
		return nil, err
	}
	device, err := r.named(c, in.Device)
	switch {
	case err != nil:
		return nil, err
	case role != shop.Owner:
		return nil, forbidden()
	}
	if err := r.Approve(ctx, device.ID); err != nil {
		return nil, r.refusal(err)
	}
	return nil, nil
}

func (r *Relay) revoke(ctx context.Context, in *deviceInput) (*struct{}, error) {
	c, role, err := r.roleHere(ctx)
	if err != nil {
		return nil, err
	}
	device, err := r.named(c, in.Device)
	switch {
	case err != nil:
		return nil, err
	case role != shop.Owner && device.Person != c.person:
		return nil, forbidden()
	}
	if err := r.Revoke(ctx, device.ID); err != nil {
		return nil, r.refusal(err)
	}
	return nil, nil
}

type inviteInput struct {
	Body wire.InviteRequest
}

func (r *Relay) invite(ctx context.Context, in *inviteInput) (*output[wire.InviteAnswer], error) {
	c, role, err := r.roleHere(ctx)
	if err != nil {
		return nil, err
	}
	if role != shop.Owner {
		return nil, forbidden()
	}
	person := in.Body.Person
	if (person == shop.PersonID{}) {
		person = c.person
	}
	link, err := r.inviteOf(ctx, c.shop, person, registry.CodeFurther)
	if errors.Is(err, errNoAddress) {
		return nil, newProblem(http.StatusServiceUnavailable, wire.ProblemUnavailable, "the relay's public address is not set",
			"whoever runs the relay starts it with -public")
	}
	return answer(r, wire.InviteAnswer{Link: link.String(), Expires: r.now().Add(registry.CodeLife).UTC()}, err)
}
