// Package today is the Today room: what needs someone now, each thing leading
// to its place, and the day's figures. It promises that nothing that failed or
// was refused is lost from sight before somebody has dealt with it. The window
// makes one Room for the shop that is open.
package today
