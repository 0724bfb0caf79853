package sync_test

import (
	"database/sql"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/sync/status"
)

// counts answers as a relay does that has folded its whole journal.
func (r *testRelay) counts(w http.ResponseWriter, q *http.Request) bool {
	if q.URL.Path != wire.PathCounts {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	of := map[shop.ConversationID]*wire.ConversationCount{}
	var end shop.Position
	for _, e := range r.events {
		end = e.Position
		body, err := e.Open()
		require.NoError(r.t, err)
		var id shop.ConversationID
		received := 0
		switch b := body.(type) {
		case *shop.MessageReceived:
			id, received = b.Conversation, 1
		case *shop.MessageQueued:
			id = b.Conversation
		default:
			continue
		}
		if of[id] == nil {
			of[id] = &wire.ConversationCount{Conversation: id}
		}
		of[id].Received += received
		of[id].Sent += 1 - received
		of[id].Newest = e.Position
	}
	answer := wire.Counts{Position: end}
	for _, c := range of {
		answer.Conversations = append(answer.Conversations, *c)
	}
	reply(w, answer)
	return true
}

func TestAFileThatLacksSomethingIsNoticedFilledAgainAndToldOf(t *testing.T) {
	relay := newRelay(t)
	relay.set(func() { relay.before = relay.counts })
	for n := range 5 {
		relay.writes(n, "hello")
		relay.writes(n, "again")
	}
	d := newDesk(t, relay)
	d.timing.Check, d.timing.FirstCheck = time.Hour, time.Hour
	d.start()
	d.inStep()
	d.becomes(status.Live{})
	whole := d.file.dump()
	waiting := relay.count(wire.PathCounts)
	d.engine.CheckNow()
	d.eventually("it was compared", func() bool { return relay.count(wire.PathCounts) > waiting })
	assert.Zero(t, d.engine.Status().Get().Repair, "all is well")

	db, err := sql.Open("sqlite", d.account().StorePath())
	require.NoError(t, err)
	_, err = db.Exec("DELETE FROM messages WHERE position IN (SELECT position FROM messages ORDER BY position LIMIT 3)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.NotEqual(t, whole, d.file.dump())

	d.eventually("it is noticed", func() bool {
		d.engine.CheckNow()
		return d.engine.Status().Get().Repair.Conversations > 0
	})
	assert.Equal(t, 2, d.engine.Status().Get().Repair.Conversations)
	d.eventually("the file is whole again", func() bool { return d.file.dump() == whole })
}

func TestAFileThatIsFilledAgainEndsTheSame(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	d.becomes(status.Live{})
	for n := range 30 {
		relay.writes(n%4, "hello")
		d.says(n%4, "good morning")
	}
	d.outboxEmpty()
	d.inStep()
	whole := d.file.dump()
	d.engine.Refill()
	d.eventually("it is being filled", func() bool { return relay.count(wire.PathFeed) > 1 })
	d.inStep()
	d.eventually("the file is the same", func() bool { return d.file.dump() == whole })
	relay.writes(1, "one more")
	d.inStep()
}
