package sync_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"

	"mostrador/shop/wire"
	"mostrador/sync/status"
)

// segment answers with the events after a cursor up to the next multiple of
// length below sealed, in pages of 500; breakAfter pages the line breaks.
func (r *testRelay) segment(w http.ResponseWriter, q *http.Request, length, sealed, breakAfter int) {
	from, ok := r.place(q.URL.Query().Get("after"))
	if !ok {
		refuse(w, http.StatusConflict, wire.ProblemCursor)
		return
	}
	end := (from/length + 1) * length
	if end > sealed {
		refuse(w, http.StatusNotFound, wire.ProblemNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "zstd")
	zip, _ := zstd.NewWriter(w)
	for at := from; at < end; at += 500 {
		if breakAfter == 0 {
			_ = zip.Flush()
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		breakAfter--
		to := min(at+500, end)
		_ = json.NewEncoder(zip).Encode(wire.Page{Events: r.events[at:to], Cursor: r.cursor(to), More: true, End: r.events[len(r.events)-1].Position})
	}
	_ = zip.Close()
}

// A device that is far behind reads sealed stretches; one that breaks off is
// gone on with, and nothing comes twice.
func TestALongHistoryComesInSealedStretches(t *testing.T) {
	relay := newRelay(t)
	const events = 9000
	for i := range 9 {
		texts := make([]string, events/9)
		for j := range texts {
			texts[j] = fmt.Sprint("message ", strconv.Itoa(j))
		}
		relay.writes(i, texts...)
	}
	asked := 0
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path != wire.PathSegment {
				return false
			}
			relay.mu.Lock()
			defer relay.mu.Unlock()
			asked++
			breakAfter := -1
			if asked == 2 {
				breakAfter = 1
			}
			relay.segment(w, q, 3000, 6000, breakAfter)
			return true
		}
	})
	d := newDesk(t, relay)
	d.start()
	d.inStep()
	d.becomes(status.Live{})
	relay.set(func() { assert.GreaterOrEqual(t, asked, 2) })
	assert.Less(t, relay.count(wire.PathFeed), 6, "most came in stretches")
}
