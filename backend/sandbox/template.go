package sandbox

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

// template is a message text that the platform reviewed, or is about to. Components stay
// as they were written, so that a list gives back what was handed in.
type template struct {
	ID               string          `json:"id"`
	Name             string          `json:"name"`
	Language         string          `json:"language"`
	Status           string          `json:"status"`
	Category         string          `json:"category"`
	SubCategory      string          `json:"sub_category,omitempty"`
	ParameterFormat  string          `json:"parameter_format,omitempty"`
	Components       json.RawMessage `json:"components"`
	RejectedReason   string          `json:"rejected_reason,omitempty"`
	CorrectCategory  string          `json:"correct_category,omitempty"`
	PreviousCategory string          `json:"previous_category,omitempty"`
	// Quality is GREEN, YELLOW, RED or UNKNOWN.
	Quality string `json:"quality,omitempty"`
	// TTL is how many seconds an undelivered message lives; 0 is the platform's default,
	// -1 is 30 days.
	TTL int `json:"message_send_ttl_seconds,omitempty"`
	// Library is the template of the platform's library that this one was made from;
	// ParamTypes are the types that its values must have.
	Library    string   `json:"library_template_name,omitempty"`
	ParamTypes []string `json:"param_types,omitempty"`
	// Edits are the changes since approval, Pauses how often bad quality paused it.
	Edits  []time.Time `json:"edits,omitempty"`
	Pauses int         `json:"pauses,omitempty"`
	// InReview means that a review will decide; PausedUntil is when a pause ends.
	InReview    bool      `json:"in_review,omitempty"`
	PausedUntil time.Time `json:"paused_until,omitzero"`
}

// templatePart is one component: HEADER, BODY, FOOTER, BUTTONS, CAROUSEL, ….
type templatePart struct {
	Type    string           `json:"type"`
	Format  string           `json:"format"`
	Text    string           `json:"text"`
	Buttons []templateButton `json:"buttons"`
	Cards   []templateCard   `json:"cards"`
	Example json.RawMessage  `json:"example"`
}

type templateCard struct {
	Components []templatePart `json:"components"`
}

type templateButton struct {
	Type        string          `json:"type"`
	Text        string          `json:"text"`
	URL         string          `json:"url"`
	PhoneNumber string          `json:"phone_number"`
	OTPType     string          `json:"otp_type"`
	Example     json.RawMessage `json:"example"`
}

// parts reads the components; what is not understood is left out.
func (t *template) parts() []templatePart {
	var parts []templatePart
	if json.Unmarshal(t.Components, &parts) != nil {
		return nil
	}
	return parts
}

func partOf(parts []templatePart, kind string) templatePart {
	for _, part := range parts {
		if strings.EqualFold(part.Type, kind) {
			return part
		}
	}
	return templatePart{}
}

func (t *template) named() bool { return strings.EqualFold(t.ParameterFormat, "named") }

// life is how long a message of this template is kept for a phone that is away.
func (t *template) life() time.Duration {
	switch {
	case t.TTL > 0:
		return time.Duration(t.TTL) * time.Second
	case t.Category == whatsapp.CategoryAuthentication && t.TTL == 0:
		return 10 * time.Minute
	}
	return undeliveredLife
}

// undeliveredLife is how long the platform keeps a message that can't be delivered.
const undeliveredLife = 30 * 24 * time.Hour

var variable = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// variablesOf lists the different variables of a text, in order.
func variablesOf(text string) []string {
	var names []string
	for _, match := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(names, match[1]) {
			names = append(names, match[1])
		}
	}
	return names
}

func (s *state) templateNamed(name, language string) *template {
	for _, t := range s.templates {
		if t.Name == name && t.Language == language {
			return t
		}
	}
	return nil
}

// putTemplate adds or replaces a template; the caller holds the lock or is the only one.
func (sb *Sandbox) putTemplate(t template) *template {
	if known := sb.state.templateNamed(t.Name, t.Language); known != nil && t.ID == "" {
		t.ID = known.ID
	}
	if t.ID == "" {
		t.ID = newID()
	}
	if t.Quality == "" {
		t.Quality = "UNKNOWN"
	}
	if t.ParameterFormat == "" {
		t.ParameterFormat = "POSITIONAL"
	}
	sb.state.templates[t.ID] = &t
	sb.keep("template", t.ID, &t)
	return &t
}

// AddTemplate puts a template on the platform as it is, with its status, without review.
// One of the same name and language is replaced.
func (sb *Sandbox) AddTemplate(t whatsapp.Template) whatsapp.Template {
	components, err := json.Marshal(t.Components)
	if err != nil {
		components = []byte("[]")
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	t.ID = sb.putTemplate(template{ID: t.ID, Name: t.Name, Language: t.Language, Status: t.Status, Category: t.Category,
		ParameterFormat: t.ParameterFormat, Components: components, RejectedReason: t.RejectedReason,
		CorrectCategory: t.CorrectCategory, Quality: t.Quality}).ID
	return t
}

// fields gives everything that a client may ask of a template.
func (t *template) fields() fields {
	reason := t.RejectedReason
	if reason == "" {
		reason = "NONE"
	}
	out := fields{"id": t.ID, "name": t.Name, "language": t.Language, "status": t.Status, "category": t.Category,
		"parameter_format": t.ParameterFormat, "components": t.Components, "rejected_reason": reason,
		"quality_score": fields{"score": t.Quality}}
	for name, value := range map[string]string{"sub_category": t.SubCategory, "correct_category": t.CorrectCategory,
		"previous_category": t.PreviousCategory, "library_template_name": t.Library} {
		if value != "" {
			out[name] = value
		}
	}
	if t.TTL != 0 {
		out["message_send_ttl_seconds"] = t.TTL
	}
	return out
}

// templateDefaults are the fields of a template when none are asked for.
var templateDefaults = []string{"name", "parameter_format", "components", "language", "status", "category", "sub_category", "previous_category", "id"}
