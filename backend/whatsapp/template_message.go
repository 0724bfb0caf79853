package whatsapp

import "encoding/json"

// TemplateMessage sends an approved template, named by name and language.
type TemplateMessage struct {
	Name       string              `json:"name"`
	Language   TemplateLanguage    `json:"language"`
	Components []TemplateComponent `json:"components,omitempty"`
}

// TemplateLanguage is a code such as en_US.
type TemplateLanguage struct {
	Code   string `json:"code"`
	Policy string `json:"policy,omitempty"`
}

// TemplateComponent fills the variables of one part of a template.
type TemplateComponent struct {
	// Type is header, body, button, limited_time_offer or carousel.
	Type string `json:"type"`
	// SubType and Index belong to buttons; Index counts from "0".
	SubType    string              `json:"sub_type,omitempty"`
	Index      string              `json:"index,omitempty"`
	Parameters []TemplateParameter `json:"parameters,omitempty"`
	Cards      json.RawMessage     `json:"cards,omitempty"`
}

// UnmarshalJSON accepts an index written as a number, as many clients do.
func (c *TemplateComponent) UnmarshalJSON(raw []byte) error {
	type plain TemplateComponent
	var w struct {
		plain
		Index json.RawMessage `json:"index"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return err
	}
	*c = TemplateComponent(w.plain)
	c.Index = scalarText(w.Index)
	return nil
}

// TemplateParameter is one value. Named templates need Name on each; positional ones go
// by order.
type TemplateParameter struct {
	Type       string            `json:"type"`
	Name       string            `json:"parameter_name,omitempty"`
	Text       string            `json:"text,omitempty"`
	Payload    string            `json:"payload,omitempty"`
	CouponCode string            `json:"coupon_code,omitempty"`
	Image      *OutgoingMedia    `json:"image,omitempty"`
	Video      *OutgoingMedia    `json:"video,omitempty"`
	Document   *OutgoingMedia    `json:"document,omitempty"`
	Location   *OutgoingLocation `json:"location,omitempty"`
	Currency   json.RawMessage   `json:"currency,omitempty"`
	DateTime   json.RawMessage   `json:"date_time,omitempty"`
	Action     json.RawMessage   `json:"action,omitempty"`
	Offer      json.RawMessage   `json:"limited_time_offer,omitempty"`
}

// NewTemplate makes a template message whose body has the given values, in order.
func NewTemplate(name, language string, bodyValues ...string) *TemplateMessage {
	t := &TemplateMessage{Name: name, Language: TemplateLanguage{Code: language}}
	if len(bodyValues) == 0 {
		return t
	}
	body := TemplateComponent{Type: "body"}
	for _, value := range bodyValues {
		body.Parameters = append(body.Parameters, TemplateParameter{Type: "text", Text: value})
	}
	t.Components = []TemplateComponent{body}
	return t
}
