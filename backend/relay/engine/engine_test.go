package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// order opens an order for Lucía, who has just written.
func (b *bakery) order(t *testing.T, s *engine.Shop) shop.OrderID {
	t.Helper()
	b.translate(t, nil, s)
	b.put(t, b.wrote("wamid.first", "Hola"))
	eventually(t, s, shop.KindMessageReceived, 1)
	id := shop.OrderID{UUID: uuid.New()}
	answers := b.do(t, s, &shop.OpenOrder{Order: id, Customer: b.customer(), Content: shop.Order{Items: []shop.Item{{Name: "Tarta", Quantity: 1}}}})
	require.Empty(t, answers[0].Refused)
	return id
}

func (b *bakery) ready(order shop.OrderID) *shop.MoveOrder {
	return &shop.MoveOrder{Order: order, From: "new", To: "ready", Tell: &shop.Telling{Channel: b.channel, Text: "Your cake awaits"}}
}

func TestTheSameCommandTwiceGetsTheSameAnswer(t *testing.T) {
	onEach(t, func(t *testing.T, b *bakery) {
		s := b.open(t, "one")
		c := command(t, &shop.AddCustomer{Customer: b.customer(), Phone: "+" + lucia, Name: "Lucía"})
		first, err := s.Do(background, b.asking, []shop.Command{c})
		require.NoError(t, err)
		require.Empty(t, first[0].Refused)
		count := len(events(t, s))
		second, err := s.Do(background, b.asking, []shop.Command{c, c})
		require.NoError(t, err)
		require.Equal(t, []wire.Answer{first[0], first[0]}, second)
		require.Len(t, events(t, s), count)

		refused := command(t, &shop.AddNote{Note: shop.NoteID{UUID: uuid.New()}, Text: "x"})
		one, err := s.Do(background, b.asking, []shop.Command{refused})
		require.NoError(t, err)
		require.Equal(t, shop.ReasonNotFound, one[0].Refused)
		two, err := b.open(t, "two").Do(background, b.asking, []shop.Command{refused})
		require.NoError(t, err)
		require.Equal(t, one, two, "another relay gives the same answer")
	})
}

func TestCommandsOfOneBatchSeeEachOther(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	id := shop.OrderID{UUID: uuid.New()}
	answers := b.do(t, s,
		&shop.OpenOrder{Order: id, Content: shop.Order{Items: []shop.Item{{Name: "Pan", Quantity: 2}}}},
		&shop.MoveOrder{Order: id, From: "new", To: "ready"},
		&shop.MoveOrder{Order: id, From: "new", To: "done"})
	require.Empty(t, answers[0].Refused)
	require.Empty(t, answers[1].Refused)
	require.Equal(t, shop.ReasonAlreadyMoved, answers[2].Refused)
	require.Equal(t, "1", body[*shop.OrderOpened](t, of(events(t, s), shop.KindOrderOpened)[0]).Number)
}

func TestTwoRelaysDecidingAtOnceQueueAnUpdateOnce(t *testing.T) {
	onEach(t, func(t *testing.T, b *bakery) {
		one, two := b.open(t, "one"), b.open(t, "two")
		order := b.order(t, one)
		var wait sync.WaitGroup
		for i := range 8 {
			s := []*engine.Shop{one, two}[i%2]
			c := command(t, b.ready(order))
			wait.Go(func() {
				if _, err := s.Do(background, b.asking, []shop.Command{c}); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		all := events(t, one)
		require.Len(t, of(all, shop.KindMessageQueued), 1)
		require.Len(t, of(all, shop.KindOrderMoved), 1)
		require.Equal(t, all, events(t, two))
	})
}

func TestALostAcknowledgementIsSettledByTheJournal(t *testing.T) {
	memory := journal.NewMemory(journal.MemoryParams{})
	b := newBakery(t, t.TempDir(), memory)
	t.Cleanup(func() { require.NoError(t, b.keys.Close()) })
	s := b.open(t, "one")
	add := command(t, &shop.AddCustomer{Customer: b.customer(), Phone: "+" + lucia, Name: "Lucía"})
	memory.Inject(journal.FaultLostAck, journal.FaultConflict)
	_, err := s.Do(background, b.asking, []shop.Command{add})
	require.NoError(t, err)
	require.Len(t, of(events(t, s), shop.KindCustomerSeen), 1)

	memory.Inject(journal.FaultLostAck, journal.FaultUnavailable)
	edit := command(t, &shop.EditCustomer{Customer: b.customer(), Fields: shop.CustomerFields{Place: text("Soria")}})
	_, err = s.Do(background, b.asking, []shop.Command{edit})
	if err != nil {
		require.ErrorIs(t, err, journal.ErrUnavailable)
	}
	_, err = s.Do(background, b.asking, []shop.Command{edit})
	require.NoError(t, err)
	edited := of(events(t, s), shop.KindCustomerEdited)
	require.Len(t, edited, 2, "the name, then the place")
	require.Equal(t, edit.ID, edited[1].Cause.Command)
}

func TestAFailedDecisionLeavesNothingAndHurtsNobody(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	count := len(events(t, s))
	wrong, label := errors.New("no"), shop.LabelID{UUID: uuid.New()}
	err := s.Decide(background, func(_ *facts.Tx, emit func(...shop.Event) error) error {
		e, err := s.Event(shop.EventID{UUID: uuid.New()}, engine.Fact{Body: &shop.LabelSaved{Label: label, Name: "x"}})
		if err != nil {
			return err
		}
		if err := emit(e); err != nil {
			return err
		}
		return wrong
	})
	require.ErrorIs(t, err, wrong)
	require.Len(t, events(t, s), count)
	require.False(t, look(t, s, func(f *facts.Tx) bool { return f.HasLabel(label) }), "what was folded on trial is gone")
	b.do(t, s, &shop.SaveLabel{Label: shop.LabelID{UUID: uuid.New()}, Name: "Wholesale"})
	require.Len(t, events(t, s), count+1)
}

func TestTheFeedGivesPlacesAndRefusesOthers(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	page, err := s.Feed(background, "", 1)
	require.NoError(t, err)
	require.Len(t, page.Events, 1)
	require.True(t, page.More)
	require.Equal(t, shop.Position(1), page.Events[0].Position)
	require.Equal(t, shop.Position(2), page.End)
	_, err = s.Feed(background, "nonsense", 1)
	require.ErrorIs(t, err, engine.ErrCursor)
	other := inMemory(t)
	elsewhere, err := other.open(t, "one").Feed(background, "", 1)
	require.NoError(t, err)
	_, err = s.Feed(background, elsewhere.Cursor, 1)
	require.ErrorIs(t, err, engine.ErrCursor)

	end, err := s.End(background)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(background, 10*time.Second)
	defer cancel()
	grown := s.Changed(ctx, end)
	b.do(t, s, &shop.SaveLabel{Label: shop.LabelID{UUID: uuid.New()}, Name: "Wholesale"})
	<-grown
	require.NoError(t, ctx.Err())
	empty, err := s.Feed(background, end, 10)
	require.NoError(t, err)
	require.Len(t, empty.Events, 1)
}

func TestPersonalContentIsNowhereInTheJournalAndGoneWhenForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, b *bakery) {
		s := b.open(t, "one")
		order := b.order(t, s)
		b.do(t, s, b.ready(order))
		secret := "the cake is a surprise"
		b.put(t, b.wrote("wamid.secret", secret))
		eventually(t, s, shop.KindMessageReceived, 2)

		entries, err := b.log(t).Read(background, journal.Cursor{}, 1000, 0)
		require.NoError(t, err)
		for _, entry := range entries {
			for _, text := range []string{secret, "Lucía", lucia, "Your cake awaits", "wamid."} {
				if bytes.Contains(entry.Data, []byte(text)) {
					var e shop.Event
					t.Fatalf("entry %d holds %q in the clear: %v", entry.Cursor.Position, text, e.Kind)
				}
			}
		}
		received := of(events(t, s), shop.KindMessageReceived)
		require.Equal(t, secret, body[*shop.MessageReceived](t, received[1]).Personal.Content.Text)

		require.NoError(t, s.Forget(background, b.customer()))
		received = of(events(t, s), shop.KindMessageReceived)
		require.Empty(t, received[1].Personal)
		require.NotContains(t, string(received[1].Body), secret)
		files, err := filepath.Glob(filepath.Join(b.dir, "*one.db*"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, text := range []string{secret, lucia, "Your cake awaits"} {
				require.NotContains(t, string(raw), text, file)
			}
		}
		// The same person writes again: nobody we know.
		b.put(t, b.wrote("wamid.again", "Hola otra vez"))
		eventually(t, s, shop.KindMessageReceived, 3)
		require.NotEqual(t, b.customer(), of(events(t, s), shop.KindMessageReceived)[2].Customer)
	})
}

func TestRelayDBIsRebuiltFromTheJournal(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	order := b.order(t, s)
	b.do(t, s, b.ready(order))
	two := b.open(t, "two")
	require.Equal(t, s.Position(), two.Position())
	for _, read := range []func(f *facts.Tx) any{
		func(f *facts.Tx) any { o, _ := f.Order(order); return o },
		func(f *facts.Tx) any { c, _ := f.Customer(b.customer()); return c },
		func(f *facts.Tx) any { return f.Heads(b.channel, 9) },
		func(f *facts.Tx) any { return f.Shop() },
		func(f *facts.Tx) any { a, _ := f.Address(b.customer()); return a },
		func(f *facts.Tx) any {
			held, ok := f.Held(shop.UpdateKey{Order: order, Status: "ready", Customer: b.customer()})
			return []any{held, ok}
		},
	} {
		require.Equal(t, look(t, s, read), look(t, two, read))
	}
}

func TestAnotherJournalThanTheOneFoldedIsNotWrittenTo(t *testing.T) {
	b := inMemory(t)
	s := b.start(t, "one")
	b.do(t, s, &shop.SaveLabel{Label: shop.LabelID{UUID: uuid.New()}, Name: "Wholesale"})
	require.NoError(t, s.Close())
	_, err := s.Do(background, b.asking, nil)
	require.ErrorIs(t, err, engine.ErrClosed)
	b.engine = journal.NewMemory(journal.MemoryParams{})
	_, err = engine.Open(background, engine.Params{Shop: b.id, Log: b.log(t), Keys: b.keys,
		FactsPath: filepath.Join(b.dir, b.id.String()+"one.db"), RelayName: "one"})
	require.ErrorIs(t, err, engine.ErrDisagrees)
}

func TestAnUpdateThatFailedAndArrivedAllTheSameIsNotToldAgain(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	order := b.order(t, s)
	b.do(t, s, b.ready(order))
	queued := of(events(t, s), shop.KindMessageQueued)
	told := body[*shop.MessageQueued](t, queued[0]).Message
	status := func(what string) {
		b.put(t, webhook(numberID, "messages", fmt.Sprintf(`"statuses":[{"id":"wamid.out","status":%q,"timestamp":"%d",
			"recipient_id":%q,"biz_opaque_callback_data":%q}]`, what, b.now().Unix(), lucia, told)))
	}
	status("failed")
	eventually(t, s, shop.KindMessageFailed, 1)
	status("delivered")
	eventually(t, s, shop.KindMessageProgressed, 1)

	b.do(t, s, b.ready(order))
	require.Len(t, of(events(t, s), shop.KindMessageQueued), len(queued))
	withheld := of(events(t, s), shop.KindUpdateWithheld)
	require.Len(t, withheld, 1)
	require.Equal(t, shop.ReasonAlreadyTold, body[*shop.UpdateWithheld](t, withheld[0]).Reason)
}

func TestAnUpdateToldAgainHoldsWhenTheFirstFails(t *testing.T) {
	b := inMemory(t)
	s := b.open(t, "one")
	order := b.order(t, s)
	b.do(t, s, b.ready(order))
	told := body[*shop.MessageQueued](t, of(events(t, s), shop.KindMessageQueued)[0]).Message
	b.do(t, s, &shop.TellAgain{Order: order, Tell: shop.Telling{Channel: b.channel, Text: "It is ready"}})
	queued := of(events(t, s), shop.KindMessageQueued)
	require.Len(t, queued, 2)
	b.put(t, webhook(numberID, "messages", fmt.Sprintf(`"statuses":[{"id":"wamid.out","status":"failed","timestamp":"%d",
		"recipient_id":%q,"biz_opaque_callback_data":%q}]`, b.now().Unix(), lucia, told)))
	eventually(t, s, shop.KindMessageFailed, 1)
	b.do(t, s, b.ready(order))
	require.Len(t, of(events(t, s), shop.KindMessageQueued), 2)
}

func TestCountsAreWhatADeviceMustHave(t *testing.T) {
	onEach(t, func(t *testing.T, b *bakery) {
		s := b.open(t, "one")
		b.translate(t, nil, s)
		b.put(t, b.wrote("wamid.1", "hola"))
		b.put(t, b.wrote("wamid.2", "¿hay alguien?"))
		eventually(t, s, shop.KindMessageReceived, 2)
		b.do(t, s, &shop.SendMessage{Message: shop.MessageID{UUID: uuid.Must(uuid.NewV7())}, Channel: b.channel,
			Customer: b.customer(), Type: shop.TypeText, Content: shop.Content{Text: "Sí"}})

		counts, err := s.Counts(background)
		require.NoError(t, err)
		all := events(t, s)
		require.Equal(t, all[len(all)-1].Position, counts.Position)
		queued := of(all, shop.KindMessageQueued)
		require.Equal(t, []wire.ConversationCount{{Conversation: shop.ConversationFor(b.channel, b.customer()),
			Received: 2, Sent: 1, Newest: queued[0].Position}}, counts.Conversations)
		end, err := s.End(background)
		require.NoError(t, err)
		require.Equal(t, end, counts.Cursor)
	})
}
