// Package orderlist matches the rows of a list that somebody keeps elsewhere (a
// spreadsheet, a courier's page) to a shop's orders, and says what would change:
// status, tracking number, paid, a new order. It reads no file and writes
// nothing: package tables has read the rows, and whoever calls it hands the
// wishes in. No row is dropped: each ends as a change, as nothing to do, or with
// a reason why it needs a person. Matching the same list again, after its
// changes are made, finds nothing left to do. The window calls it for "Paste a list".
package orderlist
