package shop

// InteractiveKind is what can be tapped under a message.
type InteractiveKind string

// The kinds (cloudapi.md section 1.3). A message of TypeInteractive has one.
const (
	AsksButtons  InteractiveKind = "buttons"  // up to three answers to tap
	AsksList     InteractiveKind = "list"     // a button that opens a list to choose from
	AsksLink     InteractiveKind = "link"     // a button that opens a web address
	AsksLocation InteractiveKind = "location" // a button that sends the customer's place
	AsksContact  InteractiveKind = "contact"  // a button that shares the customer's number
	ShowsProduct InteractiveKind = "product"  // one product of the shop's catalog at Meta
	ShowsMany    InteractiveKind = "products" // a list of products
	ShowsCatalog InteractiveKind = "catalog"  // the way into the whole catalog
)

// Interactive is what can be tapped under a message's text; which fields count
// depends on Kind.
type Interactive struct {
	Kind InteractiveKind `json:"kind"`
	// Header stands above the text: a line, or a file. HeaderFile's kind is
	// HeaderType: image, video or document.
	Header     string      `json:"header,omitempty"`
	HeaderType MessageType `json:"header_type,omitempty"`
	HeaderFile *Media      `json:"header_file,omitempty"`
	Footer     string      `json:"footer,omitempty"`

	Buttons  []Choice  `json:"buttons,omitempty"`  // of AsksButtons
	Open     string    `json:"open,omitempty"`     // what the button of a list says
	Sections []Section `json:"sections,omitempty"` // of AsksList and ShowsMany
	Link     *Link     `json:"link,omitempty"`
	Catalog  string    `json:"catalog,omitempty"` // Meta's id of the catalog
	Product  string    `json:"product,omitempty"` // the shop's own id of the product
}

// Choice is a button or a line of a list. ID comes back with the answer; empty
// means that Title serves.
type Choice struct {
	ID          string `json:"id,omitempty"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"` // only in lists
}

// Key is what comes back when the choice is tapped.
func (c Choice) Key() string {
	if c.ID == "" {
		return c.Title
	}
	return c.ID
}

// Section is a titled part of a list: choices, or products by their ids.
type Section struct {
	Title    string   `json:"title,omitempty"`
	Rows     []Choice `json:"rows,omitempty"`
	Products []string `json:"products,omitempty"`
}

// Link is a button that opens a web address.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Files are the files that a message needs before it can leave: its own, and
// those of headers and cards.
func (c Content) Files() []*Media {
	var files []*Media
	add := func(m *Media) {
		if m != nil && m.Hash != "" {
			files = append(files, m)
		}
	}
	add(c.Media)
	if c.Interactive != nil {
		add(c.Interactive.HeaderFile)
	}
	if c.Template != nil {
		add(c.Template.headerFile())
		for _, card := range c.Template.Cards {
			add(card.File)
		}
	}
	return files
}
