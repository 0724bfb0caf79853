package sender

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
)

// crowd makes customers who have all just written.
func (b *bakery) crowd(s *engine.Shop, count int) []shop.CustomerID {
	b.t.Helper()
	all := make([]shop.CustomerID, count)
	var stated []engine.Fact
	for i := range all {
		phone := fmt.Sprintf("3461%07d", i)
		id := shop.CustomerByPhone(b.id, phone)
		all[i] = id
		wamid := "wamid.in." + phone
		stated = append(stated,
			engine.Fact{Customer: id, Body: &shop.CustomerSeen{Customer: id, Personal: shop.CustomerSeenPersonal{
				Identifiers: []shop.Identifier{{Kind: shop.IsWaID, Value: phone}}}}},
			engine.Fact{Customer: id, Channel: b.channel, Body: &shop.MessageReceived{Message: shop.MessageFor(b.id, wamid),
				Conversation: shop.ConversationFor(b.channel, id), Type: shop.TypeText, Ref: shop.RefFor(b.id, wamid)}})
	}
	require.NoError(b.t, s.Record(context.Background(), stated...))
	return all
}

func TestTwoRelaysOnJetStreamSendEachMessageOnceAndInOrder(t *testing.T) {
	ctx := context.Background()
	b := newBakery(t)
	e, err := journal.OpenEmbedded(ctx, journal.EmbeddedParams{Dir: filepath.Join(b.dir, "journal")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	log, err := e.Log(ctx, "shop-"+b.id.String())
	require.NoError(t, err)
	var relays []*engine.Shop
	for _, name := range []string{"one", "two"} {
		s, err := engine.Open(ctx, engine.Params{Shop: b.id, Log: log, Keys: b.keys, FactsPath: filepath.Join(b.dir, name+".db"), Now: b.clock.now, RelayName: name})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		relays = append(relays, s)
	}
	b.setUp(relays[0])
	crowd := b.crowd(relays[0], 20)
	for _, s := range relays {
		x := New(Params{Shop: s, Clients: b.platform, PerSecond: 10_000})
		t.Cleanup(x.Close)
	}
	const each = 3
	for n := range each {
		var commands []shop.Command
		for _, who := range crowd {
			commands = append(commands, command(t, &shop.SendMessage{Message: shop.MessageID{UUID: uuid.Must(uuid.NewV7())}, Channel: b.channel,
				Customer: who, Type: shop.TypeText, Content: shop.Content{Text: fmt.Sprint(n)}}))
		}
		_, err := relays[n%2].Do(ctx, b.owner, commands)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		waiting := 1
		require.NoError(t, relays[0].View(ctx, func(f *facts.Tx) error { waiting = len(f.Heads(b.channel, 100)); return nil }))
		return waiting == 0 && len(b.platform.posts()) >= each*len(crowd)
	}, 60*time.Second, 10*time.Millisecond)
	said := map[string]string{}
	ids := map[string]bool{}
	for _, o := range b.platform.posts() {
		require.False(t, ids[o.CallbackData], "posted twice")
		ids[o.CallbackData] = true
		said[o.To] += o.Text.Body
	}
	require.Len(t, said, len(crowd))
	for to, all := range said {
		require.Equal(t, "012", all, to)
	}
}
