package telling_test

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/assets"
	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/telling"
)

func TestMain(m *testing.M) {
	if err := lang.AddTranslationsFS(assets.Translations(), "translations"); err != nil {
		panic(err)
	}
	m.Run()
}

func deskOf(t *testing.T, f *storetest.Factory) *desk.Desk {
	d := desk.New(desk.Params{Store: f.Store, Shop: f.Shop, Person: f.Person, Now: func() time.Time { return f.Now }})
	t.Cleanup(d.Close)
	return d
}

func TestInsideTheWindowItIsFreeAndTheTemplateGoesAlong(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía Martín")
	f.Receives(lucia, "Is it ready?")
	f.Consents(lucia, shop.OrderUpdates, true)
	order := f.Order(lucia)
	p, err := telling.Plan(context.Background(), deskOf(t, f), order, "ready")
	require.NoError(t, err)
	require.True(t, p.Can(), p.Why())
	told := p.Telling()
	assert.Equal(t, "Hi Lucía, your order 1001 is ready to collect.", told.Text)
	require.NotNil(t, told.Template, "the window may close before it leaves")
	assert.Equal(t, []string{"Lucía", "1001"}, told.Template.Parameters)
	assert.Equal(t, "tell Lucía", p.Label())
	assert.Equal(t, "Tell Lucía: 1001 is Ready", p.Title())
	assert.Equal(t, "Lucía", p.Runs()[1].Text)
	assert.True(t, p.Runs()[1].Bold)
	assert.Equal(t, &shop.MoveOrder{Order: order, From: "new", To: "ready"}, p.Move(false))
}

func TestOutsideTheWindowItTakesATemplateAndSaysItsPrice(t *testing.T) {
	f := storetest.New(t)
	manuel := f.Customer("Manuel Soto")
	f.Receives(manuel, "Two empanadas")
	f.Consents(manuel, shop.OrderUpdates, true)
	order := f.Order(manuel)
	f.Tick(48 * time.Hour)
	p, err := telling.Plan(context.Background(), deskOf(t, f), order, "ready")
	require.NoError(t, err)
	require.True(t, p.Can(), p.Why())
	assert.Equal(t, shop.ByTemplate, p.Plan.Way)
	assert.Equal(t, "tell Manuel, 0.02 €", p.Label())
	assert.Equal(t, "order_ready", p.Telling().Template.Name)
	assert.NotEmpty(t, p.Telling().Text)
}

func TestWhoWantsNoUpdatesIsNotTold(t *testing.T) {
	f := storetest.New(t)
	rafa := f.Customer("Rafa Núñez")
	f.Receives(rafa, "No updates please")
	f.Consents(rafa, shop.OrderUpdates, false)
	order := f.Order(rafa)
	p, err := telling.Plan(context.Background(), deskOf(t, f), order, "ready")
	require.NoError(t, err)
	assert.False(t, p.Can())
	assert.Nil(t, p.Telling())
	assert.Nil(t, p.Move(true).Tell)
	assert.Contains(t, p.Why(), "no updates")
}

func TestTellingAgainIsAnotherPlan(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía Martín")
	f.Receives(lucia, "Is it ready?")
	order := f.Order(lucia)
	f.Moves(lucia, order, "new", "ready")
	f.Tells(lucia, order, "ready", "ready")
	d := deskOf(t, f)
	p, err := telling.Plan(context.Background(), d, order, "ready")
	require.NoError(t, err)
	assert.Equal(t, shop.ReasonAlreadyTold, p.Plan.Reason)
	p, err = telling.PlanAgain(context.Background(), d, order)
	require.NoError(t, err)
	assert.True(t, p.Can(), p.Why())
	assert.True(t, p.Again)
}

func TestTheCardShowsWordsAndPrice(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, false))
	f := storetest.New(t)
	lucia := f.Customer("Lucía Martín")
	f.Receives(lucia, "Is it ready?")
	p, err := telling.Plan(context.Background(), deskOf(t, f), f.Order(lucia), "ready")
	require.NoError(t, err)
	card := telling.NewCard(p)
	card.Resize(fyne.NewSize(460, card.MinSize().Height))
	markup := test.RenderObjectToMarkup(card)
	assert.Contains(t, markup, "Tell Lucía: 1001 is Ready")
	assert.Contains(t, markup, "free, 1000 left")
}
