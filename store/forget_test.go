package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
)

func TestFilesOfAForgottenCustomerAreNamedUntilTheyAreGone(t *testing.T) {
	f := storetest.New(t)
	lucia, ana := f.Customer("Lucía"), f.Customer("Ana")
	hers, both := strings.Repeat("a1", 32), strings.Repeat("b2", 32)
	picture := func(of storetest.Customer, hash string) {
		f.ReceivesContent(of, shop.TypeImage, shop.Content{Media: &shop.Media{Hash: hash, MIME: "image/jpeg"}}, f.Now)
	}
	picture(lucia, hers)
	picture(lucia, both)
	picture(ana, both)
	gone, err := f.Store.FilesToForget(ctx)
	require.NoError(t, err)
	require.Empty(t, gone)

	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.CustomerForgotten{Customer: lucia.ID})
	gone, err = f.Store.FilesToForget(ctx)
	require.NoError(t, err)
	require.Equal(t, []string{hers}, gone, "what another customer has too stays")
	require.NoError(t, f.Store.FilesForgotten(ctx, gone))
	gone, err = f.Store.FilesToForget(ctx)
	require.NoError(t, err)
	require.Empty(t, gone)
}

func TestWhatIsRefusedBecauseSomebodyWasForgottenIsNotKept(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "Hola")
	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.CustomerForgotten{Customer: lucia.ID})
	said := f.Do(&shop.SetConsent{Customer: lucia.ID, Purpose: shop.Offers, Wording: "sí, mandadme ofertas"})
	f.Add(storetest.Envelope{Cause: said.ID}, &shop.CommandRefused{Reason: shop.ReasonCustomerForgotten, Field: "customer"})
	refused, err := f.Store.Refused(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, refused)
	waiting, err := f.Store.Outbox(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, waiting)
}
