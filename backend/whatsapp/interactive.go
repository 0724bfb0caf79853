package whatsapp

import "encoding/json"

// Kinds of interactive messages that this package has constructors for.
const (
	InteractiveButton   = "button"
	InteractiveList     = "list"
	InteractiveCTAURL   = "cta_url"
	InteractiveLocation = "location_request_message"
)

// Interactive is a message with buttons, a list or a link button.
type Interactive struct {
	Type   string             `json:"type"`
	Header *InteractiveHeader `json:"header,omitempty"`
	Body   *InteractiveText   `json:"body,omitempty"`
	Footer *InteractiveText   `json:"footer,omitempty"`
	Action InteractiveAction  `json:"action"`
}

// InteractiveText is the text of a body or footer.
type InteractiveText struct {
	Text string `json:"text"`
}

// InteractiveHeader is a line of text or a file above the body.
type InteractiveHeader struct {
	Type     string         `json:"type"`
	Text     string         `json:"text,omitempty"`
	Image    *OutgoingMedia `json:"image,omitempty"`
	Video    *OutgoingMedia `json:"video,omitempty"`
	Document *OutgoingMedia `json:"document,omitempty"`
}

// InteractiveAction holds what can be tapped; which fields count depends on the type.
type InteractiveAction struct {
	Buttons  []ReplyButton `json:"buttons,omitempty"`
	Button   string        `json:"button,omitempty"`
	Sections []ListSection `json:"sections,omitempty"`
	Name     string        `json:"name,omitempty"`
	// Parameters belong to named actions such as cta_url.
	Parameters        json.RawMessage `json:"parameters,omitempty"`
	CatalogID         string          `json:"catalog_id,omitempty"`
	ProductRetailerID string          `json:"product_retailer_id,omitempty"`
}

// ReplyButton is one button under a message.
type ReplyButton struct {
	Type  string `json:"type"`
	Reply struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	} `json:"reply"`
}

// ListSection is a titled group of rows in a list, or of products.
type ListSection struct {
	Title    string        `json:"title,omitempty"`
	Rows     []ListRow     `json:"rows,omitempty"`
	Products []ProductItem `json:"product_items,omitempty"`
}

// ListRow is one choice in a list.
type ListRow struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

// ProductItem names a product of a catalog.
type ProductItem struct {
	RetailerID string `json:"product_retailer_id"`
}

// Choice is a button or row: what the person sees and the id that comes back.
type Choice struct{ ID, Title, Description string }

// Buttons makes a message with up to three reply buttons.
func Buttons(body string, choices ...Choice) *Interactive {
	i := &Interactive{Type: InteractiveButton, Body: &InteractiveText{Text: body}}
	for _, c := range choices {
		b := ReplyButton{Type: "reply"}
		b.Reply.ID, b.Reply.Title = c.ID, c.Title
		i.Action.Buttons = append(i.Action.Buttons, b)
	}
	return i
}

// List makes a message with a button that opens a list of choices.
func List(body, button string, sections ...ListSection) *Interactive {
	return &Interactive{Type: InteractiveList, Body: &InteractiveText{Text: body},
		Action: InteractiveAction{Button: button, Sections: sections}}
}

// LinkButton makes a message with one button that opens a web address.
func LinkButton(body, label, address string) *Interactive {
	parameters, _ := json.Marshal(linkParameters{DisplayText: label, URL: address})
	return &Interactive{Type: InteractiveCTAURL, Body: &InteractiveText{Text: body},
		Action: InteractiveAction{Name: InteractiveCTAURL, Parameters: parameters}}
}

type linkParameters struct {
	DisplayText string `json:"display_text"`
	URL         string `json:"url"`
}

// LocationRequest asks for the person's place; the answer is a location message.
func LocationRequest(body string) *Interactive {
	return &Interactive{Type: InteractiveLocation, Body: &InteractiveText{Text: body},
		Action: InteractiveAction{Name: "send_location"}}
}
