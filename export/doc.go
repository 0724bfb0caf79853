// Package export writes what a shop has into a folder that needs no Mostrador
// to be read: pages for a browser, one for each conversation, lists for a
// spreadsheet, the pictures and files, and one JSON Lines file with everything,
// which another Mostrador can bring in. Whatever the size of the shop it takes
// the same memory. The window calls it; main gives it the files.
package export
