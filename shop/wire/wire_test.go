package wire_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop/wire"
)

func TestAnInviteSurvivesBeingPasted(t *testing.T) {
	invite := wire.Invite{Relay: "https://shop.example:8443", Code: "K7QW-93ZD", Fingerprint: "ab12"}
	parsed, err := wire.ParseInvite("  \n" + invite.String() + "\t")
	require.NoError(t, err)
	assert.Equal(t, invite, parsed)
}

func TestWhatIsNoInviteIsSaidSo(t *testing.T) {
	for _, text := range []string{
		"", "hello", "https://shop.example", "mostrador://pair", "mostrador://pair?relay=https://a",
		"mostrador://pair?relay=http://shop.example&code=x", "mostrador://other?relay=https://a&code=x",
		"mostrador://pair?relay=%zz&code=x",
	} {
		_, err := wire.ParseInvite(text)
		assert.ErrorIs(t, err, wire.ErrInvite, text)
	}
	_, err := wire.ParseInvite("mostrador://pair?relay=http://127.0.0.1:8080&code=x")
	require.NoError(t, err, "plain http is fine on this computer")
}

func FuzzParseInvite(f *testing.F) {
	f.Add("mostrador://pair?relay=https://a&code=b&cert=c")
	f.Fuzz(func(t *testing.T, text string) {
		invite, err := wire.ParseInvite(text)
		if err != nil {
			return
		}
		again, err := wire.ParseInvite(invite.String())
		if err != nil || again != invite {
			t.Fatalf("%q: %v, %v", text, again, err)
		}
	})
}

func TestASessionIsProvenByTheDevicesKeyOnly(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	request := wire.SessionRequest{At: time.Date(2026, 11, 20, 12, 0, 0, 5, time.UTC), Nonce: []byte("n")}
	request.Sign(private)
	assert.True(t, request.Verify(public))
	request.Nonce = []byte("m")
	assert.False(t, request.Verify(public))
	assert.False(t, request.Verify(nil))
}
