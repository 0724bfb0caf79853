package sender

import (
	"strings"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// unsendableError is a message that WhatsApp has no form for.
type unsendableError struct{ kind shop.MessageType }

func (e *unsendableError) Error() string {
	return "a message of type " + string(e.kind) + " can't be sent to WhatsApp"
}

// uploads are the platform's ids of the files that a message names, by hash.
type uploads map[string]string

// outgoing writes a claimed message in the platform's form. Its own id goes
// along and comes back in every status.
func outgoing(c claim, files uploads) (whatsapp.Outgoing, error) {
	content, kind := c.out.Sending.Content, c.out.Sending.Type
	o := whatsapp.Outgoing{To: c.address.Phone, Recipient: c.address.UserID, QuotedID: c.quoted,
		CallbackData: c.out.Sending.Message.String()}
	switch {
	case kind == shop.TypeText:
		o.Text = &whatsapp.OutgoingText{Body: content.Text, PreviewURL: hasAddress(content.Text)}
	case kind.HasMedia() && content.Media != nil:
		setMedia(&o, kind, content, files)
	case kind == shop.TypeTemplate && content.Template != nil:
		o.Template = templateMessage(c.template, *content.Template, files)
	case kind == shop.TypeLocation && content.Location != nil:
		o.Location = place(*content.Location)
	case kind == shop.TypeContacts && len(content.Contacts) > 0:
		o.Contacts = cards(content.Contacts)
	case kind == shop.TypeReaction:
		o.Reaction, o.QuotedID = &whatsapp.OutgoingReaction{MessageID: c.quoted, Emoji: content.Text}, ""
	case kind == shop.TypeInteractive:
		o.Interactive = interactive(content, files)
	}
	if o.Type() == "" {
		return o, &unsendableError{kind}
	}
	return o, nil
}

func hasAddress(text string) bool {
	return strings.Contains(text, "https://") || strings.Contains(text, "http://")
}

func place(l shop.Location) *whatsapp.OutgoingLocation {
	return &whatsapp.OutgoingLocation{Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address}
}

func setMedia(o *whatsapp.Outgoing, kind shop.MessageType, content shop.Content, files uploads) {
	file := &whatsapp.OutgoingMedia{ID: files[content.Media.Hash], Caption: content.Text}
	switch kind {
	case shop.TypeImage:
		o.Image = file
	case shop.TypeVideo:
		o.Video = file
	case shop.TypeSticker:
		file.Caption = ""
		o.Sticker = file
	case shop.TypeAudio, shop.TypeVoice:
		file.Caption, file.Voice = "", kind == shop.TypeVoice
		o.Audio = file
	default:
		file.Filename = content.Media.Name
		o.Document = file
	}
}

func cards(shared []shop.ContactCard) []whatsapp.ContactCard {
	all := make([]whatsapp.ContactCard, 0, len(shared))
	for _, c := range shared {
		all = append(all, card(c))
	}
	return all
}

func card(c shop.ContactCard) whatsapp.ContactCard {
	out := whatsapp.ContactCard{Name: whatsapp.CardName{FormattedName: c.Name, FirstName: c.Name}, Birthday: c.Birthday}
	for _, phone := range c.Phones {
		// With a wa_id WhatsApp offers to write to the number, without it to
		// invite whoever has it (cloudapi.md section 1.2).
		out.Phones = append(out.Phones, whatsapp.CardPhone{Phone: phone, WaID: shop.PhoneKey(phone)})
	}
	for _, email := range c.Emails {
		out.Emails = append(out.Emails, whatsapp.CardEmail{Email: email})
	}
	for _, address := range c.Websites {
		out.URLs = append(out.URLs, whatsapp.CardURL{URL: address})
	}
	for _, address := range c.Addresses {
		out.Addresses = append(out.Addresses, whatsapp.CardAddress{Street: address})
	}
	if c.Company != "" || c.Title != "" {
		out.Org = &whatsapp.CardOrg{Company: c.Company, Title: c.Title}
	}
	return out
}

// interactive is a text with something to tap; nil for what this version
// doesn't know.
func interactive(content shop.Content, files uploads) *whatsapp.Interactive {
	i := content.Interactive
	if i == nil {
		i = shop.ButtonsOf(content.Buttons)
	}
	out := tappable(content.Text, *i)
	if out == nil {
		return nil
	}
	if i.Footer != "" {
		out.Footer = &whatsapp.InteractiveText{Text: i.Footer}
	}
	switch {
	case i.HeaderFile != nil:
		out.Header = fileHeader(i.HeaderType, *i.HeaderFile, files)
	case i.Header != "" && out.Header == nil:
		out.Header = &whatsapp.InteractiveHeader{Type: "text", Text: i.Header}
	}
	return out
}

func fileHeader(kind shop.MessageType, file shop.Media, files uploads) *whatsapp.InteractiveHeader {
	media := &whatsapp.OutgoingMedia{ID: files[file.Hash]}
	switch kind {
	case shop.TypeImage:
		return &whatsapp.InteractiveHeader{Type: "image", Image: media}
	case shop.TypeVideo:
		return &whatsapp.InteractiveHeader{Type: "video", Video: media}
	}
	media.Filename = file.Name
	return &whatsapp.InteractiveHeader{Type: "document", Document: media}
}

func tappable(text string, i shop.Interactive) *whatsapp.Interactive {
	switch i.Kind {
	case shop.AsksButtons:
		choices := make([]whatsapp.Choice, len(i.Buttons))
		for n, b := range i.Buttons {
			choices[n] = whatsapp.Choice{ID: b.Key(), Title: b.Title}
		}
		return whatsapp.Buttons(text, choices...)
	case shop.AsksList:
		return whatsapp.List(text, i.Open, sections(i.Sections)...)
	case shop.AsksLink:
		if i.Link == nil {
			return nil
		}
		return whatsapp.LinkButton(text, i.Link.Title, i.Link.URL)
	case shop.AsksLocation:
		return whatsapp.LocationRequest(text)
	case shop.AsksContact:
		return whatsapp.ContactRequest(text)
	case shop.ShowsProduct:
		return whatsapp.Product(text, i.Catalog, i.Product)
	case shop.ShowsMany:
		return whatsapp.Products(i.Header, text, i.Catalog, sections(i.Sections)...)
	case shop.ShowsCatalog:
		return whatsapp.Catalog(text, i.Product)
	}
	return nil
}

func sections(all []shop.Section) []whatsapp.ListSection {
	out := make([]whatsapp.ListSection, len(all))
	for n, s := range all {
		out[n].Title = s.Title
		for _, row := range s.Rows {
			out[n].Rows = append(out[n].Rows, whatsapp.ListRow{ID: row.Key(), Title: row.Title, Description: row.Description})
		}
		for _, product := range s.Products {
			out[n].Products = append(out[n].Products, whatsapp.ProductItem{RetailerID: product})
		}
	}
	return out
}
