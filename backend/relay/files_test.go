package relay

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/shop"
	"mostrador/shop/wire"
)

func TestAFileIsServedInParts(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	file := bytes.Repeat([]byte("0123456789"), 20_000)
	at := wire.PathMedia + nameOf(file)
	require.Equal(t, http.StatusNoContent, d.send(http.MethodPut, at, d.bearer, file, nil).StatusCode)
	require.Equal(t, http.StatusNoContent, d.send(http.MethodPut, at, d.bearer, file, nil).StatusCode, "handing in again is fine")

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.server.URL+at, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+d.bearer)
	request.Header.Set("Range", "bytes=70001-70010")
	response, err := w.server.Client().Do(request)
	require.NoError(t, err)
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusPartialContent, response.StatusCode)
	require.Equal(t, "1234567890", string(raw))
	require.Equal(t, `"`+nameOf(file)+`"`, response.Header.Get("ETag"))
}

func TestAFileThatIsNotWhatItsNameSaysIsRefused(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	at := wire.PathMedia + nameOf([]byte("announced"))
	refused(t, d.send(http.MethodPut, at, d.bearer, []byte("another"), nil), http.StatusUnprocessableEntity, wire.ProblemHash)
	refused(t, d.send(http.MethodGet, at, d.bearer, nil, nil), http.StatusNotFound, wire.ProblemNotFound)
	refused(t, d.send(http.MethodPut, wire.PathMedia+strings.ToUpper(nameOf([]byte("x"))), d.bearer, []byte("x"), nil),
		http.StatusUnprocessableEntity, wire.ProblemHash)
}

func TestWhileTheJournalCantWriteDevicesAreAskedToRepeat(t *testing.T) {
	memory := journal.NewMemory(journal.MemoryParams{})
	w := newWorld(t, func(p *Params) { p.Journal = memory })
	d := w.pair()
	command := d.saveReply("kept for later")
	require.NoError(t, memory.Close())
	response := d.send(http.MethodPost, wire.PathCommands, d.bearer, wire.Commands{Commands: []shop.Command{command}}, nil)
	refused(t, response, http.StatusServiceUnavailable, wire.ProblemUnavailable)
	require.NotEmpty(t, response.Header.Get("Retry-After"))
}

func TestADeviceHasAFewStreamsAtMost(t *testing.T) {
	w := newWorld(t)
	d, other := w.pair(), w.pair()
	at := d.feed("").Cursor
	for range maxStreams {
		_, stop := d.listen(at)
		defer stop()
	}
	refused(t, d.send(http.MethodGet, wire.PathStream, d.bearer, nil, nil), http.StatusTooManyRequests, wire.ProblemTooMany)
	heard, stop := other.listen(at)
	defer stop()
	d.ask(d.saveReply("the others go on"))
	require.Equal(t, []shop.Kind{shop.KindReplySaved}, kinds(nextPage(t, heard)))
}

func TestSomeoneAddedAtADeskCanBeInvited(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	iker := shop.PersonID{UUID: uuid.New()}
	require.Empty(t, d.ask(d.command(&shop.SavePerson{Person: iker, Name: "Iker", Role: shop.Agent}))[0].Refused)
	his := w.pairIn(w.shop, iker)
	var where wire.ShopAnswer
	his.send(http.MethodGet, wire.PathShop, his.bearer, nil, &where)
	require.Equal(t, shop.Agent, where.Role)

	// The owner changes the role: the device that is signed in already has it.
	require.Empty(t, d.ask(d.command(&shop.SavePerson{Person: iker, Name: "Iker", Role: shop.Viewer}))[0].Refused)
	require.Equal(t, shop.ReasonNotAllowed, his.ask(his.saveReply("no more"))[0].Refused)
}

func TestLargeBodiesShareABudget(t *testing.T) {
	w := newWorld(t)
	require.True(t, w.relay.bodies.TryAcquire(bodyBudget-bodyStep)) // many large ones are on their way
	require.Equal(t, http.StatusOK, w.postSigned(bodyOf(bodyFree/2)), "small ones pass")
	require.Equal(t, http.StatusServiceUnavailable, w.postSigned(bodyOf(1<<20)))
	w.relay.bodies.Release(bodyBudget - bodyStep)
	require.Equal(t, http.StatusOK, w.postSigned(bodyOf(1<<20)))
	require.True(t, w.relay.bodies.TryAcquire(bodyBudget), "everything was given back")
	require.Len(t, w.kept(), 2)
}
