package whatsapp

import "encoding/json"

// Kinds of interactive messages that this package has constructors for.
const (
	InteractiveButton   = "button"
	InteractiveList     = "list"
	InteractiveCTAURL   = "cta_url"
	InteractiveLocation = "location_request_message"
	InteractiveContact  = "request_contact_info"
	InteractiveProduct  = "product"
	InteractiveProducts = "product_list"
	InteractiveCatalog  = "catalog_message"
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

// ContactRequest asks for the person's phone number; the answer is a contacts
// message.
func ContactRequest(body string) *Interactive {
	return &Interactive{Type: InteractiveContact, Body: &InteractiveText{Text: body},
		Action: InteractiveAction{Name: InteractiveContact}}
}

// Product shows one product of a catalog; the text may be empty.
func Product(body, catalogID, product string) *Interactive {
	i := &Interactive{Type: InteractiveProduct, Action: InteractiveAction{CatalogID: catalogID, ProductRetailerID: product}}
	if body != "" {
		i.Body = &InteractiveText{Text: body}
	}
	return i
}

// Products shows a list of products under a header.
func Products(header, body, catalogID string, sections ...ListSection) *Interactive {
	return &Interactive{Type: InteractiveProducts, Header: &InteractiveHeader{Type: "text", Text: header}, Body: &InteractiveText{Text: body},
		Action: InteractiveAction{CatalogID: catalogID, Sections: sections}}
}

// Catalog shows the way into the whole catalog; thumbnail names the product
// whose picture stands on it, empty for the first.
func Catalog(body, thumbnail string) *Interactive {
	i := &Interactive{Type: InteractiveCatalog, Body: &InteractiveText{Text: body}, Action: InteractiveAction{Name: InteractiveCatalog}}
	if thumbnail != "" {
		i.Action.Parameters, _ = json.Marshal(map[string]string{"thumbnail_product_retailer_id": thumbnail})
	}
	return i
}
