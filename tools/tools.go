// Package tools pins the programs that check and package Mostrador. They have
// a module of their own, so that a linter's dependencies never move the
// program's.
package tools
