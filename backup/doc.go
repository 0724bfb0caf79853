// Package backup keeps copies of a shop's file: made while the shop is open,
// read again before they count, sealed with a passphrase where the owner wants
// that, and thinned out as they grow old. Each is one file that SQLite opens,
// or, sealed, one that age opens. A copy takes its name only when it is whole.
// The window asks for copies and has them checked; main makes them by the clock
// and restores one when a shop's file is damaged.
package backup
