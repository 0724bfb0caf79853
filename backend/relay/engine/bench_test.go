package engine_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// BenchmarkTranslate is webhooks from the intake to the feed, on the journal
// that fsyncs every write.
func BenchmarkTranslate(b *testing.B) {
	dir := b.TempDir()
	e, err := journal.OpenEmbedded(background, journal.EmbeddedParams{Dir: filepath.Join(dir, "journal")})
	require.NoError(b, err)
	defer func() { _ = e.Close() }()
	bakery := newBakery(b, dir, e)
	defer func() { _ = bakery.keys.Close() }()
	s := bakery.start(b, "one")
	defer func() { _ = s.Close() }()
	before := s.Position()
	for i := range b.N {
		bakery.put(b, bakery.wrote(fmt.Sprintf("wamid.%d", i), "¿Tenéis tarta de queso para mañana?"))
	}
	intake, err := e.Intake(background)
	require.NoError(b, err)
	b.ResetTimer()
	tr := engine.NewTranslator(engine.TranslatorParams{Intake: intake, Routes: bakery})
	tr.Add(s)
	for {
		folded := s.Folded()
		if s.Position() > before+shop.Position(b.N) {
			break
		}
		<-folded
	}
	b.StopTimer()
	tr.Close()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "webhooks/s")
}

// BenchmarkFeed is catching up: entries read, opened and decoded.
func BenchmarkFeed(b *testing.B) {
	dir := b.TempDir()
	e, err := journal.OpenEmbedded(background, journal.EmbeddedParams{Dir: filepath.Join(dir, "journal")})
	require.NoError(b, err)
	defer func() { _ = e.Close() }()
	bakery := newBakery(b, dir, e)
	defer func() { _ = bakery.keys.Close() }()
	s := bakery.start(b, "one")
	defer func() { _ = s.Close() }()
	for range 20 {
		var stated []engine.Fact
		for i := range 500 {
			wamid := fmt.Sprint("wamid.", i)
			stated = append(stated, engine.Fact{Channel: bakery.channel, Customer: bakery.customer(), Body: &shop.MessageReceived{
				Message: shop.MessageFor(bakery.id, wamid), Type: shop.TypeText,
				Personal: shop.MessageReceivedPersonal{Wamid: wamid, Content: shop.Content{Text: "¿Tenéis tarta de queso para mañana?"}}}})
		}
		require.NoError(b, s.Record(background, stated...))
	}
	b.ResetTimer()
	total := 0
	for range b.N {
		cursor := wire.Cursor("")
		for more := true; more; {
			page, err := s.Feed(background, cursor, 0)
			require.NoError(b, err)
			cursor, more = page.Cursor, page.More
			total += len(page.Events)
		}
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "events/s")
}
