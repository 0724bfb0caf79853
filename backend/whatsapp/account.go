package whatsapp

import (
	"context"
	"encoding/json"
	"net/url"
	"time"
)

// PhoneNumber is a business number as the platform sees it.
type PhoneNumber struct {
	ID           string
	DisplayPhone string
	VerifiedName string
	// Quality is GREEN, YELLOW, RED or UNKNOWN.
	Quality string
	// Status is CONNECTED, PENDING, DISCONNECTED, RESTRICTED, BANNED, …
	Status string
	// NameStatus tells whether the display name is approved.
	NameStatus string
	// Throughput is STANDARD, HIGH or NOT_APPLICABLE.
	Throughput string
	// MessagingLimit is a TIER_* name: people reached outside the reply window per day.
	MessagingLimit string
	OnPhoneApp     bool
	Platform       string
	Health         Health
}

// Health says whether messages can be sent, and why not.
type Health struct {
	// CanSend is AVAILABLE, LIMITED or BLOCKED.
	CanSend  string
	Entities []HealthEntity
}

// HealthEntity is one of the things that must be in order: number, account, app, business.
type HealthEntity struct {
	Type, ID, CanSend string
	Problems          []HealthProblem
}

// HealthProblem is one reason, and what Meta suggests.
type HealthProblem struct {
	Code                  int
	Description, Solution string
}

const numberFields = "id,display_phone_number,verified_name,quality_rating,status,name_status,throughput," +
	"whatsapp_business_manager_messaging_limit,is_on_biz_app,platform_type,health_status"

// Number reads one business number, with its health.
func (c *Client) Number(ctx context.Context, phoneNumberID string) (PhoneNumber, error) {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return PhoneNumber{}, err
	}
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: "GET", path: id, query: url.Values{"fields": {numberFields}}, out: &answer, managing: true})
	if err != nil {
		return PhoneNumber{}, err
	}
	o, _ := readObject(answer)
	return readNumber(o), nil
}

// Numbers lists the numbers of an account.
func (c *Client) Numbers(ctx context.Context, waba string) ([]PhoneNumber, error) {
	id, err := pathID(waba)
	if err != nil {
		return nil, err
	}
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: "GET", path: id + "/phone_numbers", query: url.Values{"limit": {"100"}}, out: &answer, managing: true})
	if err != nil {
		return nil, err
	}
	top, _ := readObject(answer)
	var numbers []PhoneNumber
	for _, o := range objects(top, "data") {
		numbers = append(numbers, readNumber(o))
	}
	return numbers, nil
}

func readNumber(o object) PhoneNumber {
	return PhoneNumber{
		ID: o.text("id"), DisplayPhone: o.text("display_phone_number"), VerifiedName: o.text("verified_name"),
		Quality: o.text("quality_rating"), Status: o.text("status"), NameStatus: o.text("name_status"),
		Throughput: o.at("throughput").text("level"), MessagingLimit: o.text("whatsapp_business_manager_messaging_limit"),
		OnPhoneApp: o.flag("is_on_biz_app"), Platform: o.text("platform_type"), Health: readHealth(o.at("health_status")),
	}
}

func readHealth(o object) Health {
	h := Health{CanSend: o.text("can_send_message")}
	for _, e := range objects(o, "entities") {
		entity := HealthEntity{Type: e.text("entity_type"), ID: e.text("id"), CanSend: e.text("can_send_message")}
		for _, p := range objects(e, "errors") {
			entity.Problems = append(entity.Problems, HealthProblem{Code: int(p.integer("error_code")),
				Description: p.text("error_description"), Solution: p.text("possible_solution")})
		}
		h.Entities = append(h.Entities, entity)
	}
	return h
}

// Subscribe makes the platform send the account's webhooks to the app of this token. With
// a callback the webhooks go there instead of to the app's own address.
func (c *Client) Subscribe(ctx context.Context, waba, callbackURL, verifyToken string) error {
	id, err := pathID(waba)
	if err != nil {
		return err
	}
	body := map[string]string{}
	if callbackURL != "" {
		body["override_callback_uri"], body["verify_token"] = callbackURL, verifyToken
	}
	return c.doRequest(ctx, call{method: "POST", path: id + "/subscribed_apps", body: body, managing: true})
}

// SubscribedApps lists the ids of the apps that get the account's webhooks.
func (c *Client) SubscribedApps(ctx context.Context, waba string) ([]string, error) {
	id, err := pathID(waba)
	if err != nil {
		return nil, err
	}
	var answer json.RawMessage
	if err = c.doRequest(ctx, call{method: "GET", path: id + "/subscribed_apps", out: &answer, managing: true}); err != nil {
		return nil, err
	}
	top, _ := readObject(answer)
	var apps []string
	for _, o := range objects(top, "data") {
		apps = append(apps, o.at("whatsapp_business_api_data").text("id"))
	}
	return apps, nil
}

// Register puts a number on the Cloud API with its six-digit PIN.
func (c *Client) Register(ctx context.Context, phoneNumberID, pin string) error {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return err
	}
	return c.doRequest(ctx, call{method: "POST", path: id + "/register",
		body: map[string]string{"messaging_product": "whatsapp", "pin": pin}})
}

// TokenInfo is what a token may do.
type TokenInfo struct {
	Valid  bool
	AppID  string
	Scopes []string
	// Expires is zero for a token that doesn't.
	Expires time.Time
}

// Token asks the platform about this client's own token.
func (c *Client) Token(ctx context.Context) (TokenInfo, error) {
	var answer json.RawMessage
	err := c.doRequest(ctx, call{method: "GET", path: "debug_token", query: url.Values{"input_token": {c.token}}, out: &answer})
	if err != nil {
		return TokenInfo{}, err
	}
	top, _ := readObject(answer)
	data := top.at("data")
	info := TokenInfo{Valid: data.flag("is_valid"), AppID: data.text("app_id"), Expires: data.moment("expires_at")}
	for _, raw := range data.list("scopes") {
		info.Scopes = append(info.Scopes, scalarText(raw))
	}
	return info, nil
}
