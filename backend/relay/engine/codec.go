package engine

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

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

func (c codec) read(ctx context.Context, data []byte) (e shop.Event, err error) {
	if len(data) < 2 || data[0] != codecVersion {
		return e, ErrEntry
	}
	length, n := binary.Uvarint(data[1:])
	if n <= 0 || length > uint64(len(data)-1-n) {
		return e, ErrEntry
	}
	raw, sealed := data[1+n:][:length], data[1+n:][length:]
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
