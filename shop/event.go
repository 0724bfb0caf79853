package shop

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Position is an event's place in its shop's journal, from 1.
type Position uint64

// Kind names what an event states, in the past tense. Kinds are stable: a
// meaning never changes, a new meaning gets a new kind or a higher version.
type Kind string

// AuthorKind says who caused an event.
type AuthorKind string

// Who can cause an event.
const (
	ByPerson   AuthorKind = "person"
	ByCustomer AuthorKind = "customer"
	ByPlatform AuthorKind = "platform"
	ByRelay    AuthorKind = "relay"
)

// Author is who caused an event.
type Author struct {
	Kind   AuthorKind `json:"kind"`
	Person PersonID   `json:"person,omitzero"`
	Device DeviceID   `json:"device,omitzero"`
}

// Cause is what an event follows from: a device's command, or one part of a
// webhook body in the intake.
type Cause struct {
	Command CommandID `json:"command,omitzero"`
	Intake  uint64    `json:"intake,omitempty"`
	Part    int       `json:"part,omitempty"`
}

// Event is one lasting fact about a shop.
type Event struct {
	Position Position `json:"position,omitempty"`
	ID       EventID  `json:"id"`
	Shop     ShopID   `json:"shop"`
	Kind     Kind     `json:"kind"`
	V        int      `json:"v"`
	// At is when it happened: the platform's seconds, or the device's claim
	// bounded by the relay. UTC.
	At time.Time `json:"at"`
	// Recorded is the relay's clock when it was written down. UTC.
	Recorded time.Time `json:"recorded"`
	Author   Author    `json:"author"`
	Channel  ChannelID `json:"channel,omitzero"`
	// Customer is whose key seals the personal part; zero means the shop's own.
	Customer CustomerID `json:"customer,omitzero"`
	Cause    Cause      `json:"cause,omitzero"`
	// Body holds what may stay readable forever.
	Body json.RawMessage `json:"body"`
	// Personal holds names, texts, numbers and media names. The journal keeps
	// it sealed; between relay and device it travels open inside TLS. It is
	// nil when there is none, or when its customer was forgotten.
	Personal json.RawMessage `json:"personal,omitempty"`
}

// Body is the typed content of an event.
type Body interface {
	// Kind is the event's kind.
	Kind() Kind
	// Version is the version of the kind that this type writes.
	Version() int
}

// Personal is a body with a part that names people. PersonalPart returns a
// pointer to it; the field itself is left out of the body's JSON.
type Personal interface {
	Body
	PersonalPart() any
}

// ErrUnknownKind says that this program does not know an event's kind. The
// event is kept: a later version can fold it.
var ErrUnknownKind = errors.New("unknown kind of event")

// NewEvent fills an envelope with a body.
func NewEvent(envelope Event, body Body) (Event, error) {
	envelope.Kind, envelope.V = body.Kind(), body.Version()
	raw, err := json.Marshal(body)
	if err != nil {
		return Event{}, fmt.Errorf("encode %s: %w", envelope.Kind, err)
	}
	envelope.Body = raw
	personal, ok := body.(Personal)
	if !ok {
		return envelope, nil
	}
	envelope.Personal, err = json.Marshal(personal.PersonalPart())
	if err != nil {
		return Event{}, fmt.Errorf("encode personal part of %s: %w", envelope.Kind, err)
	}
	return envelope, nil
}

// Open decodes an event's body. A missing personal part (its customer was
// forgotten) leaves that part empty. Kinds of a later version answer
// ErrUnknownKind.
func (e Event) Open() (Body, error) {
	entry, ok := catalogue[e.Kind]
	if !ok || e.V > entry().Version() {
		return nil, fmt.Errorf("%w: %s v%d", ErrUnknownKind, e.Kind, e.V)
	}
	body := entry()
	if err := json.Unmarshal(e.Body, body); err != nil {
		return nil, fmt.Errorf("decode %s: %w", e.Kind, err)
	}
	personal, ok := body.(Personal)
	if ok && len(e.Personal) > 0 {
		if err := json.Unmarshal(e.Personal, personal.PersonalPart()); err != nil {
			return nil, fmt.Errorf("decode personal part of %s: %w", e.Kind, err)
		}
	}
	return body, nil
}
