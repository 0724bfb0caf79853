package shop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"mostrador/shop"
)

func TestALanguageIsFoundHoweverItIsWritten(t *testing.T) {
	for _, story := range []struct {
		name    string
		offered []string
		wanted  string
		fits    string // empty: none
	}{
		{"WhatsApp's spelling of the same", []string{"en", "pt_BR"}, "pt-BR", "pt_BR"},
		{"and the other way round", []string{"en", "pt-BR"}, "pt_br", "pt-BR"},
		{"the very same before one without region", []string{"es", "es_MX"}, "es-MX", "es_MX"},
		{"a region falls back to its language", []string{"es", "es_ES", "en"}, "es_MX", "es"},
		{"or to the one other region there is", []string{"es_ES", "en"}, "es-MX", "es_ES"},
		{"a language without region takes its one region", []string{"pt_BR", "en"}, "pt", "pt_BR"},
		{"of two regions none is guessed", []string{"es_ES", "es_AR"}, "es-MX", ""},
		{"another language is none", []string{"en_US"}, "es", ""},
		{"fil is not fi", []string{"fil"}, "fi", ""},
		{"nothing offered", nil, "es", ""},
	} {
		t.Run(story.name, func(t *testing.T) {
			fits, ok := shop.FittingLanguage(story.offered, story.wanted)
			assert.Equal(t, story.fits, fits)
			assert.Equal(t, story.fits != "", ok)
		})
	}
}
