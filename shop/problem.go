package shop

import (
	"strings"
	"unicode/utf8"
)

// Part names the part of a message or template that a problem is about. The
// window has words for each.
type Part string

// The parts.
const (
	PartText        Part = "text"
	PartCaption     Part = "caption"
	PartFile        Part = "file"
	PartPicture     Part = "picture"
	PartVideo       Part = "video"
	PartAudio       Part = "audio"
	PartVoice       Part = "voice"
	PartDocument    Part = "document"
	PartSticker     Part = "sticker"
	PartHeader      Part = "header"
	PartFooter      Part = "footer"
	PartButtons     Part = "buttons" // all of them
	PartButton      Part = "button"  // the text of one
	PartButtonKey   Part = "button_key"
	PartOpen        Part = "open" // what the button of a list says
	PartSections    Part = "sections"
	PartSection     Part = "section" // the title of one
	PartRows        Part = "rows"
	PartRow         Part = "row" // the title of one
	PartRowKey      Part = "row_key"
	PartDescription Part = "description" // of a row
	PartLink        Part = "link"        // an address
	PartPlace       Part = "place"
	PartContacts    Part = "contacts"
	PartContact     Part = "contact" // the name of one
	PartBirthday    Part = "birthday"
	PartCatalog     Part = "catalog"
	PartProduct     Part = "product"
	PartProducts    Part = "products"
	PartEmoji       Part = "emoji"
	PartName        Part = "name"      // of a template
	PartLanguage    Part = "language"  // of a template
	PartCategory    Part = "category"  // of a template
	PartValue       Part = "value"     // that fills a template in
	PartSample      Part = "sample"    // of a template
	PartVariables   Part = "variables" // of a template's text
	PartCode        Part = "code"      // of a coupon
	PartCards       Part = "cards"     // of a carousel
	PartPhone       Part = "phone"
	PartAbout       Part = "about" // of the business profile, as are the next
	PartAddress     Part = "address"
	PartEmail       Part = "email"
	PartWebsites    Part = "websites"
)

// Problem is why WhatsApp would not take a message or template as it is. The
// zero value means that it would.
type Problem struct {
	// Reason is empty, too_long, too_many, twice, too_large, wrong_kind,
	// not_shown or invalid.
	Reason Reason `json:"reason"`
	Part   Part   `json:"part"`
	// Limit and Has are the most allowed and what there is: characters for
	// too_long, bytes for too_large, pieces for too_many.
	Limit int64 `json:"limit,omitempty"`
	Has   int64 `json:"has,omitempty"`
}

// None says that there is no problem.
func (p Problem) None() bool { return p.Reason == ReasonNone }

func wrong(reason Reason, part Part) Problem { return Problem{Reason: reason, Part: part} }

// atMost checks a length in characters.
func atMost(part Part, text string, most int) Problem {
	if has := utf8.RuneCountInString(text); has > most {
		return Problem{Reason: ReasonTooLong, Part: part, Limit: int64(most), Has: int64(has)}
	}
	return Problem{}
}

// needed checks that there is something, and its length.
func needed(part Part, text string, most int) Problem {
	if strings.TrimSpace(text) == "" {
		return wrong(ReasonEmpty, part)
	}
	return atMost(part, text, most)
}

// counted checks a number of pieces.
func counted(part Part, has, most int) Problem {
	switch {
	case has == 0:
		return wrong(ReasonEmpty, part)
	case has > most:
		return Problem{Reason: ReasonTooMany, Part: part, Limit: int64(most), Has: int64(has)}
	}
	return Problem{}
}

// first gives the first that is one.
func first(problems ...Problem) Problem {
	for _, p := range problems {
		if !p.None() {
			return p
		}
	}
	return Problem{}
}

// twice finds two that are the same.
func twice(part Part, texts []string) Problem {
	seen := map[string]bool{}
	for _, text := range texts {
		if seen[text] {
			return wrong(ReasonTwice, part)
		}
		seen[text] = true
	}
	return Problem{}
}

func isWebAddress(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}
