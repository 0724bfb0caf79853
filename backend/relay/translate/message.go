package translate

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

func (t *translation) message(m *whatsapp.IncomingMessage) {
	who := personOf(m.From, m.FromUserID, m.Contact)
	if !who.known() || m.GroupID != "" || m.ID == "" {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	if m.System != nil {
		t.system(m, who)
		return
	}
	if t.repeated(m) {
		return
	}
	customer := t.whose(who, m.At)
	conversation := shop.ConversationFor(t.in.Channel, customer)
	if !t.aboutAnother(m, customer, conversation, shop.ByCustomer) {
		t.received(m, customer, conversation)
	}
	t.tellRecycled(customer, who, m.At)
}

// repeated says that a message is known already, even longer ago than events
// are remembered by their ids. One that is known from the history counts as new
// when it comes by itself: it opens the reply window.
func (t *translation) repeated(m *whatsapp.IncomingMessage) bool {
	id := shop.MessageFor(t.in.Shop, m.ID)
	_, known := t.facts.Message(id)
	return known && !t.facts.Past(id)
}

func (t *translation) received(m *whatsapp.IncomingMessage, customer shop.CustomerID, conversation shop.ConversationID) {
	kind, content := t.content(m)
	body := &shop.MessageReceived{
		Message: shop.MessageFor(t.in.Shop, m.ID), Conversation: conversation, Type: kind, Ref: t.ref(m.ID),
		Personal: shop.MessageReceivedPersonal{Wamid: m.ID, From: m.From, Content: content},
	}
	if m.Context != nil {
		body.Forwarded = forwarded(m.Context)
		body.Quotes = t.quoted(m.Context.ID)
	}
	t.byCustomer(m, customer, body)
	t.spoken(m, customer)
}

// quoted is the message that a wamid names; one that was never seen would have
// come from the customer, and so has the id that it would get.
func (t *translation) quoted(wamid string) shop.MessageID {
	if wamid == "" {
		return shop.MessageID{}
	}
	if id, ok := t.facts.MessageByRef(t.ref(wamid)); ok {
		return id
	}
	return shop.MessageFor(t.in.Shop, wamid)
}

func (t *translation) ref(wamid string) shop.PlatformRef { return shop.RefFor(t.in.Shop, wamid) }

func (t *translation) byCustomer(m *whatsapp.IncomingMessage, customer shop.CustomerID, body shop.Body) {
	t.emit(fact{author: shop.ByCustomer, at: m.At, customer: customer, body: body})
}

// taken says that an identifier already names another customer.
func (t *translation) taken(customer shop.CustomerID, p person) bool {
	if p.phone != "" {
		if owner, ok := t.facts.Identified(waID(p.phone)); ok && owner != customer {
			return true
		}
	}
	if p.userID == "" {
		return false
	}
	owner, ok := t.facts.Identified(t.bsuid(p))
	return ok && owner != customer
}

var mediaTypes = map[string]shop.MessageType{
	whatsapp.TypeImage: shop.TypeImage, whatsapp.TypeVideo: shop.TypeVideo, whatsapp.TypeAudio: shop.TypeAudio,
	whatsapp.TypeDocument: shop.TypeDocument, whatsapp.TypeSticker: shop.TypeSticker,
}

// content is what a message says. What is not understood, wholly or in part,
// keeps its raw JSON.
func (t *translation) content(m *whatsapp.IncomingMessage) (shop.MessageType, shop.Content) {
	kind, content, whole := t.read(m)
	if r := m.Referral; r != nil {
		content.Referral = &shop.Referral{Source: r.SourceType, ID: r.SourceID, URL: r.SourceURL, Headline: r.Headline,
			Text: r.Body, Click: r.ClickID}
		whole = false // it has pictures too
	}
	if m.Context != nil && m.Context.Product != nil {
		content.Product = &shop.ProductRef{Catalog: m.Context.Product.CatalogID, Product: m.Context.Product.RetailerID}
	}
	if !whole {
		content.Raw = t.in.Part.Raw
	}
	return kind, content
}

func (t *translation) read(m *whatsapp.IncomingMessage) (kind shop.MessageType, content shop.Content, whole bool) {
	switch {
	case m.Text != nil:
		return shop.TypeText, shop.Content{Text: m.Text.Body}, true
	case m.Media != nil && m.Media.ID != "":
		kind = mediaTypes[m.Type]
		if m.Media.Voice {
			kind = shop.TypeVoice
		}
		return kind, shop.Content{Text: m.Media.Caption, Media: &shop.Media{
			PlatformID: m.Media.ID, MIME: m.Media.MIME, Name: m.Media.Filename}}, true
	case m.Type == whatsapp.TypePlaceholder:
		return shop.TypePlaceholder, shop.Content{}, true
	case m.Location != nil:
		return shop.TypeLocation, shop.Content{Location: &shop.Location{Latitude: m.Location.Latitude,
			Longitude: m.Location.Longitude, Name: m.Location.Name, Address: m.Location.Address}}, m.Location.URL == ""
	case len(m.Contacts) > 0:
		all, whole := cards(m.Contacts)
		return shop.TypeContacts, shop.Content{Contacts: all}, whole
	case m.Button != nil:
		return shop.TypeInteractive, shop.Content{Text: m.Button.Text}, true
	case m.Interactive != nil:
		return interactive(m.Interactive)
	case m.Order != nil:
		cart, whole := cartOf(m.Order)
		return shop.TypeCart, shop.Content{Cart: cart}, whole
	}
	return shop.TypeUnknown, shop.Content{Text: captionOf(m), Withheld: withheld(m)}, false
}

// captionOf is the caption of an edited file, which comes without the file.
func captionOf(m *whatsapp.IncomingMessage) string {
	if m.Media == nil {
		return ""
	}
	return m.Media.Caption
}

// withheld is why WhatsApp passed nothing on; nil when it did and this version
// doesn't understand it.
func withheld(m *whatsapp.IncomingMessage) *shop.Withheld {
	if m.Type != whatsapp.TypeUnsupported && m.Type != whatsapp.TypeUnknown {
		return nil
	}
	w := &shop.Withheld{}
	if m.Unsupported != nil {
		w.What = m.Unsupported.Type
	}
	if len(m.Errors) > 0 {
		w.Code, w.Text = m.Errors[0].Code, details(m.Errors[0])
	}
	return w
}

func interactive(reply *whatsapp.InteractiveReply) (shop.MessageType, shop.Content, bool) {
	text := reply.Title
	if text == "" {
		text = reply.Body
	}
	form := formOf(reply)
	if text == "" && form == nil {
		return shop.TypeUnknown, shop.Content{}, false
	}
	known := reply.Type == "button_reply" || reply.Type == "list_reply"
	return shop.TypeInteractive, shop.Content{Text: text, Form: form}, known
}

// formOf reads a form's answers: a JSON object inside a string. What is nested
// stays JSON; the token only names the form.
func formOf(reply *whatsapp.InteractiveReply) *shop.Form {
	var answers map[string]json.RawMessage
	if reply.Type != "nfm_reply" || json.Unmarshal([]byte(reply.ResponseJSON), &answers) != nil {
		return nil
	}
	form := &shop.Form{Name: reply.Name}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		if name == "flow_token" {
			continue
		}
		value := string(answers[name])
		var text string
		if json.Unmarshal(answers[name], &text) == nil {
			value = text
		}
		form.Fields = append(form.Fields, shop.FormField{Name: name, Value: value})
	}
	return form
}

// cards reads shared contacts; a card as a file beside them leaves them not whole.
func cards(shared []whatsapp.ContactCard) (all []shop.ContactCard, whole bool) {
	whole = true
	for _, c := range shared {
		card := shop.ContactCard{Name: c.Name.FormattedName, Birthday: c.Birthday}
		if card.Name == "" {
			card.Name = strings.TrimSpace(c.Name.FirstName + " " + c.Name.LastName)
		}
		for _, p := range c.Phones {
			card.Phones = append(card.Phones, firstOf(p.Phone, p.WaID))
		}
		for _, e := range c.Emails {
			card.Emails = append(card.Emails, e.Email)
		}
		for _, u := range c.URLs {
			card.Websites = append(card.Websites, u.URL)
		}
		for _, a := range c.Addresses {
			card.Addresses = append(card.Addresses, addressLine(a))
		}
		if c.Org != nil {
			card.Company, card.Title = c.Org.Company, c.Org.Title
		}
		whole = whole && c.VCard == ""
		all = append(all, card)
	}
	return all, whole
}

func addressLine(a whatsapp.CardAddress) string {
	var parts []string
	for _, part := range []string{a.Street, strings.TrimSpace(a.Zip + " " + a.City), a.State, a.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// cartOf reads a catalog order; a price that can't be read leaves it not whole.
func cartOf(o *whatsapp.CatalogOrder) (cart *shop.Cart, whole bool) {
	cart, whole = &shop.Cart{Text: o.Text, Items: []shop.CartItem{}}, true
	for _, item := range o.Items {
		price, err := decimal(item.Price, item.Currency)
		whole = whole && err == nil
		cart.Items = append(cart.Items, shop.CartItem{Product: item.RetailerID, Quantity: item.Quantity, Price: price})
	}
	return cart, whole
}

// decimal reads the platform's decimal number, which has a point and never
// groups digits, unlike what people type.
func decimal(text, currency string) (shop.Money, error) {
	var number json.Number
	if err := json.Unmarshal([]byte(text), &number); err != nil {
		return shop.Money{}, err
	}
	return exact(number.String(), currency)
}
