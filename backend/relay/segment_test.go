package relay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/shop/wire"
)

const smallSegment = 20

// segment fetches the pages of a segment; false when the relay has none there.
func (d *device) segment(after wire.Cursor) ([]wire.Page, bool) {
	response := d.send(http.MethodGet, wire.PathSegment+"?after="+string(after), d.bearer, nil, nil)
	raw, err := io.ReadAll(response.Body)
	require.NoError(d.t, err)
	if response.StatusCode == http.StatusNotFound {
		return nil, false
	}
	require.Equal(d.t, http.StatusOK, response.StatusCode, string(raw))
	var pages []wire.Page
	for read := json.NewDecoder(bytes.NewReader(raw)); ; {
		var page wire.Page
		err := read.Decode(&page)
		if errors.Is(err, io.EOF) {
			return pages, true
		}
		require.NoError(d.t, err)
		pages = append(pages, page)
	}
}

func asJSON(t *testing.T, events []shop.Event) string {
	t.Helper()
	raw, err := json.Marshal(events)
	require.NoError(t, err)
	return string(raw)
}

// busy is a relay whose shop has several segments' worth of events.
func busy(t *testing.T) (*world, *device) {
	w := newWorld(t, func(p *Params) { p.SegmentEvents = smallSegment })
	d := w.pair()
	for n := range 40 {
		d.ask(d.command(&shop.AddCustomer{Customer: shop.CustomerByPhone(w.shop, phoneOf(n)), Phone: phoneOf(n), Name: fmt.Sprintf("Señora <%d>", n)}))
	}
	w.seal()
	return w, d
}

func phoneOf(n int) string { return fmt.Sprintf("+346001000%02d", n) }

// seal seals what can be, unless the relay did meanwhile, and says how many
// events are sealed.
func (w *world) seal() (upTo int) {
	of, err := w.relay.shopOf(w.t.Context(), w.shop)
	require.NoError(w.t, err)
	_, err = of.Seal(w.t.Context())
	require.NoError(w.t, err)
	require.NoError(w.t, of.View(w.t.Context(), func(f *facts.Tx) error {
		last, _ := f.LastSealed()
		upTo = int(last.Cursor.Position)
		return f.Err()
	}))
	return upTo
}

// files are the segments in the storage.
func (w *world) files() int {
	all, err := w.relay.segments.List(w.t.Context(), w.shop)
	require.NoError(w.t, err)
	return len(all)
}

// A device that reads segments has the same events as one that reads the feed.
func TestSegmentsSayTheSameAsTheFeed(t *testing.T) {
	w, d := busy(t)
	forgotten := shop.CustomerByPhone(w.shop, phoneOf(3))
	of, err := w.relay.shopOf(t.Context(), w.shop)
	require.NoError(t, err)
	require.NoError(t, of.Forget(t.Context(), forgotten))

	all := d.feed("")
	var read []shop.Event
	cursor, rounds := wire.Cursor(""), 0
	for {
		pages, ok := d.segment(cursor)
		if !ok {
			break
		}
		rounds++
		for _, page := range pages {
			read, cursor = append(read, page.Events...), page.Cursor
			require.Equal(t, all.End, page.End)
			require.True(t, page.More)
		}
	}
	require.Equal(t, len(all.Events)/smallSegment, rounds)
	require.Equal(t, asJSON(t, all.Events[:len(read)]), asJSON(t, read))
	require.Equal(t, asJSON(t, all.Events[len(read):]), asJSON(t, d.feed(cursor).Events), "the feed goes on where segments end")
	for _, e := range read {
		if e.Customer == forgotten {
			require.Empty(t, e.Personal, "what was sealed before is unreadable as well")
		}
	}
}

func TestASegmentGoesOnInTheMiddleAndRefusesStrangers(t *testing.T) {
	w, d := busy(t)
	all := d.feed("")
	part := d.send(http.MethodGet, wire.PathFeed+"?limit=7", d.bearer, nil, nil)
	var page wire.Page
	require.NoError(t, json.NewDecoder(part.Body).Decode(&page))
	pages, ok := d.segment(page.Cursor)
	require.True(t, ok)
	require.Equal(t, asJSON(t, all.Events[7:smallSegment]), asJSON(t, pages[0].Events))

	foreign := []byte(page.Cursor)
	foreign[len(foreign)-1] ^= 1
	if foreign[len(foreign)-1] > 'f' {
		foreign[len(foreign)-1] = '0'
	}
	refused(t, d.send(http.MethodGet, wire.PathSegment+"?after="+string(foreign), d.bearer, nil, nil), http.StatusConflict, wire.ProblemCursor)
	refused(t, d.send(http.MethodGet, wire.PathSegment, "", nil, nil), http.StatusUnauthorized, wire.ProblemSession)
	files := w.files()
	w.seal()
	require.Equal(t, files, w.files(), "what is sealed is not sealed again")
}

// The index of segments is made anew with relay.db.
func TestSegmentsOutliveTheirIndex(t *testing.T) {
	dir, key := t.TempDir(), masterKey(t)
	same := func(p *Params) { p.DataDir, p.MasterKey, p.SegmentEvents = dir, key, smallSegment }
	w := newWorld(t, same)
	d := w.pair()
	for n := range 30 {
		d.ask(d.command(&shop.AddCustomer{Customer: shop.CustomerByPhone(w.shop, phoneOf(n)), Phone: phoneOf(n), Name: "Ana"}))
	}
	require.Positive(t, w.seal())
	files := w.files()
	before, ok := d.segment("")
	require.True(t, ok)
	engine := w.relay.engine
	w.end()

	found, err := filepath.Glob(filepath.Join(dir, "shops", "*.db*"))
	require.NoError(t, err)
	require.NotEmpty(t, found)
	removeAll(t, found)
	w.start(same, func(p *Params) { p.Journal = engine })
	d.signIn()
	require.Positive(t, w.seal(), "they are found again by their names")
	require.Equal(t, files, w.files())
	after, ok := d.segment("")
	require.True(t, ok)
	require.Equal(t, before, after)
}

func removeAll(t *testing.T, paths []string) {
	t.Helper()
	for _, path := range paths {
		require.NoError(t, os.Remove(path))
	}
}
