package wire

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"mostrador/shop"
)

// PairRequest exchanges a single-use code for a place in the shop. The device
// made the key; only its public half leaves the device.
type PairRequest struct {
	Code       string `json:"code"`
	PublicKey  []byte `json:"public_key"` // Ed25519, 32 bytes
	DeviceName string `json:"device_name"`
	System     string `json:"system,omitempty"` // Windows, macOS, Linux: whoever approves reads it
}

// PairAnswer is the place.
type PairAnswer struct {
	Shop   shop.ShopID   `json:"shop"`
	Name   string        `json:"name"`
	Device shop.DeviceID `json:"device"`
	Person shop.PersonID `json:"person"`
	// Waiting: somebody has to approve the device on one that is signed in.
	Waiting bool `json:"waiting,omitempty"`
}

// SessionRequest proves the device's key. Signature is over SessionMessage.
type SessionRequest struct {
	Device    shop.DeviceID `json:"device"`
	At        time.Time     `json:"at"` // within five minutes of the relay's clock
	Nonce     []byte        `json:"nonce"`
	Signature []byte        `json:"signature"`
	// Count grows with every proof that the device makes, also over its restarts,
	// and Run is of one start of its program: two that use one key soon say the
	// same number. Zero: an older program, which doesn't count.
	Count uint64 `json:"count,omitempty"`
	Run   []byte `json:"run,omitempty"`
}

// SessionAnswer is a short-lived bearer.
type SessionAnswer struct {
	Bearer  string    `json:"bearer"`
	Expires time.Time `json:"expires"`
	Now     time.Time `json:"now"` // the relay's clock, to notice a wrong one here
}

// SessionMessage is what a device signs for a session.
func SessionMessage(r SessionRequest) []byte {
	message := fmt.Appendf(nil, "mostrador session\n%s\n%s\n%s", r.Device, r.At.UTC().Format(time.RFC3339Nano),
		base64.StdEncoding.EncodeToString(r.Nonce))
	if r.Count > 0 {
		message = fmt.Appendf(message, "\n%d\n%s", r.Count, base64.StdEncoding.EncodeToString(r.Run))
	}
	return message
}

// Sign fills in the signature.
func (r *SessionRequest) Sign(key ed25519.PrivateKey) {
	r.Signature = ed25519.Sign(key, SessionMessage(*r))
}

// Verify checks the signature.
func (r SessionRequest) Verify(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, SessionMessage(r), r.Signature)
}

// Invite is what one link carries: where the relay is, a single-use code and
// the certificate's fingerprint.
type Invite struct {
	Relay       string // base address, https:// or http:// on loopback
	Code        string
	Fingerprint string // SHA-256 of the certificate in hex; empty: the system's roots decide
}

// ErrInvite says that a text is not an invite link.
var ErrInvite = errors.New("not an invite link")

// String is the link.
func (i Invite) String() string {
	q := url.Values{"relay": {i.Relay}, "code": {i.Code}}
	if i.Fingerprint != "" {
		q.Set("cert", i.Fingerprint)
	}
	return "mostrador://pair?" + q.Encode()
}

// ParseInvite reads a link as it was pasted, with white space around it.
func ParseInvite(text string) (Invite, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "mostrador" || u.Host != "pair" {
		return Invite{}, ErrInvite
	}
	q := u.Query()
	invite := Invite{Relay: strings.TrimRight(q.Get("relay"), "/"), Code: q.Get("code"), Fingerprint: strings.ToLower(q.Get("cert"))}
	relay, err := url.Parse(invite.Relay)
	if err != nil || relay.Host == "" || invite.Code == "" {
		return Invite{}, ErrInvite
	}
	if relay.Scheme != "https" && !(relay.Scheme == "http" && isLoopback(relay.Hostname())) {
		return Invite{}, fmt.Errorf("%w: the address must begin with https://", ErrInvite)
	}
	return invite, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}
