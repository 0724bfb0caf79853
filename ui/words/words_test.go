package words

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/assets"
	"mostrador/shop"
)

func TestMain(m *testing.M) {
	if err := lang.AddTranslationsFS(assets.Translations(), "translations"); err != nil {
		panic(err)
	}
	m.Run()
}

func TestMoneyIsWrittenAsPeopleWriteIt(t *testing.T) {
	for want, m := range map[string]shop.Money{
		"18.40 €":    {Micros: 18_400_000, Currency: "EUR"},
		"0.02 €":     {Micros: 20_000, Currency: "EUR"},
		"0.0068 €":   {Micros: 6_800, Currency: "EUR"},
		"-3.00 €":    {Micros: -3_000_000, Currency: "EUR"},
		"$12,345.50": {Micros: 12_345_500_000, Currency: "USD"},
		"R$ 5.00":    {Micros: 5_000_000, Currency: "BRL"},
		"7.00 XYZ":   {Micros: 7_000_000, Currency: "XYZ"},
	} {
		assert.Equal(t, want, Money(m))
	}
}

func TestTimesAreSaidInPlainWords(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Madrid")
	require.NoError(t, err)
	now := time.Date(2026, 11, 20, 10, 42, 0, 0, zone) // a Friday
	assert.Equal(t, "09:12", ListTime(now.Add(-90*time.Minute), now))
	assert.Equal(t, "Yesterday", ListTime(now.Add(-24*time.Hour), now))
	assert.Equal(t, "Tue", ListTime(now.Add(-72*time.Hour), now))
	assert.Equal(t, "3 Nov", ListTime(now.AddDate(0, 0, -17), now))
	assert.Equal(t, "20 Nov 2025", ListTime(now.AddDate(-1, 0, 0), now))
	assert.Equal(t, "tomorrow 09:00", Due(time.Date(2026, 11, 21, 9, 0, 0, 0, zone), now))
	assert.Equal(t, "1 h 30", Span(90*time.Minute))
	assert.Equal(t, "4 min", Span(4*time.Minute))
	assert.Equal(t, "2 h", Span(2*time.Hour))
	assert.Equal(t, "3 d", Span(73*time.Hour))
}

func TestPermissionSaysUntilWhenOrWhatItTakes(t *testing.T) {
	now := time.Date(2026, 11, 20, 10, 42, 0, 0, time.UTC)
	assert.Equal(t, "Answer by tomorrow 10:40", Permission(shop.ReplyWindow{LastInbound: now.Add(-2 * time.Minute)}, now))
	assert.Equal(t, "Needs a template: last wrote 2 days ago", Permission(shop.ReplyWindow{LastInbound: now.AddDate(0, 0, -2)}, now))
	assert.Equal(t, "Needs a template: last wrote 25 hours ago", Permission(shop.ReplyWindow{LastInbound: now.Add(-25 * time.Hour)}, now))
	assert.Equal(t, "Needs a template: has not written yet", Permission(shop.ReplyWindow{}, now))
}

func TestEveryReasonHasWords(t *testing.T) {
	for _, r := range []shop.Reason{
		shop.ReasonInvalid, shop.ReasonNotFound, shop.ReasonNotAllowed, shop.ReasonEmpty, shop.ReasonTooLong,
		shop.ReasonWindowClosed, shop.ReasonNoAddress, shop.ReasonNoConsent, shop.ReasonOptedOut,
		shop.ReasonTemplateMissing, shop.ReasonTemplateState, shop.ReasonTemplateGaps, shop.ReasonAlreadyTold,
		shop.ReasonSpendCap, shop.ReasonShortcutTaken, shop.ReasonAlreadyMoved, shop.ReasonNoUpdate,
		shop.ReasonNoCustomer, shop.ReasonUnknownCommand, shop.ReasonCustomerForgotten,
	} {
		assert.NotContains(t, Reason(r), "reason.", "no words for %s", r)
	}
	for code := range failures {
		assert.NotContains(t, Failure(code), "failure.")
	}
	assert.Contains(t, Failure(999999), "999999")
}

func TestNamesAndInitials(t *testing.T) {
	assert.Equal(t, "Lucía", FirstName("Lucía Martín"))
	assert.Equal(t, "Hotel Doña María", FirstName("Hotel Doña María"))
	assert.Equal(t, "LM", Initials("Lucía Martín"))
	assert.Equal(t, "", Initials("+34 612"))
}
