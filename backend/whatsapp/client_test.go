package whatsapp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// graph starts a server that answers as told, and a client of it.
func graph(t *testing.T, answer http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return clientOf(t, server.URL)
}

func clientOf(t *testing.T, base string) *Client {
	t.Helper()
	c, err := NewClient(ClientParams{BaseURL: base, Token: "tok", Version: "v25.0",
		HTTP: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}})
	require.NoError(t, err)
	return c
}

func hello() Outgoing { return Outgoing{To: "34600111222", Text: &OutgoingText{Body: "hola"}} }

func TestWhatIsWrittenOnTheWire(t *testing.T) {
	yes := Choice{ID: "y", Title: "Sí"}
	for name, c := range map[string]struct {
		out  Outgoing
		want string
	}{
		"text":       {Outgoing{To: "34600111222", QuotedID: "wamid.Q", CallbackData: "cmd", Text: &OutgoingText{Body: "x", PreviewURL: true}}, `"to":"+34600111222","type":"text","context":{"message_id":"wamid.Q"},"biz_opaque_callback_data":"cmd","text":{"body":"x","preview_url":true}`},
		"to a BSUID": {Outgoing{Recipient: "ES.1", Text: &OutgoingText{Body: "x"}}, `"recipient":"ES.1","type":"text","text":{"body":"x"}`},
		"both":       {Outgoing{To: "+346", Recipient: "ES.1", Text: &OutgoingText{Body: "x"}}, `"to":"+346","type":"text","text":{"body":"x"}`},
		"image":      {Outgoing{To: "+1", Image: &OutgoingMedia{ID: "5", Caption: "c"}}, `"to":"+1","type":"image","image":{"id":"5","caption":"c"}`},
		"voice":      {Outgoing{To: "+1", Audio: &OutgoingMedia{ID: "5", Voice: true}}, `"to":"+1","type":"audio","audio":{"id":"5","voice":true}`},
		"document":   {Outgoing{To: "+1", Document: &OutgoingMedia{ID: "5", Filename: "a.pdf"}}, `"to":"+1","type":"document","document":{"id":"5","filename":"a.pdf"}`},
		"location":   {Outgoing{To: "+1", Location: &OutgoingLocation{Latitude: 40.5, Longitude: -3, Name: "n"}}, `"to":"+1","type":"location","location":{"latitude":"40.5","longitude":"-3","name":"n"}`},
		"reaction":   {Outgoing{To: "+1", Reaction: &OutgoingReaction{MessageID: "w"}}, `"to":"+1","type":"reaction","reaction":{"message_id":"w","emoji":""}`},
		"buttons":    {Outgoing{To: "+1", Interactive: Buttons("?", yes)}, `"to":"+1","type":"interactive","interactive":{"type":"button","body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"y","title":"Sí"}}]}}`},
		"link":       {Outgoing{To: "+1", Interactive: LinkButton("b", "Ver", "https://x.es")}, `"to":"+1","type":"interactive","interactive":{"type":"cta_url","body":{"text":"b"},"action":{"name":"cta_url","parameters":{"display_text":"Ver","url":"https://x.es"}}}`},
		"template":   {Outgoing{To: "+1", Template: NewTemplate("ready", "es", "Lucía")}, `"to":"+1","type":"template","template":{"name":"ready","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"Lucía"}]}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, CheckOutgoing(c.out))
			raw, err := json.Marshal(c.out)
			require.NoError(t, err)
			require.JSONEq(t, `{"messaging_product":"whatsapp","recipient_type":"individual",`+c.want+`}`, string(raw))
			var back Outgoing
			require.NoError(t, json.Unmarshal(raw, &back))
			require.Equal(t, c.out.Type(), back.Type())
			again, err := json.Marshal(back)
			require.NoError(t, err)
			require.JSONEq(t, string(raw), string(again))
		})
	}
}

func TestASendThatIsTaken(t *testing.T) {
	var path, token string
	var sent Outgoing
	c := graph(t, func(w http.ResponseWriter, r *http.Request) {
		path, token = r.URL.Path, r.Header.Get("Authorization")
		_ = json.NewDecoder(r.Body).Decode(&sent)
		_, _ = io.WriteString(w, `{"messaging_product":"whatsapp","contacts":[{"input":"+34600111222","wa_id":"34600111222"}],"messages":[{"id":"wamid.X","message_status":"held_for_quality_assessment"}]}`)
	})
	got, err := c.Send(t.Context(), "106", hello())
	require.NoError(t, err)
	require.Equal(t, Accepted{MessageID: "wamid.X", Input: "+34600111222", WaID: "34600111222", Status: "held_for_quality_assessment"}, got)
	require.Equal(t, "/v25.0/106/messages", path)
	require.Equal(t, "Bearer tok", token)
	require.Equal(t, "hola", sent.Text.Body)
	require.Equal(t, OutcomeAccepted, OutcomeOf(nil).Kind)
}

func TestWhatBecameOfASend(t *testing.T) {
	fault := func(code, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `{"error":{"message":"m","type":"OAuthException","code":%d,"error_subcode":5,"error_data":{"details":"d"},"fbtrace_id":"T"}}`, code)
		}
	}
	plain := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); _, _ = io.WriteString(w, body) }
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   OutcomeKind
	}{
		"closed window":            {fault(131047, 400), OutcomeRefused},
		"pair rate":                {fault(131056, 400), OutcomeRetry},
		"overload with a body":     {fault(131016, 500), OutcomeRetry},
		"bad token":                {fault(190, 401), OutcomeRefused},
		"an unknown code":          {fault(999999, 400), OutcomeRefused},
		"an error with status 200": {fault(131026, 200), OutcomeRefused},
		"500 without a body":       {plain(500, ""), OutcomeUnknown},
		"502 from a proxy":         {plain(502, "<html>"), OutcomeUnknown},
		"429 from a proxy":         {plain(429, ""), OutcomeRetry},
		"404 from a proxy":         {plain(404, "nope"), OutcomeRefused},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, OutcomeRefused},
		"200 without an id":    {plain(200, `{"messages":[]}`), OutcomeUnknown},
		"200 that is not JSON": {plain(200, `<html>`), OutcomeUnknown},
		"cut after reading":    {func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body); panic(http.ErrAbortHandler) }, OutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := graph(t, c.answer).Send(t.Context(), "106", hello())
			require.Error(t, err)
			require.Equal(t, c.want, OutcomeOf(err).Kind, err.Error())
			require.NotContains(t, err.Error(), "tok", "the token is no part of an error")
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address := l.Addr().String()
		require.NoError(t, l.Close())
		_, err = clientOf(t, "http://"+address).Send(t.Context(), "106", hello())
		out := OutcomeOf(err)
		require.Equal(t, OutcomeNotSent, out.Kind)
		require.Positive(t, out.After)
	})
	t.Run("no such host", func(t *testing.T) {
		_, err := clientOf(t, "http://no-such-host.invalid").Send(t.Context(), "106", hello())
		require.Equal(t, OutcomeNotSent, OutcomeOf(err).Kind)
	})
	t.Run("given up while waiting", func(t *testing.T) {
		arrived := make(chan struct{})
		c := graph(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.ReadAll(r.Body)
			close(arrived)
			<-r.Context().Done()
		})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
		_, err := c.Send(ctx, "106", hello())
		require.Equal(t, OutcomeUnknown, OutcomeOf(err).Kind)
	})
	t.Run("given up before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := graph(t, plain(200, "{}")).Send(ctx, "106", hello())
		require.Equal(t, OutcomeNotSent, OutcomeOf(err).Kind)
	})
	t.Run("too long to try", func(t *testing.T) {
		o := hello()
		o.Text.Body = strings.Repeat("ñ", 4097)
		_, err := graph(t, plain(200, "{}")).Send(t.Context(), "106", o)
		require.Equal(t, OutcomeRefused, OutcomeOf(err).Kind)
	})
	require.Equal(t, OutcomeUnknown, OutcomeOf(errors.New("anything else")).Kind)
}

func TestAnErrorIsReadInFull(t *testing.T) {
	c := graph(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Business-Use-Case-Usage", `{"1":[{"type":"whatsapp","estimated_time_to_regain_access":3}]}`)
		w.WriteHeader(400)
		_, _ = io.WriteString(w, `{"error":{"message":"(#80007) Rate limit","code":80007,"error_subcode":"7","error_data":{"details":"too many"},"fbtrace_id":"TR"}}`)
	})
	_, err := c.Send(t.Context(), "106", hello())
	var api *APIError
	require.ErrorAs(t, err, &api)
	require.Equal(t, APIError{Code: 80007, Subcode: 7, Message: "(#80007) Rate limit", Details: "too many", TraceID: "TR", HTTPStatus: 400, Documented: true, RetryAfter: 3 * time.Minute}, *api)
	require.Equal(t, 3*time.Minute, OutcomeOf(err).After)
	require.Contains(t, err.Error(), "too many")
}

func TestPolicies(t *testing.T) {
	pair := Policy(131056)
	require.Equal(t, []time.Duration{time.Second, 4 * time.Second, 16 * time.Second}, []time.Duration{pair.Delay(1), pair.Delay(2), pair.Delay(3)})
	require.Equal(t, time.Hour, pair.Delay(50))
	require.Equal(t, ScopeCustomer, pair.Scope)
	require.Equal(t, 24*time.Hour, Policy(131049).Delay(1))
	require.Equal(t, 1, Policy(131049).MaxAttempts)
	require.Equal(t, StepOfferTemplate, Policy(131047).Step)
	require.Equal(t, StepSetup, Policy(215).Step, "the 200s are permissions")
	require.Equal(t, Never, Policy(424242).Action)
	for code, p := range policies {
		if p.Action == Never {
			require.Zero(t, p.MaxAttempts, code)
			continue
		}
		require.Positive(t, p.MaxAttempts, code)
		require.Positive(t, p.Delay(1), code)
		require.GreaterOrEqual(t, p.Delay(9), p.Delay(1), code)
	}
}

func TestLimitsInWords(t *testing.T) {
	long := func(n int) string { return strings.Repeat("ñ", n) }
	buttons := func(titles ...string) *Interactive {
		var choices []Choice
		for i, title := range titles {
			choices = append(choices, Choice{ID: fmt.Sprint(i), Title: title})
		}
		return Buttons("b", choices...)
	}
	for want, o := range map[string]Outgoing{
		"the text has at most 4096 characters; this has 4097": {Text: &OutgoingText{Body: long(4097)}},
		"the text is empty": {Text: &OutgoingText{Body: "  "}},
		"the caption has at most 1024 characters; this has 1025":                            {Image: &OutgoingMedia{ID: "1", Caption: long(1025)}},
		"WhatsApp shows no caption under audio":                                             {Audio: &OutgoingMedia{ID: "1", Caption: "x"}},
		"the image needs either an uploaded file or a link":                                 {Image: &OutgoingMedia{}},
		"a button's text has at most 20 characters; this has 27":                            {Interactive: buttons(long(27))},
		"buttons must be 1 to 3; there are 4":                                               {Interactive: buttons("a", "b", "c", "d")},
		"two buttons have the same text or id":                                              {Interactive: buttons("a", "a")},
		"rows of a list, over all sections, must be 1 to 10; there are 11":                  {Interactive: List("b", "v", ListSection{Rows: rows(11)})},
		"a section's title is empty":                                                        {Interactive: List("b", "v", ListSection{Rows: rows(1)}, ListSection{})},
		"the link button's address must begin with https://":                                {Interactive: LinkButton("b", "l", "ftp://x")},
		"the place is not on the map: latitude is -90 to 90, longitude -180 to 180":         {Location: &OutgoingLocation{Latitude: 91}},
		"a contact's name is empty":                                                         {Contacts: []ContactCard{{}}},
		"the template's language is empty":                                                  {Template: &TemplateMessage{Name: "x"}},
		"a template's value can't have line breaks, tabs or more than four spaces in a row": {Template: NewTemplate("x", "es", "a\nb")},
		"a message has exactly one content; this has 0":                                     {},
		"a message has exactly one content; this has 2":                                     {Text: &OutgoingText{Body: "x"}, Image: &OutgoingMedia{ID: "1"}},
		"a reaction can't quote another message":                                            {QuotedID: "w", Reaction: &OutgoingReaction{MessageID: "w"}},
		"the callback data has at most 512 characters; this has 513":                        {CallbackData: long(513), Text: &OutgoingText{Body: "x"}},
	} {
		o.To = "+1"
		err := CheckOutgoing(o)
		var limit *LimitError
		require.ErrorAs(t, err, &limit, want)
		require.Equal(t, want, limit.Problem)
	}
	require.ErrorContains(t, CheckOutgoing(Outgoing{Text: &OutgoingText{Body: "x"}}), "no recipient")
	require.NoError(t, CheckOutgoing(Outgoing{To: "+1", Text: &OutgoingText{Body: long(4096)}}), "characters, not bytes")
}

func rows(n int) []ListRow {
	var out []ListRow
	for i := range n {
		out = append(out, ListRow{ID: fmt.Sprint(i), Title: "t"})
	}
	return out
}

func TestMediaGoUpAndComeDown(t *testing.T) {
	content := []byte("a picture, let us say")
	sum := sha256.Sum256(content)
	for name, hash := range map[string]string{"hex": hex.EncodeToString(sum[:]), "base64": base64.StdEncoding.EncodeToString(sum[:]), "none": ""} {
		t.Run(name, func(t *testing.T) {
			var stored []byte
			c := graph(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.Method == http.MethodPost:
					file, header, err := r.FormFile("file")
					require.NoError(t, err)
					require.Equal(t, "pan_.png", header.Filename)
					require.Equal(t, "image/png", header.Header.Get("Content-Type"))
					require.Equal(t, "whatsapp", r.FormValue("messaging_product"))
					stored, _ = io.ReadAll(file)
					_, _ = io.WriteString(w, `{"id":"55"}`)
				case r.URL.Path == "/v25.0/55":
					require.Equal(t, "106", r.URL.Query().Get("phone_number_id"))
					_, _ = fmt.Fprintf(w, `{"url":"http://%s/file","mime_type":"image/png","sha256":"%s","file_size":"%d","id":"55"}`, r.Host, hash, len(stored))
				default:
					require.Equal(t, "Bearer tok", r.Header.Get("Authorization"))
					_, _ = w.Write(stored)
				}
			})
			id, err := c.UploadMedia(t.Context(), "106", Upload{MIME: "image/png", Filename: `../pan".png`, Data: bytes.NewReader(content), Size: int64(len(content))})
			require.NoError(t, err)
			var got bytes.Buffer
			info, err := c.DownloadMedia(t.Context(), id, "106", &got)
			require.NoError(t, err)
			require.Equal(t, int64(len(content)), info.Size)
			require.Equal(t, content, got.Bytes())
		})
	}
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Error("a foreign host was called, with", r.Header.Get("Authorization"))
	}))
	t.Cleanup(thief.Close)
	for name, address := range map[string]string{
		"another host": thief.URL + "/x", "user in front": "http://lookaside.fbsbx.com@" + thief.Listener.Addr().String() + "/x",
		"no address": "", "another scheme": "ftp://lookaside.fbsbx.com/x",
	} {
		c := graph(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintf(w, `{"url":%q}`, address) })
		_, err := c.DownloadMedia(t.Context(), "55", "", io.Discard)
		require.ErrorIs(t, err, ErrMediaHost, name)
	}
	redirecting := graph(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v25.0/55" {
			_, _ = fmt.Fprintf(w, `{"url":"http://%s/file"}`, r.Host)
			return
		}
		http.Redirect(w, r, thief.URL, http.StatusFound)
	})
	_, err := redirecting.DownloadMedia(t.Context(), "55", "", io.Discard)
	require.Error(t, err)

	meta, err := NewClient(ClientParams{Token: "tok"})
	require.NoError(t, err)
	_, err = meta.mediaURL("http://" + MetaMediaHost + "/x")
	require.ErrorIs(t, err, ErrMediaHost, "never without TLS to Meta")
	_, err = meta.mediaURL("https://" + MetaMediaHost + "/x")
	require.NoError(t, err)
}

func TestMediaThatIsNotWhatWasAnnounced(t *testing.T) {
	c := graph(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v25.0/55" {
			_, _ = fmt.Fprintf(w, `{"url":"http://%s/file","sha256":"%064d"}`, r.Host, 0)
			return
		}
		_, _ = io.WriteString(w, "something else")
	})
	_, err := c.DownloadMedia(t.Context(), "55", "", io.Discard)
	require.ErrorIs(t, err, ErrMediaHash)
	for _, id := range []string{"", "../me", "1/2", "1?x", ".."} {
		_, err = c.MediaInfo(t.Context(), id, "")
		require.ErrorContains(t, err, "not an id", id)
	}
}

func TestAProofGoesWithEveryCall(t *testing.T) {
	var proof string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proof = r.URL.Query().Get("appsecret_proof")
		_, _ = io.WriteString(w, `{"success":true}`)
	}))
	t.Cleanup(server.Close)
	c, err := NewClient(ClientParams{BaseURL: server.URL, Token: "tok", AppSecret: "s", HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	require.NoError(t, err)
	require.NoError(t, c.MarkRead(t.Context(), "106", "wamid.X"))
	require.Equal(t, strings.TrimPrefix(Sign("s", []byte("tok")), "sha256="), proof)
}

func TestClientsThatCannotBe(t *testing.T) {
	for _, p := range []ClientParams{{}, {Token: "t", BaseURL: "graph.facebook.com"}, {Token: "t", BaseURL: "ftp://x"}} {
		_, err := NewClient(p)
		require.Error(t, err)
	}
}
