package engine

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/backend/relay/keys"
	"mostrador/shop"
)

// Keys seals personal content; see package keys, whose Keyring this is.
// Relays that share a journal share their keys.
type Keys interface {
	// Prepare makes the keys that are lacking, in one go; Seal makes one too.
	Prepare(ctx context.Context, id shop.ShopID, customers ...shop.CustomerID) error
	Seal(ctx context.Context, id shop.ShopID, customer shop.CustomerID, event shop.EventID, plain []byte) ([]byte, error)
	Open(ctx context.Context, id shop.ShopID, customer shop.CustomerID, event shop.EventID, sealed []byte) ([]byte, error)
	Destroy(ctx context.Context, id shop.ShopID, customer shop.CustomerID) error
	Forgotten(ctx context.Context, id shop.ShopID) ([]shop.CustomerID, error)
}

// An event is one entry of the journal:
//
//	1  version of the form
//	…  length of the event's JSON, as a varint
//	…  the event's JSON, without position and personal part
//	…  the personal part, sealed; nothing when there is none
const codecVersion = 1

// ErrEntry says that an entry of the journal is not an event that this version
// can read.
var ErrEntry = errors.New("engine: not an event this version can read")

// codec turns events into entries and back.
type codec struct {
	shop shop.ShopID
	keys Keys
}

// encodeAll encodes a batch; new customers' keys cost one fsync together.
func (c codec) encodeAll(ctx context.Context, events []shop.Event) ([][]byte, error) {
	var customers []shop.CustomerID
	for _, e := range events {
		if len(e.Personal) > 0 {
			customers = append(customers, e.Customer)
		}
	}
	if err := c.keys.Prepare(ctx, c.shop, customers...); err != nil {
		return nil, err
	}
	data := make([][]byte, len(events))
	for i, e := range events {
		var err error
		if data[i], err = c.encode(ctx, e); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (c codec) encode(ctx context.Context, e shop.Event) ([]byte, error) {
	var sealed []byte
	if len(e.Personal) > 0 {
		var err error
		if sealed, err = c.keys.Seal(ctx, c.shop, e.Customer, e.ID, e.Personal); err != nil {
			return nil, fmt.Errorf("seal %s: %w", e.Kind, err)
		}
	}
	e.Position, e.Personal = 0, nil
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", e.Kind, err)
	}
	out := make([]byte, 0, 1+binary.MaxVarintLen64+len(raw)+len(sealed))
	out = binary.AppendUvarint(append(out, codecVersion), uint64(len(raw)))
	return append(append(out, raw...), sealed...), nil
}

// decode reads an entry. The personal part of a forgotten customer stays empty.
func (c codec) decode(ctx context.Context, entry journal.Entry) (shop.Event, error) {
	e, err := c.read(ctx, entry.Data)
	if err != nil {
		return e, fmt.Errorf("entry %d: %w", entry.Cursor.Position, err)
	}
	e.Position = shop.Position(entry.Cursor.Position)
	return e, nil
}

// parts takes an entry apart.
func parts(data []byte) (raw, sealed []byte, err error) {
	if len(data) < 2 || data[0] != codecVersion {
		return nil, nil, ErrEntry
	}
	length, n := binary.Uvarint(data[1:])
	if n <= 0 || length > uint64(len(data)-1-n) {
		return nil, nil, ErrEntry
	}
	return data[1+n:][:length], data[1+n:][length:], nil
}

func (c codec) read(ctx context.Context, data []byte) (e shop.Event, err error) {
	raw, sealed, err := parts(data)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, fmt.Errorf("%w: %w", ErrEntry, err)
	}
	if e.Shop != c.shop {
		return e, fmt.Errorf("%w: it belongs to another shop", ErrEntry)
	}
	if len(sealed) == 0 {
		return e, nil
	}
	e.Personal, err = c.keys.Open(ctx, c.shop, e.Customer, e.ID, sealed)
	if errors.Is(err, keys.ErrForgotten) {
		return e, nil
	}
	return e, err
}

// appendJSON appends an entry as the JSON of its event. The stored JSON is taken
// as it is, and what is missing in it is put around it: taking every event apart
// and together again costs a relay more than all the rest of a catch-up.
func (c codec) appendJSON(ctx context.Context, out []byte, entry journal.Entry) ([]byte, error) {
	raw, sealed, err := parts(entry.Data)
	if err != nil {
		return nil, err
	}
	head, ok := headOf(raw)
	if !ok || head.shop != c.shop {
		return c.appendDecoded(ctx, out, entry)
	}
	out = strconv.AppendUint(append(out, `{"position":`...), uint64(entry.Cursor.Position), 10)
	out = append(append(out, ','), raw[1:len(raw)-1]...)
	if len(sealed) > 0 {
		plain, err := c.keys.Open(ctx, c.shop, head.customer, head.id, sealed)
		switch {
		case errors.Is(err, keys.ErrForgotten):
		case err != nil:
			return nil, err
		default:
			out = append(append(out, `,"personal":`...), plain...)
		}
	}
	return append(out, '}'), nil
}

func (c codec) appendDecoded(ctx context.Context, out []byte, entry journal.Entry) ([]byte, error) {
	e, err := c.decode(ctx, entry)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(e)
	return append(out, raw...), err
}

// head is what of an event has to be known to open its personal part.
type head struct {
	id       shop.EventID
	shop     shop.ShopID
	customer shop.CustomerID
}

// headOf finds the ids in an event's JSON as encode writes it: id and shop
// first, the body last. What looks otherwise (a later version's) is false.
func headOf(raw []byte) (h head, ok bool) {
	const start, second = `{"id":"`, `","shop":"`
	const id = len("00000000-0000-0000-0000-000000000000")
	if len(raw) < len(start)+id+len(second)+id || string(raw[:len(start)]) != start ||
		string(raw[len(start)+id:][:len(second)]) != second || raw[len(raw)-1] != '}' {
		return h, false
	}
	before, _, found := bytes.Cut(raw, []byte(`,"body":`))
	var err1, err2, err3 error
	h.id.UUID, err1 = uuid.ParseBytes(raw[len(start):][:id])
	h.shop.UUID, err2 = uuid.ParseBytes(raw[len(start)+id+len(second):][:id])
	if _, after, has := bytes.Cut(before, []byte(`,"customer":"`)); has && len(after) > id {
		h.customer.UUID, err3 = uuid.ParseBytes(after[:id])
	}
	return h, found && errors.Join(err1, err2, err3) == nil
}
