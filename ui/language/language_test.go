package language_test

import (
	"testing"

	"fyne.io/fyne/v2/lang"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/ui/language"
)

func TestTheLanguageChangesLive(t *testing.T) {
	for code, inbox := range map[string]string{"es": "Bandeja", "pt-BR": "Conversas", "en": "Inbox"} {
		require.NoError(t, language.Use(code))
		assert.Equal(t, inbox, lang.L("room.inbox"), code)
	}
}

func TestTheClosestLanguageServes(t *testing.T) {
	for locale, want := range map[string]string{"es_MX.UTF-8": "es", "pt-PT": "pt-BR", "de-DE": "en", "": "en", "C": "en"} {
		assert.Equal(t, want, language.Closest(locale), locale)
	}
}
