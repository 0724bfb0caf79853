package relay

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// benchRelay is a relay with its own journal on disk and a connected number.
func benchRelay(b *testing.B) (*httptest.Server, *http.Client) {
	key := bytes.Repeat([]byte{7}, 32)
	relay, err := New(b.Context(), Params{DataDir: b.TempDir(), MasterKey: key, AppSecret: testSecret, SenderPaused: true})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, relay.Close(context.Background())) })
	name := "Panadería Sol"
	of, _, err := relay.CreateShop(b.Context(), shop.ShopConfigured{Name: &name}, "Marta")
	require.NoError(b, err)
	_, err = relay.ConnectChannel(b.Context(), of, shop.ChannelConnected{PhoneNumberID: "106540352242922", WABA: "102290129340398"}, "token")
	require.NoError(b, err)
	server := httptest.NewServer(relay.Handler())
	b.Cleanup(server.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.Cleanup(client.CloseIdleConnections)
	return server, client
}

// strangers is a body for a number that nobody connected: kept, not translated.
func strangers() []byte {
	return bytes.Replace(incoming(0), []byte("106540352242922"), []byte("999999999999999"), 1)
}

func incoming(n int) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":"106540352242922"},`+
		`"contacts":[{"profile":{"name":"Lucía"},"wa_id":"346001%05d","user_id":"ES.%05d"}],`+
		`"messages":[{"from":"346001%05d","from_user_id":"ES.%05d","id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":"¿Tenéis roscón para el domingo?"}}]}}]}]}`,
		n%500, n%500, n%500, n%500, n, time.Now().Unix())
}

func postWebhook(client *http.Client, address string, body []byte) (time.Duration, error) {
	request, err := http.NewRequest(http.MethodPost, address+WebhookPath, bytes.NewReader(body)) //nolint:noctx // a benchmark
	if err != nil {
		return 0, err
	}
	request.Header.Set(whatsapp.SignatureHeader, whatsapp.Sign(testSecret, body))
	began := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("status %d", response.StatusCode)
	}
	return time.Since(began), nil
}

// BenchmarkFsync is what the disk allows: one write and one fdatasync or fsync.
func BenchmarkFsync(b *testing.B) {
	file, err := os.Create(filepath.Join(b.TempDir(), "file"))
	require.NoError(b, err)
	defer func() { _ = file.Close() }()
	body := incoming(0)
	for b.Loop() {
		_, err := file.Write(body)
		require.NoError(b, err)
		require.NoError(b, file.Sync())
	}
}

// BenchmarkWebhook is from POST to 200, signature, disk and translation in the
// background included.
func BenchmarkWebhook(b *testing.B) {
	for _, at := range []int{1, 32} {
		b.Run(fmt.Sprintf("%d at once", at), func(b *testing.B) {
			server, client := benchRelay(b)
			work := make(chan int)
			var ending sync.WaitGroup
			for range at {
				ending.Go(func() {
					for n := range work {
						_, err := postWebhook(client, server.URL, incoming(n))
						if err != nil {
							b.Error(err)
						}
					}
				})
			}
			n := 0
			for b.Loop() {
				work <- n
				n++
			}
			close(work)
			ending.Wait()
		})
	}
}

// BenchmarkWebhookKept leaves translation out: what is left is one fsync, and
// what stands around it.
func BenchmarkWebhookKept(b *testing.B) {
	server, client := benchRelay(b)
	for b.Loop() {
		_, err := postWebhook(client, server.URL, strangers())
		require.NoError(b, err)
	}
}

// BenchmarkWebhookKeptAtOnce is the same with 32 at once.
func BenchmarkWebhookKeptAtOnce(b *testing.B) {
	server, client := benchRelay(b)
	b.SetParallelism(16) // times the processors
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := postWebhook(client, server.URL, strangers()); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkWebhookSteady offers 300 webhooks a second, a number's full rate,
// and reports the 99th percentile.
func BenchmarkWebhookSteady(b *testing.B) {
	server, client := benchRelay(b)
	const second = 300
	for b.Loop() {
		took := make([]time.Duration, 10*second)
		ticker := time.NewTicker(time.Second / second)
		var ending sync.WaitGroup
		for i := range took {
			<-ticker.C
			ending.Go(func() {
				var err error
				if took[i], err = postWebhook(client, server.URL, incoming(i)); err != nil {
					b.Error(err)
				}
			})
		}
		ticker.Stop()
		ending.Wait()
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	}
}
