// Package facts folds a shop's journal into the little that the relay's rules
// need, in one SQLite file, and answers shop.Facts from it.
//
// It promises that the position is in the same transaction as what was folded,
// that folding the journal again gives the same answers, and that a batch can
// be folded on trial: what was decided is folded into an open transaction,
// appended to the journal, and only then committed. The file holds nothing
// that the journal does not have, but for what the platform was told of
// reading and how far the intake was translated, which may be lost harmlessly.
// The relay's engine is the only caller that writes.
package facts
