package past

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// mostText is how much text is read of one chat, in bytes.
const mostText = 512 << 20

// longestName of somebody who writes, in characters: what stands before the
// first colon of a longer line is a sentence.
const longestName = 60

// How says what a file itself can't.
type How struct {
	// Zone is where the phone was; exports have local times without one.
	Zone *time.Location
	// Order overrides how dates are read; Undecided finds out.
	Order Order
}

// entry is a message before its date is understood.
type entry struct {
	line  int
	form  form
	stamp stamp
	from  string // empty: a notice of WhatsApp
	text  strings.Builder
}

// ReadText reads a chat's text.
func ReadText(name string, text io.Reader, how How) (*Export, error) {
	counted := &io.LimitedReader{R: text, N: mostText + 1}
	entries, strange, err := split(counted)
	switch {
	case counted.N <= 0:
		return nil, ErrTooLarge
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", name, err)
	case len(entries) == 0:
		return nil, fmt.Errorf("%s: %w", name, ErrNotExport)
	}
	export := &Export{Name: chatName(name), Strange: strange}
	export.take(entries, how)
	if len(export.Messages) == 0 && export.Notices == 0 {
		return nil, fmt.Errorf("%s: %w", name, ErrNotExport)
	}
	return export, nil
}

// split cuts a text into messages; a line without a date goes on with the
// message before it.
func split(text io.Reader) (entries []*entry, strange []Line, err error) {
	reader := bufio.NewReaderSize(text, 1<<16)
	for number := 1; ; number++ {
		raw, err := reader.ReadString('\n')
		if raw != "" {
			line := strings.TrimRight(strings.ToValidUTF8(raw, "\ufffd"), "\r\n")
			begun := begin(line, number)
			switch {
			// A date in another writing is one that somebody pasted into a message.
			case begun != nil && (len(entries) == 0 || begun.form == entries[0].form):
				entries = append(entries, begun)
			case len(entries) > 0:
				last := entries[len(entries)-1]
				last.text.WriteByte('\n')
				last.text.WriteString(line)
			case strings.TrimSpace(line) != "" && len(strange) < 1000:
				strange = append(strange, Line{Number: number, Text: line})
			}
		}
		if errors.Is(err, io.EOF) {
			return entries, strange, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
}

// begin reads a line with which a message begins; nil for any other.
func begin(line string, number int) *entry {
	start := strings.TrimLeftFunc(line, func(r rune) bool { return isDirection(r) || r == ' ' })
	first, _ := utf8.DecodeRuneInString(start)
	if first != '[' && !unicode.IsDigit(first) {
		return nil
	}
	head, rest, form := cutStamp(start)
	if form == formless {
		return nil
	}
	s, ok := parseStamp(westernDigits(plainLine(head)))
	if !ok {
		return nil
	}
	e := &entry{line: number, form: form, stamp: s}
	var text string
	e.from, text = speaker(rest)
	e.text.WriteString(text)
	return e
}

// form is how a phone sets dates apart from what was written.
type form int

const (
	formless  form = iota
	bracketed      // iPhone: [31/12/22, 23:59:59] Ana: Hola
	dashed         // Android: 31/12/22, 23:59 - Ana: Hola
	coloned        // old iPhones: 31/12/22, 23:59:59: Ana: Hola
)

// cutStamp finds where a line's date and time end.
func cutStamp(line string) (head, rest string, f form) {
	if inner, isBracket := strings.CutPrefix(line, "["); isBracket {
		if head, rest, ok := strings.Cut(inner, "]"); ok {
			return head, rest, bracketed
		}
		return "", "", formless
	}
	const farthest = 90
	near := line[:min(len(line), farthest)]
	if i := strings.Index(near, " - "); i > 0 {
		return line[:i], line[i+3:], dashed
	}
	if i := strings.Index(near, ": "); i > 0 {
		return line[:i], line[i+2:], coloned
	}
	return "", "", formless
}

// speaker cuts "Ana: Hola". What has no name is WhatsApp's own.
func speaker(rest string) (from, text string) {
	rest = strings.TrimLeft(rest, " ")
	name, text, ok := strings.Cut(rest, ": ")
	if !ok {
		name, ok = strings.CutSuffix(strings.TrimRight(rest, " "), ":")
		text = ""
	}
	name = strings.TrimSpace(strings.TrimPrefix(plainLine(name), "~"))
	if !ok || name == "" || utf8.RuneCountInString(name) > longestName || strings.ContainsAny(name, "\"“«") {
		return "", rest
	}
	return name, text
}

// take turns entries into messages.
func (e *Export) take(entries []*entry, how How) {
	stamps := make([]stamp, len(entries))
	for i, entry := range entries {
		stamps[i] = entry.stamp
	}
	e.Dates = orderOf(stamps)
	if how.Order != Undecided && e.Dates.Order != YearFirst {
		e.Dates = Dates{Order: how.Order, Sure: true}
	}
	if how.Zone == nil {
		how.Zone = time.Local
	}
	keys := keyring{}
	files := false
	for _, entry := range entries {
		text := strings.TrimSpace(entry.text.String())
		if entry.from == "" || isNotice(text) {
			e.Notices++
			continue
		}
		m := Message{Line: entry.line, At: entry.stamp.at(e.Dates.Order, how.Zone), Seconds: entry.stamp.seconds, From: entry.from}
		m.understand(text)
		m.Key = keys.of(entry, text)
		files = files || m.File != ""
		e.Messages = append(e.Messages, m)
	}
	e.Speakers = speakers(e.Messages)
	most := mostWithoutMedia
	if files {
		most = mostWithMedia
	}
	// WhatsApp counts its notices too, so that a little less may be the limit.
	e.CutOff = len(entries) >= most*99/100
}

// understand tells files, what was left out, taken back or changed.
func (m *Message) understand(raw string) {
	text, changed := withoutEdited(plainEdges(raw))
	m.Edited = changed
	if file, caption, ok := attachedFile(plainLine(text)); ok {
		m.File, m.Text = file, caption
		return
	}
	plain := plainLine(text)
	switch first, rest, _ := strings.Cut(plain, "\n"); {
	case isDeleted(plain):
		m.Deleted = true
	case omittedKind(first) != KindNone:
		m.Omitted, m.Text = omittedKind(first), strings.TrimSpace(rest)
	default:
		m.Text = text
	}
}

// plainEdges takes marks of direction off both ends of a text; within it they
// belong to it.
func plainEdges(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return isDirection(r) || unicode.IsSpace(r) })
}

// keyring gives each message a key that depends neither on the rest of the file
// nor on its name: a longer export of the same chat has the same keys for the
// same messages. Whoever writes messages down adds whose chat it is.
type keyring map[string]int

func (k keyring) of(e *entry, text string) string {
	s := e.stamp
	sum := sha256.New()
	for _, part := range []string{fmt.Sprint(s.parts, s.hour, s.min, s.sec, s.afternoon), e.from, text} {
		_, _ = io.WriteString(sum, part) // a hash takes everything
		_, _ = sum.Write([]byte{0})
	}
	key := hex.EncodeToString(sum.Sum(nil)[:16])
	k[key]++
	if n := k[key]; n > 1 {
		key += "-" + strconv.Itoa(n)
	}
	return key
}

func speakers(messages []Message) []Speaker {
	at := map[string]int{}
	var found []Speaker
	for _, m := range messages {
		i, ok := at[m.From]
		if !ok {
			i = len(found)
			at[m.From] = i
			found = append(found, Speaker{Name: m.From, First: m.At, Last: m.At})
		}
		s := &found[i]
		s.Messages++
		if m.At.Before(s.First) {
			s.First = m.At
		}
		if m.At.After(s.Last) {
			s.Last = m.At
		}
	}
	slices.SortStableFunc(found, func(a, b Speaker) int { return b.Messages - a.Messages })
	return found
}
