// Package telling shows what an order update will say before it is sent: to
// whom, which words, by which way, for how much, or why nobody can be told.
// Rooms that move orders call Plan off the UI goroutine and show its Preview on
// a card; the Telling that they then ask for is exactly what was shown.
package telling
