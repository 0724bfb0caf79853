package sandbox

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mostrador/backend/whatsapp"
)

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

// checkTemplateSend applies a template's state and parameters; the caller holds the lock.
func (sb *Sandbox) checkTemplateSend(req *request) *refusal {
	asked := req.out.Template
	t := sb.state.templateNamed(asked.Name, asked.Language.Code)
	if t == nil {
		return refuse(132001, "template name (%s) does not exist in %s", asked.Name, asked.Language.Code)
	}
	switch t.Status {
	case whatsapp.TemplateApproved:
	case whatsapp.TemplatePaused:
		return refuse(132015, "%s", detailsOf(132015))
	case whatsapp.TemplateDisabled:
		return refuse(132016, "%s", detailsOf(132016))
	default:
		return refuse(132001, "template name (%s) in %s is not approved: %s", t.Name, t.Language, t.Status)
	}
	if t.Category == whatsapp.CategoryMarketing && req.customer.Stopped {
		return refuse(131050, "%s", detailsOf(131050))
	}
	if t.Category == whatsapp.CategoryAuthentication && req.out.To == "" {
		return refuse(131062, "%s", detailsOf(131062))
	}
	if sb.p.Limits.NoPayment {
		return refuse(131042, "%s", detailsOf(131042))
	}
	req.template = t
	return checkParameters(t, asked)
}

func partOf(t *whatsapp.Template, kind string) whatsapp.TemplateText {
	for _, part := range t.Components {
		if strings.EqualFold(part.Type, kind) {
			return part
		}
	}
	return whatsapp.TemplateText{}
}

func componentOf(m *whatsapp.TemplateMessage, kind string) whatsapp.TemplateComponent {
	for _, c := range m.Components {
		if strings.EqualFold(c.Type, kind) {
			return c
		}
	}
	return whatsapp.TemplateComponent{}
}

func checkParameters(t *whatsapp.Template, m *whatsapp.TemplateMessage) *refusal {
	header := partOf(t, "HEADER")
	if refused := checkTexts("body", partOf(t, "BODY").Text, componentOf(m, "body"), t); refused != nil {
		return refused
	}
	if format := strings.ToLower(header.Format); format != "" && format != "text" {
		return checkMediaHeader(format, componentOf(m, "header"))
	}
	if refused := checkTexts("header", header.Text, componentOf(m, "header"), t); refused != nil {
		return refused
	}
	return checkButtonParameters(partOf(t, "BUTTONS").Buttons, m)
}

func checkTexts(where, text string, c whatsapp.TemplateComponent, t *whatsapp.Template) *refusal {
	names := variablesOf(text)
	if len(c.Parameters) != len(names) {
		return refuse(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)",
			where, len(c.Parameters), len(names))
	}
	named := strings.EqualFold(t.ParameterFormat, "named")
	for _, p := range c.Parameters {
		if !slices.Contains([]string{"text", "currency", "date_time"}, p.Type) {
			return refuse(132012, "%s: a parameter of type %q where text is expected", where, p.Type)
		}
		if named && !slices.Contains(names, p.Name) {
			return refuse(100, "%s: the parameter name %q is missing or not in the template", where, p.Name)
		}
	}
	return nil
}

func checkMediaHeader(format string, c whatsapp.TemplateComponent) *refusal {
	if len(c.Parameters) != 1 {
		return refuse(132012, "header: Format mismatch, expected %s, received UNKNOWN", strings.ToUpper(format))
	}
	if c.Parameters[0].Type != format {
		return refuse(132012, "header: Format mismatch, expected %s, received %s", strings.ToUpper(format), strings.ToUpper(c.Parameters[0].Type))
	}
	return nil
}

func checkButtonParameters(buttons []whatsapp.TemplateAction, m *whatsapp.TemplateMessage) *refusal {
	for i, button := range buttons {
		if !strings.EqualFold(button.Type, "URL") || len(variablesOf(button.URL)) == 0 {
			continue
		}
		found := slices.ContainsFunc(m.Components, func(c whatsapp.TemplateComponent) bool {
			return strings.EqualFold(c.Type, "button") && c.Index == strconv.Itoa(i) && len(c.Parameters) == 1
		})
		if !found {
			return refuse(131008, "buttons: Button at index %d of type Url requires a parameter", i)
		}
	}
	return nil
}

// renderTemplate gives the text that the customer sees, without footer and buttons.
func renderTemplate(t *whatsapp.Template, m *whatsapp.TemplateMessage) string {
	body := partOf(t, "BODY").Text
	values := map[string]string{}
	for i, p := range componentOf(m, "body").Parameters {
		name := p.Name
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		values[name] = p.Text
	}
	return variable.ReplaceAllStringFunc(body, func(found string) string {
		if value, ok := values[variable.FindStringSubmatch(found)[1]]; ok {
			return value
		}
		return found
	})
}
