package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

// held lists why what waits is held, in the order of the outbox.
func held(t *testing.T, f *storetest.Factory) []store.Held {
	t.Helper()
	waiting, err := f.Store.Waiting(ctx, 0)
	require.NoError(t, err)
	why := make([]store.Held, len(waiting))
	for i, w := range waiting {
		why[i] = w.Held
	}
	return why
}

func review(t *testing.T, f *storetest.Factory) int {
	t.Helper()
	n, err := f.Store.Review(ctx)
	require.NoError(t, err)
	return n
}

func TestWhatWaitedAndIsStillSoIsNotHeld(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "¿está listo?")
	f.Do(say(f, lucia, "Sí"))
	f.Tick(time.Hour)
	require.Zero(t, review(t, f))
	require.Equal(t, []store.Held{store.NotHeld}, held(t, f))
}

func TestAnAnswerIsHeldWhenTheCustomerWroteMeanwhileUntilSomebodyDecides(t *testing.T) {
	f := storetest.New(t)
	lucia, ana := f.Customer("Lucía"), f.Customer("Ana")
	f.Receives(lucia, "¿me guardas dos?")
	f.Receives(ana, "¿abrís mañana?")
	answer := f.Do(say(f, lucia, "Guardadas"))
	f.Do(say(f, ana, "Sí"))
	f.Tick(time.Minute)
	f.Receives(lucia, "mejor no, déjalo")
	require.Equal(t, 1, review(t, f))
	require.Equal(t, []store.Held{store.HeldNewer, store.NotHeld}, held(t, f), "the other one goes its way")
	require.Equal(t, 1, review(t, f), "it stays held")

	_, err := f.Store.Release(ctx, answer.ID)
	require.NoError(t, err)
	require.Zero(t, review(t, f), "what was looked at is not asked again")
	f.Tick(time.Minute)
	f.Receives(lucia, "¿me oyes?")
	require.Equal(t, 1, review(t, f), "what came after it is")
}

func TestAnAnswerIsHeldWhenItsWindowHasClosed(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "¿está listo?")
	f.Do(say(f, lucia, "Sí"))
	f.Tick(25 * time.Hour)
	require.Equal(t, 1, review(t, f))
	require.Equal(t, []store.Held{store.HeldWindow}, held(t, f))
}

func TestAnAnswerIsHeldWhenItWouldCostNow(t *testing.T) {
	f := storetest.New(t)
	free := 0
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "¿está listo?")
	f.Do(say(f, lucia, "Sí"))
	f.Add(storetest.Envelope{}, &shop.ShopConfigured{FreePerMonth: &free,
		Prices: map[shop.Category]shop.Money{shop.CategoryService: storetest.Euros(0, 2)}})
	require.Equal(t, 1, review(t, f))
	require.Equal(t, []store.Held{store.HeldPrice}, held(t, f))
}

func TestAMoveIsHeldWhenTheOrderWentElsewhereAndOnesThatFollowEachOtherAreNot(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	order := shop.OrderID{UUID: uuid.New()}
	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.OrderOpened{OrderID: order, Number: "1040", Status: "new", Customer: lucia.ID,
		Order: shop.Order{Items: []shop.Item{{Name: "Hogaza", Quantity: 1, Price: storetest.Euros(3, 80)}}}})
	f.Do(&shop.MoveOrder{Order: order, From: "new", To: "baking"})
	f.Do(&shop.MoveOrder{Order: order, From: "baking", To: "ready"})
	require.Zero(t, review(t, f))
	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.OrderMoved{OrderID: order, From: "new", To: "collected"})
	require.Equal(t, 2, review(t, f))
	require.Equal(t, []store.Held{store.HeldMoved, store.HeldMoved}, held(t, f))
}

func TestWhatMayHaveLeftIsNeitherHeldNorChanged(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "¿está listo?")
	wish := say(f, lucia, "Sí")
	cmd := f.Do(wish)
	require.NoError(t, f.Store.Posting(ctx, []shop.CommandID{cmd.ID}))
	f.Tick(time.Minute)
	f.Receives(lucia, "¿y el pan?")
	require.Zero(t, review(t, f))
	_, err := f.Store.Revise(ctx, cmd.ID, wish)
	require.ErrorIs(t, err, store.ErrLeft)
	_, err = f.Store.Cancel(ctx, cmd.ID)
	require.ErrorIs(t, err, store.ErrLeft)

	require.NoError(t, f.Store.NotPosted(ctx, []shop.CommandID{cmd.ID}), "the line was dead: it did not leave")
	require.Equal(t, 1, review(t, f))
	_, err = f.Store.Cancel(ctx, cmd.ID)
	require.NoError(t, err)
	_, err = f.Store.Release(ctx, cmd.ID)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestWhatWaitsCanBeChangedInItsPlace(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "¿está listo?")
	f.Tick(time.Minute)
	wish := say(f, lucia, "Sí")
	first := f.Do(wish)
	f.Do(say(f, lucia, "Hasta luego"))
	f.Receives(lucia, "¿hola?")
	require.Equal(t, 2, review(t, f))
	wish.Content.Text = "No, a las seis"
	_, err := f.Store.Revise(ctx, first.ID, wish)
	require.NoError(t, err)
	require.Equal(t, []store.Held{store.NotHeld, store.HeldNewer}, held(t, f))
	waiting, err := f.Store.Waiting(ctx, 0)
	require.NoError(t, err)
	require.Equal(t, "No, a las seis", waiting[0].Wish.(*shop.SendMessage).Content.Text)
	require.Equal(t, "Lucía", waiting[0].Who)
	require.Equal(t, "No, a las seis", thread(t, f, lucia)[2].Content.Text)

	_, err = f.Store.Revise(ctx, first.ID, &shop.AddNote{Note: shop.NoteID{UUID: uuid.New()}, Conversation: lucia.Conversation, Text: "x"})
	require.Error(t, err, "it stays what it is")
}

// Whoever posts chose what leaves before it was held: what is held by then does
// not count as begun, so that somebody can still decide about it.
func TestWhatIsHeldIsNotBegunToBePosted(t *testing.T) {
	f := storetest.New(t)
	lucia, ana := f.Customer("Lucía"), f.Customer("Ana")
	f.Receives(lucia, "¿me guardas dos?")
	f.Receives(ana, "¿abrís mañana?")
	answer, other := f.Do(say(f, lucia, "Guardadas")), f.Do(say(f, ana, "Sí"))
	f.Tick(time.Minute)
	f.Receives(lucia, "mejor no, déjalo")
	require.Equal(t, 1, review(t, f))
	require.NoError(t, f.Store.Posting(ctx, []shop.CommandID{answer.ID, other.ID}))
	_, err := f.Store.Release(ctx, answer.ID)
	require.NoError(t, err)
	_, err = f.Store.Release(ctx, other.ID)
	require.ErrorIs(t, err, store.ErrLeft)
}
