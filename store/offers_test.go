package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/store"
	"mostrador/store/storetest"
)

func TestFiltersAreOfferedAsOneTypes(t *testing.T) {
	f := storetest.New(t)
	f.Label("Bodas", "accent")
	f.Label("Gran cliente", "accent")
	for _, c := range []struct{ text, language, first, after string }{
		{"", "en", "from:", "from:"},
		{"pan", "en", "from:", "pan from:"},
		{"pan ", "es", "de:", "pan de:"},
		{"pan et", "es", "etiqueta:", "pan etiqueta:"},
		{"label:bo", "en", "Bodas", "label:Bodas "},
		{"etiqueta:gr", "pt-BR", "Gran cliente", `etiqueta:"Gran cliente" `},
		{"tarta con:f", "es", "foto", "tarta con:foto "},
		{"from:", "en", "Ana", "from:Ana "},
	} {
		offers, err := f.Store.Offers(ctx, c.text, c.language)
		require.NoError(t, err)
		require.NotEmpty(t, offers, c.text)
		require.Equal(t, store.Offer{Label: c.first, Text: c.after}, offers[0], c.text)
	}
	offers, err := f.Store.Offers(ctx, "before:2", "en")
	require.NoError(t, err)
	require.Empty(t, offers)
}
