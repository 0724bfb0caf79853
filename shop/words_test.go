package shop_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/shop"
)

func TestEveryKindOfEventSurvivesTheTrip(t *testing.T) {
	for _, kind := range shop.Kinds() {
		event := shop.Event{Kind: kind, V: 1, Body: []byte(`{}`)}
		body, err := event.Open()
		require.NoError(t, err, kind)
		again, err := shop.NewEvent(shop.Event{At: noon}, body)
		require.NoError(t, err, kind)
		assert.Equal(t, kind, again.Kind)
	}
	_, err := shop.Event{Kind: "order.teleported", V: 1}.Open()
	require.ErrorIs(t, err, shop.ErrUnknownKind)
	_, err = shop.Event{Kind: shop.KindOrderMoved, V: 2, Body: []byte(`{}`)}.Open()
	require.ErrorIs(t, err, shop.ErrUnknownKind)
}

func TestNamesAndTextsAreInThePersonalPartOnly(t *testing.T) {
	secret := "Perfecto, gracias"
	event, err := shop.NewEvent(shop.Event{}, &shop.MessageReceived{Personal: shop.MessageReceivedPersonal{
		Wamid: "wamid.X", From: "34612345678", Content: shop.Content{Text: secret}}})
	require.NoError(t, err)
	assert.NotContains(t, string(event.Body), secret)
	assert.NotContains(t, string(event.Body), "34612345678")
	assert.Contains(t, string(event.Personal), secret)
}

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, micros := range map[string]int64{
		"18,40": 18_400_000, "18.4": 18_400_000, "1.234,50": 1_234_500_000, "1,234.50": 1_234_500_000,
		"7": 7_000_000, "0,02 €": 20_000, "1.000": 1_000_000_000, "-3": -3_000_000, ",5": 500_000,
	} {
		money, err := shop.ParseAmount(text, "EUR")
		require.NoError(t, err, text)
		assert.Equal(t, micros, money.Micros, text)
	}
	for _, text := range []string{"", "abc", "1e9", "--2", "1,2345678", "99999999999999999999", "+5", "1_000"} {
		_, err := shop.ParseAmount(text, "EUR")
		assert.ErrorIs(t, err, shop.ErrAmount, text)
	}
}

func TestMoneyNeverOverflowsSilently(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		price := shop.Money{Micros: rapid.Int64().Draw(rt, "micros"), Currency: "EUR"}
		n := rapid.Int64Range(0, 1_000_000).Draw(rt, "n")
		product, err := price.Times(n)
		if err == nil && n != 0 {
			require.Equal(rt, price.Micros, product.Micros/n)
		}
	})
	_, err := eur(1).Plus(shop.Money{Micros: 1, Currency: "USD"})
	require.ErrorIs(t, err, shop.ErrCurrency)
}

func TestTheReplyWindowClosesADayAfterTheLastMessage(t *testing.T) {
	w := shop.ReplyWindow{LastInbound: noon}
	assert.True(t, w.OpenAt(noon.Add(23*time.Hour)))
	assert.False(t, w.OpenAt(noon.Add(24*time.Hour)))
	assert.False(t, w.OpenAt(noon.Add(24*time.Hour-shop.WindowMargin)))
	assert.False(t, shop.ReplyWindow{}.OpenAt(noon))
}

func TestOneNumberInItsWritingsHasOneKey(t *testing.T) {
	for a, b := range map[string]string{
		"+55 11 98765-4321": "551187654321",
		"5215512345678":     "+52 55 1234 5678",
		"+5491123456789":    "541123456789",
		"+34 612 34 56 78":  "34612345678",
	} {
		assert.Equal(t, shop.PhoneKey(a), shop.PhoneKey(b), a)
	}
	assert.NotEqual(t, shop.PhoneKey("+34612345678"), shop.PhoneKey("+34612345679"))
	number, err := shop.ParsePhone("612 34 56 78", "ES")
	require.NoError(t, err)
	assert.Equal(t, "+34612345678", number)
	assert.Equal(t, "+34 612 34 56 78", shop.ShowPhone("34612345678"))
	_, err = shop.ParsePhone("hello", "ES")
	require.ErrorIs(t, err, shop.ErrPhone)
}

func TestVariablesAreFilledAndGapsAreNamed(t *testing.T) {
	v := shop.Variables{"customer": "Lucía"}
	text, missing := v.Fill("Hi {customer}, we close on {holiday}. {holiday}! {not a name} {")
	assert.Equal(t, "Hi Lucía, we close on {holiday}. {holiday}! {not a name} {", text)
	assert.Equal(t, []string{"holiday"}, missing)
}

func TestVariablesHaveNamesInTheOwnersLanguage(t *testing.T) {
	v := shop.Variables{shop.VarCustomer: "Lucía", shop.VarOrder: "1042", shop.VarItems: "2 × Chapata"}
	for _, text := range []string{"{customer} {order} {items}", "{cliente} {pedido} {artículos}", "{Cliente} {pedido} {itens}"} {
		filled, missing := v.Fill(text)
		assert.Equal(t, "Lucía 1042 2 × Chapata", filled)
		assert.Empty(t, missing)
	}
}

func TestFillingKeepsEveryOtherCharacter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text")
		filled, _ := shop.Variables{}.Fill(text)
		require.Equal(rt, text, filled)
		var b strings.Builder
		for _, part := range shop.SplitVariables(text) {
			b.WriteString(part.Text)
		}
		require.Equal(rt, text, b.String())
	})
}

func TestTemplatesRenderAndKeepWhatIsMissing(t *testing.T) {
	template := shop.Template{Body: "Hi {{1}}, your order {{2}} is ready until {{3}}."}
	assert.Equal(t, 3, template.Parameters())
	assert.Equal(t, "Hi Manuel, your order 1041 is ready until {{3}}.", template.Render([]string{"Manuel", "1041"}))
	assert.Equal(t, "a b", shop.CleanParameter(" a\n\tb "))
}

func FuzzTemplateBody(f *testing.F) {
	f.Add("Hi {{1}} {{}} {{x}} }} {{")
	f.Fuzz(func(t *testing.T, body string) {
		template := shop.Template{Body: body}
		if got := template.Render(nil); got != body {
			t.Fatalf("rendering without parameters changed %q to %q", body, got)
		}
	})
}

func TestAnUpdateIsPlannedByTheWayThatIsOpen(t *testing.T) {
	status := shop.OrderStatus{ID: "ready", Update: "Hi {customer}", Template: "ready", Parameters: []string{"{customer}"}}
	template := &shop.Template{Name: "ready", Language: "en", State: shop.TemplateApproved, Category: shop.CategoryUtility, Body: "Dear {{1}}"}
	in := shop.UpdateInput{Customer: shop.CustomerFor(shop.ShopID{}, "phone", "1"), Status: status, Template: template, Now: noon,
		Variables: shop.Variables{"customer": "Lucía"}, Consent: map[shop.Purpose]bool{shop.OrderUpdates: true}}

	in.Window.LastInbound = noon.Add(-time.Hour)
	assert.Equal(t, shop.UpdatePlan{Way: shop.FreeForm, Text: "Hi Lucía", Category: shop.CategoryService}, shop.PlanUpdate(in))

	in.Window.LastInbound = noon.Add(-48 * time.Hour)
	plan := shop.PlanUpdate(in)
	assert.Equal(t, shop.ByTemplate, plan.Way)
	assert.Equal(t, "Dear Lucía", plan.Text)

	in.Consent = map[shop.Purpose]bool{}
	assert.Equal(t, shop.ReasonNoConsent, shop.PlanUpdate(in).Reason)
	in.Consent = map[shop.Purpose]bool{shop.OrderUpdates: false}
	assert.Equal(t, shop.ReasonOptedOut, shop.PlanUpdate(in).Reason)
	in.Told = true
	assert.Equal(t, shop.ReasonAlreadyTold, shop.PlanUpdate(in).Reason)
}

func TestANewShopCanTakeOrdersAtOnce(t *testing.T) {
	for locale, name := range map[string]string{"es-ES": "Nuevo", "pt-BR": "Novo", "en": "New", "de": "New", "": "New"} {
		pipeline := shop.StartingPipeline(locale)
		require.Len(t, pipeline, 5)
		assert.Equal(t, name, pipeline[0].Name, locale)
		assert.True(t, pipeline[4].Final)
		for _, status := range pipeline {
			_, missing := shop.Variables{shop.VarCustomer: "Lucía", shop.VarOrder: "1"}.Fill(status.Update)
			assert.Empty(t, missing, status.Name)
		}
	}
}

func TestWhatIsCollectedIsNeverOnItsWay(t *testing.T) {
	pipeline := shop.StartingPipeline("en")
	collected, ok := pipeline.Next("ready", false)
	require.True(t, ok)
	assert.Equal(t, shop.StatusID("done"), collected.ID)
	delivered, ok := pipeline.Next("ready", true)
	require.True(t, ok)
	assert.Equal(t, shop.StatusID("on_its_way"), delivered.ID)
	_, ok = pipeline.Next("done", true)
	assert.False(t, ok)
	_, ok = pipeline.Next("lost", true)
	assert.False(t, ok)
}
