package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// node is a value in a request, with the way that leads to it, so that an error can name
// it: interactive['action']['buttons'][0].
type node struct {
	value any
	path  string
	// given is false for what is not there, or is null.
	given bool
}

func readNode(path string, raw json.RawMessage) node {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if len(raw) == 0 || decoder.Decode(&value) != nil {
		return node{path: path}
	}
	return node{value: value, path: path, given: value != nil}
}

func (n node) at(name string) node {
	object, _ := n.value.(map[string]any)
	value := object[name]
	return node{value: value, path: n.path + "['" + name + "']", given: value != nil}
}

func (n node) items() []node {
	list, _ := n.value.([]any)
	out := make([]node, len(list))
	for i, value := range list {
		out[i] = node{value: value, path: n.path + "[" + strconv.Itoa(i) + "]", given: value != nil}
	}
	return out
}

// text is a string, or a number as it was written.
func (n node) text() string {
	switch value := n.value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	return ""
}

func (n node) flag() bool { return n.text() == "true" }

func (n node) isObject() bool { _, is := n.value.(map[string]any); return is }
func (n node) isList() bool   { _, is := n.value.([]any); return is }

// checker applies rules to a request and keeps the first that is broken.
type checker struct{ refused *refusal }

func (c *checker) fail(code int, format string, args ...any) {
	if c.refused == nil {
		c.refused = refuse(code, format, args...)
	}
}

// object wants a JSON object.
func (c *checker) object(n node) {
	switch {
	case !n.given:
		c.fail(131008, "The parameter %s is required.", n.path)
	case !n.isObject():
		c.fail(100, "Param %s must be a JSON object.", n.path)
	}
}

// text wants a string that is not empty and has at most so many characters; 0 is no limit.
func (c *checker) text(n node, most int) {
	_, isText := n.value.(string)
	switch {
	case !n.given:
		c.fail(131008, "The parameter %s is required.", n.path)
	case !isText:
		c.fail(131009, "Param %s must be a string.", n.path)
	case strings.TrimSpace(n.text()) == "":
		c.fail(131008, "The parameter %s is required: it is empty.", n.path)
	}
	c.length(n, most)
}

// optional is text for what may be missing.
func (c *checker) optional(n node, most int) {
	if _, isText := n.value.(string); n.given && !isText {
		c.fail(131009, "Param %s must be a string.", n.path)
	}
	c.length(n, most)
}

func (c *checker) length(n node, most int) {
	if most > 0 && utf8.RuneCountInString(n.text()) > most {
		c.fail(100, "Param %s must be at most %d characters long.", n.path, most)
	}
}

// list wants so many to so many items, and gives them.
func (c *checker) list(n node, least, most int) []node {
	items := n.items()
	switch {
	case !n.given:
		c.fail(131008, "The parameter %s is required.", n.path)
	case !n.isList():
		c.fail(100, "Param %s must be an array.", n.path)
	case len(items) < least || len(items) > most:
		c.fail(131009, "Invalid count of %s: %d. Min allowed: %d, max allowed: %d.", n.path, len(items), least, most)
	}
	return items
}

// oneOf wants one of some words.
func (c *checker) oneOf(n node, words ...string) {
	switch {
	case !n.given:
		c.fail(131008, "The parameter %s is required.", n.path)
	case !slices.Contains(words, n.text()):
		c.fail(131009, "Param %s must be one of {%s} - got %q.", n.path, strings.Join(words, ", "), n.text())
	}
}

// keys wants no other keys than these: a misspelled one is refused, as there.
func (c *checker) keys(n node, known ...string) {
	object, _ := n.value.(map[string]any)
	var strange []string
	for name := range object {
		if !slices.Contains(known, name) {
			strange = append(strange, name)
		}
	}
	if len(strange) > 0 {
		slices.Sort(strange)
		c.fail(100, "Unexpected key %q on param %q.", strange[0], n.path)
	}
}

// number wants a number from least to most, as a number or a string.
func (c *checker) number(n node, least, most float64) {
	if !n.given {
		c.fail(131008, "The parameter %s is required.", n.path)
		return
	}
	value, err := strconv.ParseFloat(n.text(), 64)
	if err != nil || !(value >= least && value <= most) {
		c.fail(131009, "Param %s must be a number from %s to %s.", n.path, plain(least), plain(most))
	}
}

func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// webAddress wants an http or https address.
func (c *checker) webAddress(n node) {
	if given := n.text(); !strings.HasPrefix(given, "https://") && !strings.HasPrefix(given, "http://") {
		c.fail(131009, "Param %s is not a valid URL: %s", n.path, fmt.Sprintf("%.80q", given))
	}
}

// unique wants different texts.
func (c *checker) unique(what string, items []node, of func(node) node) {
	seen := map[string]bool{}
	for _, item := range items {
		if text := of(item).text(); text != "" && seen[text] {
			c.fail(131009, "Duplicated %s: %q.", what, text)
		} else {
			seen[text] = true
		}
	}
}
