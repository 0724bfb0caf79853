package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkWebhooks measures how fast the sandbox can write as customers and deliver,
// with everything on disk: it must be well above a number's full rate of 320 a second.
func BenchmarkWebhooks(b *testing.B) {
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer receiver.Close()
	sb, err := Open(Params{Folder: b.TempDir(), Token: "t", AppSecret: "s", CallbackURL: receiver.URL, Instant: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = sb.Close() }()
	if _, err := sb.AddCustomer(Customer{Phone: lucia}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for i := range b.N { // not b.Loop: the deliveries after the last message count too
		if _, err := sb.CustomerWrites(b.Context(), lucia, Message{Text: fmt.Sprint("message ", i)}); err != nil {
			b.Fatal(err)
		}
	}
	if err := sb.Idle(context.Background()); err != nil {
		b.Fatal(err)
	}
}
