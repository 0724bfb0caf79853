package processes_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay"
	"mostrador/e2e/processes/desktop"
	"mostrador/e2e/processes/programs"
	"mostrador/shop"
)

const lucia = "34600111222"

func TestAnInviteLinkIsAllItTakes(t *testing.T) {
	s := open(t)
	link := s.openShop()
	d := s.sitDown("counter")
	require.NoError(t, d.Pair(link))
	account, err := d.Open()
	require.NoError(t, err)
	assert.Equal(t, "Panadería Sol", account.Name)
	assert.Equal(t, s.relay.URL(), account.Relay)
	assert.Len(t, account.Pinned, 64, "the relay's own certificate is pinned")
	s.eventually("live", func() bool {
		status, err := d.Status()
		return err == nil && status.State == "Live"
	})

	s.moveIn(lucia)
	s.writes(lucia, "¿Tenéis pan de centeno?")
	s.eventually("her question is visible", func() bool { return len(items(t, d, lucia)) == 1 })
	assert.Equal(t, "¿Tenéis pan de centeno?", items(t, d, lucia)[0].Text)

	id, err := d.Send(programs.NameOf(lucia), "Sí, recién hecho")
	require.NoError(t, err)
	s.eventually("she has read it", func() bool {
		thread := items(t, d, lucia)
		return len(thread) == 2 && thread[1].Message == id && thread[1].Rank == shop.RankRead
	})
	assert.Equal(t, 1, s.got(lucia, "Sí, recién hecho"))

	require.NoError(t, d.Configure())
	s.orderIsReady(d)
	require.NoError(t, d.Close())
}

func (s *street) orderIsReady(d *desktop.Process) {
	order, err := d.Order(programs.NameOf(lucia))
	require.NoError(s.t, err)
	var told string
	s.eventually("the order can be moved", func() bool {
		told, err = d.Move(order, "ready")
		var problem *desktop.Problem
		return err == nil || !errors.As(err, &problem) || problem.Kind != desktop.NotThere
	})
	require.NoError(s.t, err)
	require.Contains(s.t, told, "is ready to collect")
	s.eventually("she was told", func() bool { return s.got(lucia, told) == 1 })
	s.eventually("and that is seen", func() bool {
		for _, item := range items(s.t, d, lucia) {
			if item.Order == order && item.Status == "ready" {
				return item.Rank == shop.RankRead
			}
		}
		return false
	})
	assert.Equal(s.t, 1, s.got(lucia, told))
}

// refused is what a desktop says to an invite that is no good.
func refused(t *testing.T, d *desktop.Process, invite string) *desktop.Problem {
	t.Helper()
	err := d.Pair(invite)
	var problem *desktop.Problem
	require.ErrorAs(t, err, &problem)
	require.NotEmpty(t, problem.Text)
	return problem
}

// with changes a part of an invite.
func with(t *testing.T, invite, key, value string) string {
	t.Helper()
	u, err := url.Parse(invite)
	require.NoError(t, err)
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestAnInviteThatIsNoGoodSaysWhy(t *testing.T) {
	s := open(t)
	link := s.openShop()
	d := s.sitDown("counter")

	assert.Equal(t, desktop.InviteText, refused(t, d, "hello").Kind)
	assert.Equal(t, desktop.InviteText, refused(t, d, "mostrador://pair?relay=http://relay.example&code=A").Kind)
	wrong := refused(t, d, with(t, link, "code", "ABCD-EFGH-JKMN-PQRS"))
	assert.Equal(t, desktop.CodeRefused, wrong.Kind)
	assert.Contains(t, wrong.Text, "code")
	other := refused(t, d, with(t, link, "cert", strings.Repeat("ab", 32)))
	assert.Equal(t, desktop.Certificate, other.Kind)
	assert.Contains(t, other.Text, "certificate")
	unpinned := refused(t, d, with(t, link, "cert", ""))
	assert.Equal(t, desktop.Certificate, unpinned.Kind, "no authority vouches for the relay's own certificate")

	nobody, err := programs.FreePort(t.Context())
	require.NoError(t, err)
	away := refused(t, d, with(t, link, "relay", urlAt(nobody)))
	assert.Equal(t, desktop.NotReachable, away.Kind)
	assert.Contains(t, away.Text, urlAt(nobody), "the address that was tried")
	stranger := httptest.NewServer(http.NotFoundHandler())
	defer stranger.Close()
	assert.Equal(t, desktop.NotARelay, refused(t, d, with(t, with(t, link, "relay", stranger.URL), "cert", "")).Kind)

	require.NoError(t, d.Pair(link), "none of that has used the code up")
	second := s.sitDown("second")
	assert.Equal(t, desktop.CodeRefused, refused(t, second, link).Kind, "it works once")
	entries, err := os.ReadDir(s.folder("second"))
	require.NoError(t, err)
	assert.Empty(t, entries, "a refused desktop keeps nothing, no key either")
}

func urlAt(port int) string { return fmt.Sprintf("https://127.0.0.1:%d", port) }

// A relay whose clock can be moved: the code's ten minutes are over.
func TestAnInviteThatIsTooOldIsRefused(t *testing.T) {
	var later atomic.Int64
	key := bytes.Repeat([]byte{7}, 32)
	r, err := relay.New(t.Context(), relay.Params{DataDir: t.TempDir(), MasterKey: key, AppSecret: programs.AppSecret,
		SenderPaused: true, Now: func() time.Time { return time.Now().Add(time.Duration(later.Load())) }})
	require.NoError(t, err)
	server := httptest.NewServer(r.Handler())
	defer func() {
		server.CloseClientConnections()
		server.Close()
		assert.NoError(t, r.Close(t.Context()))
	}()
	r.Announce(server.URL, "")
	name := "Panadería Sol"
	of, owner, err := r.CreateShop(t.Context(), shop.ShopConfigured{Name: &name}, "Marta")
	require.NoError(t, err)
	invite, err := r.Invite(t.Context(), of, owner)
	require.NoError(t, err)
	later.Store(int64(11 * time.Minute))

	s := &street{t: t, ctx: t.Context(), dir: t.TempDir()}
	d := s.sitDown("counter")
	expired := refused(t, d, invite.String())
	assert.Equal(t, desktop.CodeRefused, expired.Kind)
	assert.Contains(t, expired.Text, "expired")
	fresh, err := r.Invite(t.Context(), of, owner)
	require.NoError(t, err)
	assert.NoError(t, d.Pair(fresh.String()))
}
