package shop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mostrador/shop"
)

func TestFirstName(t *testing.T) {
	for name, called := range map[string]string{
		"Lucía Martín": "Lucía", "Lucía": "Lucía", "  Lucía   Martín ": "Lucía", "": "", "   ": "",
		"Hotel Doña María": "Hotel Doña María", "HOTEL  Sol": "HOTEL Sol", "La Taberna": "La Taberna", "Barbara Soto": "Barbara",
		"+34 612 34 56 78": "+34 612 34 56 78", "@lucia_m": "@lucia_m",
	} {
		assert.Equal(t, called, shop.FirstName(name), name)
	}
}
