package whatsapp

import (
	"encoding/json"
	"strconv"
	"time"
)

// The parts of a template message. Each gives one component.

// BodyPart fills the body in, in order; names go with the values of a template
// with named parameters.
func BodyPart(values, names []string) TemplateComponent {
	return TemplateComponent{Type: "body", Parameters: textParameters(values, names)}
}

func textParameters(values, names []string) []TemplateParameter {
	all := make([]TemplateParameter, len(values))
	for i, value := range values {
		all[i] = TemplateParameter{Type: "text", Text: value}
		if i < len(names) {
			all[i].Name = names[i]
		}
	}
	return all
}

// HeaderText fills a header's blank in; name is empty where blanks are numbered.
func HeaderText(value, name string) TemplateComponent {
	return TemplateComponent{Type: "header", Parameters: []TemplateParameter{{Type: "text", Text: value, Name: name}}}
}

// HeaderFile sets a header's file; kind is image, video or document.
func HeaderFile(kind string, file OutgoingMedia) TemplateComponent {
	p := TemplateParameter{Type: kind}
	switch kind {
	case TypeImage:
		p.Image = &file
	case TypeVideo:
		p.Video = &file
	default:
		p.Document = &file
	}
	return TemplateComponent{Type: "header", Parameters: []TemplateParameter{p}}
}

// HeaderPlace sets a header's place.
func HeaderPlace(place OutgoingLocation) TemplateComponent {
	return TemplateComponent{Type: "header", Parameters: []TemplateParameter{{Type: "location", Location: &place}}}
}

// ButtonPart fills in the button at an index, by what it does.
func ButtonPart(index int, kind, value string) TemplateComponent {
	c := TemplateComponent{Type: "button", SubType: kind, Index: strconv.Itoa(index)}
	switch kind {
	case "quick_reply":
		c.Parameters = []TemplateParameter{{Type: "payload", Payload: value}}
	case "copy_code":
		c.Parameters = []TemplateParameter{{Type: "coupon_code", CouponCode: value}}
	case "flow":
		c.Parameters = actionParameter(map[string]any{"flow_token": orDefault(value, "unused")})
	case "catalog":
		if value != "" {
			c.Parameters = actionParameter(map[string]any{"thumbnail_product_retailer_id": value})
		}
	case "otp": // the code is sent as the end of an address
		c.SubType, c.Parameters = "url", textParameters([]string{value}, nil)
	default:
		c.Parameters = textParameters([]string{value}, nil)
	}
	return c
}

// ProductsButton fills in a button that opens a list of products.
func ProductsButton(index int, thumbnail string, sections []ListSection) TemplateComponent {
	return TemplateComponent{Type: "button", SubType: "mpm", Index: strconv.Itoa(index),
		Parameters: actionParameter(map[string]any{"thumbnail_product_retailer_id": thumbnail, "sections": sections})}
}

func actionParameter(action map[string]any) []TemplateParameter {
	raw, _ := json.Marshal(action)
	return []TemplateParameter{{Type: "action", Action: raw}}
}

// OfferPart says when a limited offer ends.
func OfferPart(ends time.Time) TemplateComponent {
	raw, _ := json.Marshal(map[string]int64{"expiration_time_ms": ends.UnixMilli()})
	return TemplateComponent{Type: "limited_time_offer", Parameters: []TemplateParameter{{Type: "limited_time_offer", Offer: raw}}}
}

// CardsPart fills a carousel in: the components of each card.
func CardsPart(cards [][]TemplateComponent) TemplateComponent {
	type card struct {
		Index      int                 `json:"card_index"`
		Components []TemplateComponent `json:"components"`
	}
	all := make([]card, len(cards))
	for i, components := range cards {
		all[i] = card{Index: i, Components: components}
	}
	raw, _ := json.Marshal(all)
	return TemplateComponent{Type: "carousel", Cards: raw}
}
