package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

const (
	// reviewTime is how long a template's review takes, before Speed. On the platform it
	// may take a day.
	reviewTime = 20 * time.Second
	// deletedName is how long the name of a deleted template can't be used again.
	deletedName = 30 * 24 * time.Hour
	// templateLimit is how many templates a verified account may have; createLimit how
	// many can be created in an hour.
	templateLimit = 6000
	createLimit   = 100
)

// newTemplate is the body of a template that is handed in.
type newTemplate struct {
	Name       string          `json:"name"`
	Language   string          `json:"language"`
	Category   string          `json:"category"`
	Sub        string          `json:"sub_category"`
	Format     string          `json:"parameter_format"`
	TTL        int             `json:"message_send_ttl_seconds"`
	Components json.RawMessage `json:"components"`
	Library    string          `json:"library_template_name"`
	Buttons    json.RawMessage `json:"library_template_button_inputs"`
}

func (n newTemplate) template() template {
	t := template{Name: n.Name, Language: n.Language, Category: strings.ToUpper(n.Category), SubCategory: n.Sub,
		ParameterFormat: strings.ToUpper(n.Format), TTL: n.TTL, Components: n.Components}
	if t.ParameterFormat == "" {
		t.ParameterFormat = "POSITIONAL"
	}
	if len(t.Components) == 0 {
		t.Components = json.RawMessage("[]")
	}
	return t
}

// createTemplate is POST /{waba}/message_templates.
func (sb *Sandbox) createTemplate(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	var asked newTemplate
	if refused := g.read(&asked); refused != nil {
		return refused
	}
	t := asked.template()
	status := whatsapp.TemplatePending
	if asked.Library != "" {
		entry, refused := libraryEntry(asked)
		if refused != nil {
			return refused
		}
		entry.fill(&t)
		status = whatsapp.TemplateApproved
	}
	if refused := checkNewTemplate(&t); refused != nil {
		return refused
	}
	if t.Category == whatsapp.CategoryUtility && asked.Library == "" && isPromotional(t.parts()) {
		t.Category = whatsapp.CategoryMarketing
	}
	t.Status, t.InReview = status, status == whatsapp.TemplatePending
	made, refused := sb.addNewTemplate(t)
	if refused != nil {
		return refused
	}
	if status == whatsapp.TemplatePending {
		sb.tasks.after(sb.delay(reviewTime), func() { sb.review(made.ID) })
	} else {
		sb.SetTemplateStatus(made.Name, made.Language, status, "NONE")
	}
	answerJSON(g.w, http.StatusOK, fields{"id": made.ID, "status": made.Status, "category": made.Category})
	return nil
}

func (sb *Sandbox) addNewTemplate(t template) (template, *refusal) {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	now := sb.now()
	if sb.state.templateNamed(t.Name, t.Language) != nil {
		return t, withSubcode(refuse(100, "There is already %s content for this template", t.Language), subDuplicate)
	}
	if gone := sb.state.deleted[t.Name]; gone != nil && now.Sub(gone.At) < deletedName {
		return t, withSubcode(refuse(100, "The name %s was deleted and can't be used again before %s", t.Name, gone.At.Add(deletedName).Format(time.RFC3339)), subDeleted)
	}
	sb.created = slices.DeleteFunc(sb.created, func(at time.Time) bool { return now.Sub(at) > time.Hour })
	if len(sb.state.templates) >= templateLimit || len(sb.created) >= createLimit {
		return t, withSubcode(refuse(100, "The account can't have more templates, or not so many in an hour (%d)", createLimit), subCount)
	}
	sb.created = append(sb.created, now)
	t.ID, t.RejectedReason = "", "NONE"
	return *sb.putTemplate(t), nil
}

// editTemplate is POST /{template}: it replaces what is given and hands the template in
// again; the caller holds the lock.
func (sb *Sandbox) editTemplate(t *template, params map[string]json.RawMessage) *refusal {
	next, now := *t, sb.now()
	if !slices.Contains([]string{whatsapp.TemplateApproved, whatsapp.TemplateRejected, whatsapp.TemplatePaused}, t.Status) {
		return withSubcode(refuse(100, "Message templates can only be edited when they are approved, rejected or paused"), subState)
	}
	if raw, given := params["components"]; given {
		next.Components = raw
	}
	if raw, given := params["message_send_ttl_seconds"]; given && json.Unmarshal(raw, &next.TTL) != nil {
		return refuse(100, "Param message_send_ttl_seconds must be a number")
	}
	if category := strings.ToUpper(textOf(params["category"])); category != "" && category != t.Category {
		if t.Status == whatsapp.TemplateApproved {
			return withSubcode(refuse(100, "The category of an approved template can't be changed"), subState)
		}
		next.Category = category
	}
	if refused := checkNewTemplate(&next); refused != nil {
		return refused
	}
	if t.Status == whatsapp.TemplateApproved {
		next.Edits = slices.DeleteFunc(slices.Clone(t.Edits), func(at time.Time) bool { return now.Sub(at) > 30*24*time.Hour })
		if n := len(next.Edits); n >= 10 || (n > 0 && now.Sub(next.Edits[n-1]) < 24*time.Hour) {
			return withSubcode(refuse(100, "An approved template can be edited once in 24 hours and ten times in 30 days"), subState)
		}
		next.Edits = append(next.Edits, now)
	}
	next.Status, next.InReview = whatsapp.TemplatePending, true
	id := sb.putTemplate(next).ID
	sb.tasks.after(sb.delay(reviewTime), func() { sb.review(id) })
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
	t.Status, t.RejectedReason, t.InReview = whatsapp.TemplateApproved, "NONE", false
	if reason := rejection(t.parts()); reason != "" {
		t.Status, t.RejectedReason = whatsapp.TemplateRejected, reason
	}
	sb.keep("template", id, t)
	hook := sb.templateStatusChange(t, nil)
	sb.mu.Unlock()
	sb.post(hook)
}

// rejection is why a reviewer says no, or "".
func rejection(parts []templatePart) string {
	body, footer := partOf(parts, "BODY").Text, partOf(parts, "FOOTER").Text
	upper := strings.ToUpper(body)
	switch {
	case strings.Contains(upper, "CARD NUMBER") || strings.Contains(upper, "NÚMERO DE TARJETA") || strings.Contains(body, "bit.ly"):
		return "ABUSIVE_CONTENT"
	case footer != "" && strings.TrimSpace(footer) == strings.TrimSpace(body):
		return "INVALID_FORMAT"
	case strings.Contains(upper, "LOTTERY") || strings.Contains(upper, "YOU HAVE WON"):
		return "SCAM"
	}
	return ""
}

func (sb *Sandbox) templateStatusChange(t *template, more fields) change {
	number, _ := strconv.ParseInt(t.ID, 10, 64)
	reason := t.RejectedReason
	if reason == "" {
		reason = "NONE"
	}
	value := fields{"event": t.Status, "message_template_id": number, "message_template_name": t.Name,
		"message_template_language": t.Language, "message_template_category": t.Category, "reason": reason}
	if t.Status == whatsapp.TemplateRejected {
		value["rejection_info"] = fields{"reason": "The template does not follow the rules (" + reason + ").", "recommendation": "Change it and hand it in again."}
	}
	for name, given := range more {
		value[name] = given
	}
	return sb.change("message_template_status_update", value)
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
	var more fields
	if status == whatsapp.TemplateDisabled {
		more = fields{"disable_info": fields{"disable_date": sb.now().Unix()}}
	}
	sb.keep("template", t.ID, t)
	hook := sb.templateStatusChange(t, more)
	sb.mu.Unlock()
	sb.post(hook)
	return true
}

// SetTemplateQuality gives a template a quality score and tells of it. RED pauses it:
// three hours, then six, and the third time it is disabled.
func (sb *Sandbox) SetTemplateQuality(name, language, score string) bool {
	sb.mu.Lock()
	t := sb.state.templateNamed(name, language)
	if t == nil {
		sb.mu.Unlock()
		return false
	}
	number, _ := strconv.ParseInt(t.ID, 10, 64)
	hooks := []change{sb.change("message_template_quality_update", fields{"previous_quality_score": t.Quality, "new_quality_score": score,
		"message_template_id": number, "message_template_name": t.Name, "message_template_language": t.Language})}
	t.Quality = score
	if score == "RED" && t.Status == whatsapp.TemplateApproved {
		hooks = append(hooks, sb.pauseTemplate(t))
	}
	sb.keep("template", t.ID, t)
	sb.mu.Unlock()
	for _, hook := range hooks {
		sb.post(hook)
	}
	return true
}

// pauseTemplate pauses or disables; the caller holds the lock.
func (sb *Sandbox) pauseTemplate(t *template) change {
	t.Pauses++
	if t.Pauses > 2 {
		t.Status = whatsapp.TemplateDisabled
		return sb.templateStatusChange(t, fields{"disable_info": fields{"disable_date": sb.now().Unix()}})
	}
	t.Status = whatsapp.TemplatePaused
	pause := time.Duration(3*t.Pauses) * time.Hour
	t.PausedUntil = sb.now().Add(pause)
	id, title := t.ID, "FIRST_PAUSE"
	if t.Pauses == 2 {
		title = "SECOND_PAUSE"
	}
	sb.tasks.after(pause, func() { sb.endPause(id) })
	return sb.templateStatusChange(t, fields{"other_info": fields{"title": title,
		"description": "Your template is paused for " + strconv.Itoa(3*t.Pauses) + " hours because of negative feedback."}})
}

func (sb *Sandbox) endPause(id string) bool {
	sb.mu.Lock()
	t := sb.state.templates[id]
	if t == nil || t.Status != whatsapp.TemplatePaused {
		sb.mu.Unlock()
		return false
	}
	t.Status, t.PausedUntil = whatsapp.TemplateApproved, time.Time{}
	sb.keep("template", id, t)
	hook := sb.templateStatusChange(t, nil)
	sb.mu.Unlock()
	sb.post(hook)
	return true
}

// resumeReviews goes on with what was being looked at when the sandbox was closed; the
// caller holds the lock.
func (sb *Sandbox) resumeReviews() {
	for id, t := range sb.state.templates {
		switch {
		case t.InReview:
			sb.tasks.after(sb.delay(reviewTime), func() { sb.review(id) })
		case t.Status == whatsapp.TemplatePaused && !t.PausedUntil.IsZero():
			sb.tasks.after(max(t.PausedUntil.Sub(sb.now()), 0), func() { sb.endPause(id) })
		}
	}
	for id, n := range sb.state.numbers {
		if n.NewName != "" {
			sb.tasks.after(sb.delay(reviewTime), func() { sb.DecideName(id, true) })
		}
	}
}

// SetTemplateCategory announces (or, with now, makes) a change of category, as when the
// platform finds a "utility" template to be marketing.
func (sb *Sandbox) SetTemplateCategory(name, language, category string, now bool) bool {
	sb.mu.Lock()
	t := sb.state.templateNamed(name, language)
	if t == nil {
		sb.mu.Unlock()
		return false
	}
	number, _ := strconv.ParseInt(t.ID, 10, 64)
	value := fields{"message_template_id": number, "message_template_name": t.Name, "message_template_language": t.Language}
	if now {
		t.PreviousCategory, t.Category, t.CorrectCategory = t.Category, category, ""
		value["previous_category"], value["new_category"] = t.PreviousCategory, category
	} else {
		t.CorrectCategory = category
		value["correct_category"], value["new_category"] = category, t.Category
		value["category_update_timestamp"] = sb.now().Add(24 * time.Hour).Unix()
	}
	sb.keep("template", t.ID, t)
	hook := sb.change("template_category_update", value)
	sb.mu.Unlock()
	sb.post(hook)
	return true
}

// unpause is POST /{template}/unpause.
func (sb *Sandbox) unpause(g graphCall) *refusal {
	if sb.endPause(g.id) {
		return g.succeed()
	}
	sb.mu.Lock()
	t := sb.state.templates[g.id]
	sb.mu.Unlock()
	if t == nil {
		return notThere(g.id)
	}
	return withSubcode(refuse(100, "The template is not paused"), subState)
}

// listTemplates is GET /{waba}/message_templates.
func (sb *Sandbox) listTemplates(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	sb.mu.Lock()
	var found []template
	for _, t := range sb.state.templates {
		if g.wants(t) {
			found = append(found, *t)
		}
	}
	total := len(sb.state.templates)
	sb.mu.Unlock()
	sort.Slice(found, func(i, j int) bool { return found[i].ID < found[j].ID })
	page, paging := paginate(g, found, func(t template) string { return t.ID })
	data := make([]fields, 0, len(page))
	for _, t := range page {
		data = append(data, choose(t.fields(), g.param("fields"), templateDefaults))
	}
	answer := fields{"data": data}
	if paging != nil {
		answer["paging"] = paging
	}
	if g.param("summary") != "" {
		answer["summary"] = fields{"total_count": total, "message_template_count": total, "message_template_limit": templateLimit, "are_translations_complete": true}
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}

// wants applies the filters of a list.
func (g graphCall) wants(t *template) bool {
	body := partOf(t.parts(), "BODY").Text
	return matches(g.param("name"), t.Name) && (matches(g.param("name_or_content"), t.Name) || matches(g.param("name_or_content"), body)) &&
		matches(g.param("content"), body) && g.among("status", t.Status) && g.among("category", t.Category) &&
		g.among("language", t.Language) && g.among("quality_score", t.Quality)
}

func matches(part, whole string) bool { return part == "" || strings.Contains(whole, part) }

// getTemplate is GET /{waba}/message_templates/{id}, a way that some clients go; the
// documents have GET /{id}.
func (sb *Sandbox) getTemplate(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	sb.mu.Lock()
	t := sb.state.templates[g.last]
	if t == nil {
		sb.mu.Unlock()
		return notThere(g.last)
	}
	out := choose(t.fields(), g.param("fields"), templateDefaults)
	sb.mu.Unlock()
	answerJSON(g.w, http.StatusOK, out)
	return nil
}

// deleteTemplate is DELETE /{waba}/message_templates with name, hsm_id or hsm_ids.
func (sb *Sandbox) deleteTemplate(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	ids := g.words("hsm_ids")
	if one := g.param("hsm_id"); one != "" {
		ids = append(ids, one)
	}
	name := g.param("name")
	switch {
	case name == "" && len(ids) == 0:
		return refuse(100, "The parameter name is required.")
	case len(ids) > 100:
		return refuse(100, "Param hsm_ids has at most 100 ids")
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	var gone []*template
	for id, t := range sb.state.templates {
		if (len(ids) == 0 || slices.Contains(ids, id)) && (name == "" || t.Name == name) {
			gone = append(gone, t)
		}
	}
	if len(gone) == 0 {
		return withSubcode(refuse(100, "Message Template Not Found"), subNotFound)
	}
	for _, t := range gone {
		if t.Status == whatsapp.TemplateDisabled {
			return withSubcode(refuse(100, "The template %s is disabled and can't be deleted", t.Name), subState)
		}
	}
	for _, t := range gone {
		sb.forgetTemplate(t)
	}
	return g.succeed()
}

// forgetTemplate deletes a template; its name is blocked once it has no language left.
// The caller holds the lock.
func (sb *Sandbox) forgetTemplate(t *template) {
	delete(sb.state.templates, t.ID)
	sb.keep("template", t.ID, nil)
	for _, other := range sb.state.templates {
		if other.Name == t.Name {
			return
		}
	}
	if t.Status == whatsapp.TemplateApproved || t.Status == whatsapp.TemplatePaused {
		gone := &moment{At: sb.now()}
		sb.state.deleted[t.Name] = gone
		sb.keep("deleted_template", t.Name, gone)
	}
}

// moment is a time that is kept under a name.
type moment struct {
	At time.Time `json:"at"`
}
