package shop

// Referral is the advertisement or post that a customer came from.
type Referral struct {
	Source   string `json:"source,omitempty"` // ad, post
	ID       string `json:"id,omitempty"`
	URL      string `json:"url,omitempty"`
	Headline string `json:"headline,omitempty"`
	Text     string `json:"text,omitempty"`
	Click    string `json:"click,omitempty"` // the click's id at Meta
}

// ProductRef is an item of a catalog that a customer asks about.
type ProductRef struct {
	Catalog string `json:"catalog,omitempty"`
	Product string `json:"product"`
}

// Form is a form that a customer filled in.
type Form struct {
	Name   string      `json:"name,omitempty"`
	Fields []FormField `json:"fields,omitempty"`
}

// FormField is one answer in a form, in the form's own words.
type FormField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Withheld says why WhatsApp did not pass a message on.
type Withheld struct {
	What string `json:"what,omitempty"` // poll, edit, view_once, …: WhatsApp's word
	Code int    `json:"code,omitempty"` // WhatsApp's error code
	Text string `json:"text,omitempty"` // WhatsApp's words, in English
}
