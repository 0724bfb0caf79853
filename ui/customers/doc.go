// Package customers is the Customers room: everybody who ever wrote or ordered,
// by name, with a page for each. The window makes one Room.
package customers
