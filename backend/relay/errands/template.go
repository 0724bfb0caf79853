package errands

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// maxTemplates ends a listing that doesn't.
const maxTemplates = 10_000

// AllTemplates lists an account's templates.
func AllTemplates(ctx context.Context, client *whatsapp.Client, waba string) ([]shop.Template, error) {
	var all []shop.Template
	for query := (whatsapp.TemplateQuery{}); len(all) < maxTemplates; {
		page, err := client.Templates(ctx, waba, query)
		if err != nil {
			return nil, err
		}
		for _, t := range page.Templates {
			all = append(all, TemplateOf(t))
		}
		if page.After == "" {
			return all, nil
		}
		query.After = page.After
	}
	return nil, errors.New("the list of templates doesn't end")
}

// Differences are what has to be told so that the known templates are those
// that are there.
func Differences(waba string, known, there []shop.Template) []shop.Body {
	same := func(a, b shop.Template) bool { return a.Name == b.Name && a.Language == b.Language }
	var changed []shop.Body
	for _, t := range there {
		i := slices.IndexFunc(known, func(k shop.Template) bool { return same(k, t) })
		if i >= 0 {
			// What the list doesn't say stays.
			t.Title, t.Advice, t.Library = known[i].Title, known[i].Advice, known[i].Library
			t.NextCategory, t.NextCategoryAt = known[i].NextCategory, known[i].NextCategoryAt
		}
		if i < 0 || !equal(known[i], t) {
			changed = append(changed, &shop.TemplateChanged{WABA: waba, Template: t})
		}
	}
	for _, k := range known {
		if k.State != shop.TemplateDeleted && !slices.ContainsFunc(there, func(t shop.Template) bool { return same(k, t) }) {
			k.State = shop.TemplateDeleted
			changed = append(changed, &shop.TemplateChanged{WABA: waba, Template: k})
		}
	}
	return changed
}

func equal(a, b shop.Template) bool {
	one, err1 := json.Marshal(a)
	two, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(one) == string(two)
}

// TemplateOf is a template of the platform in the shop's words.
func TemplateOf(t whatsapp.Template) shop.Template {
	out := shop.Template{PlatformID: t.ID, Name: t.Name, Language: t.Language, Category: shop.Category(strings.ToLower(t.Category)),
		State: shop.TemplateState(t.Status), Reason: t.RejectedReason, Named: strings.EqualFold(t.ParameterFormat, "named"), Quality: t.Quality}
	if out.Reason == "NONE" {
		out.Reason = ""
	}
	for _, part := range t.Components {
		readPart(&out, part)
	}
	return out
}

func readPart(out *shop.Template, part whatsapp.TemplateText) {
	switch strings.ToUpper(part.Type) {
	case "HEADER":
		out.Header = part.Text
		if kind := strings.ToLower(part.Format); kind != "text" && kind != "" {
			out.HeaderType = shop.MessageType(kind)
		}
		out.HeaderSample = readExample(part.Example).header()
	case "BODY":
		out.Body, out.Samples = part.Text, readExample(part.Example).body()
	case "FOOTER":
		out.Footer = part.Text
	case "BUTTONS":
		for _, b := range part.Buttons {
			out.Actions = append(out.Actions, actionOf(b))
		}
		out.Buttons = titles(out.Actions)
	case "CAROUSEL":
		out.Cards = len(part.Cards)
	}
}

func titles(actions []shop.TemplateAction) []string {
	var all []string
	for _, a := range actions {
		all = append(all, a.Title)
	}
	return all
}

func actionOf(b whatsapp.TemplateAction) shop.TemplateAction {
	a := shop.TemplateAction{Kind: shop.ButtonKind(strings.ToLower(b.Type)), Title: b.Text, Value: b.URL}
	if b.PhoneNumber != "" {
		a.Value = b.PhoneNumber
	}
	var one string
	var many []string
	switch {
	case json.Unmarshal(b.Example, &one) == nil:
		a.Sample = one
	case json.Unmarshal(b.Example, &many) == nil && len(many) > 0:
		a.Sample = many[0]
	}
	return a
}

// example holds the samples of a part: {"body_text":[["Lucía","A-1042"]]}, or
// by name.
type example struct {
	HeaderText  []string      `json:"header_text,omitempty"`
	HeaderNamed []namedSample `json:"header_text_named_params,omitempty"`
	Handles     []string      `json:"header_handle,omitempty"`
	BodyText    [][]string    `json:"body_text,omitempty"`
	BodyNamed   []namedSample `json:"body_text_named_params,omitempty"`
}

type namedSample struct {
	Name    string `json:"param_name"`
	Example string `json:"example"`
}

func readExample(raw json.RawMessage) example {
	var e example
	_ = json.Unmarshal(raw, &e) // what can't be read has no samples
	return e
}

func (e example) body() []string {
	if len(e.BodyText) > 0 {
		return e.BodyText[0]
	}
	var all []string
	for _, sample := range e.BodyNamed {
		all = append(all, sample.Example)
	}
	return all
}

func (e example) header() string {
	switch {
	case len(e.HeaderText) > 0:
		return e.HeaderText[0]
	case len(e.HeaderNamed) > 0:
		return e.HeaderNamed[0].Example
	}
	return ""
}

// platformTemplate is a template as the platform wants it handed in.
func (c *Clerk) platformTemplate(ctx context.Context, client *whatsapp.Client, t shop.Template) (whatsapp.Template, error) {
	out := whatsapp.Template{Name: t.Name, Language: t.Language, Category: strings.ToUpper(string(t.Category)), ParameterFormat: "positional"}
	if t.Named {
		out.ParameterFormat = "named"
	}
	header, err := c.headerPart(ctx, client, t)
	if err != nil {
		return out, err
	}
	if header != nil {
		out.Components = append(out.Components, *header)
	}
	out.Components = append(out.Components, whatsapp.TemplateText{Type: "BODY", Text: t.Body, Example: bodyExample(t)})
	if t.Footer != "" {
		out.Components = append(out.Components, whatsapp.TemplateText{Type: "FOOTER", Text: t.Footer})
	}
	if len(t.Actions) > 0 {
		buttons := whatsapp.TemplateText{Type: "BUTTONS"}
		for _, a := range t.Actions {
			buttons.Buttons = append(buttons.Buttons, platformAction(a))
		}
		out.Components = append(out.Components, buttons)
	}
	return out, nil
}

func (c *Clerk) headerPart(ctx context.Context, client *whatsapp.Client, t shop.Template) (*whatsapp.TemplateText, error) {
	switch t.HeaderType {
	case shop.TypeImage, shop.TypeVideo, shop.TypeDocument:
		handle, err := c.handle(ctx, client, t.HeaderSample)
		if err != nil {
			return nil, err
		}
		return &whatsapp.TemplateText{Type: "HEADER", Format: strings.ToUpper(string(t.HeaderType)), Example: encode(example{Handles: []string{handle}})}, nil
	case shop.TypeLocation:
		return &whatsapp.TemplateText{Type: "HEADER", Format: "LOCATION"}, nil
	}
	if t.Header == "" {
		return nil, nil //nolint:nilnil // a template need not have one
	}
	part := &whatsapp.TemplateText{Type: "HEADER", Format: "TEXT", Text: t.Header}
	name, blank := t.HeaderBlank()
	switch {
	case blank && t.Named:
		part.Example = encode(example{HeaderNamed: []namedSample{{name, t.HeaderSample}}})
	case blank:
		part.Example = encode(example{HeaderText: []string{t.HeaderSample}})
	}
	return part, nil
}

func bodyExample(t shop.Template) json.RawMessage {
	if t.Parameters() == 0 {
		return nil
	}
	names := t.ParameterNames()
	if names == nil {
		return encode(example{BodyText: [][]string{t.Samples}})
	}
	var e example
	for i, name := range names {
		sample := ""
		if i < len(t.Samples) {
			sample = t.Samples[i]
		}
		e.BodyNamed = append(e.BodyNamed, namedSample{name, sample})
	}
	return encode(e)
}

func platformAction(a shop.TemplateAction) whatsapp.TemplateAction {
	out := whatsapp.TemplateAction{Type: strings.ToUpper(string(a.Kind)), Text: a.Title}
	switch a.Kind {
	case shop.ButtonURL:
		out.URL = a.Value
		if a.Sample != "" {
			out.Example = encode([]string{a.Sample})
		}
	case shop.ButtonPhone:
		out.PhoneNumber = a.Value
	case shop.ButtonCopy:
		out.Text, out.Example = "", encode(a.Sample)
	}
	return out
}

func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return raw
}
