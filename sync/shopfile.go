package sync

import (
	"context"
	"errors"

	"mostrador/shop"
	"mostrador/store"
)

// Store is what the engine needs of the shop's file: a *store.Store.
type Store interface {
	// Cursor is the place in the feed up to which events are applied, as the
	// relay wrote it and as a position.
	Cursor(ctx context.Context) (string, shop.Position, error)
	// Apply folds events and the place after them in one transaction.
	Apply(ctx context.Context, events []shop.Event, cursor string) (store.Changed, error)
	// Outdated says that this program understands more than the file shows.
	Outdated(ctx context.Context) (bool, error)
	// Reset drops what the feed can refill; the outbox stays.
	Reset(ctx context.Context) error
	// Outbox lists commands without an answer, oldest first.
	Outbox(ctx context.Context, limit int) ([]store.OutboxEntry, error)
	// Posting writes down that commands are about to leave; from then on they
	// can't be taken back.
	Posting(ctx context.Context, commands []shop.CommandID) error
	// NotPosted takes an attempt back that certainly did not leave.
	NotPosted(ctx context.Context, commands []shop.CommandID) error
	// NeverPosted takes all attempts back of commands that the relay has never seen.
	NeverPosted(ctx context.Context, commands []shop.CommandID) error
	// Review checks what waits against what is known now, and holds what
	// somebody has to decide about.
	Review(ctx context.Context) (held int, err error)
	// AnsweredAll writes down what became of commands, in one transaction.
	AnsweredAll(ctx context.Context, answers []store.Answer) (store.Changed, error)
	// Tallies counts every conversation's messages up to a position.
	Tallies(ctx context.Context, upTo shop.Position) ([]store.Tally, error)
	// FilesToForget names the files of forgotten customers that nobody else has.
	FilesToForget(ctx context.Context) ([]string, error)
	// FilesForgotten notes that they were removed.
	FilesForgotten(ctx context.Context, removed []string) error
	// Subscribe tells of every change; its Outbox wakes the engine.
	Subscribe(f func(store.Changed)) (cancel func())
}

// errStore: the shop's file on this computer failed, not the network.
var errStore = errors.New("the shop's file can't be used")
