// Package rules holds what the repository promises about itself and checks it:
// who may import whom, that every package says what it is for, that no place
// is called by a word that says nothing, and that SQLite and its libc are the
// pair that were made for each other. It has no code but its tests.
package rules
