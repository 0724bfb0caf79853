package store

import (
	"strings"

	"mostrador/shop"
)

// What a transaction writes late. A message that leaves the shop changes its
// fate four or five times within a second, so that its row is kept here and
// written once; rows that are only added wait until there are enough of them
// for one statement.

// sendings are the messages whose fate this transaction knows.
type sendings struct {
	byID  map[shop.MessageID]*sending
	byRef map[shop.PlatformRef]*sending
	dirty []*sending
}

func newSendings() sendings {
	return sendings{byID: map[shop.MessageID]*sending{}, byRef: map[shop.PlatformRef]*sending{}}
}

func (s *sendings) know(m *sending) {
	s.byID[m.id] = m
	if (m.ref != shop.PlatformRef{}) {
		s.byRef[m.ref] = m
	}
}

func (s *sendings) change(m *sending) {
	s.know(m)
	if !m.dirty {
		m.dirty = true
		s.dirty = append(s.dirty, m)
	}
}

// messageByID reads a message's sending part.
func (f *fold) messageByID(id shop.MessageID) (*sending, bool) {
	if m, ok := f.sendings.byID[id]; ok {
		return m, true
	}
	return f.loadSending("WHERE id = ?", blob(id.UUID))
}

func (f *fold) messageByRef(ref shop.PlatformRef) (*sending, bool) {
	if (ref == shop.PlatformRef{}) {
		return nil, false
	}
	if m, ok := f.sendings.byRef[ref]; ok {
		return m, true
	}
	m, ok := f.loadSending("WHERE ref = ? AND ref <> x''", blob(ref.UUID))
	return m, ok && m.ref == ref
}

func (f *fold) loadSending(where string, key any) (*sending, bool) {
	m := &sending{}
	ok := f.scan(`SELECT position, id, conversation, outgoing, ref, rank, flag, code, reason, attempt, deadline, retry_at, held,
		category, billed, update_order, unresolved FROM messages `+where, []any{key},
		&m.position, &m.id.UUID, &m.conversation, truth{&m.outgoing}, &m.ref.UUID, &m.rank, &m.flag, &m.code, &m.reason,
		&m.attempt, &m.deadline, &m.retryAt, &m.held, &m.category, truth{&m.billed}, &m.order.UUID, truth{&m.unresolved})
	if !ok {
		return m, false
	}
	if known, twice := f.sendings.byID[m.id]; twice { // the row says what was so before
		return known, true
	}
	m.counted = m.unresolved
	f.sendings.know(m)
	return m, true
}

// stepColumns are those of a row of the ledger.
const stepColumns = 15

// Steps are written some at a time. OR FAIL, because the statement of many rows
// that may be taken back as a whole has the search index write out what it has
// gathered so far; a failure takes back the transaction anyway.
const stepsTogether = 16

var (
	insertStep  = insertSteps(1)
	insertMany  = insertSteps(stepsTogether)
	insertFound = "INSERT INTO messages_fts (rowid, text) VALUES (?, ?)"
)

func insertSteps(n int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", stepColumns), ", ") + ")"
	return `INSERT OR FAIL INTO ledger (message, position, step, at, recorded, attempt, code, until, detail, device, wamid, category,
		billed, micros, currency) VALUES ` + strings.Repeat(one+", ", n-1) + one + " ON CONFLICT DO NOTHING"
}

func (f *fold) writeSteps() {
	rest, size := f.steps, stepsTogether*stepColumns
	for ; len(rest) >= size; rest = rest[size:] {
		f.exec(insertMany, rest[:size]...)
	}
	for ; len(rest) > 0; rest = rest[stepColumns:] {
		f.exec(insertStep, rest[:stepColumns]...)
	}
	f.steps = f.steps[:0]
}

// foundText is what a message can be found by.
type foundText struct {
	position int64
	text     string
}

func (f *fold) writeFound() {
	for _, t := range f.found {
		f.exec(insertFound, t.position, t.text)
	}
	f.found = f.found[:0]
}

// flush writes what waits, for whatever reads or changes it otherwise.
func (f *fold) flush() {
	for _, m := range f.sendings.dirty {
		f.writeSending(m)
		m.dirty = false
	}
	f.sendings.dirty = nil
	f.writeSteps()
	f.writeFound()
}

func (f *fold) writeSending(m *sending) {
	f.exec(`UPDATE messages SET ref = ?, rank = ?, flag = ?, code = ?, reason = ?, attempt = ?, deadline = ?, retry_at = ?,
		held = ?, category = ?, billed = ?, unresolved = ? WHERE position = ?`,
		blob(m.ref.UUID), int(m.rank), string(m.flag), m.code, string(m.reason), m.attempt, m.deadline, m.retryAt, m.held,
		string(m.category), flag(m.billed), flag(m.unresolved), m.position)
}

// forget drops what is kept, when rows change behind it.
func (f *fold) forget() {
	f.flush()
	f.sendings = newSendings()
}
