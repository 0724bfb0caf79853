package shop

import (
	"math"
	"strings"
	"time"
)

// WhatsApp's limits on free messages (cloudapi.md sections 1.2 and 1.3), in
// characters unless said otherwise.
const (
	MaxCaption     = 1024
	MaxUnderText   = 1024 // text above buttons
	MaxListText    = 4096
	MaxHeader      = 60
	MaxFooter      = 60
	MaxButtons     = 3
	MaxButtonTitle = 20
	MaxButtonKey   = 256
	MaxListRows    = 10 // in all sections together
	MaxSections    = 10
	MaxSection     = 24
	MaxRowTitle    = 24
	MaxRowKey      = 200
	MaxRowText     = 72
	MaxProducts    = 30
	MaxContacts    = 5
	maxAddress     = 2000
)

// CheckContent is FindProblem's reason alone.
func CheckContent(t MessageType, c Content) Reason { return FindProblem(t, c).Reason }

// FindProblem checks a message's content against WhatsApp's limits, on the
// device before it is queued and again at the relay.
func FindProblem(t MessageType, c Content) Problem {
	switch {
	case t == TypeText:
		return needed(PartText, c.Text, MaxText)
	case t.HasMedia():
		return checkFileMessage(t, c)
	case t == TypeTemplate && c.Template == nil:
		return wrong(ReasonEmpty, PartName)
	case t == TypeTemplate:
		return checkTemplateUse(*c.Template)
	case t == TypeLocation && c.Location == nil:
		return wrong(ReasonEmpty, PartPlace)
	case t == TypeLocation:
		return checkPlace(*c.Location)
	case t == TypeContacts:
		return checkContacts(c.Contacts)
	case t == TypeInteractive:
		return checkInteractive(c)
	case t == TypeReaction:
		return checkEmoji(c.Text)
	}
	return Problem{}
}

func checkFileMessage(t MessageType, c Content) Problem {
	if c.Media == nil || c.Media.Hash == "" {
		return wrong(ReasonEmpty, PartFile)
	}
	if c.Text != "" && (t == TypeAudio || t == TypeVoice || t == TypeSticker) {
		return wrong(ReasonNotShown, PartCaption)
	}
	return first(atMost(PartCaption, c.Text, MaxCaption), CheckFile(t, *c.Media))
}

func checkPlace(l Location) Problem {
	if math.IsNaN(l.Latitude) || math.IsNaN(l.Longitude) || math.Abs(l.Latitude) > 90 || math.Abs(l.Longitude) > 180 {
		return wrong(ReasonInvalid, PartPlace)
	}
	return Problem{}
}

func checkContacts(contacts []ContactCard) Problem {
	if p := counted(PartContacts, len(contacts), MaxContacts); !p.None() {
		return p
	}
	for _, c := range contacts {
		if strings.TrimSpace(c.Name) == "" {
			return wrong(ReasonEmpty, PartContact)
		}
		if _, err := time.Parse(time.DateOnly, c.Birthday); c.Birthday != "" && err != nil {
			return wrong(ReasonInvalid, PartBirthday)
		}
	}
	return Problem{}
}

// maxEmoji is far more than the longest sequence that is shown as one emoji.
const maxEmoji = 32

// checkEmoji: an empty one takes a reaction back.
func checkEmoji(emoji string) Problem {
	if strings.ContainsFunc(emoji, func(r rune) bool { return r <= ' ' || r >= 'A' && r <= 'z' }) {
		return wrong(ReasonInvalid, PartEmoji)
	}
	return atMost(PartEmoji, emoji, maxEmoji)
}

func checkInteractive(c Content) Problem {
	i := c.Interactive
	if i == nil {
		if len(c.Buttons) == 0 {
			return wrong(ReasonEmpty, PartButtons)
		}
		i = ButtonsOf(c.Buttons)
	}
	most := MaxUnderText
	if i.Kind == AsksList {
		most = MaxListText
	}
	text := needed(PartText, c.Text, most)
	if i.Kind == ShowsProduct {
		text = atMost(PartText, c.Text, most)
	}
	return first(text, checkAround(*i), checkTappable(*i))
}

// ButtonsOf are buttons that say no more than their texts.
func ButtonsOf(titles []string) *Interactive {
	i := &Interactive{Kind: AsksButtons}
	for _, title := range titles {
		i.Buttons = append(i.Buttons, Choice{Title: title})
	}
	return i
}

// checkAround checks what stands above and below the text.
func checkAround(i Interactive) Problem {
	bare := i.Kind == AsksLocation || i.Kind == AsksContact // a text and a button, no more
	headless := bare || i.Kind == ShowsProduct || i.Kind == ShowsCatalog
	if headless && (i.Header != "" || i.HeaderFile != nil) {
		return wrong(ReasonNotShown, PartHeader)
	}
	if bare && i.Footer != "" {
		return wrong(ReasonNotShown, PartFooter)
	}
	if i.HeaderFile == nil {
		return first(atMost(PartHeader, i.Header, MaxHeader), atMost(PartFooter, i.Footer, MaxFooter))
	}
	switch {
	case i.Header != "", !isHeaderFile(i.HeaderType):
		return wrong(ReasonInvalid, PartHeader)
	case i.Kind != AsksButtons && i.Kind != AsksLink:
		return wrong(ReasonNotShown, PartHeader)
	}
	return first(CheckFile(i.HeaderType, *i.HeaderFile), atMost(PartFooter, i.Footer, MaxFooter))
}

func checkTappable(i Interactive) Problem {
	switch i.Kind {
	case AsksButtons:
		return checkButtons(i.Buttons)
	case AsksList:
		return first(needed(PartOpen, i.Open, MaxButtonTitle), checkSections(i.Sections))
	case AsksLink:
		return checkLink(i.Link)
	case AsksLocation, AsksContact, ShowsCatalog:
		return Problem{}
	case ShowsProduct:
		return first(needed(PartCatalog, i.Catalog, MaxButtonKey), needed(PartProduct, i.Product, MaxButtonKey))
	case ShowsMany:
		return first(needed(PartHeader, i.Header, MaxHeader), needed(PartCatalog, i.Catalog, MaxButtonKey), checkProducts(i.Sections))
	}
	return wrong(ReasonInvalid, PartButtons)
}

func checkButtons(buttons []Choice) Problem {
	if p := counted(PartButtons, len(buttons), MaxButtons); !p.None() {
		return p
	}
	var titles, keys []string
	for _, b := range buttons {
		p := first(needed(PartButton, b.Title, MaxButtonTitle), atMost(PartButtonKey, b.ID, MaxButtonKey))
		if !p.None() {
			return p
		}
		if strings.TrimSpace(b.Key()) != b.Key() {
			return wrong(ReasonInvalid, PartButton)
		}
		titles, keys = append(titles, b.Title), append(keys, b.Key())
	}
	return first(twice(PartButton, titles), twice(PartButtonKey, keys))
}

func checkSections(sections []Section) Problem {
	if p := counted(PartSections, len(sections), MaxSections); !p.None() {
		return p
	}
	var keys []string
	for _, s := range sections {
		if p := sectionTitle(s, len(sections)); !p.None() {
			return p
		}
		for _, row := range s.Rows {
			p := first(needed(PartRow, row.Title, MaxRowTitle), atMost(PartRowKey, row.ID, MaxRowKey), atMost(PartDescription, row.Description, MaxRowText))
			if !p.None() {
				return p
			}
			keys = append(keys, row.Key())
		}
	}
	return first(counted(PartRows, len(keys), MaxListRows), twice(PartRow, keys))
}

// sectionTitle: where there are several sections each needs a title.
func sectionTitle(s Section, sections int) Problem {
	if sections > 1 {
		return needed(PartSection, s.Title, MaxSection)
	}
	return atMost(PartSection, s.Title, MaxSection)
}

func checkProducts(sections []Section) Problem {
	if p := counted(PartSections, len(sections), MaxSections); !p.None() {
		return p
	}
	total := 0
	for _, s := range sections {
		if p := sectionTitle(s, len(sections)); !p.None() {
			return p
		}
		total += len(s.Products)
	}
	return counted(PartProducts, total, MaxProducts)
}

func checkLink(link *Link) Problem {
	if link == nil {
		return wrong(ReasonEmpty, PartLink)
	}
	if !isWebAddress(link.URL) {
		return wrong(ReasonInvalid, PartLink)
	}
	return first(needed(PartButton, link.Title, MaxButtonTitle), atMost(PartLink, link.URL, maxAddress))
}
