package relay

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/shop/wire"
)

type route struct{ method, path string }

// routes are all that the OpenAPI file names, with those that need no bearer.
func (w *world) routes() (all []route, open map[route]bool) {
	var file struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			Security []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	require.Equal(w.t, http.StatusOK, w.send(http.MethodGet, wire.PathOpenAPI, "", nil, &file).StatusCode)
	require.True(w.t, strings.HasPrefix(file.OpenAPI, "3.1"))
	open = map[route]bool{}
	for path, methods := range file.Paths {
		for method, op := range methods {
			r := route{strings.ToUpper(method), path}
			all = append(all, r)
			open[r] = len(op.Security) == 0
		}
	}
	return all, open
}

func (r route) at(hash string) string {
	return strings.NewReplacer("{hash}", hash, "{device}", uuid.NewString()).Replace(r.path)
}

// body is one that a route takes.
func (r route) body(file []byte) any {
	switch r.path {
	case wire.PathCommands:
		return wire.Commands{Commands: []shop.Command{}}
	case wire.PathPresence:
		return wire.Presence{}
	case wire.PathInvites:
		return wire.InviteRequest{}
	}
	if r.method == http.MethodPut {
		return file
	}
	return nil
}

func TestOnlySigningInAndHealthNeedNoBearer(t *testing.T) {
	w := newWorld(t)
	_, open := w.routes()
	var without []string
	for r, is := range open {
		if is {
			without = append(without, r.method+" "+r.path)
		}
	}
	require.ElementsMatch(t, []string{"POST /v1/pair", "POST /v1/session", "GET /healthz"}, without)
}

func TestEveryRouteRefusesWhoeverIsNotSignedIn(t *testing.T) {
	w := newWorld(t)
	cut := w.pair()
	require.NoError(t, w.relay.Revoke(t.Context(), cut.id))
	all, open := w.routes()
	require.Greater(t, len(all), 8)
	for _, r := range all {
		if open[r] {
			continue
		}
		at := r.at(strings.Repeat("0", 64))
		refused(t, w.send(r.method, at, "", r.body(nil), nil), http.StatusUnauthorized, wire.ProblemSession)
		refused(t, w.send(r.method, at, "made-up", r.body(nil), nil), http.StatusUnauthorized, wire.ProblemSession)
		refused(t, w.send(r.method, at, cut.bearer, r.body(nil), nil), http.StatusForbidden, wire.ProblemRevoked)
	}
}

// Each shop keeps secrets of its own; a device of the other walks every route
// and meets none of them.
func TestNoRouteShowsAnotherShop(t *testing.T) {
	w := newWorld(t)
	mine := w.pair()
	otherShop, otherOwner := w.newShop("Floristería Luna", "Nuria")
	other := w.pairIn(otherShop, otherOwner)

	file := []byte("a picture of our secret recipe")
	hash := nameOf(file)
	require.Equal(t, http.StatusNoContent, mine.send(http.MethodPut, wire.PathMedia+hash, mine.bearer, file, nil).StatusCode)
	mine.ask(mine.command(&shop.SaveReply{Reply: shop.ReplyID{UUID: uuid.New()}, Shortcut: "secret", Text: "our secret price list"}))
	mark := mine.feed("").Cursor

	all, open := w.routes()
	for _, r := range all {
		if open[r] || r.path == wire.PathStream || r.method == http.MethodPut {
			continue
		}
		response := other.send(r.method, r.at(hash), other.bearer, r.body(file), nil)
		raw, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NotContains(t, string(raw), "secret", r)
		require.NotContains(t, string(raw), w.shop.String(), r)
		require.NotContains(t, string(raw), mine.id.String(), r)
	}
	refused(t, other.send(http.MethodGet, wire.PathMedia+hash, other.bearer, nil, nil), http.StatusNotFound, wire.ProblemNotFound)
	refused(t, other.send(http.MethodGet, wire.PathFeed+"?after="+string(mark), other.bearer, nil, nil), http.StatusConflict, wire.ProblemCursor)
	refused(t, other.send(http.MethodGet, wire.PathStream+"?after="+string(mark), other.bearer, nil, nil), http.StatusConflict, wire.ProblemCursor)
	require.Equal(t, mark, mine.feed("").Cursor, "the other shop's requests changed nothing here")

	// What names a shop in a request is passed over.
	var where wire.ShopAnswer
	other.send(http.MethodGet, wire.PathShop+"?shop="+w.shop.String(), other.bearer, nil, &where)
	require.Equal(t, otherShop, where.Shop)
}

func nameOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

func TestErrorsAreProblemDocuments(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	refused(t, d.send(http.MethodPost, wire.PathCommands, d.bearer, map[string]any{"commands": "the letter A"}, nil),
		http.StatusUnprocessableEntity, wire.ProblemInvalid)
	p := refused(t, d.send(http.MethodPost, wire.PathPair, "", map[string]any{"code": 5, "device_name": "planted text"}, nil),
		http.StatusUnprocessableEntity, wire.ProblemInvalid)
	require.NotContains(t, p.Detail, "planted")
	large := bytes.Repeat([]byte(" "), maxSigningIn+1)
	request := append([]byte(`{"code":"`), append(large, []byte(`"}`)...)...)
	refused(t, d.send(http.MethodPost, wire.PathPair, "", json.RawMessage(request), nil), http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
	refused(t, d.send(http.MethodGet, wire.PathMedia+"..%2f..%2fetc", d.bearer, nil, nil), http.StatusUnprocessableEntity, wire.ProblemInvalid)
}

var _ huma.StatusError = (*problem)(nil)
