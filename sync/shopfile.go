package sync

import (
	"context"
	"errors"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// Store is what the engine needs of the shop's file; ShopFile makes one.
type Store interface {
	// Cursor is the place in the feed up to which events are applied, as the
	// relay wrote it and as a position.
	Cursor(ctx context.Context) (string, shop.Position, error)
	// Apply folds events and the place after them in one transaction.
	Apply(ctx context.Context, events []shop.Event, cursor string) error
	// Reset drops what the feed can refill; the outbox stays.
	Reset(ctx context.Context) error
	// Outbox lists commands without an answer, oldest first.
	Outbox(ctx context.Context, limit int) ([]shop.Command, error)
	// Posting writes down that commands are about to leave.
	Posting(ctx context.Context, commands []shop.CommandID) error
	// Answered writes down what became of a command.
	Answered(ctx context.Context, answer wire.Answer) error
	// OnOutbox calls f, which doesn't block, whenever the outbox got longer.
	OnOutbox(f func()) (stop func())
}

// errStore: the shop's file on this computer failed, not the network.
var errStore = errors.New("the shop's file can't be used")
