package relay

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
)

func TestANewShopStartsWithStatusesAndTheMonthsFreeMessages(t *testing.T) {
	w := newWorld(t)
	name, locale := "Panadería Sol", "es-ES"
	id, _, err := w.relay.CreateShop(t.Context(), shop.ShopConfigured{Name: &name, Locale: &locale}, "Marta")
	require.NoError(t, err)
	opened, err := w.relay.shopOf(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, opened.View(t.Context(), func(f *facts.Tx) error {
		assert.Equal(t, "Nuevo", f.Shop().Pipeline[0].Name)
		assert.Equal(t, shop.StartingFree, f.Shop().FreePerMonth)
		return nil
	}))
}
