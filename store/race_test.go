//go:build race

package store_test

const usualChecks = "25"
