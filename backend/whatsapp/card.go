package whatsapp

// ContactCard is a person's or firm's details, shared in a message of type contacts. It
// has the same form in both directions.
type ContactCard struct {
	Name      CardName      `json:"name"`
	Phones    []CardPhone   `json:"phones,omitempty"`
	Emails    []CardEmail   `json:"emails,omitempty"`
	URLs      []CardURL     `json:"urls,omitempty"`
	Addresses []CardAddress `json:"addresses,omitempty"`
	Org       *CardOrg      `json:"org,omitempty"`
	// Birthday is written YYYY-MM-DD.
	Birthday string `json:"birthday,omitempty"`
	// Origin and VCard come only in incoming messages.
	Origin string `json:"-"`
	VCard  string `json:"-"`
}

// CardName is a name; FormattedName is required when sending.
type CardName struct {
	FormattedName string `json:"formatted_name"`
	FirstName     string `json:"first_name,omitempty"`
	LastName      string `json:"last_name,omitempty"`
	MiddleName    string `json:"middle_name,omitempty"`
	Prefix        string `json:"prefix,omitempty"`
	Suffix        string `json:"suffix,omitempty"`
}

// CardPhone is one phone of a card; with a WaID WhatsApp offers to write to it.
type CardPhone struct {
	Phone string `json:"phone,omitempty"`
	Type  string `json:"type,omitempty"`
	WaID  string `json:"wa_id,omitempty"`
}

// CardEmail is one e-mail address of a card.
type CardEmail struct {
	Email string `json:"email,omitempty"`
	Type  string `json:"type,omitempty"`
}

// CardURL is one web address of a card.
type CardURL struct {
	URL  string `json:"url,omitempty"`
	Type string `json:"type,omitempty"`
}

// CardAddress is one postal address of a card.
type CardAddress struct {
	Street      string `json:"street,omitempty"`
	City        string `json:"city,omitempty"`
	State       string `json:"state,omitempty"`
	Zip         string `json:"zip,omitempty"`
	Country     string `json:"country,omitempty"`
	CountryCode string `json:"country_code,omitempty"`
	Type        string `json:"type,omitempty"`
}

// CardOrg is where the person works.
type CardOrg struct {
	Company    string `json:"company,omitempty"`
	Department string `json:"department,omitempty"`
	Title      string `json:"title,omitempty"`
}

func readCard(o object) ContactCard {
	name := o.at("name")
	card := ContactCard{
		Name: CardName{FormattedName: name.text("formatted_name"), FirstName: name.text("first_name"),
			LastName: name.text("last_name"), MiddleName: name.text("middle_name"),
			Prefix: name.text("prefix"), Suffix: name.text("suffix")},
		Birthday: o.text("birthday"), Origin: o.text("origin"), VCard: o.text("vcard"),
	}
	for _, p := range objects(o, "phones") {
		card.Phones = append(card.Phones, CardPhone{Phone: p.text("phone"), Type: p.text("type"), WaID: p.text("wa_id")})
	}
	for _, e := range objects(o, "emails") {
		card.Emails = append(card.Emails, CardEmail{Email: e.text("email"), Type: e.text("type")})
	}
	for _, u := range objects(o, "urls") {
		card.URLs = append(card.URLs, CardURL{URL: u.text("url"), Type: u.text("type")})
	}
	for _, a := range objects(o, "addresses") {
		card.Addresses = append(card.Addresses, CardAddress{Street: a.text("street"), City: a.text("city"),
			State: a.text("state"), Zip: a.text("zip"), Country: a.text("country"),
			CountryCode: a.text("country_code"), Type: a.text("type")})
	}
	if org, ok := o.child("org"); ok {
		card.Org = &CardOrg{Company: org.text("company"), Department: org.text("department"), Title: org.text("title")}
	}
	return card
}

func objects(o object, name string) []object {
	var out []object
	for _, raw := range o.list(name) {
		if item, ok := readObject(raw); ok {
			out = append(out, item)
		}
	}
	return out
}
