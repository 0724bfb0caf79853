package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

// approved has WhatsApp approve a template in its own spelling of a language.
func approved(f *storetest.Factory, language, body string) {
	f.Add(storetest.Envelope{Author: shop.Author{Kind: shop.ByPlatform}}, &shop.TemplateChanged{WABA: "waba1", Template: shop.Template{
		Name: "order_baked", Language: language, Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: body}})
}

func TestATemplateIsFoundInTheReadersLanguageHoweverItIsWritten(t *testing.T) {
	for _, story := range []struct{ customer, shops, use string }{
		{"", "pt-BR", "pt_BR"},
		{"en-GB", "es", "en"},
		{"es-MX", "pt-BR", "es_MX"},
		{"es-AR", "pt-BR", "pt_BR"}, // of es_ES and es_MX neither is hers
		{"de", "en", "en"},
	} {
		t.Run(fmt.Sprintf("%q in a shop that speaks %s", story.customer, story.shops), func(t *testing.T) {
			f := storetest.New(t)
			pipeline := append(shop.Pipeline{}, storetest.Pipeline...)
			pipeline[1].Template = "order_baked"
			pipeline[1].Parameters = []string{"{customer}"}
			f.Configure(shop.ShopConfigured{Locale: &story.shops, Pipeline: &pipeline})
			for _, language := range []string{"pt_BR", "en", "es_ES", "es_MX"} {
				approved(f, language, "["+language+"] {{1}}")
			}
			hotel := f.Customer("Hotel Doña María")
			f.Consents(hotel, shop.OrderUpdates, true)
			f.Add(storetest.Envelope{Customer: hotel.ID}, &shop.CustomerEdited{Customer: hotel.ID, Personal: shop.CustomerFields{Language: &story.customer}})

			in, _, err := f.Store.UpdateInput(ctx, f.Order(hotel), "baking", f.Now, store.Writing{})
			require.NoError(t, err)
			plan := shop.PlanUpdate(in)
			require.Equal(t, shop.ReasonNone, plan.Reason)
			require.Equal(t, story.use, plan.Template.Language, "as WhatsApp spells it")
			require.Equal(t, "["+story.use+"] Hotel Doña María", plan.Text)
		})
	}
}

func TestADeletedTemplateIsNone(t *testing.T) {
	f := storetest.New(t)
	f.Add(storetest.Envelope{Author: shop.Author{Kind: shop.ByPlatform}}, &shop.TemplateChanged{WABA: "waba1",
		Template: shop.Template{Name: "order_ready", Language: "es", State: shop.TemplateDeleted}})
	_, err := f.Store.Template(ctx, f.Channel, "order_ready", "es")
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestAnUpdateSpeaksInTheCallersWords(t *testing.T) {
	f := storetest.New(t)
	pipeline := append(shop.Pipeline{}, storetest.Pipeline...)
	pipeline[2].Update = "{order} is ready {due}: {total}"
	f.Configure(shop.ShopConfigured{Pipeline: &pipeline})
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	order := f.Order(lucia)

	in, _, err := f.Store.UpdateInput(ctx, order, "ready", f.Now, store.Writing{
		Due:   func(due time.Time) string { return due.Format("Mon 15:04 MST") },
		Money: func(m shop.Money) string { return fmt.Sprint(m.Micros/1_000_000, " ", m.Currency) },
	})
	require.NoError(t, err)
	due := f.Now.Add(24 * time.Hour).In(madrid(t))
	require.Equal(t, "1001 is ready "+due.Format("Mon 15:04 MST")+": 18 EUR", shop.PlanUpdate(in).Text)

	in, _, err = f.Store.UpdateInput(ctx, order, "ready", f.Now, store.Writing{})
	require.NoError(t, err)
	plan := shop.PlanUpdate(in)
	require.Equal(t, shop.ReasonTemplateGaps, plan.Reason, "nothing is written in words that are not the caller's")
	require.Equal(t, []string{shop.VarDue, shop.VarTotal}, plan.Missing)
}

func madrid(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Madrid")
	require.NoError(t, err)
	return zone
}
