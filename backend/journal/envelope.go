package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

var errEmptyBatch = errors.New("journal: a batch needs at least one entry")

func tooLarge(what string, is, limit int, unit string) error {
	return fmt.Errorf("%w: %s has %d %s, at most %d are possible", ErrTooLarge, what, is, unit, limit)
}

// A webhook body is stored as one frame:
//
//	2  magic "mi"
//	1  version of the frame
//	32 hash of all that follows
//	4  length of the description, big endian
//	…  description, JSON
//	…  the body
const (
	envelopeVersion = 1
	envelopeHeader  = 2 + 1 + 32 + 4
)

var envelopeMagic = [2]byte{'m', 'i'}

type description struct {
	ID       uuid.UUID         `json:"id"`
	Received time.Time         `json:"received"`
	Route    string            `json:"route"`
	Headers  map[string]string `json:"headers,omitempty"`
}

func encodeEnvelope(e Envelope) ([]byte, error) {
	about, err := json.Marshal(description{e.ID, e.Received.UTC(), e.Route, e.Headers})
	if err != nil {
		return nil, fmt.Errorf("journal: describing a webhook body: %w", err)
	}
	if size := len(about) + len(e.Body); size > MaxEntry {
		return nil, tooLarge("a webhook body", size, MaxEntry, "bytes")
	}
	out := make([]byte, envelopeHeader, envelopeHeader+len(about)+len(e.Body))
	copy(out, envelopeMagic[:])
	out[2] = envelopeVersion
	binary.BigEndian.PutUint32(out[35:39], uint32(len(about)))
	out = append(append(out, about...), e.Body...)
	sum := sha256.Sum256(out[35:])
	copy(out[3:35], sum[:])
	return out, nil
}

func decodeEnvelope(raw []byte) (Envelope, error) {
	if len(raw) < envelopeHeader || !bytes.Equal(raw[:2], envelopeMagic[:]) || raw[2] != envelopeVersion {
		return Envelope{}, errors.New("not a webhook body this version can read")
	}
	if Hash(raw[3:35]) != sha256.Sum256(raw[35:]) {
		return Envelope{}, errors.New("its content does not match its hash")
	}
	length := int(binary.BigEndian.Uint32(raw[35:39]))
	rest := raw[envelopeHeader:]
	if length > len(rest) {
		return Envelope{}, errors.New("its description is cut off")
	}
	var d description
	if err := json.Unmarshal(rest[:length], &d); err != nil {
		return Envelope{}, fmt.Errorf("its description cannot be read: %w", err)
	}
	return Envelope{ID: d.ID, Received: d.Received, Route: d.Route, Headers: d.Headers, Body: rest[length:]}, nil
}
