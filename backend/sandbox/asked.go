package sandbox

import "strings"

// askedField is one of the names in a fields parameter, with what is asked of it:
// pricing_analytics.start(1).end(2) or phone_numbers{id,status}.
type askedField struct {
	name string
	args map[string]string
	sub  string
}

// readFields splits a fields parameter; brackets of any kind hold commas together. What
// has no name is left out.
func readFields(asked string) []askedField {
	var out []askedField
	for _, part := range splitOutside(asked, ',') {
		if field := readField(strings.TrimSpace(part)); field.name != "" {
			out = append(out, field)
		}
	}
	return out
}

func readField(written string) askedField {
	field := askedField{args: map[string]string{}}
	if head, sub, found := strings.Cut(written, "{"); found && !strings.Contains(head, "(") {
		written, field.sub = head, strings.TrimSuffix(sub, "}")
	}
	for i, step := range splitOutside(written, '.') {
		name, arg, _ := strings.Cut(step, "(")
		if i == 0 {
			field.name = strings.TrimSpace(name)
			continue
		}
		field.args[strings.TrimSpace(name)] = strings.TrimSuffix(arg, ")")
	}
	return field
}

// splitOutside splits at a sign that is not within brackets.
func splitOutside(text string, at byte) []string {
	var out []string
	depth, start := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			depth--
		case at:
			if depth <= 0 {
				out = append(out, text[start:i])
				start = i + 1
			}
		}
	}
	return append(out, text[start:])
}

// choose keeps the asked-for fields, or the defaults, and the id.
func choose(all fields, asked string, defaults []string) fields {
	out := fields{}
	if id, has := all["id"]; has {
		out["id"] = id
	}
	names := defaults
	if asked != "" {
		names = nil
		for _, field := range readFields(asked) {
			names = append(names, field.name)
		}
	}
	for _, name := range names {
		if value, known := all[name]; known {
			out[name] = value
		}
	}
	return out
}
