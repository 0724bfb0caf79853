package sandbox

import (
	"encoding/json"
	"net/http"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mostrador/backend/whatsapp"
)

// reviewTime is how long a template's review takes, before Speed. On the platform it may
// take a day.
const reviewTime = 20 * time.Second

var templateName = regexp.MustCompile(`^[a-z0-9_]{1,512}$`)

// promotional words make a "utility" template a marketing one in review.
var promotional = []string{"discount", "promo", "% off", "offer", "sale", "descuento", "oferta", "rebaja", "desconto", "promoção", "promoción"}

// putTemplate adds or replaces a template; the caller holds the lock or is the only one.
func (sb *Sandbox) putTemplate(t whatsapp.Template) *whatsapp.Template {
	if known := sb.state.templateNamed(t.Name, t.Language); known != nil && t.ID == "" {
		t.ID = known.ID
	}
	if t.ID == "" {
		t.ID = newID()
	}
	sb.state.templates[t.ID] = &t
	sb.keep("template", t.ID, &t)
	return &t
}

// AddTemplate puts a template on the platform as it is, with its status, without review.
// One of the same name and language is replaced.
func (sb *Sandbox) AddTemplate(t whatsapp.Template) whatsapp.Template {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return *sb.putTemplate(t)
}

// createTemplate is POST /{waba}/message_templates.
func (sb *Sandbox) createTemplate(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	raw, _ := json.Marshal(body)
	var t whatsapp.Template
	if err := json.Unmarshal(raw, &t); err != nil {
		return refuse(100, "%s", wrongType(err))
	}
	if refused := checkNewTemplate(t); refused != nil {
		return refused
	}
	sb.mu.Lock()
	if sb.state.templateNamed(t.Name, t.Language) != nil {
		sb.mu.Unlock()
		return withSubcode(refuse(100, "There is already %s content for this template", t.Language), 2388024)
	}
	t.ID, t.Status, t.RejectedReason = "", whatsapp.TemplatePending, "NONE"
	if t.ParameterFormat == "" {
		t.ParameterFormat = "POSITIONAL"
	}
	if t.Category == whatsapp.CategoryUtility && isPromotional(t) {
		t.Category = whatsapp.CategoryMarketing
	}
	made := *sb.putTemplate(t)
	sb.mu.Unlock()
	sb.tasks.after(sb.delay(reviewTime), func() { sb.review(made.ID) })
	answerJSON(g.w, http.StatusOK, fields{"id": made.ID, "status": made.Status, "category": made.Category})
	return nil
}

func isPromotional(t whatsapp.Template) bool {
	text := strings.ToLower(partOf(&t, "BODY").Text)
	for _, word := range promotional {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

func withSubcode(r *refusal, subcode int) *refusal {
	r.Subcode = subcode
	return r
}

// checkNewTemplate refuses what the platform refuses before any review.
func checkNewTemplate(t whatsapp.Template) *refusal {
	switch {
	case !templateName.MatchString(t.Name):
		return refuse(100, "Param name must have only lowercase letters, digits and underscores")
	case t.Language == "":
		return refuse(100, "The parameter language is required.")
	case t.Category != whatsapp.CategoryUtility && t.Category != whatsapp.CategoryMarketing && t.Category != whatsapp.CategoryAuthentication:
		return refuse(100, "Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}")
	}
	body := partOf(&t, "BODY")
	if body.Text == "" && t.Category != whatsapp.CategoryAuthentication {
		return refuse(100, "A template needs a component of type BODY with a text")
	}
	if refused := checkLengths(t, body); refused != nil {
		return refused
	}
	return checkVariables(t, body)
}

func checkLengths(t whatsapp.Template, body whatsapp.TemplateText) *refusal {
	for _, part := range []struct {
		name, text  string
		limit, code int
	}{
		{"body", body.Text, whatsapp.MaxInteractiveBody, 2388040},
		{"header", partOf(&t, "HEADER").Text, whatsapp.MaxHeader, 2388047},
		{"footer", partOf(&t, "FOOTER").Text, whatsapp.MaxFooter, 2388073},
	} {
		if utf8.RuneCountInString(part.text) > part.limit {
			return withSubcode(refuse(100, "The %s has at most %d characters", part.name, part.limit), part.code)
		}
	}
	return nil
}

func checkVariables(t whatsapp.Template, body whatsapp.TemplateText) *refusal {
	names := variablesOf(body.Text)
	if len(names) == 0 {
		return nil
	}
	trimmed := strings.TrimSpace(body.Text)
	switch {
	case strings.HasPrefix(trimmed, "{{") || strings.HasSuffix(trimmed, "}}"):
		return withSubcode(refuse(100, "Variables can't be at the start or end of the template"), 2388299)
	case len(body.Example) == 0:
		return withSubcode(refuse(100, "The body has variables but no example values"), 2388043)
	case len(strings.Fields(variable.ReplaceAllString(body.Text, ""))) < len(names)*2:
		return withSubcode(refuse(100, "The template has too many variables for its length"), 2388293)
	}
	return checkPositions(t, names)
}

func checkPositions(t whatsapp.Template, names []string) *refusal {
	if strings.EqualFold(t.ParameterFormat, "named") {
		return nil
	}
	for i, name := range names {
		if name != strconv.Itoa(i+1) {
			return withSubcode(refuse(100, "Positional variables must be {{1}}, {{2}}, … in order"), 2388073)
		}
	}
	return nil
}

// review decides on a pending template and tells of it.
func (sb *Sandbox) review(id string) {
	sb.mu.Lock()
	t := sb.state.templates[id]
	if t == nil || t.Status != whatsapp.TemplatePending {
		sb.mu.Unlock()
		return
	}
	t.Status, t.RejectedReason = whatsapp.TemplateApproved, "NONE"
	body := partOf(t, "BODY").Text
	if strings.Contains(strings.ToUpper(body), "CARD NUMBER") || strings.Contains(body, "http://bit.ly") {
		t.Status, t.RejectedReason = whatsapp.TemplateRejected, "ABUSIVE_CONTENT"
	}
	sb.keep("template", id, t)
	hook := sb.templateStatusBody(t)
	sb.mu.Unlock()
	sb.post(hook)
}

func (sb *Sandbox) templateStatusBody(t *whatsapp.Template) []byte {
	number, _ := strconv.ParseInt(t.ID, 10, 64)
	reason := t.RejectedReason
	if reason == "" {
		reason = "NONE"
	}
	return sb.envelope("message_template_status_update", fields{"event": t.Status, "message_template_id": number,
		"message_template_name": t.Name, "message_template_language": t.Language,
		"message_template_category": t.Category, "reason": reason})
}

// SetTemplateStatus changes a template's state as a review or bad quality would, and
// tells of it by webhook. The reason goes with REJECTED.
func (sb *Sandbox) SetTemplateStatus(name, language, status, reason string) bool {
	sb.mu.Lock()
	t := sb.state.templateNamed(name, language)
	if t == nil {
		sb.mu.Unlock()
		return false
	}
	t.Status, t.RejectedReason = status, reason
	sb.keep("template", t.ID, t)
	hook := sb.templateStatusBody(t)
	sb.mu.Unlock()
	sb.post(hook)
	return true
}

// listTemplates is GET /{waba}/message_templates.
func (sb *Sandbox) listTemplates(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	query := g.r.URL.Query()
	sb.mu.Lock()
	var found []whatsapp.Template
	for _, t := range sb.state.templates {
		if matches(query.Get("name"), t.Name) && same(query.Get("status"), t.Status) &&
			same(query.Get("category"), t.Category) && same(query.Get("language"), t.Language) {
			found = append(found, *t)
		}
	}
	sb.mu.Unlock()
	sort.Slice(found, func(i, j int) bool { return found[i].ID < found[j].ID })
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil || limit <= 0 {
		limit = 25
	}
	start := sort.Search(len(found), func(i int) bool { return found[i].ID > query.Get("after") })
	page := found[start:min(start+limit, len(found))]
	answer := fields{"data": templateFields(page)}
	if len(page) > 0 {
		paging := fields{"cursors": fields{"before": page[0].ID, "after": page[len(page)-1].ID}}
		if start+limit < len(found) {
			next := *g.r.URL
			query.Set("after", page[len(page)-1].ID)
			next.RawQuery = query.Encode()
			paging["next"] = "http://" + g.r.Host + next.String()
		}
		answer["paging"] = paging
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}

func matches(part, whole string) bool { return part == "" || strings.Contains(whole, part) }
func same(wanted, is string) bool     { return wanted == "" || strings.EqualFold(wanted, is) }

func templateFields(page []whatsapp.Template) []any {
	out := make([]any, 0, len(page))
	for _, t := range page {
		if t.RejectedReason == "" {
			t.RejectedReason = "NONE"
		}
		out = append(out, struct {
			whatsapp.Template
			Quality fields `json:"quality_score"`
		}{t, fields{"score": "UNKNOWN"}})
	}
	return out
}

// deleteTemplate is DELETE /{waba}/message_templates?name= (and hsm_id= for one).
func (sb *Sandbox) deleteTemplate(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	name, one := g.r.URL.Query().Get("name"), g.r.URL.Query().Get("hsm_id")
	if name == "" && one == "" {
		return refuse(100, "The parameter name is required.")
	}
	sb.mu.Lock()
	found := false
	for id, t := range sb.state.templates {
		if (one == "" || id == one) && (name == "" || t.Name == name) {
			found = true
			delete(sb.state.templates, id)
			sb.keep("template", id, nil)
		}
	}
	sb.mu.Unlock()
	if !found {
		return withSubcode(refuse(100, "Message Template Not Found"), 2593002)
	}
	return g.succeed()
}
