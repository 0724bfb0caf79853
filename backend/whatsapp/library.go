package whatsapp

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
)

// LibraryTemplate is one of the platform's ready-made utility templates: fixed
// text, approved at once, values checked by kind when sending.
type LibraryTemplate struct {
	ID, Name, Language, Category, Topic, UseCase string
	Header, Body                                 string
	// Params are samples of the body's values and Kinds their kinds: TEXT,
	// AMOUNT, DATE, ADDRESS, PHONE NUMBER, EMAIL, NUMBER.
	Params, Kinds []string
	Buttons       []TemplateAction
}

// LibraryQuery narrows the list; empty fields don't.
type LibraryQuery struct{ Search, Topic, UseCase, Industry, Language string }

// Library lists ready-made templates, a few hundred at most.
func (c *Client) Library(ctx context.Context, q LibraryQuery) ([]LibraryTemplate, error) {
	query := url.Values{"limit": {"200"}}
	for name, value := range map[string]string{"search": q.Search, "topic": q.Topic, "usecase": q.UseCase, "industry": q.Industry, "language": q.Language} {
		if value != "" {
			query.Set(name, value)
		}
	}
	var answer json.RawMessage
	if err := c.doRequest(ctx, call{method: "GET", path: "message_template_library", query: query, out: &answer, managing: true}); err != nil {
		return nil, err
	}
	top, _ := readObject(answer)
	var all []LibraryTemplate
	for _, o := range objects(top, "data") {
		all = append(all, readLibraryTemplate(o))
	}
	return all, nil
}

func readLibraryTemplate(o object) LibraryTemplate {
	t := LibraryTemplate{ID: o.text("id"), Name: o.text("name"), Language: o.text("language"), Category: o.text("category"),
		Topic: o.text("topic"), UseCase: o.text("usecase"), Header: o.text("header"), Body: o.text("body"),
		Params: texts(o, "body_params"), Kinds: texts(o, "body_param_types")}
	for _, raw := range o.list("buttons") {
		var b TemplateAction
		if json.Unmarshal(raw, &b) == nil {
			t.Buttons = append(t.Buttons, b)
		}
	}
	return t
}

func texts(o object, name string) []string {
	var all []string
	for _, raw := range o.list(name) {
		all = append(all, scalarText(raw))
	}
	return all
}

// LibraryInput is what a ready-made template's button leads to.
type LibraryInput struct {
	Type        string      `json:"type"`
	PhoneNumber string      `json:"phone_number,omitempty"`
	URL         *LibraryURL `json:"url,omitempty"`
}

// LibraryURL is an address whose end may vary, with a sample.
type LibraryURL struct {
	BaseURL string `json:"base_url"`
	Sample  string `json:"url_suffix_example,omitempty"`
}

// FromLibrary makes a template of an account from a ready-made one.
type FromLibrary struct {
	Name, Language, Category, Library string
	Inputs                            []LibraryInput
}

// CreateFromLibrary makes it; the answer has its id and status.
func (c *Client) CreateFromLibrary(ctx context.Context, waba string, f FromLibrary) (Template, error) {
	id, err := pathID(waba)
	if err != nil {
		return Template{}, err
	}
	body := map[string]any{"name": f.Name, "language": f.Language, "category": strings.ToUpper(f.Category), "library_template_name": f.Library}
	if len(f.Inputs) > 0 {
		body["library_template_button_inputs"] = f.Inputs
	}
	created := Template{Name: f.Name, Language: f.Language, Category: strings.ToUpper(f.Category)}
	err = c.doRequest(ctx, call{method: "POST", path: id + "/message_templates", body: body, out: &created, managing: true})
	return created, err
}
