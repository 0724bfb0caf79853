package shop

import (
	"strconv"
	"strings"
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
)

// Template is a message approved by WhatsApp, named by (name, language).
type Template struct {
	PlatformID string        `json:"platform_id,omitempty"`
	Name       string        `json:"name"`
	Title      string        `json:"title,omitempty"` // how the shop calls it
	Language   string        `json:"language"`
	Category   Category      `json:"category"`
	State      TemplateState `json:"state"`
	Reason     string        `json:"reason,omitempty"` // of a rejection
	Header     string        `json:"header,omitempty"`
	Body       string        `json:"body"` // with {{1}}, {{2}}, …
	Footer     string        `json:"footer,omitempty"`
	Buttons    []string      `json:"buttons,omitempty"`
	Samples    []string      `json:"samples,omitempty"` // one per parameter
}

// Parameters is how many parameters the body takes: the highest number in it.
func (t Template) Parameters() int {
	highest := 0
	for _, piece := range splitTemplate(t.Body) {
		if piece.Parameter > highest {
			highest = piece.Parameter
		}
	}
	return highest
}

// Render fills the body. Missing parameters stay as {{n}}.
func (t Template) Render(parameters []string) string {
	var b strings.Builder
	for _, piece := range splitTemplate(t.Body) {
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

// Piece is a stretch of a template's body: fixed text, or a parameter (from 1).
type Piece struct {
	Text      string
	Parameter int
}

// Pieces splits the body for a preview that marks what is filled in.
func (t Template) Pieces() []Piece { return splitTemplate(t.Body) }

func splitTemplate(body string) []Piece {
	var pieces []Piece
	for {
		open := strings.Index(body, "{{")
		end := strings.Index(body[max(open, 0):], "}}")
		if open < 0 || end < 0 {
			return appendText(pieces, body)
		}
		end += open
		n, err := strconv.Atoi(strings.TrimSpace(body[open+2 : end]))
		if err != nil || n < 1 || n > 99 {
			pieces = appendText(pieces, body[:end+2])
			body = body[end+2:]
			continue
		}
		pieces = appendText(pieces, body[:open])
		pieces = append(pieces, Piece{Text: body[open : end+2], Parameter: n})
		body = body[end+2:]
	}
}

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
