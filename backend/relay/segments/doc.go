// Package segments keeps sealed stretches of shops' journals as files in blob
// storage: compressed, named by their hash, never changed.
//
// It promises that what it gives back is what was sealed, entry by entry, or
// ErrDamaged: the chain of the journal is computed anew while reading, and it
// must end at the hash that the file's name says. Personal content stays sealed
// with the customers' keys as it is in the journal, so that forgetting a
// customer reaches segments and their backups too. Package engine is the caller:
// it serves catch-up from segments and repairs a damaged journal with them.
package segments
