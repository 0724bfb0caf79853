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

// outgoing writes a claimed message in the platform's form. Its own id goes
// along and comes back in every status.
func outgoing(c claim, mediaID string) (whatsapp.Outgoing, error) {
	content, kind := c.out.Sending.Content, c.out.Sending.Type
	o := whatsapp.Outgoing{To: c.address.Phone, Recipient: c.address.UserID, QuotedID: c.quoted,
		CallbackData: c.out.Sending.Message.String()}
	switch {
	case kind == shop.TypeText:
		o.Text = &whatsapp.OutgoingText{Body: content.Text, PreviewURL: hasAddress(content.Text)}
	case kind.HasMedia() && content.Media != nil:
		setMedia(&o, kind, content, mediaID)
	case kind == shop.TypeTemplate && content.Template != nil:
		o.Template = whatsapp.NewTemplate(content.Template.Name, content.Template.Language, content.Template.Parameters...)
	case kind == shop.TypeLocation && content.Location != nil:
		o.Location = &whatsapp.OutgoingLocation{Latitude: content.Location.Latitude, Longitude: content.Location.Longitude,
			Name: content.Location.Name, Address: content.Location.Address}
	case kind == shop.TypeContacts && len(content.Contacts) > 0:
		o.Contacts = cards(content.Contacts)
	case kind == shop.TypeInteractive && len(content.Buttons) > 0:
		o.Interactive = buttons(content)
	default:
		return o, &unsendableError{kind}
	}
	return o, nil
}

func hasAddress(text string) bool {
	return strings.Contains(text, "https://") || strings.Contains(text, "http://")
}

func setMedia(o *whatsapp.Outgoing, kind shop.MessageType, content shop.Content, mediaID string) {
	file := &whatsapp.OutgoingMedia{ID: mediaID, Caption: content.Text}
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
		card := whatsapp.ContactCard{Name: whatsapp.CardName{FormattedName: c.Name, FirstName: c.Name}}
		for _, phone := range c.Phones {
			card.Phones = append(card.Phones, whatsapp.CardPhone{Phone: phone})
		}
		all = append(all, card)
	}
	return all
}

// buttons is a text with up to three buttons to answer with.
func buttons(content shop.Content) *whatsapp.Interactive {
	i := &whatsapp.Interactive{Type: whatsapp.InteractiveButton, Body: &whatsapp.InteractiveText{Text: content.Text}}
	for _, title := range content.Buttons {
		var b whatsapp.ReplyButton
		b.Type, b.Reply.ID, b.Reply.Title = "reply", title, title
		i.Action.Buttons = append(i.Action.Buttons, b)
	}
	return i
}
