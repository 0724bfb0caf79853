//go:build race

package orders

const raced = true
