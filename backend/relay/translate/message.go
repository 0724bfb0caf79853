package translate

import (
	"encoding/json"

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
	switch {
	case m.Reaction != nil:
		t.byCustomer(m, customer, &shop.MessageReacted{Conversation: conversation, Target: t.ref(m.Reaction.MessageID),
			Personal: shop.MessageReactedPersonal{Emoji: m.Reaction.Emoji, Wamid: m.ID}})
	case m.Edit != nil && m.Edit.Message != nil:
		_, content := t.content(m.Edit.Message)
		t.byCustomer(m, customer, &shop.MessageEdited{Conversation: conversation, Target: t.ref(m.Edit.OriginalID),
			Personal: shop.MessageQueuedPersonal{Content: content}})
	case m.Revoke != nil:
		t.byCustomer(m, customer, &shop.MessageRevoked{Conversation: conversation, Target: t.ref(m.Revoke.OriginalID)})
	default:
		t.received(m, customer, conversation)
	}
}

// repeated says that a message is known already, even longer ago than events
// are remembered by their ids.
func (t *translation) repeated(m *whatsapp.IncomingMessage) bool {
	_, known := t.facts.Message(shop.MessageFor(t.in.Shop, m.ID))
	return known
}

func (t *translation) received(m *whatsapp.IncomingMessage, customer shop.CustomerID, conversation shop.ConversationID) {
	kind, content := t.content(m)
	body := &shop.MessageReceived{
		Message: shop.MessageFor(t.in.Shop, m.ID), Conversation: conversation, Type: kind, Ref: t.ref(m.ID),
		Personal: shop.MessageReceivedPersonal{Wamid: m.ID, From: m.From, Content: content},
	}
	if m.Context != nil {
		body.Forwarded = m.Context.Forwarded || m.Context.FrequentlyForwarded
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

// system follows a customer to a new number or BSUID, and keeps the notice.
func (t *translation) system(m *whatsapp.IncomingMessage, who person) {
	customer, ok := shop.CustomerID{}, false
	if who.userID != "" {
		customer, ok = t.facts.Identified(t.bsuid(who))
	}
	if !ok && who.phone != "" {
		customer, ok = t.facts.Identified(waID(who.phone))
	}
	if !ok {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	next := person{phone: m.System.WaID, userID: m.System.UserID}
	if next.known() && !t.taken(customer, next) {
		t.learn(customer, next, m.At)
	}
	t.kept(shop.ConversationFor(t.in.Channel, customer), customer)
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
	if !whole || m.Referral != nil || m.Context != nil && m.Context.Product != nil {
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
	case m.Location != nil:
		return shop.TypeLocation, shop.Content{Location: &shop.Location{Latitude: m.Location.Latitude,
			Longitude: m.Location.Longitude, Name: m.Location.Name, Address: m.Location.Address}}, true
	case len(m.Contacts) > 0:
		return shop.TypeContacts, shop.Content{Contacts: cards(m.Contacts)}, true
	case m.Button != nil:
		return shop.TypeInteractive, shop.Content{Text: m.Button.Text}, true
	case m.Interactive != nil:
		return interactive(m.Interactive)
	case m.Order != nil:
		cart, whole := cartOf(m.Order)
		return shop.TypeCart, shop.Content{Cart: cart}, whole
	}
	return shop.TypeUnknown, shop.Content{}, false
}

func interactive(reply *whatsapp.InteractiveReply) (shop.MessageType, shop.Content, bool) {
	text := reply.Title
	if text == "" {
		text = reply.Body
	}
	known := reply.Type == "button_reply" || reply.Type == "list_reply"
	if text == "" {
		return shop.TypeUnknown, shop.Content{}, false
	}
	return shop.TypeInteractive, shop.Content{Text: text}, known
}

func cards(shared []whatsapp.ContactCard) []shop.ContactCard {
	all := make([]shop.ContactCard, 0, len(shared))
	for _, c := range shared {
		card := shop.ContactCard{Name: c.Name.FormattedName}
		if card.Name == "" {
			card.Name = c.Name.FirstName
		}
		for _, p := range c.Phones {
			number := p.Phone
			if number == "" {
				number = p.WaID
			}
			card.Phones = append(card.Phones, number)
		}
		all = append(all, card)
	}
	return all
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
