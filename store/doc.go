// Package store keeps one shop's SQLite file on a device: what the feed told,
// what waits to leave, and what only this device knows.
//
// It promises that the confirmed tables change only by Apply, that applying the
// same events twice changes nothing, that the place in the feed moves in the
// same transaction as what it stands for, and that a command handed to Do
// survives a power cut once Do has returned. What waits is laid over the
// confirmed rows when they are read; dropping a command drops its effect, and
// nothing is ever restored.
//
// Package sync feeds it and empties its outbox; package ui reads it. Every read
// is bounded and walks an index; none waits for a writer.
package store
