// Package media keeps the files of messages: sealed, named by the hash of
// their bytes, in any blob storage that the relays of a cluster can share.
//
// It promises that what it hands out has the hash it is asked for, that files
// lie in storage only sealed with a key of the customer they belong to (or of
// the shop, for what the shop sends), that what customers send is fetched from
// the platform by its id, at once and until the id expires, and that it is
// written down what became of it. The relay's HTTP side and its sender call it.
package media
