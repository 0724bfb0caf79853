package relay

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/whatsapp"
)

func (w *world) post(body []byte, signature string) int {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.server.URL+WebhookPath, bytes.NewReader(body))
	require.NoError(w.t, err)
	request.Header.Set("Content-Type", "application/json")
	if signature != "" {
		request.Header.Set(whatsapp.SignatureHeader, signature)
	}
	response, err := w.server.Client().Do(request)
	require.NoError(w.t, err)
	_, _ = io.Copy(io.Discard, response.Body)
	require.NoError(w.t, response.Body.Close())
	return response.StatusCode
}

func (w *world) postSigned(body []byte) int {
	return w.post(body, whatsapp.Sign(testSecret, body))
}

func (w *world) kept() []journal.IntakeEntry {
	entries, err := w.relay.intake.Read(w.t.Context(), 0, 100)
	require.NoError(w.t, err)
	return entries
}

// bodyOf is a body of so many bytes that a platform could send.
func bodyOf(size int) []byte {
	const head, tail = `{"object":"whatsapp_business_account","entry":[],"pad":"`, `"}`
	return []byte(head + strings.Repeat("x", size-len(head)-len(tail)) + tail)
}

func TestASignedBodyIsKeptAsItCame(t *testing.T) {
	w := newWorld(t)
	body := []byte(`{"object":"whatsapp_business_account",  "entry":[{"id":"1","changes":[]}], "text":"\u00e9"}`)
	require.Equal(t, http.StatusOK, w.postSigned(body))
	kept := w.kept()
	require.Len(t, kept, 1)
	require.Equal(t, body, kept[0].Body)
	require.Equal(t, WebhookPath, kept[0].Route)
	require.Equal(t, whatsapp.Sign(testSecret, body), kept[0].Headers[whatsapp.SignatureHeader])
}

// Meta signs the form with \u escapes: whoever reads the JSON and writes it again
// has other bytes.
func TestTheSameJSONWrittenAgainIsRefused(t *testing.T) {
	w := newWorld(t)
	body := []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}],"text":"ma\u00f1ana \/"}`)
	signature := whatsapp.Sign(testSecret, body)
	var parsed any
	require.NoError(t, json.Unmarshal(body, &parsed))
	again, err := json.Marshal(parsed)
	require.NoError(t, err)
	require.NotEqual(t, body, again)
	require.Equal(t, http.StatusUnauthorized, w.post(again, signature))
	require.Empty(t, w.kept())
	require.Equal(t, http.StatusOK, w.post(body, signature))
	require.Len(t, w.kept(), 1)
}

func TestWhatIsNotSignedIsRefusedAndNotKept(t *testing.T) {
	w := newWorld(t)
	body := bodyOf(200)
	changed := bytes.Replace(body, []byte("x"), []byte("y"), 1)
	for name, signature := range map[string]string{
		"missing":       "",
		"not hex":       "sha256=zz",
		"old algorithm": "sha1=0123",
		"other secret":  whatsapp.Sign("another", body),
		"other bytes":   whatsapp.Sign(testSecret, changed),
	} {
		require.Equal(t, http.StatusUnauthorized, w.post(body, signature), name)
	}
	require.Empty(t, w.kept())
}

func TestWithoutASecretNothingIsLetIn(t *testing.T) {
	w := newWorld(t, func(p *Params) { p.AppSecret = "" })
	body := bodyOf(200)
	require.Equal(t, http.StatusUnauthorized, w.post(body, whatsapp.Sign("", body)))
	require.Equal(t, http.StatusUnauthorized, w.post(body, ""))
	require.Empty(t, w.kept())
}

func TestAsMuchAsThePlatformPromisesIsTaken(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, http.StatusOK, w.postSigned(bodyOf(whatsapp.MaxWebhookBody)))
	require.Equal(t, http.StatusRequestEntityTooLarge, w.postSigned(bodyOf(maxWebhook+1)))
	require.Len(t, w.kept(), 1)
}

func TestWhileTheJournalCantWriteThePlatformIsAskedToRepeat(t *testing.T) {
	memory := journal.NewMemory(journal.MemoryParams{})
	w := newWorld(t, func(p *Params) { p.Journal = memory })
	require.NoError(t, memory.Close())
	require.Equal(t, http.StatusServiceUnavailable, w.postSigned(bodyOf(200)))
}

func TestThePlatformChecksTheAddress(t *testing.T) {
	w := newWorld(t)
	ask := func(token string) (int, string) {
		response := w.send(http.MethodGet, WebhookPath+"?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="+token, "", nil, nil)
		raw, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(raw)
	}
	status, answer := ask("verify+me")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "1158201444", answer)
	status, _ = ask("wrong")
	require.Equal(t, http.StatusForbidden, status)
}

func TestABodyIsOnDiskBeforeTheAnswer(t *testing.T) {
	dir, key := t.TempDir(), masterKey(t)
	body := bodyOf(500)
	first, err := New(t.Context(), Params{DataDir: dir, MasterKey: key, AppSecret: testSecret, Now: time.Now})
	require.NoError(t, err)
	w := &world{t: t, relay: first}
	w.serve()
	require.Equal(t, http.StatusOK, w.postSigned(body))
	w.server.Close()
	require.NoError(t, first.Close(context.Background()))

	second, err := New(t.Context(), Params{DataDir: dir, MasterKey: key, AppSecret: testSecret})
	require.NoError(t, err)
	w.relay = second
	kept := w.kept()
	require.NoError(t, second.Close(context.Background()))
	require.Len(t, kept, 1)
	require.Equal(t, body, kept[0].Body)
}

func TestSecretsAndBodiesStayOutOfTheLog(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	secretive := []byte(`{"entry":[{"text":"alergia a las nueces","from":"34600111222"}]}`)
	w.postSigned(secretive)
	w.post(secretive, "sha256=00")
	for _, planted := range []string{testSecret, "verify me", "nueces", "34600111222", d.bearer, string(w.relay.params.MasterKey)} {
		require.NotContains(t, w.log.String(), planted)
	}
}
