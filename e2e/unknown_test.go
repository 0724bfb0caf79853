package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// sends posts a message as the platform would, of a type that it may think of
// tomorrow.
func (s *street) sends(wamid, content string) {
	s.t.Helper()
	body := []byte(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"phone_number_id":%q},"contacts":[{"profile":{"name":"Lucía"},"wa_id":%q}],
		"messages":[{"from":%q,"id":%q,"timestamp":"%d",%s}]}}]}]}`,
		s.platform.WABA(), s.platform.Numbers()[0].ID, lucia, lucia, wamid, time.Now().Unix(), content))
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.server.URL+relay.WebhookPath, bytes.NewReader(body))
	require.NoError(s.t, err)
	request.Header.Set(whatsapp.SignatureHeader, whatsapp.Sign(secret, body))
	answer, err := s.server.Client().Do(request)
	require.NoError(s.t, err)
	require.NoError(s.t, answer.Body.Close())
	require.Equal(s.t, http.StatusOK, answer.StatusCode)
}

// What this version doesn't understand stands in its place in the thread, and
// whoever sent it waits for an answer like anybody.
func TestAMessageOfAnUnknownTypeStandsInTheThread(t *testing.T) {
	s := newStreet(t)
	s.sends("wamid.1", `"type":"text","text":{"body":"Mira esto"}`)
	s.sends("wamid.2", `"type":"hologram","hologram":{"depth":3}`)
	s.sends("wamid.3", `"type":"unsupported","errors":[{"code":131051}],"unsupported":{"type":"poll"}`)
	s.sends("wamid.4", `"type":"text","text":{"body":"¿Qué te parece?"}`)
	s.eventually("all four are there", func() bool {
		chats := s.chats()
		return len(chats) == 1 && chats[0].Unread == 4
	})
	row := s.chats()[0]
	items := s.thread(row.Conversation)
	require.Len(t, items, 4)
	types := []shop.MessageType{}
	for _, item := range items {
		types = append(types, item.Type)
		assert.False(t, item.Outgoing)
	}
	assert.Equal(t, []shop.MessageType{shop.TypeText, shop.TypeUnknown, shop.TypeUnknown, shop.TypeText}, types)
	assert.Contains(t, string(items[1].Content.Raw), "hologram")
	assert.Contains(t, string(items[2].Content.Raw), "poll")
	assert.False(t, row.WaitsSince.IsZero())
	size, err := s.store.Size(t.Context())
	require.NoError(t, err)
	assert.Zero(t, size.Skipped, "they are messages, not parts kept aside")
}
