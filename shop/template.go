package shop

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TemplateState is where a template stands with WhatsApp's review.
type TemplateState string

// The states that matter to sending; only Approved may be sent.
const (
	TemplateApproved TemplateState = "APPROVED"
	TemplatePending  TemplateState = "PENDING"
	TemplateRejected TemplateState = "REJECTED"
	TemplatePaused   TemplateState = "PAUSED"
	TemplateDisabled TemplateState = "DISABLED"
	TemplateDeleted  TemplateState = "DELETED"
	TemplateAppealed TemplateState = "IN_APPEAL"
	TemplateArchived TemplateState = "ARCHIVED"
	TemplateLimit    TemplateState = "LIMIT_EXCEEDED" // the account has as many as it may
)

// Template is a message approved by WhatsApp, named by (name, language).
type Template struct {
	PlatformID string        `json:"platform_id,omitempty"`
	Name       string        `json:"name"`
	Title      string        `json:"title,omitempty"` // how the shop calls it
	Language   string        `json:"language"`
	Category   Category      `json:"category"`
	State      TemplateState `json:"state"`
	Reason     string        `json:"reason,omitempty"` // of a rejection or a pause, in WhatsApp's words
	Advice     string        `json:"advice,omitempty"` // what WhatsApp recommends after a rejection
	Header     string        `json:"header,omitempty"` // may have one blank
	Body       string        `json:"body"`             // with {{1}}, {{2}}, … or {{name}}, …
	Footer     string        `json:"footer,omitempty"`
	Buttons    []string      `json:"buttons,omitempty"` // their texts
	Samples    []string      `json:"samples,omitempty"` // one per parameter
	// Named says that the blanks have names instead of numbers.
	Named bool `json:"named,omitempty"`
	// HeaderType is image, video, document or location for a header that is no
	// text; HeaderSample is the sample of the blank or, when a template is handed
	// in, the hash of the sample file.
	HeaderType   MessageType `json:"header_type,omitempty"`
	HeaderSample string      `json:"header_sample,omitempty"`
	// Actions are the buttons in full.
	Actions []TemplateAction `json:"actions,omitempty"`
	// Cards is how many cards a carousel has.
	Cards int `json:"cards,omitempty"`
	// Quality is WhatsApp's: GREEN, YELLOW, RED or UNKNOWN.
	Quality string `json:"quality,omitempty"`
	// NextCategory is the category that WhatsApp announced, and when; empty: none.
	NextCategory   Category  `json:"next_category,omitempty"`
	NextCategoryAt time.Time `json:"next_category_at,omitzero"`
	// Library names the ready-made template that this one was made from.
	Library string `json:"library,omitempty"`
}

// TemplateAction is a button of a template.
type TemplateAction struct {
	Kind  ButtonKind `json:"kind"`
	Title string     `json:"title,omitempty"`
	// Value is the address (with {{1}} at its end where it varies) or the number.
	Value  string `json:"value,omitempty"`
	Sample string `json:"sample,omitempty"` // of what varies
}

func (t Template) hasFileHeader() bool {
	return isHeaderFile(t.HeaderType)
}

// isHeaderFile: the kinds of file that can stand above a text.
func isHeaderFile(t MessageType) bool { return t == TypeImage || t == TypeVideo || t == TypeDocument }

// Parameters is how many parameters the body takes: the highest number in it,
// or how many names.
func (t Template) Parameters() int {
	highest := 0
	for _, piece := range t.Pieces() {
		highest = max(highest, piece.Parameter)
	}
	return highest
}

// ParameterNames are the names of the body's parameters in the order of
// TemplateUse.Parameters; nil when they are numbered.
func (t Template) ParameterNames() []string {
	if !t.Named {
		return nil
	}
	return namesIn(t.Body)
}

// HeaderBlank says whether the header has a blank, and its name in a template
// with names.
func (t Template) HeaderBlank() (name string, blank bool) {
	names := t.headerNames()
	if len(names) == 0 {
		return "", false
	}
	if !t.Named {
		return "", true
	}
	return names[0], true
}

func (t Template) headerNames() []string { return namesIn(t.Header) }

// Render fills the body. Missing parameters stay as they are.
func (t Template) Render(parameters []string) string {
	var b strings.Builder
	for _, piece := range t.Pieces() {
		switch {
		case piece.Parameter == 0:
			b.WriteString(piece.Text)
		case piece.Parameter <= len(parameters) && parameters[piece.Parameter-1] != "":
			b.WriteString(parameters[piece.Parameter-1])
		default:
			b.WriteString(piece.Text)
		}
	}
	return b.String()
}

// Preview is a template as a customer sees it.
type Preview struct {
	Header string
	Body   string
	Footer string
	// Buttons are their texts.
	Buttons []string
}

// Preview fills a template in with its samples.
func (t Template) Preview() Preview {
	return t.PreviewWith(TemplateUse{Parameters: t.Samples, Header: &TemplateHeader{Text: t.HeaderSample}})
}

// PreviewWith fills a template in as a message would.
func (t Template) PreviewWith(use TemplateUse) Preview {
	header := t.Header
	if use.Header != nil && use.Header.Text != "" {
		header = Template{Body: t.Header, Named: t.Named}.Render([]string{use.Header.Text})
	}
	return Preview{Header: header, Body: t.Render(use.Parameters), Footer: t.Footer, Buttons: t.Buttons}
}

// Gaps says whether something that the template asks for is not filled in.
func (t Template) Gaps(use TemplateUse) bool {
	if len(use.Parameters) != t.Parameters() {
		return true
	}
	for _, value := range use.Parameters {
		if strings.TrimSpace(value) == "" {
			return true
		}
	}
	if _, blank := t.HeaderBlank(); blank && (use.Header == nil || strings.TrimSpace(use.Header.Text) == "") {
		return true
	}
	if t.hasFileHeader() && use.headerFile() == nil {
		return true
	}
	if t.HeaderType == TypeLocation && (use.Header == nil || use.Header.Location == nil) {
		return true
	}
	return t.buttonGap(use) || t.Cards != len(use.Cards)
}

// buttonGap: an address with a blank and a coupon need a value each.
func (t Template) buttonGap(use TemplateUse) bool {
	for i, a := range t.Actions {
		if a.Kind != ButtonCopy && !(a.Kind == ButtonURL && strings.Contains(a.Value, "{{")) {
			continue
		}
		filled := false
		for _, b := range use.Buttons {
			filled = filled || b.Index == i && b.Value != ""
		}
		if !filled {
			return true
		}
	}
	return false
}

// Piece is a stretch of a template's body: fixed text, or a parameter (from 1).
type Piece struct {
	Text      string
	Parameter int
}

// Pieces splits the body for a preview that marks what is filled in.
func (t Template) Pieces() []Piece { return splitTemplate(t.Body, t.ParameterNames()) }

// splitTemplate splits at {{1}} or, with names, at {{name}}.
func splitTemplate(body string, names []string) []Piece {
	var pieces []Piece
	for {
		open := strings.Index(body, "{{")
		end := strings.Index(body[max(open, 0):], "}}")
		if open < 0 || end < 0 {
			return appendText(pieces, body)
		}
		end += open
		n := parameterOf(strings.TrimSpace(body[open+2:end]), names)
		if n == 0 {
			pieces = appendText(pieces, body[:end+2])
			body = body[end+2:]
			continue
		}
		pieces = appendText(pieces, body[:open])
		pieces = append(pieces, Piece{Text: body[open : end+2], Parameter: n})
		body = body[end+2:]
	}
}

func parameterOf(text string, names []string) int {
	if names != nil {
		return slices.Index(names, text) + 1
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 99 {
		return 0
	}
	return n
}

// namesIn lists what stands in double braces, each once, in order.
func namesIn(text string) []string {
	names := []string{}
	for _, match := range blank.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

var blank = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

func appendText(pieces []Piece, text string) []Piece {
	if text == "" {
		return pieces
	}
	return append(pieces, Piece{Text: text})
}

// CleanParameter makes a value fit for a template parameter: WhatsApp refuses
// newlines, tabs and more than four spaces in a row (cloudapi.md section 1.4).
func CleanParameter(value string) string {
	return strings.Join(strings.Fields(value), " ")
}
