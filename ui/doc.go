// Package ui is what the owner sees: the window with its rail, its strips and
// its rooms. It promises that everything shown is read from the store off the
// UI goroutine and that every way through it works by keyboard too. Main makes
// one Window for the shop that is open; the rooms are in folders of their own.
package ui
