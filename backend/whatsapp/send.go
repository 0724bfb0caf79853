package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
)

// Accepted is the platform's answer to a send: taken, which is not yet sent.
type Accepted struct {
	// MessageID is the wamid.
	MessageID string
	// Input is the recipient as given and WaID the platform's form of it; both are to be
	// kept, since they differ in some countries. Sends to a BSUID have UserID instead.
	Input, WaID, UserID string
	// Status comes with templates: accepted, held_for_quality_assessment or paused.
	Status string
}

var errNoMessageID = errors.New("the platform answered 200 without a message id")

// Send posts a message from a business number. It checks the limits first (*LimitError).
// Pass any error to OutcomeOf: without an answer it may have been taken all the same.
func (c *Client) Send(ctx context.Context, phoneNumberID string, o Outgoing) (Accepted, error) {
	if err := CheckOutgoing(o); err != nil {
		return Accepted{}, err
	}
	id, err := pathID(phoneNumberID)
	if err != nil {
		return Accepted{}, err
	}
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: "POST", path: id + "/messages", body: o, out: &answer})
	if err != nil {
		return Accepted{}, err
	}
	accepted := readAccepted(answer)
	if accepted.MessageID == "" {
		return accepted, &UnknownOutcomeError{Err: errNoMessageID}
	}
	return accepted, nil
}

func readAccepted(answer json.RawMessage) Accepted {
	var out Accepted
	top, _ := readObject(answer)
	for _, m := range objects(top, "messages") {
		out.MessageID, out.Status = m.text("id"), m.text("message_status")
		break
	}
	for _, contact := range objects(top, "contacts") {
		out.Input, out.WaID, out.UserID = contact.text("input"), contact.text("wa_id"), contact.text("user_id")
		break
	}
	return out
}

type markRead struct {
	Product   string  `json:"messaging_product"`
	Status    string  `json:"status"`
	MessageID string  `json:"message_id"`
	Typing    *typing `json:"typing_indicator,omitempty"`
}

type typing struct {
	Type string `json:"type"`
}

// MarkRead shows the sender of an incoming message, and of all before it, blue ticks.
func (c *Client) MarkRead(ctx context.Context, phoneNumberID, wamid string) error {
	return c.markRead(ctx, phoneNumberID, markRead{Product: "whatsapp", Status: "read", MessageID: wamid})
}

// MarkReadTyping marks as read and shows that somebody is typing, for 25 seconds or until
// the next message. The platform has no typing without reading.
func (c *Client) MarkReadTyping(ctx context.Context, phoneNumberID, wamid string) error {
	return c.markRead(ctx, phoneNumberID, markRead{Product: "whatsapp", Status: "read", MessageID: wamid, Typing: &typing{Type: "text"}})
}

func (c *Client) markRead(ctx context.Context, phoneNumberID string, body markRead) error {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return err
	}
	return c.doRequest(ctx, call{method: "POST", path: id + "/messages", body: body})
}
