// Package desk is what every room of the window works with: it reads from the
// store off the UI goroutine and shows the result in one short turn, hands
// wishes to the outbox in order, tells rooms what changed, and carries them
// from place to place. Rooms hold a Desk; only main makes one.
package desk
