package relay

import (
	"crypto/ed25519"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/shop/wire"
)

func (d *device) list() []wire.Device {
	var list wire.Devices
	require.Equal(d.t, http.StatusOK, d.send(http.MethodGet, wire.PathDevices, d.bearer, nil, &list).StatusCode)
	return list.Devices
}

func (d *device) about(path string, other shop.DeviceID) *http.Response {
	return d.send(http.MethodPost, strings.ReplaceAll(path, "{device}", other.String()), d.bearer, nil, nil)
}

// asks pairs with a link that was made on a device.
func (d *device) asks(person shop.PersonID) *device {
	var invite wire.InviteAnswer
	require.Equal(d.t, http.StatusOK, d.send(http.MethodPost, wire.PathInvites, d.bearer, wire.InviteRequest{Person: person}, &invite).StatusCode)
	parsed, err := wire.ParseInvite(invite.Link)
	require.NoError(d.t, err)
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(d.t, err)
	var answer wire.PairAnswer
	d.send(http.MethodPost, wire.PathPair, "", wire.PairRequest{Code: parsed.Code, PublicKey: public, DeviceName: "Ana's laptop", System: "Windows"}, &answer)
	require.True(d.t, answer.Waiting)
	return &device{world: d.world, id: answer.Device, key: private}
}

func addressed(p *Params) { p.PublicURL = "https://relay.example" }

func TestAFurtherDeviceWaitsUntilItIsApprovedOnOneThatIsSignedIn(t *testing.T) {
	w := newWorld(t, addressed)
	counter := w.pair()
	laptop := counter.asks(w.owner)
	refused(t, w.send(http.MethodPost, wire.PathSession, "", laptop.proof(), nil), http.StatusForbidden, wire.ProblemWaiting)

	list := counter.list()
	require.Len(t, list, 2)
	require.True(t, list[0].Mine)
	require.Equal(t, wire.Device{Device: laptop.id, Person: w.owner, Name: "Ana's laptop", System: "Windows", Place: "127.0.0.1",
		Paired: list[1].Paired, Seen: list[1].Seen, Waiting: true}, list[1], "whoever approves sees name and place")

	require.Equal(t, http.StatusNoContent, counter.about(wire.PathDeviceApprove, laptop.id).StatusCode)
	require.Equal(t, http.StatusNoContent, counter.about(wire.PathDeviceApprove, laptop.id).StatusCode, "twice is once")
	laptop.signIn()
	require.False(t, laptop.list()[1].Waiting)
	require.Contains(t, kinds(laptop.feed("")), shop.KindDeviceApproved, "every device is told")
}

func TestOneThatWasNotApprovedIsSentAway(t *testing.T) {
	w := newWorld(t, addressed)
	counter := w.pair()
	laptop := counter.asks(w.owner)
	require.Equal(t, http.StatusNoContent, counter.about(wire.PathDeviceRevoke, laptop.id).StatusCode)
	refused(t, w.send(http.MethodPost, wire.PathSession, "", laptop.proof(), nil), http.StatusForbidden, wire.ProblemRevoked)
	refused(t, counter.about(wire.PathDeviceApprove, laptop.id), http.StatusNotFound, wire.ProblemNotFound)
}

func TestOnlyOwnersInviteAndApproveAndOthersCutOffTheirOwn(t *testing.T) {
	w := newWorld(t, addressed)
	counter := w.pair()
	for _, role := range []shop.Role{shop.Agent, shop.Viewer} {
		ana := shop.PersonID{UUID: uuid.New()}
		require.NoError(t, w.relay.AddPerson(t.Context(), w.shop, shop.PersonSaved{Person: ana, Name: "Ana", Role: role}))
		hers, further := w.pairIn(w.shop, ana), counter.asks(ana)
		refused(t, hers.send(http.MethodPost, wire.PathInvites, hers.bearer, wire.InviteRequest{}, nil), http.StatusForbidden, wire.ProblemForbidden)
		refused(t, hers.about(wire.PathDeviceApprove, further.id), http.StatusForbidden, wire.ProblemForbidden)
		refused(t, hers.about(wire.PathDeviceRevoke, counter.id), http.StatusForbidden, wire.ProblemForbidden)
		require.Equal(t, http.StatusNoContent, hers.about(wire.PathDeviceRevoke, further.id).StatusCode)
		require.Equal(t, http.StatusNoContent, hers.about(wire.PathDeviceRevoke, hers.id).StatusCode)
		refused(t, hers.send(http.MethodGet, wire.PathDevices, hers.bearer, nil, nil), http.StatusForbidden, wire.ProblemRevoked)
	}
}

func TestAnotherShopsDevicesAreNotThere(t *testing.T) {
	w := newWorld(t, addressed)
	mine := w.pair()
	otherShop, owner := w.newShop("Floristería Luna", "Nuria")
	other := w.pairIn(otherShop, owner)
	require.Len(t, other.list(), 1)
	for _, path := range []string{wire.PathDeviceApprove, wire.PathDeviceRevoke} {
		refused(t, other.about(path, mine.id), http.StatusNotFound, wire.ProblemNotFound)
	}
	refused(t, mine.send(http.MethodPost, strings.ReplaceAll(wire.PathDeviceRevoke, "{device}", "x"), mine.bearer, nil, nil),
		http.StatusUnprocessableEntity, wire.ProblemInvalid)
}

// counts makes a proof as one start of the program does.
func (d *device) counts(run string, count uint64) int {
	proof := d.proof()
	proof.Run, proof.Count = []byte(run), count
	proof.Sign(d.key)
	return d.send(http.MethodPost, wire.PathSession, "", proof, nil).StatusCode
}

func TestADeviceThatWasCopiedIsNoticedAndToldOnce(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	doubled := func() (n int) {
		for _, kind := range kinds(d.feed("")) {
			if kind == shop.KindDeviceDoubled {
				n++
			}
		}
		return n
	}
	for count := range uint64(3) {
		require.Equal(t, http.StatusOK, d.counts("here", count+1))
	}
	require.Equal(t, http.StatusOK, d.counts("here, started again", 4))
	require.Zero(t, doubled(), "one that starts again counts on")

	require.Equal(t, http.StatusOK, d.counts("a copy of the folder", 4))
	require.Equal(t, 1, doubled())
	require.Equal(t, http.StatusOK, d.counts("here, started again", 5))
	require.Equal(t, http.StatusOK, d.counts("a copy of the folder", 5))
	require.Equal(t, 1, doubled(), "it is said once a day")

	forged := d.proof()
	forged.Count = 1000
	refused(t, w.send(http.MethodPost, wire.PathSession, "", forged, nil), http.StatusUnauthorized, wire.ProblemSignature)
}

func TestTheRelayRemembersWhenADeviceWasSeen(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	d.counts("here", 7)
	seen := d.list()[0].Seen
	require.WithinDuration(t, w.clock.now(), seen, 1e9*60)
	require.NoError(t, w.relay.book.close())
	book := openDeviceBook(w.relay.params.DataDir, w.relay.logger)
	require.Equal(t, uint64(7), book.last(d.id).Count)
	require.True(t, seen.Equal(book.last(d.id).At))
}

func TestWhoOnlyLooksChangesNothing(t *testing.T) {
	w := newWorld(t, addressed)
	eve := shop.PersonID{UUID: uuid.New()}
	require.NoError(t, w.relay.AddPerson(t.Context(), w.shop, shop.PersonSaved{Person: eve, Name: "Eve", Role: shop.Viewer}))
	d := w.pairIn(w.shop, eve)
	all, open := w.routes()
	for _, r := range all {
		if open[r] || r.method == http.MethodGet || viewersMay(&huma.Operation{OperationID: map[string]string{
			wire.PathCommands: "commands", wire.PathPresence: "presence", wire.PathDeviceRevoke: "revoke-device"}[r.path], Method: r.method}) {
			continue
		}
		refused(t, d.send(r.method, r.at(strings.Repeat("0", 64)), d.bearer, r.body([]byte("x")), nil), http.StatusForbidden, wire.ProblemForbidden)
	}
	answer := d.ask(d.command(&shop.SaveReply{Reply: shop.ReplyID{UUID: uuid.New()}, Shortcut: "x", Text: "y"}))
	require.Equal(t, shop.ReasonNotAllowed, answer[0].Refused)
}
