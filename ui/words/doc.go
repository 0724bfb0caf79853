// Package words turns what the program knows into what a person reads: times,
// money, reasons and errors, in the language of the window. It is the one
// place where that happens; rooms call it, and it draws nothing.
package words
