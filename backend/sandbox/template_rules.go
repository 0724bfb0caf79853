package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mostrador/backend/whatsapp"
)

// Subcodes of refused templates, beside code 100.
const (
	subState     = 2388039
	subLength    = 2388040
	subExample   = 2388043
	subHeader    = 2388047
	subBody      = 2388072
	subFooter    = 2388073
	subTooMany   = 2388293
	subEdge      = 2388299
	subCount     = 2388019
	subDuplicate = 2388024
	subDeleted   = 2388023
	subNotFound  = 2593002
)

var (
	templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)
	languageCode = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2,4})?$`)
	adjacent     = regexp.MustCompile(`\}\}\s*\{\{`)
)

// promotional words make a "utility" template a marketing one in review.
var promotional = []string{"discount", "promo", "% off", "offer", "sale", "descuento", "oferta", "rebaja", "desconto", "promoção", "promoción"}

func isPromotional(parts []templatePart) bool {
	text := strings.ToLower(partOf(parts, "BODY").Text)
	return slices.ContainsFunc(promotional, func(word string) bool { return strings.Contains(text, word) })
}

func withSubcode(r *refusal, subcode int) *refusal {
	r.Subcode = subcode
	return r
}

// templateCheck applies rules to a new template and keeps the first that is broken.
type templateCheck struct{ refused *refusal }

func (c *templateCheck) fail(subcode int, format string, args ...any) {
	if c.refused == nil {
		c.refused = withSubcode(refuse(100, format, args...), subcode)
	}
}

func (c *templateCheck) length(what, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		c.fail(subLength, "The %s has at most %d characters", what, most)
	}
}

// checkNewTemplate refuses what the platform refuses before any review.
func checkNewTemplate(t *template) *refusal {
	c := &templateCheck{}
	categories := []string{whatsapp.CategoryUtility, whatsapp.CategoryMarketing, whatsapp.CategoryAuthentication}
	switch {
	case !templateName.MatchString(t.Name):
		c.fail(0, "Param name must have only lowercase letters, digits and underscores, at most 512")
	case !languageCode.MatchString(t.Language):
		c.fail(0, "Param language must be a code such as en_US, es or pt_BR: got %q", t.Language)
	case !slices.Contains(categories, t.Category):
		c.fail(0, "Param category must be one of {%s}", strings.Join(categories, ", "))
	case t.ParameterFormat != "POSITIONAL" && t.ParameterFormat != "NAMED":
		c.fail(0, "Param parameter_format must be one of {POSITIONAL, NAMED}")
	}
	c.ttl(t)
	var parts []templatePart
	if err := json.Unmarshal(t.Components, &parts); err != nil {
		c.fail(0, "Param components is not as documented: %s", wrongType(err))
		return c.refused
	}
	if body := partOf(parts, "BODY"); body.Text == "" && t.Category != whatsapp.CategoryAuthentication {
		c.fail(subBody, "A template needs a component of type BODY with a text")
	}
	for _, part := range parts {
		c.part(t, part)
	}
	return c.refused
}

// ttl checks how long an undelivered message may live.
func (c *templateCheck) ttl(t *template) {
	limits := map[string][2]int{whatsapp.CategoryUtility: {30, 43200}, whatsapp.CategoryAuthentication: {30, 900}, whatsapp.CategoryMarketing: {43200, 2592000}}
	if most := limits[t.Category]; t.TTL != 0 && t.TTL != -1 && (t.TTL < most[0] || t.TTL > most[1]) {
		c.fail(0, "Param message_send_ttl_seconds must be %d to %d for %s, or -1", most[0], most[1], t.Category)
	}
}

func (c *templateCheck) part(t *template, part templatePart) {
	switch strings.ToUpper(part.Type) {
	case "BODY":
		c.length("body", part.Text, whatsapp.MaxInteractiveBody)
		c.variables(t, part)
	case "HEADER":
		c.header(t, part)
	case "FOOTER":
		c.length("footer", part.Text, whatsapp.MaxFooter)
		if len(variablesOf(part.Text)) > 0 {
			c.fail(subFooter, "A footer can't have variables")
		}
	case "BUTTONS":
		c.buttons(part.Buttons)
	case "CAROUSEL":
		if len(part.Cards) < 2 || len(part.Cards) > 10 {
			c.fail(0, "A carousel has 2 to 10 cards")
		}
	case "LIMITED_TIME_OFFER", "CALL_PERMISSION_REQUEST":
	default:
		c.fail(0, "Param components: unknown type %q", part.Type)
	}
}

func (c *templateCheck) header(t *template, part templatePart) {
	switch format := strings.ToUpper(part.Format); format {
	case "TEXT":
		c.length("header", part.Text, whatsapp.MaxHeader)
		names := variablesOf(part.Text)
		if part.Text == "" || len(names) > 1 {
			c.fail(subHeader, "A header has a text with at most one variable")
		}
		if len(names) == 1 && len(part.Example) == 0 {
			c.fail(subExample, "The header has a variable but no example value")
		}
	case "IMAGE", "VIDEO", "DOCUMENT", "GIF":
		var example struct {
			Handle []string `json:"header_handle"`
		}
		if json.Unmarshal(part.Example, &example) != nil || len(example.Handle) == 0 || example.Handle[0] == "" {
			c.fail(subExample, "A header of format %s needs example.header_handle", format)
		}
	case "LOCATION", "PRODUCT":
	default:
		c.fail(subHeader, "Param format of a header must be one of {TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, GIF} - got %q", part.Format)
	}
}

// buttonLimits are how many of a kind a template can have.
var buttonLimits = map[string]int{"QUICK_REPLY": 10, "URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "OTP": 1, "FLOW": 1, "CATALOG": 1, "MPM": 1,
	"SPM": 1, "VOICE_CALL": 1, "REQUEST_CONTACT_INFO": 1, "ORDER_DETAILS": 1, "APP": 1}

func (c *templateCheck) buttons(buttons []templateButton) {
	if len(buttons) == 0 || len(buttons) > 10 {
		c.fail(0, "A template has 1 to 10 buttons; this has %d", len(buttons))
	}
	counts, groups, before := map[string]int{}, 0, ""
	for _, b := range buttons {
		kind := strings.ToUpper(b.Type)
		counts[kind]++
		if limit, known := buttonLimits[kind]; !known {
			c.fail(0, "Unknown button type %q", b.Type)
		} else if counts[kind] > limit {
			c.fail(0, "A template has at most %d buttons of type %s", limit, kind)
		}
		group := "others"
		if kind == "QUICK_REPLY" {
			group = kind
		}
		if group != before {
			groups, before = groups+1, group
		}
		c.button(kind, b)
	}
	if groups > 2 {
		c.fail(0, "Quick replies must stand together, apart from other buttons")
	}
}

func (c *templateCheck) button(kind string, b templateButton) {
	c.length("text of a button", b.Text, 25)
	fixed := slices.Contains([]string{"COPY_CODE", "OTP", "CATALOG", "MPM", "SPM", "REQUEST_CONTACT_INFO", "ORDER_DETAILS", "APP"}, kind)
	if b.Text == "" && !fixed {
		c.fail(0, "A button of type %s needs a text", kind)
	}
	switch kind {
	case "URL":
		c.length("address of a button", b.URL, 2000)
		names := variablesOf(b.URL)
		switch {
		case b.URL == "" || len(names) > 1:
			c.fail(0, "A URL button needs an address with at most one variable")
		case len(names) == 1 && !strings.HasSuffix(strings.TrimSpace(b.URL), "}}"):
			c.fail(0, "The variable of a URL button must stand at its end")
		case len(names) == 1 && len(b.Example) == 0:
			c.fail(subExample, "The button's address has a variable but no example value")
		}
	case "PHONE_NUMBER":
		if b.PhoneNumber == "" || utf8.RuneCountInString(b.PhoneNumber) > 20 {
			c.fail(0, "A PHONE_NUMBER button needs a phone_number of at most 20 characters")
		}
	}
}

// variables checks those of a body, and that each has an example.
func (c *templateCheck) variables(t *template, body templatePart) {
	names := variablesOf(body.Text)
	if strings.Count(body.Text, "{{") != len(variable.FindAllString(body.Text, -1)) {
		c.fail(subBody, "A variable is {{1}} or, in a template with named parameters, {{a_name}}: no other signs stand between the braces")
	}
	if len(names) == 0 {
		return
	}
	trimmed := strings.TrimSpace(body.Text)
	switch {
	case strings.HasPrefix(trimmed, "{{") || strings.HasSuffix(trimmed, "}}"):
		c.fail(subEdge, "Variables can't be at the start or end of the template")
	case adjacent.MatchString(body.Text):
		c.fail(subBody, "Two variables can't stand beside each other without a word between")
	case examples(t, body) < len(names):
		c.fail(subExample, "The body has %d variables but not as many example values", len(names))
	case len(strings.Fields(variable.ReplaceAllString(body.Text, ""))) < len(names)*2:
		c.fail(subTooMany, "The template has too many variables for its length")
	}
	for i, name := range names {
		if !t.named() && name != strconv.Itoa(i+1) {
			c.fail(subBody, "Positional variables must be {{1}}, {{2}}, … in order")
		}
	}
}

// examples counts the example values of a body.
func examples(t *template, body templatePart) int {
	var given struct {
		Positional [][]json.RawMessage `json:"body_text"`
		Named      []struct {
			Name string `json:"param_name"`
		} `json:"body_text_named_params"`
	}
	if json.Unmarshal(body.Example, &given) != nil {
		var flat struct {
			Positional []json.RawMessage `json:"body_text"` // one row, written without its brackets
		}
		if json.Unmarshal(body.Example, &flat) != nil {
			return 0
		}
		return len(flat.Positional)
	}
	if t.named() {
		return len(given.Named)
	}
	if len(given.Positional) == 0 {
		return 0
	}
	return len(given.Positional[0])
}
