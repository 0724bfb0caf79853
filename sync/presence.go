package sync

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// TellPresence tells the shop's other devices that this one looks at a
// conversation, or writes in it. They forget it after ten seconds; nothing is
// kept, and a failure is of no consequence.
func (e *Engine) TellPresence(ctx context.Context, conversation shop.ConversationID, writing bool) error {
	body, err := json.Marshal(struct { // the relay fills in who it is
		Conversation shop.ConversationID `json:"conversation"`
		Writing      bool                `json:"writing"`
	}{conversation, writing})
	if err != nil {
		return fmt.Errorf("encode presence: %w", err)
	}
	ctx, quiet := watchSilence(ctx, e.timing.Silence)
	defer quiet.stop()
	answer, err := e.client.open(ctx, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.client.base+wire.PathPresence, bytes.NewReader(body))
		if err == nil {
			request.Header.Set("Content-Type", "application/json")
		}
		return request, err
	})
	if err != nil {
		return err
	}
	return answer.Body.Close()
}
