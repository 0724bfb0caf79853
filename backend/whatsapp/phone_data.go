package whatsapp

import (
	"context"
	"encoding/json"
)

// What a phone can be asked for, once each and within a day of onboarding.
const (
	SyncContacts = "smb_app_state_sync"
	SyncHistory  = "history"
)

// Error codes of RequestPhoneData that are final.
const (
	CodeSyncUsed     = 2593107 // asked before
	CodeSyncLate     = 2593108 // more than a day after onboarding
	CodeSyncDeclined = 2593109 // the owner said no
)

// RequestPhoneData asks the WhatsApp Business app that shares a number for its contacts or
// its history, which then come as webhooks. It gives the request's id.
func (c *Client) RequestPhoneData(ctx context.Context, phoneNumberID, what string) (requestID string, err error) {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return "", err
	}
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: "POST", path: id + "/smb_app_data", out: &answer,
		body: map[string]string{"messaging_product": "whatsapp", "sync_type": what}})
	if err != nil {
		return "", err
	}
	top, _ := readObject(answer)
	return top.text("request_id"), nil
}
