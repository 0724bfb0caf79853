// Package window drives the real program in a real window under a virtual
// display, by mouse and keyboard, and checks afterwards what is in the shop's
// file and on the customers' phones. It has tests only; scripts/e2e.sh runs
// them, with the program built before.
package window
