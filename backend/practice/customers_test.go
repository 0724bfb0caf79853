package practice

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/sandbox"
	"mostrador/shop"
)

// fast is so quick that nobody in a test waits for life.
const fast = 2000

// wrote finds what a customer wrote after the first start, by its name there.
func (d *device) wrote(text string) (fact[*shop.MessageReceived], bool) {
	for _, got := range all[*shop.MessageReceived](d) {
		if got.body.Personal.Content.Text == text {
			return got, true
		}
	}
	return fact[*shop.MessageReceived]{}, false
}

func (d *device) says(to fact[*shop.MessageReceived], content shop.Content, kind shop.MessageType) {
	d.t.Helper()
	answer := d.wishes(&shop.SendMessage{Message: shop.MessageID{UUID: uuid.Must(uuid.NewV7())}, Channel: to.event.Channel,
		Customer: to.event.Customer, Type: kind, Content: content})
	require.Empty(d.t, answer.Refused, "%s", answer.Field)
}

func sawFrom(p *Practice, customer string, ways []string, since time.Time) bool {
	chat, err := p.InboxOf(customer)
	if err != nil {
		return false
	}
	for _, message := range chat {
		for _, way := range ways {
			if !message.FromShop && message.Text == way && message.At.After(since) {
				return true
			}
		}
	}
	return false
}

func TestACustomerReadsAnAnswerAndSaysSomethingToIt(t *testing.T) {
	t.Parallel()
	p := start(t, Params{Language: "en", Quiet: true, Speed: fast})
	d := pair(t, p)
	d.read()
	question, ok := d.wrote(p.content.word("line.lucia.d1"))
	require.True(t, ok)
	began := time.Now()
	d.says(question, shop.Content{Text: "Confirmed, Lucía. At nine?"}, shop.TypeText)
	d.eventually("she answers", func() bool { return sawFrom(p, "lucia", p.content.ways("reaction.regular.question"), began) })
	received := 0
	chat, err := p.InboxOf("lucia")
	require.NoError(t, err)
	for _, message := range chat {
		if message.FromShop && message.Text == "Confirmed, Lucía. At nine?" {
			received++
			assert.True(t, message.Read)
		}
	}
	assert.Equal(t, 1, received)
}

func TestAnOrderThatIsReadyIsThankedFor(t *testing.T) {
	t.Parallel()
	p := start(t, Params{Language: "es", Quiet: true, Speed: fast})
	d := pair(t, p)
	d.read()
	question, ok := d.wrote(p.content.word("line.lucia.d1"))
	require.True(t, ok)
	var order shop.OrderID
	for _, opened := range all[*shop.OrderOpened](d) {
		if opened.body.Number == "1042" {
			order = opened.body.OrderID
		}
	}
	began := time.Now()
	answer := d.wishes(&shop.MoveOrder{Order: order, From: "baking", To: "ready",
		Tell: &shop.Telling{Channel: question.event.Channel, Text: "Hola Lucía, tu pedido 1042 está listo para recoger."}})
	require.Empty(t, answer.Refused)
	d.eventually("she thanks", func() bool { return sawFrom(p, "lucia", p.content.ways("reaction.regular.ready"), began) })
	d.eventually("the shop has it", func() bool {
		for _, got := range all[*shop.MessageReceived](d) {
			thanks := slices.Contains(p.content.ways("reaction.regular.ready"), got.body.Personal.Content.Text)
			if thanks && got.event.At.After(began.Add(-time.Minute)) {
				return true
			}
		}
		return false
	})
}

func TestTooManyOffersAreStopped(t *testing.T) {
	t.Parallel()
	p := start(t, Params{Language: "en", Quiet: true, Speed: fast})
	d := pair(t, p)
	d.read()
	clara, ok := d.wrote(p.content.word("line.clara.a2"))
	require.True(t, ok)
	began := time.Now()
	for range offersBearable {
		d.says(clara, shop.Content{Template: &shop.TemplateUse{Name: "weekend_offer", Language: "en", Parameters: []string{"Clara", "rye for less"}}}, shop.TypeTemplate)
	}
	d.eventually("she stops it", func() bool { return sawFrom(p, "clara", []string{"STOP"}, began) })
	d.eventually("the shop may not send offers to her any more", func() bool {
		allowed := true
		for _, changed := range all[*shop.ConsentChanged](d) {
			if changed.body.Customer == clara.event.Customer && changed.body.Purpose == shop.Offers {
				allowed = changed.body.Allowed
			}
		}
		return !allowed
	})
}

func TestSomebodyWritesSoonAfterTheFirstStartAndThenRarely(t *testing.T) {
	t.Parallel()
	p := start(t, Params{Language: "en", Speed: fast})
	d := pair(t, p)
	d.eventually("a customer writes", func() bool {
		_, ok := d.wrote(p.content.word("life.ines.1"))
		return ok
	})
	d.eventually("so many a day, and no more", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.memory.LifeSaid == mostADay
	})
	assert.Empty(t, p.nextLine())
}

func TestTheOwnerPlaysACustomer(t *testing.T) {
	t.Parallel()
	p := start(t, Params{Language: "en", Quiet: true, Speed: fast})
	d := pair(t, p)
	people := p.Customers()
	assert.GreaterOrEqual(t, len(people), 14)
	hidden := 0
	for _, who := range people {
		assert.NotEmpty(t, who.Name)
		if who.Phone == "" {
			hidden++
			assert.NotEmpty(t, who.Username)
		}
	}
	assert.Equal(t, 1, hidden)
	require.NoError(t, p.WriteAs(t.Context(), "nora", Writing{Text: "It is me, played by you"}))
	picture, err := p.content.media("loaf.jpg")
	require.NoError(t, err)
	require.NoError(t, p.WriteAs(t.Context(), "nora", Writing{Text: "This one", File: picture, MIME: "image/jpeg"}))
	d.eventually("both arrive", func() bool {
		_, text := d.wrote("It is me, played by you")
		photo, ok := d.wrote("This one")
		return text && ok && photo.body.Type == shop.TypeImage
	})
	require.ErrorIs(t, p.WriteAs(t.Context(), "nora", Writing{Text: "  "}), ErrNothingToWrite)
	require.ErrorIs(t, p.WriteAs(t.Context(), "nobody", Writing{Text: "Hi"}), sandbox.ErrNoCustomer)
	_, err = p.InboxOf("nobody")
	require.ErrorIs(t, err, sandbox.ErrNoCustomer)
}

func TestTroublesComeAndGo(t *testing.T) {
	t.Parallel()
	p := start(t, Params{Language: "en", Quiet: true, Speed: fast})
	d := pair(t, p)
	require.NoError(t, p.Fault(NoNetwork, true))
	_, err := d.client.Get(d.at + "/healthz")
	require.Error(t, err)
	require.NoError(t, p.WriteAs(t.Context(), "ines", Writing{Text: "Anybody there?"}))
	require.NoError(t, p.Fault(NoNetwork, false))
	d.eventually("what was written meanwhile arrives", func() bool {
		_, ok := d.wrote("Anybody there?")
		return ok
	})
	checkTroubles(t, p)
}

func checkTroubles(t *testing.T, p *Practice) {
	t.Helper()
	for _, name := range Troubles() {
		require.NoError(t, p.Fault(name, true))
		if name == NoNetwork {
			assert.True(t, p.devices.isShut())
		} else {
			assert.NotEqual(t, sandbox.Faults{}, p.platform.Faults(), name)
		}
		require.NoError(t, p.Fault(name, false))
	}
	faults := p.platform.Faults()
	faults.FailCode = 0
	assert.Equal(t, sandbox.Faults{}, faults)
	require.ErrorIs(t, p.Fault("rain", true), ErrTrouble)
}
