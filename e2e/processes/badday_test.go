package processes_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"mostrador/backend/sandbox"
	"mostrador/backend/whatsapp"
	"mostrador/e2e/processes/programs"
	"mostrador/shop"
)

func (s *street) posts(body []byte, signature string) int {
	s.t.Helper()
	status, err := s.relay.PostSigned(s.ctx, body, signature)
	require.NoError(s.t, err)
	return status
}

func (s *street) metrics() string {
	s.t.Helper()
	text, err := s.relay.Metrics(s.ctx)
	require.NoError(s.t, err)
	return text
}

func TestWhatIsNotSignedIsRefusedAndNothingOfItIsKept(t *testing.T) {
	s := open(t)
	d := s.join("counter", s.openShop())
	body := programs.Incoming(lucia, "wamid.forged", "send the money elsewhere")
	signed := whatsapp.Sign(programs.AppSecret, body)
	changed := bytes.Replace(body, []byte("elsewhere"), []byte("somewhere"), 1)
	for what, status := range map[string]int{
		"no signature":      s.posts(body, ""),
		"nonsense":          s.posts(body, "sha256=abc"),
		"another secret":    s.posts(body, whatsapp.Sign("guessed", body)),
		"changed bytes":     s.posts(changed, signed),
		"a space more":      s.posts(append(bytes.Clone(body), ' '), signed),
		"an empty webhook":  s.posts(nil, ""),
		"an old hash":       s.posts(body, "sha1="+strings.TrimPrefix(signed, "sha256=")),
		"unsigned and huge": s.posts(bytes.Repeat([]byte("x"), 5<<20), ""),
	} {
		assert.Equal(t, http.StatusUnauthorized, status, what)
	}
	require.Equal(t, http.StatusOK, s.posts(programs.Incoming(lucia, "wamid.real", "hello"), whatsapp.Sign(programs.AppSecret, programs.Incoming(lucia, "wamid.real", "hello"))))
	s.eventually("what came after is here", func() bool { return len(items(t, d, lucia)) == 1 })
	assert.Equal(t, "hello", items(t, d, lucia)[0].Text)
	assert.Contains(t, s.metrics(), `mostrador_webhooks_total{status="401"} 8`)
	for _, secret := range []string{programs.AppSecret, programs.Token, "send the money", lucia} {
		assert.NotContains(t, s.relay.Screen().String(), secret, "the log keeps what is private")
	}
}

func TestAWebhookForANumberThatNobodyOwnsIsKeptAside(t *testing.T) {
	s := open(t)
	d := s.join("counter", s.openShop())
	strange := programs.IncomingFor("999999999999999", lucia, "wamid.elsewhere", "for somebody else")
	status, err := s.relay.Post(s.ctx, strange)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status, "the platform need not repeat it")
	s.eventually("the alarm", func() bool { return strings.Contains(s.metrics(), "mostrador_alarms_total{") })
	s.prints("a webhook reached nobody")
	status, err = s.relay.Post(s.ctx, programs.Incoming(lucia, "wamid.ours", "for us"))
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	s.eventually("what is ours is here", func() bool { return len(items(t, d, lucia)) == 1 })
	assert.Equal(t, "for us", items(t, d, lucia)[0].Text)
}

func TestLargeWebhooksAndMessagesOfAnUnknownKind(t *testing.T) {
	s := open(t)
	d := s.join("counter", s.openShop())
	fill := strings.Repeat("x", 3<<20-1000)
	large := programs.IncomingOf(sandbox.DefaultNumber, lucia, "wamid.large", `"type":"hologram","hologram":{"light":"`+fill+`"}`)
	require.Less(t, len(large), 3<<20+1)
	status, err := s.relay.Post(s.ctx, large)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status, "three megabytes are what the platform promises at most")

	tooLarge := programs.IncomingOf(sandbox.DefaultNumber, lucia, "wamid.huge", `"type":"text","text":{"body":"`+strings.Repeat("x", 5<<20)+`"}`)
	status, err = s.relay.Post(s.ctx, tooLarge)
	if err == nil { // the relay may hang up on what it will not read
		assert.Equal(t, http.StatusRequestEntityTooLarge, status)
	}
	assert.Contains(t, s.metrics(), `mostrador_webhooks_total{status="413"} 1`)

	unknown := programs.IncomingOf(sandbox.DefaultNumber, lucia, "wamid.unknown", `"type":"hologram","hologram":{"light":"blue"}`)
	status, err = s.relay.Post(s.ctx, unknown)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	s.eventually("both are here", func() bool { return len(items(t, d, lucia)) == 2 })
	thread := items(t, d, lucia)
	assert.Equal(t, shop.TypeUnknown, thread[0].Type)
	assert.Equal(t, shop.TypeUnknown, thread[1].Type)
	assert.Contains(t, thread[1].Raw, "blue", "a later version can still understand it")
}

// A stop (SIGTERM) in the middle of webhooks: those under way are answered, and
// each that was answered with 200 is there after the next start.
func TestAStopInTheMiddleDrains(t *testing.T) {
	s := open(t)
	d := s.join("counter", s.openShop())
	past := &history{}
	var posting errgroup.Group
	enough := make(chan struct{})
	for sender := range 4 {
		posting.Go(func() error {
			for n := 0; ; n++ {
				wamid := fmt.Sprintf("wamid.%d.%d", sender, n)
				status, err := s.relay.Post(s.ctx, programs.Incoming(lucia, wamid, wamid))
				if stopping := err != nil || status != http.StatusOK; stopping {
					return nil
				}
				past.note(fact{what: kept, wamid: wamid})
				if sender == 0 && n == 100 {
					close(enough)
				}
			}
		})
	}
	<-enough
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	require.NoError(t, s.relay.Stop(ctx), "it ends by itself, with code 0, although a desktop is connected")
	require.NoError(t, posting.Wait())
	s.prints("relay: stopped")

	require.NoError(t, s.relay.Start(s.ctx))
	account, err := d.Account()
	require.NoError(t, err)
	s.eventually("all that was answered is here", func() bool {
		chats, err := d.Chats()
		return err == nil && len(past.check(end{shop: account.Shop, chats: chats})) == 0
	})
}

func TestADataFolderThatCannotBeWrittenIsNamed(t *testing.T) {
	s := &street{t: t, ctx: t.Context(), dir: t.TempDir()}
	file := filepath.Join(s.dir, "in-the-way")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, data := range []string{file, filepath.Join(file, "below"), "/proc/mostrador"} {
		port, err := programs.FreePort(t.Context())
		require.NoError(t, err)
		relay := programs.NewRelay(programs.RelayParams{Programs: servers, Folder: s.dir, Data: data, Port: port})
		require.NoError(t, relay.Launch())
		ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
		err = relay.Wait(ctx)
		cancel()
		assert.ErrorContains(t, err, "exit status 1")
		assert.Contains(t, relay.Screen().String(), strings.TrimSuffix(data, "/below"), "what is wrong is named")
		assert.Contains(t, relay.Screen().String(), "data folder")
		assert.NotContains(t, relay.Screen().String(), "panic")
	}
}
