// Package sender carries a shop's queued messages to WhatsApp, and tells it
// what was read.
//
// It promises that each message is posted at most once per claim, that no POST
// starts after a claim's deadline, that a message whose outcome is not known is
// never posted again, and that within a conversation messages leave in order:
// back-off holds what follows, failed or unknown lets it go. Every step is in
// the journal before the next is taken. The relay runs one sender per shop.
package sender
