// Package keys seals personal content with a key per customer, so that to
// forget a customer is to destroy one key.
//
// It promises that a new key is on disk before anything sealed with it is
// handed back, that what is sealed opens only as the same event of the same
// customer of the same shop, and that a destroyed key is not made anew. Keys
// lie in a file of their own, apart from journal and relay.db, wrapped by a
// master key which the caller brings from outside the data folder; the file
// needs a backup of its own. A list beside it names whose keys were destroyed, so
// that a copy of the file that is put back does not bring one back. The relay's engine is the caller.
package keys
