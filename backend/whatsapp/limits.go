package whatsapp

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The platform's limits on what is sent, in characters unless said otherwise.
const (
	MaxText            = 4096
	MaxCaption         = 1024
	MaxInteractiveBody = 1024
	MaxListBody        = 4096
	MaxHeader          = 60
	MaxFooter          = 60
	MaxButtons         = 3
	MaxButtonTitle     = 20
	MaxButtonID        = 256
	MaxListButton      = 20
	MaxListSections    = 10
	MaxListRows        = 10
	MaxSectionTitle    = 24
	MaxRowID           = 200
	MaxRowTitle        = 24
	MaxRowDescription  = 72
	MaxLinkLabel       = 20
	MaxCallbackData    = 512
	MaxCards           = 257
	MaxCouponCode      = 15
	maxProducts        = 30
)

// LimitError says in words why a message can't be sent as it is.
type LimitError struct {
	// What names the part, such as "a button's text".
	What string
	// Limit and Has are the most allowed and what there is; both 0 when the problem is
	// not a length.
	Limit, Has int
	// Missing says that the part is not there at all.
	Missing bool
	// Problem is the whole sentence, in English.
	Problem string
}

func (e *LimitError) Error() string { return e.Problem }

func problem(what, format string, args ...any) error {
	return &LimitError{What: what, Problem: fmt.Sprintf(format, args...)}
}

func atMost(what, text string, limit int) error {
	if has := utf8.RuneCountInString(text); has > limit {
		return &LimitError{What: what, Limit: limit, Has: has,
			Problem: fmt.Sprintf("%s has at most %d characters; this has %d", what, limit, has)}
	}
	return nil
}

func required(what, text string) error {
	if strings.TrimSpace(text) == "" {
		return &LimitError{What: what, Missing: true, Problem: what + " is empty"}
	}
	return nil
}

func needed(what, text string, limit int) error {
	if err := required(what, text); err != nil {
		return err
	}
	return atMost(what, text, limit)
}

func count(what string, has, least, most int) error {
	if has < least || has > most {
		return &LimitError{What: what, Limit: most, Has: has,
			Problem: fmt.Sprintf("%s must be %d to %d; there are %d", what, least, most, has)}
	}
	return nil
}

// firstError gives the first that is not nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// CheckOutgoing finds what the platform would refuse in a message, before it is sent. The
// error is a *LimitError. Whether the reply window is open is not its business.
func CheckOutgoing(o Outgoing) error {
	if o.To == "" && o.Recipient == "" {
		return problem("the recipient", "the message has no recipient")
	}
	if n := o.contents(); n != 1 {
		return problem("the content", "a message has exactly one content; this has %d", n)
	}
	if err := atMost("the callback data", o.CallbackData, MaxCallbackData); err != nil {
		return err
	}
	if o.Reaction != nil && o.QuotedID != "" {
		return problem("a reaction", "a reaction can't quote another message")
	}
	return checkContent(o)
}

func (o Outgoing) contents() int {
	n := 0
	for _, set := range []bool{o.Text != nil, o.Image != nil, o.Video != nil, o.Audio != nil, o.Document != nil,
		o.Sticker != nil, o.Location != nil, o.Contacts != nil, o.Reaction != nil, o.Interactive != nil, o.Template != nil} {
		if set {
			n++
		}
	}
	return n
}

func checkContent(o Outgoing) error {
	switch {
	case o.Text != nil:
		return needed("the text", o.Text.Body, MaxText)
	case o.Location != nil:
		return checkLocation(*o.Location)
	case o.Contacts != nil:
		return checkCards(o.Contacts)
	case o.Reaction != nil:
		return required("the message to react to", o.Reaction.MessageID)
	case o.Interactive != nil:
		return checkInteractive(*o.Interactive)
	case o.Template != nil:
		return checkTemplate(*o.Template)
	}
	kind, media := o.Media()
	return checkMedia(kind, *media)
}

func checkMedia(kind string, m OutgoingMedia) error {
	if (m.ID == "") == (m.Link == "") {
		return problem("the "+kind, "the %s needs either an uploaded file or a link", kind)
	}
	if m.Caption != "" && (kind == TypeAudio || kind == TypeSticker) {
		return problem("the caption", "WhatsApp shows no caption under %s", kind)
	}
	return atMost("the caption", m.Caption, MaxCaption)
}

func checkLocation(l OutgoingLocation) error {
	if l.Latitude < -90 || l.Latitude > 90 || l.Longitude < -180 || l.Longitude > 180 {
		return problem("the place", "the place is not on the map: latitude is -90 to 90, longitude -180 to 180")
	}
	return nil
}

func checkCards(cards []ContactCard) error {
	if err := count("contacts in a message", len(cards), 1, MaxCards); err != nil {
		return err
	}
	for _, card := range cards {
		if err := required("a contact's name", card.Name.FormattedName); err != nil {
			return err
		}
	}
	return nil
}

func checkInteractive(i Interactive) error {
	bodyLimit := MaxInteractiveBody
	if i.Type == InteractiveList {
		bodyLimit = MaxListBody
	}
	var body, header, footer string
	if i.Body != nil {
		body = i.Body.Text
	}
	if i.Header != nil {
		header = i.Header.Text
	}
	if i.Footer != nil {
		footer = i.Footer.Text
	}
	if i.Type != InteractiveProduct && i.Type != "carousel" {
		if err := required("the text", body); err != nil {
			return err
		}
	}
	err := firstError(atMost("the text", body, bodyLimit), atMost("the header", header, MaxHeader),
		atMost("the footer", footer, MaxFooter))
	if err != nil {
		return err
	}
	switch i.Type {
	case InteractiveButton:
		return checkButtons(i.Action.Buttons)
	case InteractiveList:
		return checkList(i)
	case InteractiveCTAURL:
		return checkLink(i.Action)
	case InteractiveProducts:
		return checkProducts(i)
	}
	return required("the kind of interactive message", i.Type)
}

func checkButtons(buttons []ReplyButton) error {
	if err := count("buttons", len(buttons), 1, MaxButtons); err != nil {
		return err
	}
	titles, ids := map[string]bool{}, map[string]bool{}
	for _, b := range buttons {
		err := firstError(needed("a button's text", b.Reply.Title, MaxButtonTitle), needed("a button's id", b.Reply.ID, MaxButtonID))
		if err != nil {
			return err
		}
		if strings.TrimSpace(b.Reply.ID) != b.Reply.ID {
			return problem("a button's id", "a button's id can't begin or end with a space")
		}
		if titles[b.Reply.Title] || ids[b.Reply.ID] {
			return problem("the buttons", "two buttons have the same text or id")
		}
		titles[b.Reply.Title], ids[b.Reply.ID] = true, true
	}
	return nil
}

func checkList(i Interactive) error {
	if i.Header != nil && i.Header.Type != "text" {
		return problem("the header", "the header of a list can only be text")
	}
	err := firstError(needed("the list's button", i.Action.Button, MaxListButton),
		count("sections of a list", len(i.Action.Sections), 1, MaxListSections))
	if err != nil {
		return err
	}
	rows, ids := 0, map[string]bool{}
	for _, section := range i.Action.Sections {
		if len(i.Action.Sections) > 1 {
			if err := required("a section's title", section.Title); err != nil {
				return err
			}
		}
		if err := atMost("a section's title", section.Title, MaxSectionTitle); err != nil {
			return err
		}
		for _, row := range section.Rows {
			if err := checkRow(row, ids); err != nil {
				return err
			}
		}
		rows += len(section.Rows)
	}
	return count("rows of a list, over all sections,", rows, 1, MaxListRows)
}

func checkRow(row ListRow, seen map[string]bool) error {
	if seen[row.ID] {
		return problem("the rows", "two rows have the same id")
	}
	seen[row.ID] = true
	return firstError(needed("a row's id", row.ID, MaxRowID), needed("a row's title", row.Title, MaxRowTitle),
		atMost("a row's description", row.Description, MaxRowDescription))
}

func checkLink(action InteractiveAction) error {
	var p linkParameters
	if json.Unmarshal(action.Parameters, &p) != nil {
		return problem("the link button", "the link button has no text and address")
	}
	if !strings.HasPrefix(p.URL, "https://") && !strings.HasPrefix(p.URL, "http://") {
		return problem("the link button's address", "the link button's address must begin with https://")
	}
	return needed("the link button's text", p.DisplayText, MaxLinkLabel)
}

func checkProducts(i Interactive) error {
	products := 0
	for _, section := range i.Action.Sections {
		products += len(section.Products)
	}
	if i.Header == nil || i.Header.Text == "" {
		return problem("the header", "a list of products needs a header")
	}
	return firstError(count("sections of products", len(i.Action.Sections), 1, MaxListSections),
		count("products", products, 1, maxProducts))
}

func checkTemplate(t TemplateMessage) error {
	err := firstError(required("the template's name", t.Name), required("the template's language", t.Language.Code))
	if err != nil {
		return err
	}
	for _, component := range t.Components {
		for _, p := range component.Parameters {
			if err := checkParameter(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkParameter(p TemplateParameter) error {
	switch p.Type {
	case "text":
		if err := required("a template's value", p.Text); err != nil {
			return err
		}
		if strings.ContainsAny(p.Text, "\n\r\t") || strings.Contains(p.Text, "     ") {
			return problem("a template's value", "a template's value can't have line breaks, tabs or more than four spaces in a row")
		}
	case "coupon_code":
		return needed("the coupon code", p.CouponCode, MaxCouponCode)
	}
	return nil
}
