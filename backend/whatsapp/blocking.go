package whatsapp

import (
	"context"
	"encoding/json"
	"net/url"
)

// Person names somebody by phone or by business-scoped user id (BSUID).
type Person struct{ Phone, UserID string }

type blockedUser struct {
	User   string `json:"user,omitempty"`
	UserID string `json:"user_id,omitempty"`
}

// SetBlocked blocks a person for a number, or lets them write again. Only people
// who wrote in the last 24 hours can be blocked.
func (c *Client) SetBlocked(ctx context.Context, phoneNumberID string, who Person, blocked bool) error {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return err
	}
	user := blockedUser{User: withPlus(who.Phone), UserID: who.UserID}
	if who.Phone != "" {
		user.UserID = ""
	}
	method := "DELETE"
	if blocked {
		method = "POST"
	}
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: method, path: id + "/block_users", out: &answer, managing: true,
		body: map[string]any{"messaging_product": "whatsapp", "block_users": []blockedUser{user}}})
	if err != nil {
		return err
	}
	top, _ := readObject(answer)
	return blockFailure(top.at("block_users"))
}

// blockFailure: one person who could not be blocked may also be told in an
// answer that is no error.
func blockFailure(o object) error {
	failed := objects(o, "failed_users")
	if len(failed) == 0 {
		return nil
	}
	out := &APIError{Code: 139100, Documented: true}
	for _, e := range objects(failed[0], "errors") {
		out.Message, out.Details = e.text("message"), e.at("error_data").text("details")
	}
	return out
}

// Blocked lists who is blocked for a number, one page at a time; an empty next
// is the last.
func (c *Client) Blocked(ctx context.Context, phoneNumberID, after string) (people []Person, next string, err error) {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return nil, "", err
	}
	query := url.Values{"limit": {"1000"}}
	if after != "" {
		query.Set("after", after)
	}
	var answer json.RawMessage
	if err = c.doRequest(ctx, call{method: "GET", path: id + "/block_users", query: query, out: &answer, managing: true}); err != nil {
		return nil, "", err
	}
	top, _ := readObject(answer)
	for _, o := range objects(top, "data") {
		people = append(people, Person{Phone: o.text("wa_id"), UserID: o.text("user_id")})
	}
	if paging := top.at("paging"); paging.has("next") {
		next = paging.at("cursors").text("after")
	}
	return people, next, nil
}
