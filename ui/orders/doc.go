// Package orders is the Orders room: the board with a column for each status
// of the shop, the table, what is to bake, an order's own page and new orders.
// It promises that an order is moved, and its customer told, only after what
// will be said was shown, and that for a few seconds it can be undone. The
// window makes one Room for the shop that is open.
package orders
