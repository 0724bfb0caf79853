package whatsapp

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object read field by field. Meta adds fields and changes a number to
// a string without raising the version, so a field of an unexpected type reads as empty
// instead of failing the message around it.
type object map[string]json.RawMessage

func readObject(raw json.RawMessage) (object, bool) {
	var o object
	if err := json.Unmarshal(raw, &o); err != nil || o == nil {
		return nil, false
	}
	return o, true
}

func (o object) has(name string) bool {
	raw, ok := o[name]
	return ok && !bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
}

func (o object) child(name string) (object, bool) { return readObject(o[name]) }

// at returns the child object, or an empty one, so that lookups can be chained.
func (o object) at(name string) object {
	child, _ := readObject(o[name])
	return child
}

func (o object) list(name string) []json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(o[name], &items) != nil {
		return nil
	}
	return items
}

// text reads a string, or a number or truth value written as one.
func (o object) text(name string) string { return scalarText(o[name]) }

// firstText is the first of several fields that says something: names change over time.
func firstText(o object, names ...string) string {
	for _, name := range names {
		if text := o.text(name); text != "" {
			return text
		}
	}
	return ""
}

func scalarText(raw json.RawMessage) string {
	trimmed := bytes.TrimSpace(raw)
	if len(trimmed) == 0 {
		return ""
	}
	switch trimmed[0] {
	case '"':
		var s string
		if json.Unmarshal(trimmed, &s) != nil {
			return ""
		}
		return s
	case '{', '[', 'n':
		return ""
	default:
		return string(trimmed)
	}
}

func (o object) number(name string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(o.text(name)), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

func (o object) integer(name string) int64 {
	text := strings.TrimSpace(o.text(name))
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	f := o.number(name)
	if math.Abs(f) > 1<<53 {
		return 0
	}
	return int64(f)
}

func (o object) flag(name string) bool {
	b, err := strconv.ParseBool(strings.ToLower(o.text(name)))
	return err == nil && b
}

// latestSecond bounds what counts as Unix seconds: year 9999, the last that JSON's time
// format can write.
const latestSecond = 253402300799

// moment reads Unix seconds, in UTC. Zero or unreadable gives the zero time.
func (o object) moment(name string) time.Time {
	seconds := o.integer(name)
	if seconds <= 0 || seconds > latestSecond {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

func compact(raw json.RawMessage) []byte {
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return raw
	}
	return out.Bytes()
}
