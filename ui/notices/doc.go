// Package notices decides which of customers' messages the system shows beside
// the window: none of the conversation that is looked at, of one that is muted,
// or in the quiet hours. It takes notices away once their messages are read,
// and does what is asked for in them. The window makes one Watch for each shop.
package notices
