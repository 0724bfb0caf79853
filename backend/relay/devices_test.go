package relay

import (
	"crypto/ed25519"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/shop/wire"
)

func TestADevicePairsSignsInAndSeesItsShop(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	var where wire.ShopAnswer
	response := w.send(http.MethodGet, wire.PathShop, d.bearer, nil, &where)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Equal(t, wire.ShopAnswer{Shop: w.shop, Name: "Panadería Sol", Device: d.id, Person: w.owner, Role: shop.Owner, Relay: "dev"}, where)
	require.Equal(t, []shop.Kind{shop.KindShopConfigured, shop.KindPersonSaved, shop.KindShopConfigured, shop.KindDevicePaired}, kinds(d.feed("")))
}

func TestACodeLetsOneDeviceIn(t *testing.T) {
	w := newWorld(t)
	code := w.code(w.shop, w.owner)
	first, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	second, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)

	response, answer := w.tryPair(code, first)
	require.Equal(t, http.StatusOK, response.StatusCode)
	response, _ = w.tryPair(code, second)
	refused(t, response, http.StatusForbidden, wire.ProblemCode)

	// The answer was lost on the way; the same device asks again.
	response, again := w.tryPair(code, first)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Equal(t, answer, again)
}

func TestACodeExpiresAndAWrongOneIsRefusedTheSameWay(t *testing.T) {
	w := newWorld(t)
	key, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	code := w.code(w.shop, w.owner)
	w.clock.pass(10*time.Minute + time.Second)
	late, _ := w.tryPair(code, key)
	wrong, _ := w.tryPair("0000-0000-0000-0000", key)
	require.Equal(t, refused(t, late, http.StatusForbidden, wire.ProblemCode), refused(t, wrong, http.StatusForbidden, wire.ProblemCode))
}

func TestCodesCantBeGuessed(t *testing.T) {
	w := newWorld(t)
	key, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	code := w.code(w.shop, w.owner)
	for range 5 {
		response, _ := w.tryPair(code[:5]+"0000-0000-0000", key)
		refused(t, response, http.StatusForbidden, wire.ProblemCode)
	}
	response, _ := w.tryPair(code, key) // right, but tried too often
	refused(t, response, http.StatusForbidden, wire.ProblemCode)
	for range pairPerMinute {
		response, _ = w.tryPair(code, key)
	}
	refused(t, response, http.StatusTooManyRequests, wire.ProblemTooMany)
	require.NotEmpty(t, response.Header.Get("Retry-After"))
}

func TestAProofWorksOnce(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	proof := d.proof()
	response := w.send(http.MethodPost, wire.PathSession, "", proof, nil)
	require.Equal(t, http.StatusOK, response.StatusCode)
	response = w.send(http.MethodPost, wire.PathSession, "", proof, nil)
	refused(t, response, http.StatusUnauthorized, wire.ProblemSignature)
}

func TestAProofNeedsTheDevicesKeyAndClock(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	forged := d.proof()
	forged.Signature[0] ^= 1
	refused(t, w.send(http.MethodPost, wire.PathSession, "", forged, nil), http.StatusUnauthorized, wire.ProblemSignature)

	late := d.proof()
	late.At = late.At.Add(-6 * time.Minute)
	late.Sign(d.key)
	p := refused(t, w.send(http.MethodPost, wire.PathSession, "", late, nil), http.StatusUnauthorized, wire.ProblemClock)
	require.Contains(t, p.Detail, w.clock.now().UTC().Format("2006-01-02"))

	other := d.proof()
	other.Device = shop.DeviceID{}
	other.Sign(d.key)
	refused(t, w.send(http.MethodPost, wire.PathSession, "", other, nil), http.StatusUnauthorized, wire.ProblemSignature)
}

func TestABearerExpires(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	w.clock.pass(bearerLife + time.Second)
	refused(t, w.send(http.MethodGet, wire.PathShop, d.bearer, nil, nil), http.StatusUnauthorized, wire.ProblemSession)
	d.signIn()
	require.Equal(t, http.StatusOK, w.send(http.MethodGet, wire.PathShop, d.bearer, nil, nil).StatusCode)
}

func TestARevokedDeviceIsCutOff(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	require.NoError(t, w.relay.Revoke(t.Context(), d.id))
	refused(t, w.send(http.MethodGet, wire.PathShop, d.bearer, nil, nil), http.StatusForbidden, wire.ProblemRevoked)
	refused(t, w.send(http.MethodPost, wire.PathSession, "", d.proof(), nil), http.StatusForbidden, wire.ProblemRevoked)
}
