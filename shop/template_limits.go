package shop

import (
	"regexp"
	"strings"
)

// WhatsApp's limits on templates (cloudapi.md sections 1.4 and 9), in
// characters unless said otherwise.
const (
	MaxTemplateName    = 512
	MaxTemplateBody    = 1024
	MaxTemplateButton  = 25
	MaxTemplateButtons = 10
	MaxCoupon          = 15
	MaxCardsInRow      = 10
	maxURLButtons      = 2
)

// checkTemplateUse checks what a template is filled in with. Whether it fits
// the template is asked with the template at hand.
func checkTemplateUse(u TemplateUse) Problem {
	if u.Name == "" {
		return wrong(ReasonEmpty, PartName)
	}
	if u.Language == "" {
		return wrong(ReasonEmpty, PartLanguage)
	}
	return first(checkValues(u.Parameters), checkTemplateHeader(u.Header), checkFilledButtons(u.Buttons), checkCards(u.Cards))
}

// checkValues: blank ones are gaps, which the template's own rule names.
func checkValues(values []string) Problem {
	for _, v := range values {
		if strings.ContainsAny(v, "\n\r\t") || strings.Contains(v, "     ") {
			return wrong(ReasonInvalid, PartValue)
		}
	}
	return Problem{}
}

func checkTemplateHeader(h *TemplateHeader) Problem {
	switch {
	case h == nil:
		return Problem{}
	case h.Location != nil:
		return checkPlace(*h.Location)
	case h.File != nil && h.FileType == TypeDocument && h.File.MIME != "" && bareKind(h.File.MIME) != "application/pdf":
		return wrong(ReasonWrongKind, PartDocument)
	case h.File != nil:
		return CheckFile(h.FileType, *h.File)
	}
	return first(needed(PartHeader, h.Text, MaxHeader), checkValues([]string{h.Text}))
}

func checkFilledButtons(buttons []TemplateButton) Problem {
	for _, b := range buttons {
		switch {
		case b.Index < 0 || b.Index >= MaxTemplateButtons:
			return wrong(ReasonInvalid, PartButtons)
		case b.Kind == ButtonCopy:
			if p := needed(PartCode, b.Value, MaxCoupon); !p.None() {
				return p
			}
		case b.Kind == ButtonMany:
			if p := checkProducts(b.Sections); !p.None() {
				return p
			}
		case b.Kind != ButtonCatalog && b.Kind != ButtonFlow && b.Value == "":
			return wrong(ReasonEmpty, PartValue)
		}
	}
	return Problem{}
}

func checkCards(cards []TemplateCard) Problem {
	if len(cards) > MaxCardsInRow {
		return counted(PartCards, len(cards), MaxCardsInRow)
	}
	for _, c := range cards {
		if c.File == nil || c.FileType != TypeImage && c.FileType != TypeVideo {
			return wrong(ReasonEmpty, PartFile)
		}
		if p := first(CheckFile(c.FileType, *c.File), checkValues(c.Parameters), checkFilledButtons(c.Buttons)); !p.None() {
			return p
		}
	}
	return Problem{}
}

var (
	templateName     = regexp.MustCompile(`^[a-z0-9_]+$`)
	templateLanguage = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2,4})?$`)
)

// CheckTemplate finds what WhatsApp's review would send back, before a template
// is handed in.
func CheckTemplate(t Template) Problem {
	if t.Library != "" {
		return first(checkTemplateName(t), checkLanguage(t.Language))
	}
	return first(checkTemplateName(t), checkLanguage(t.Language), checkCategory(t.Category),
		checkHeaderText(t), needed(PartText, t.Body, MaxTemplateBody), checkVariables(t), atMost(PartFooter, t.Footer, MaxFooter),
		checkActions(t.Actions))
}

func checkTemplateName(t Template) Problem {
	if p := needed(PartName, t.Name, MaxTemplateName); !p.None() {
		return p
	}
	if !templateName.MatchString(t.Name) {
		return wrong(ReasonInvalid, PartName)
	}
	return Problem{}
}

func checkLanguage(language string) Problem {
	if !templateLanguage.MatchString(language) {
		return wrong(ReasonInvalid, PartLanguage)
	}
	return Problem{}
}

func checkCategory(c Category) Problem {
	if c != CategoryUtility && c != CategoryMarketing && c != CategoryAuthentication {
		return wrong(ReasonInvalid, PartCategory)
	}
	return Problem{}
}

// checkHeaderText: a header of text has one blank at most, with a sample.
func checkHeaderText(t Template) Problem {
	if p := atMost(PartHeader, t.Header, MaxHeader); !p.None() {
		return p
	}
	blanks := len(t.headerNames())
	switch {
	case blanks > 1:
		return Problem{Reason: ReasonTooMany, Part: PartVariables, Limit: 1, Has: int64(blanks)}
	case blanks == 1 && strings.TrimSpace(t.HeaderSample) == "":
		return wrong(ReasonEmpty, PartSample)
	case t.hasFileHeader() && t.HeaderSample == "":
		return wrong(ReasonEmpty, PartSample)
	}
	return Problem{}
}

// checkVariables: samples for all, counted from 1 without a gap, none at the
// edge of the text, none right beside another.
func checkVariables(t Template) Problem {
	pieces := t.Pieces()
	for i, piece := range pieces {
		if piece.Parameter == 0 {
			continue
		}
		beside := i > 0 && pieces[i-1].Parameter > 0
		if i == 0 || i == len(pieces)-1 || beside || strings.TrimSpace(pieces[i-1].Text) == "" && i == 1 {
			return wrong(ReasonInvalid, PartVariables)
		}
	}
	n := t.Parameters()
	if !t.Named && countedVariables(pieces) != n {
		return wrong(ReasonInvalid, PartVariables)
	}
	if len(t.Samples) < n {
		return wrong(ReasonEmpty, PartSample)
	}
	for _, sample := range t.Samples[:n] {
		if strings.TrimSpace(sample) == "" {
			return wrong(ReasonEmpty, PartSample)
		}
	}
	return Problem{}
}

// countedVariables is how many different ones there are.
func countedVariables(pieces []Piece) int {
	seen := map[int]bool{}
	for _, p := range pieces {
		if p.Parameter > 0 {
			seen[p.Parameter] = true
		}
	}
	return len(seen)
}

func checkActions(actions []TemplateAction) Problem {
	if len(actions) > MaxTemplateButtons {
		return counted(PartButtons, len(actions), MaxTemplateButtons)
	}
	var titles []string
	count := map[ButtonKind]int{}
	for i, a := range actions {
		count[a.Kind]++
		if p := checkAction(a); !p.None() {
			return p
		}
		grouped := i == 0 || a.Kind == actions[i-1].Kind || a.Kind != ButtonReply || count[ButtonReply] == 1
		if !grouped {
			return wrong(ReasonInvalid, PartButtons)
		}
		titles = append(titles, a.Title)
	}
	for kind, most := range map[ButtonKind]int{ButtonURL: maxURLButtons, ButtonPhone: 1, ButtonCopy: 1, ButtonCatalog: 1, ButtonMany: 1} {
		if count[kind] > most {
			return counted(PartButtons, count[kind], most)
		}
	}
	return twice(PartButton, titles)
}

func checkAction(a TemplateAction) Problem {
	title := needed(PartButton, a.Title, MaxTemplateButton)
	switch a.Kind {
	case ButtonURL:
		address := atMost(PartLink, a.Value, maxAddress)
		if !isWebAddress(a.Value) {
			address = wrong(ReasonInvalid, PartLink)
		}
		if strings.Contains(a.Value, "{{") && a.Sample == "" {
			address = wrong(ReasonEmpty, PartSample)
		}
		return first(title, address)
	case ButtonPhone:
		return first(title, needed(PartPhone, a.Value, MaxButtonTitle))
	case ButtonCopy:
		return needed(PartCode, a.Sample, MaxCoupon)
	case ButtonReply, ButtonCatalog, ButtonMany, ButtonFlow, ButtonOTP, ButtonOrder, ButtonCall:
		return title
	}
	return wrong(ReasonInvalid, PartButtons)
}
