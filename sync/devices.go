package sync

import (
	"context"
	"net/http"
	"strings"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// The shop's devices are the relay's to know: who may be let in or cut off is
// asked there, at once, and not kept for later.

// Devices lists the shop's devices in the order in which they joined.
func (e *Engine) Devices(ctx context.Context) ([]wire.Device, error) {
	var list wire.Devices
	return list.Devices, e.client.call(ctx, http.MethodGet, wire.PathDevices, nil, &list)
}

// Approve lets a device in that waits for it; for owners.
func (e *Engine) Approve(ctx context.Context, device shop.DeviceID) error {
	return e.client.tell(ctx, devicePath(wire.PathDeviceApprove, device))
}

// CutOff ends a device's place in the shop at once; for owners, and for one's own.
func (e *Engine) CutOff(ctx context.Context, device shop.DeviceID) error {
	return e.client.tell(ctx, devicePath(wire.PathDeviceRevoke, device))
}

// Invite makes a link for one more device of a person (zero: of whoever asks),
// which is then approved; for owners.
func (e *Engine) Invite(ctx context.Context, person shop.PersonID) (wire.InviteAnswer, error) {
	var answer wire.InviteAnswer
	return answer, e.client.call(ctx, http.MethodPost, wire.PathInvites, wire.InviteRequest{Person: person}, &answer)
}

func devicePath(path string, device shop.DeviceID) string {
	return strings.Replace(path, "{device}", device.String(), 1)
}

// tell posts without a body, and expects none.
func (c *client) tell(ctx context.Context, path string) error {
	ctx, quiet := watchSilence(ctx, c.silence)
	defer quiet.stop()
	answer, err := c.open(ctx, func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, http.NoBody)
	})
	if err != nil {
		return err
	}
	return answer.Body.Close()
}
