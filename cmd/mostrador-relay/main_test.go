package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/shop/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// operator is someone at a terminal.
type operator struct {
	t    *testing.T
	home string
	env  map[string]string
	keys string // what is typed when something is asked
}

func newOperator(t *testing.T) *operator {
	return &operator{t: t, home: t.TempDir(), env: map[string]string{envAppSecret: "an app secret"}}
}

func (o *operator) data() string { return filepath.Join(o.home, "data") }
func (o *operator) key() string  { return filepath.Join(o.home, "keys", "master") }

// screen is what is printed, while it is printed.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (o *operator) typesInto(ctx context.Context, out *screen, args ...string) error {
	return run(ctx, args, console{in: strings.NewReader(o.keys), out: out, err: out, getenv: func(name string) string { return o.env[name] }})
}

// types runs a command to its end.
func (o *operator) types(args ...string) (string, error) {
	var out screen
	err := o.typesInto(o.t.Context(), &out, args...)
	return out.String(), err
}

// serves runs a relay until the returned function is called, which gives what
// it ended with.
func (o *operator) serves(args ...string) (screenOf *screen, address string, stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	out := &screen{}
	ended := make(chan error, 1)
	go func() {
		ended <- o.typesInto(ctx, out, append([]string{"serve", "-data", o.data(), "-key-file", o.key()}, args...)...)
	}()
	ready := regexp.MustCompile(`msg="relay: ready" .*address=(\S+)`)
	require.Eventually(o.t, func() bool {
		select {
		case err := <-ended:
			ended <- err
			return true
		default:
			return ready.MatchString(out.String())
		}
	}, 20*time.Second, 5*time.Millisecond)
	found := ready.FindStringSubmatch(out.String())
	require.NotNil(o.t, found, out.String())
	once := sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	o.t.Cleanup(func() { _ = once() })
	return out, found[1], once
}

var link = regexp.MustCompile(`mostrador://\S+`)

func inviteIn(t *testing.T, text string) wire.Invite {
	invite, err := wire.ParseInvite(link.FindString(text))
	require.NoError(t, err, text)
	return invite
}

func pairAt(t *testing.T, client *http.Client, invite wire.Invite) *http.Response {
	key, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	raw, err := json.Marshal(wire.PairRequest{Code: invite.Code, PublicKey: key, DeviceName: "Counter"})
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, invite.Relay+wire.PathPair, bytes.NewReader(raw))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	client.CloseIdleConnections()
	return response
}

func TestFromNothingToADesktopThatIsLetIn(t *testing.T) {
	o := newOperator(t)
	out, address, stop := o.serves("-listen", "127.0.0.1:0")
	require.Contains(t, out.String(), "A new master key is in "+o.key())
	require.NotContains(t, out.String(), "an app secret")

	text, err := o.types("invite", "-data", o.data(), "-new-shop", "Panadería Sol", "-person", "Marta", "-country", "ES")
	require.NoError(t, err)
	require.Contains(t, text, "For Marta at Panadería Sol")
	require.Contains(t, text, "█", "a QR code")
	invite := inviteIn(t, text)
	require.Equal(t, address, invite.Relay)
	require.Equal(t, http.StatusOK, pairAt(t, &http.Client{}, invite).StatusCode)

	text, err = o.types("devices", "-data", o.data())
	require.NoError(t, err)
	require.Contains(t, text, "Counter")
	text, err = o.types("revoke", "-data", o.data(), "-device", "counter")
	require.NoError(t, err)
	require.Contains(t, text, "Counter (Marta) is cut off.")
	require.NoError(t, stop())
	require.NoFileExists(t, filepath.Join(o.data(), "admin.json"))

	// The relay is down; an invite can still be made, on the data itself.
	text, err = o.types("invite", "-data", o.data(), "-key-file", o.key(), "-person", "Iker", "-role", "agent")
	require.NoError(t, err)
	invite = inviteIn(t, text)
	require.Contains(t, text, "For Iker at Panadería Sol")
	_, port, err := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	require.NoError(t, err)
	_, _, stop = o.serves("-listen", "127.0.0.1:"+port)
	require.Equal(t, http.StatusOK, pairAt(t, &http.Client{}, invite).StatusCode)
	require.NoError(t, stop())
}

func TestOutsideLoopbackTheRelayHasItsOwnCertificate(t *testing.T) {
	o := newOperator(t)
	_, address, stop := o.serves("-listen", "0.0.0.0:0", "-admin", "127.0.0.1:0")
	require.True(t, strings.HasPrefix(address, "https://"))
	text, err := o.types("invite", "-data", o.data(), "-new-shop", "Sol", "-person", "Marta")
	require.NoError(t, err)
	invite := inviteIn(t, text)
	require.Len(t, invite.Fingerprint, 64)

	_, port, err := net.SplitHostPort(strings.TrimPrefix(address, "https://"))
	require.NoError(t, err)
	seen := ""
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true, //nolint:gosec // the fingerprint is compared, as a device does
		VerifyConnection: func(state tls.ConnectionState) error {
			sum := sha256.Sum256(state.PeerCertificates[0].Raw)
			seen = hex.EncodeToString(sum[:])
			return nil
		}}}}
	invite.Relay = "https://127.0.0.1:" + port
	require.Equal(t, http.StatusOK, pairAt(t, client, invite).StatusCode)
	require.Equal(t, invite.Fingerprint, seen)
	require.NoError(t, stop())

	_, _, stop = o.serves("-listen", "0.0.0.0:0")
	text, err = o.types("invite", "-data", o.data())
	require.NoError(t, err)
	require.Equal(t, seen, inviteIn(t, text).Fingerprint, "the same certificate after a restart")
	require.NoError(t, stop())
}

func TestSecretsAreAskedForInWords(t *testing.T) {
	o := newOperator(t)
	delete(o.env, envAppSecret)
	_, err := o.types("serve", "-data", o.data(), "-key-file", o.key())
	require.ErrorIs(t, err, errNoAppSecret)
	require.ErrorContains(t, err, "App settings, Basic")

	o.env[envAppSecret] = "an app secret"
	_, err = o.types("serve", "-data", o.data())
	require.ErrorIs(t, err, errNoKey)
	_, err = o.types("serve", "-data", o.data(), "-key-file", filepath.Join(o.data(), "master"))
	require.ErrorContains(t, err, "lies in the data folder")
	o.env[envKey] = "too short"
	_, err = o.types("serve", "-data", o.data())
	require.ErrorContains(t, err, "32 bytes")
	delete(o.env, envKey)

	file := filepath.Join(o.home, "secret")
	require.NoError(t, os.WriteFile(file, []byte("\n"), 0o600))
	o.env[envAppSecret], o.env[envAppSecret+"_FILE"] = "", file
	_, err = o.types("serve", "-data", o.data(), "-key-file", o.key())
	require.ErrorContains(t, err, "empty")
	require.NoDirExists(t, o.data(), "nothing was made")
}

func TestALostKeyIsNotReplacedByANewOne(t *testing.T) {
	o := newOperator(t)
	_, _, stop := o.serves("-listen", "127.0.0.1:0")
	require.NoError(t, stop())
	require.NoError(t, os.Remove(o.key()))
	_, err := o.types("serve", "-data", o.data(), "-key-file", o.key(), "-listen", "127.0.0.1:0")
	require.ErrorContains(t, err, "restore the key file")
	require.NoFileExists(t, o.key())

	o.env[envKey] = strings.Repeat("ab", 32)
	_, err = o.types("serve", "-data", o.data(), "-listen", "127.0.0.1:0")
	require.ErrorContains(t, err, "master key")
}

func TestWhatIsInTheWayIsNamed(t *testing.T) {
	o := newOperator(t)
	_, address, _ := o.serves("-listen", "127.0.0.1:0")
	taken := strings.TrimPrefix(address, "http://")

	other := &operator{t: t, home: t.TempDir(), env: o.env}
	_, err := other.types("serve", "-data", other.data(), "-key-file", other.key(), "-listen", taken)
	require.ErrorContains(t, err, "another program already answers at "+taken)
	_, err = o.types("serve", "-data", o.data(), "-key-file", o.key(), "-listen", "127.0.0.1:0")
	require.ErrorContains(t, err, "another relay runs on "+o.data())

	file := filepath.Join(other.home, "not a folder")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = other.types("serve", "-data", file, "-key-file", other.key(), "-listen", "127.0.0.1:0")
	require.ErrorContains(t, err, "data folder")
}

func TestWrongFlagsAreNamedWithTheNextStep(t *testing.T) {
	o := newOperator(t)
	for _, wrong := range []struct {
		args []string
		says string
	}{
		{nil, "say what to do"},
		{[]string{"sevre"}, `don't know "sevre"`},
		{[]string{"serve"}, "-data FOLDER"},
		{[]string{"serve", "-data", "d", "extra"}, `don't know what to do with "extra"`},
		{[]string{"serve", "-data", "d", "-listen", "8443"}, "such as 127.0.0.1:8443"},
		{[]string{"serve", "-data", "d", "-public-url", "http://relay.example.com"}, "must begin with https://"},
		{[]string{"serve", "-data", "d", "-tls-cert", "c.pem"}, "belong together"},
		{[]string{"serve", "-data", "d", "-nats", "nats://a"}, "-nats-monitor"},
		{[]string{"serve", "-data", o.data(), "-key-file", o.key(), "-listen", "127.0.0.1:0", "-admin", "0.0.0.0:0"}, "on this machine"},
		{[]string{"invite"}, "-data FOLDER"},
		{[]string{"invite", "-data", o.data(), "-key-file", o.key()}, "-new-shop"},
		{[]string{"connect", "-data", "d"}, "no access token"},
		{[]string{"connect", "-data", "d", "-phone-number-id", "1", "-waba", "2"}, "no access token"},
		{[]string{"revoke", "-data", "d"}, "-device"},
	} {
		_, err := o.types(wrong.args...)
		require.ErrorContains(t, err, wrong.says, wrong.args)
	}
	_, err := o.types("serve", "-help")
	require.Error(t, err)
	text, err := o.types("version")
	require.NoError(t, err)
	require.Contains(t, text, "mostrador-relay ")
}

func TestACertificateThatWasRenewedIsServed(t *testing.T) {
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	require.NoError(t, makeCertificate(cert, key))
	config, err := givenCertificate(cert, key)
	require.NoError(t, err)
	first, err := config.GetCertificate(nil)
	require.NoError(t, err)
	require.NoError(t, os.Remove(cert))
	during, err := config.GetCertificate(nil)
	require.NoError(t, err)
	require.Equal(t, first, during, "in the middle of a renewal the old one is served")
	require.NoError(t, makeCertificate(cert, key))
	require.NoError(t, os.Chtimes(cert, time.Now(), time.Now().Add(time.Minute)))
	second, err := config.GetCertificate(nil)
	require.NoError(t, err)
	require.NotEqual(t, first.Certificate, second.Certificate)
	_, err = givenCertificate(filepath.Join(folder, "none"), key)
	require.True(t, errors.Is(err, os.ErrNotExist))
}
