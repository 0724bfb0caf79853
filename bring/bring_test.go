package bring_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/bring"
	"mostrador/past"
	"mostrador/shop"
	"mostrador/store/storetest"
)

// desk does at once what a relay would answer to wishes.
type desk struct {
	f      *storetest.Factory
	wishes []shop.Wish
	fail   int // fails at this wish; 0: never
}

func (d *desk) Do(_ context.Context, wish shop.Wish) error {
	if d.fail > 0 && len(d.wishes)+1 == d.fail {
		return errors.New("the disk is full")
	}
	d.wishes = append(d.wishes, wish)
	w, ok := wish.(*shop.ImportMessages)
	if !ok {
		return nil
	}
	for _, m := range w.Messages {
		d.f.Add(storetest.Envelope{At: m.At, Channel: w.Channel, Customer: w.Customer}, &shop.MessageImported{
			Message: shop.PastMessageFor(d.f.Shop, w.Channel, w.Customer, m.Key), Conversation: shop.ConversationFor(w.Channel, w.Customer),
			Type: m.Type, Outgoing: m.Outgoing, Import: w.Import, Personal: shop.MessageEchoedPersonal{Content: m.Content},
		})
	}
	return nil
}

func (d *desk) Put(_ context.Context, content io.Reader) (string, error) {
	_, err := io.Copy(io.Discard, content)
	return strings.Repeat("ab", 32), err
}

func archive(t *testing.T, text string) *past.Archive {
	t.Helper()
	a, err := past.Read("WhatsApp Chat with Lucía.txt", strings.NewReader(text), int64(len(text)), past.How{Zone: time.UTC})
	require.NoError(t, err)
	return a
}

const chat = `10/31/26, 9:00 AM - Lucía: Buenas
10/31/26, 9:00 AM - Lucía: Buenas
10/31/26, 9:05 AM - Obrador: ¿Qué tal?
10/31/26, 9:06 AM - Marta: yo no soy nadie
10/31/26, 9:07 AM - Lucía: This message was deleted
10/31/26, 9:08 AM - Lucía: <Media omitted>
11/05/26, 9:10 AM - Lucía: lo de ayer
`

func TestOnlyWhatIsNewIsBroughtIn(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.ReceivesAt(lucia, "lo  de ayer", time.Date(2026, 11, 5, 9, 10, 42, 0, time.UTC))
	whose := bring.Whose{Channel: f.Channel, Customer: lucia.ID, Own: "Obrador", Other: "Lucía"}
	plan, err := bring.PlanChat(t.Context(), f.Store, archive(t, chat), whose)
	require.NoError(t, err)
	assert.Len(t, plan.Messages, 4)
	assert.Equal(t, 1, plan.Known, "it came by itself already")
	assert.Equal(t, 1, plan.Deleted)
	assert.Equal(t, 1, plan.Others)

	d := &desk{f: f}
	var told []int
	require.NoError(t, plan.Do(t.Context(), d, shop.ImportID{UUID: uuid.New()}, func(done int) { told = append(told, done) }))
	require.Len(t, d.wishes, 1)
	assert.Equal(t, []int{4}, told)

	again, err := bring.PlanChat(t.Context(), f.Store, archive(t, "10/30/26, 8:00 AM - Lucía: antes\n"+chat), whose)
	require.NoError(t, err)
	require.Len(t, again.Messages, 1, "reading a longer export of the same chat adds only what is new")
	assert.Equal(t, "antes", again.Messages[0].Content.Text)
}

func TestAnImportThatBrokeGoesOn(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	var text strings.Builder
	for i := range 450 {
		text.WriteString(time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC).Format("1/2/06, 15:04") + " - Lucía: hola\n")
	}
	whose := bring.Whose{Channel: f.Channel, Customer: lucia.ID, Own: "Obrador", Other: "Lucía"}
	plan, err := bring.PlanChat(t.Context(), f.Store, archive(t, text.String()), whose)
	require.NoError(t, err)
	id := shop.ImportID{UUID: uuid.New()}
	d := &desk{f: f, fail: 3}
	require.ErrorContains(t, plan.Do(t.Context(), d, id, nil), "the disk is full")

	rest, err := bring.PlanChat(t.Context(), f.Store, archive(t, text.String()), whose)
	require.NoError(t, err)
	assert.Len(t, rest.Messages, 250)
	assert.Equal(t, 200, rest.Known)
	d.fail = 0
	require.NoError(t, rest.Do(t.Context(), d, id, nil))
	whole, err := bring.PlanChat(t.Context(), f.Store, archive(t, text.String()), whose)
	require.NoError(t, err)
	assert.Empty(t, whole.Messages)
}

func TestContactsBecomeCustomersOnce(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	bodas := f.Label("Bodas", "info")
	contacts := []past.Contact{
		{Line: 1, Name: "Lucía G.", Phones: []string{lucia.Phone}},
		{Line: 2, Name: "Ana", Phones: []string{"+34600333444"}, Labels: []string{"bodas", "otra"}},
		{Line: 3, Name: "Ana otra vez", Phones: []string{"+34600333444"}},
		{Line: 4, Name: "Sin número"},
	}
	plan, err := bring.PlanContacts(t.Context(), f.Store, f.Shop, contacts)
	require.NoError(t, err)
	require.Len(t, plan, 4)
	assert.Equal(t, lucia.ID, plan[0].Known)
	assert.True(t, plan[1].New())
	assert.True(t, plan[2].Twice)
	assert.False(t, plan[2].New())
	assert.False(t, plan[3].New())
	labels, err := f.Store.Labels(t.Context())
	require.NoError(t, err)
	customer := shop.CustomerByPhone(f.Shop, "+34600333444")
	assert.Equal(t, []shop.Wish{
		&shop.AddCustomer{Customer: customer, Phone: "+34600333444", Name: "Ana"},
		&shop.LabelCustomer{Customer: customer, Label: bodas, On: true},
	}, plan[1].Wishes(f.Shop, labels))
	assert.Empty(t, plan[0].Wishes(f.Shop, labels))
}
