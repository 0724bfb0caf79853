package whatsapp

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
)

// States of a template; only an approved one can be sent.
const (
	TemplateApproved = "APPROVED"
	TemplatePending  = "PENDING"
	TemplateRejected = "REJECTED"
	TemplatePaused   = "PAUSED"
	TemplateDisabled = "DISABLED"
)

// Categories of templates, which decide their price.
const (
	CategoryUtility        = "UTILITY"
	CategoryMarketing      = "MARKETING"
	CategoryAuthentication = "AUTHENTICATION"
)

// Template is a message text that the platform reviews. Name and Language together are
// its identity when sending.
type Template struct {
	ID              string         `json:"id,omitempty"`
	Name            string         `json:"name"`
	Language        string         `json:"language"`
	Status          string         `json:"status,omitempty"`
	Category        string         `json:"category"`
	ParameterFormat string         `json:"parameter_format,omitempty"`
	Components      []TemplateText `json:"components"`
	RejectedReason  string         `json:"rejected_reason,omitempty"`
	CorrectCategory string         `json:"correct_category,omitempty"`
	// Quality is GREEN, YELLOW, RED or UNKNOWN.
	Quality string `json:"-"`
}

// TemplateText is one part of a template: HEADER, BODY, FOOTER or BUTTONS.
type TemplateText struct {
	Type    string           `json:"type"`
	Format  string           `json:"format,omitempty"`
	Text    string           `json:"text,omitempty"`
	Buttons []TemplateAction `json:"buttons,omitempty"`
	// Example holds the sample values that review requires for every variable.
	Example json.RawMessage `json:"example,omitempty"`
	// Cards are those of a CAROUSEL.
	Cards []json.RawMessage `json:"cards,omitempty"`
}

// TemplateAction is a button of a template.
type TemplateAction struct {
	Type        string          `json:"type"`
	Text        string          `json:"text,omitempty"`
	URL         string          `json:"url,omitempty"`
	PhoneNumber string          `json:"phone_number,omitempty"`
	Example     json.RawMessage `json:"example,omitempty"`
}

// TemplateQuery narrows a list of templates; empty fields don't.
type TemplateQuery struct {
	Name, Status, Language string
	// After is the cursor of the page before; Limit the page's size (0 means 100).
	After string
	Limit int
}

// TemplatePage is a page of templates; an empty After means the last.
type TemplatePage struct {
	Templates []Template
	After     string
}

// Templates lists the templates of an account, one page at a time.
func (c *Client) Templates(ctx context.Context, waba string, q TemplateQuery) (TemplatePage, error) {
	id, err := pathID(waba)
	if err != nil {
		return TemplatePage{}, err
	}
	query := url.Values{"limit": {strconv.Itoa(max(q.Limit, 0))}}
	if q.Limit <= 0 {
		query.Set("limit", "100")
	}
	for name, value := range map[string]string{"name": q.Name, "status": q.Status, "language": q.Language, "after": q.After} {
		if value != "" {
			query.Set(name, value)
		}
	}
	query.Set("fields", "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason,correct_category")
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: "GET", path: id + "/message_templates", query: query, out: &answer, managing: true})
	if err != nil {
		return TemplatePage{}, err
	}
	return readTemplatePage(answer), nil
}

func readTemplatePage(answer json.RawMessage) TemplatePage {
	top, _ := readObject(answer)
	var page TemplatePage
	for _, raw := range top.list("data") {
		var t Template
		if json.Unmarshal(raw, &t) != nil {
			continue
		}
		o, _ := readObject(raw)
		if t.Quality = o.at("quality_score").text("score"); t.Quality == "" {
			t.Quality = o.text("quality_score")
		}
		page.Templates = append(page.Templates, t)
	}
	if paging := top.at("paging"); paging.has("next") {
		page.After = paging.at("cursors").text("after")
	}
	return page
}

// CreateTemplate hands a template in for review; the answer has its id, status and the
// category that the platform chose.
func (c *Client) CreateTemplate(ctx context.Context, waba string, t Template) (Template, error) {
	id, err := pathID(waba)
	if err != nil {
		return Template{}, err
	}
	created := t
	err = c.doRequest(ctx, call{method: "POST", path: id + "/message_templates", body: t, out: &created, managing: true})
	return created, err
}

// EditTemplate replaces a template's components, named by its id. An approved
// one keeps its category.
func (c *Client) EditTemplate(ctx context.Context, templateID string, t Template) error {
	id, err := pathID(templateID)
	if err != nil {
		return err
	}
	body := map[string]any{"components": t.Components}
	if t.Category != "" {
		body["category"] = t.Category
	}
	return c.doRequest(ctx, call{method: "POST", path: id, body: body, managing: true})
}

// DeleteTemplate deletes a template by name, in all languages.
func (c *Client) DeleteTemplate(ctx context.Context, waba, name string) error {
	return c.DeleteTemplateByID(ctx, waba, name, "")
}

// DeleteTemplateByID deletes a template in the one language that has the id.
func (c *Client) DeleteTemplateByID(ctx context.Context, waba, name, templateID string) error {
	id, err := pathID(waba)
	if err != nil {
		return err
	}
	query := url.Values{"name": {name}}
	if templateID != "" {
		query.Set("hsm_id", templateID)
	}
	return c.doRequest(ctx, call{method: "DELETE", path: id + "/message_templates", query: query, managing: true})
}
