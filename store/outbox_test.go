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

func say(f *storetest.Factory, c storetest.Customer, text string) *shop.SendMessage {
	return &shop.SendMessage{Message: shop.MessageID{UUID: uuid.New()}, Channel: f.Channel, Customer: c.ID, Type: shop.TypeText,
		Content: shop.Content{Text: text}}
}

func outbox(t *testing.T, f *storetest.Factory) []store.OutboxEntry {
	t.Helper()
	entries, err := f.Store.Outbox(ctx, 100)
	require.NoError(t, err)
	return entries
}

func TestCommandsWaitInOrderAndOnce(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	first := f.Do(say(f, lucia, "uno"))
	second := f.Do(say(f, lucia, "dos"))
	_, err := f.Store.Do(ctx, first)
	require.NoError(t, err)
	entries := outbox(t, f)
	require.Len(t, entries, 2)
	require.Equal(t, first, entries[0].Command)
	require.Equal(t, second.ID, entries[1].Command.ID)
	require.Equal(t, lucia.Conversation, entries[0].Conversation)

	require.NoError(t, f.Store.Posting(ctx, []shop.CommandID{first.ID}))
	require.Equal(t, 1, outbox(t, f)[0].Attempts)
	_, err = f.Store.Cancel(ctx, first.ID)
	require.ErrorIs(t, err, store.ErrLeft)
	_, err = f.Store.Cancel(ctx, second.ID)
	require.NoError(t, err)
	_, err = f.Store.Cancel(ctx, second.ID)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Len(t, thread(t, f, lucia), 2)
}

func TestAMessageThatWaitsIsShownAndThenItIsTheRealOne(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "¿está listo?")
	f.Tick(time.Minute)
	wish := say(f, lucia, "Sí")
	cmd := f.Do(wish)
	waiting := thread(t, f, lucia)[1]
	require.Equal(t, shop.RankWaiting, waiting.Rank)
	require.Equal(t, cmd.ID, waiting.Command)
	row := chat(t, f, lucia)
	require.Equal(t, "Sí", row.PreviewText)
	require.True(t, row.PreviewMine)
	require.Equal(t, []string{"written", "waiting"}, steps(t, f, wish.Message))

	// The answer arrives before the feed does: the bubble stays meanwhile.
	_, err := f.Store.Answered(ctx, cmd.ID, shop.ReasonNone, "", f.Position()+1)
	require.NoError(t, err)
	require.Len(t, thread(t, f, lucia), 2)
	require.Empty(t, outbox(t, f))
	f.Add(storetest.Envelope{Channel: f.Channel, Customer: lucia.ID, Cause: cmd.ID}, &shop.MessageQueued{Message: wish.Message,
		Conversation: lucia.Conversation, Type: shop.TypeText, Personal: shop.MessageQueuedPersonal{Content: wish.Content}})
	items := thread(t, f, lucia)
	require.Len(t, items, 2)
	require.Equal(t, shop.RankQueued, items[1].Rank)
	require.Equal(t, shop.CommandID{}, items[1].Command)
}

func TestManyAnswersAreOneChange(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	taken, later, refused := f.Do(say(f, lucia, "uno")), f.Do(say(f, lucia, "dos")), f.Do(say(f, lucia, "tres"))
	var changes []store.Changed
	defer f.Store.Subscribe(func(c store.Changed) { changes = append(changes, c) })()
	answers := []store.Answer{{Command: taken.ID, Position: f.Position()}, {Command: later.ID, Position: f.Position() + 1},
		{Command: refused.ID, Refused: shop.ReasonWindowClosed, Field: "message"}, {Command: shop.CommandID{UUID: uuid.New()}}}
	for range 2 {
		_, err := f.Store.AnsweredAll(ctx, answers)
		require.NoError(t, err)
	}
	require.NotEmpty(t, changes)
	require.True(t, changes[0].Outbox)
	require.LessOrEqual(t, len(changes), 2)
	require.Empty(t, outbox(t, f))
	why, err := f.Store.Refused(ctx, 10)
	require.NoError(t, err)
	require.Len(t, why, 1)
	require.Equal(t, refused.ID, why[0].Command.ID)
	require.Len(t, thread(t, f, lucia), 3, "the one that is folded already is gone, the other two stand")
}

func TestARefusalKeepsWhatWasWritten(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	cmd := f.Do(say(f, lucia, "Vale"))
	require.Empty(t, names(t, f, store.ToAnswer))
	_, err := f.Store.Answered(ctx, cmd.ID, shop.ReasonWindowClosed, "message", f.Position()+5)
	require.NoError(t, err)
	require.Equal(t, []string{"Lucía"}, names(t, f, store.ToAnswer), "nothing was sent, so she still waits")
	require.True(t, chat(t, f, lucia).Undelivered)
	refused, err := f.Store.Refused(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, shop.ReasonWindowClosed, refused[0].Reason)
	require.Equal(t, cmd, refused[0].Command)
	item := thread(t, f, lucia)[1]
	require.Equal(t, shop.FlagRefused, item.Flag)
	require.Equal(t, "Vale", item.Content.Text)

	f.Add(storetest.Envelope{Cause: cmd.ID}, &shop.CommandRefused{Reason: shop.ReasonWindowClosed})
	_, err = f.Store.DismissRefused(ctx, cmd.ID)
	require.NoError(t, err)
	require.Len(t, thread(t, f, lucia), 1)
	require.False(t, chat(t, f, lucia).Undelivered)
}

func TestTheFirstMessageToSomeoneNewIsShownBeforeItLeaves(t *testing.T) {
	f := storetest.New(t)
	nuria := f.NewCustomer("Nuria", "+34655102030")
	f.Do(&shop.AddCustomer{Customer: nuria.ID, Phone: nuria.Phone, Name: "Nuria"})
	f.Do(say(f, nuria, "Buenos días"))
	require.Equal(t, []string{"Nuria"}, names(t, f, store.All))
	require.Equal(t, "Buenos días", only(t, f, nuria).Content.Text)
	info, err := f.Store.Conversation(ctx, nuria.Conversation)
	require.NoError(t, err)
	require.True(t, info.Addressable)
	require.Zero(t, info.Window)
}

func TestAnOrderMovesAtOnceAndIsTold(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía Martín")
	f.Receives(lucia, "hola")
	order := f.Order(lucia)
	in, channel, err := f.Store.UpdateInput(ctx, order, "ready", f.Now, store.Writing{})
	require.NoError(t, err)
	require.Equal(t, f.Channel, channel)
	plan := shop.PlanUpdate(in)
	require.Equal(t, shop.ReasonNone, plan.Reason)
	require.Equal(t, "Hi Lucía, your order 1001 is ready to collect.", plan.Text)

	f.Tick(time.Minute)
	cmd := f.Do(&shop.MoveOrder{Order: order, From: "new", To: "ready", Tell: &shop.Telling{Channel: channel, Text: plan.Text}})
	card, err := f.Store.Order(ctx, order)
	require.NoError(t, err)
	require.Equal(t, shop.StatusID("ready"), card.Status)
	require.Equal(t, store.ToldWaiting, card.Told.State)
	items := thread(t, f, lucia)
	require.Equal(t, "1001", items[1].Update.Number)
	require.Equal(t, "Ready", items[1].Update.StatusName)
	require.Equal(t, "2 × Chapata, 1 × Apple pie", items[1].Update.Items)

	f.Add(storetest.Envelope{Customer: lucia.ID, Cause: cmd.ID}, &shop.OrderMoved{OrderID: order, From: "new", To: "ready"})
	m := f.QueuesBody(lucia, &shop.MessageQueued{Type: shop.TypeText, Update: &shop.UpdateKey{Order: order, Status: "ready", Customer: lucia.ID},
		Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: plan.Text}}})
	f.Accepts(m)
	card, err = f.Store.Order(ctx, order)
	require.NoError(t, err)
	require.Equal(t, store.ToldSent, card.Told.State)
	require.Equal(t, shop.RankAccepted, card.Told.Rank)
	require.Equal(t, shop.StatusID("ready"), card.History[1].To)
	in, _, err = f.Store.UpdateInput(ctx, order, "ready", f.Now, store.Writing{})
	require.NoError(t, err)
	require.Equal(t, shop.ReasonAlreadyTold, shop.PlanUpdate(in).Reason)

	f.Fails(m, 131026)
	in, _, err = f.Store.UpdateInput(ctx, order, "ready", f.Now, store.Writing{})
	require.NoError(t, err)
	require.False(t, in.Told, "a definite failure frees it")
}

func TestSubscribersHearOfWhatChanged(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	var heard store.Changed
	cancel := f.Store.Subscribe(func(c store.Changed) { heard.Merge(c) })
	m := f.Receives(lucia, "hola")
	require.Equal(t, []shop.ConversationID{lucia.Conversation}, heard.Conversations)
	require.Equal(t, []shop.MessageID{m.ID}, heard.Messages)
	require.Equal(t, f.Position(), heard.Position)
	cancel()
	heard = store.Changed{}
	f.Receives(lucia, "hola")
	require.True(t, heard.Empty())
}

func TestSmallListsShowWhatWaits(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	hours := f.Reply("horario", "Abrimos a las 8")
	f.Do(&shop.SaveReply{Reply: hours, Shortcut: "Horas", Text: "A las 9"})
	label := shop.LabelID{UUID: uuid.New()}
	f.Do(&shop.SaveLabel{Label: label, Name: "Regular", Tone: "accent"})
	f.Do(&shop.LabelCustomer{Customer: lucia.ID, Label: label, On: true})
	f.Do(&shop.SetConsent{Customer: lucia.ID, Purpose: shop.Offers, Allowed: true})
	require.NoError(t, f.Store.ReplyUsed(ctx, hours))

	replies, err := f.Store.Replies(ctx, "/HO")
	require.NoError(t, err)
	require.Equal(t, "A las 9", replies[0].Text)
	require.Equal(t, 1, replies[0].Uses)
	card, err := f.Store.Customer(ctx, lucia.ID)
	require.NoError(t, err)
	require.Equal(t, "Regular", card.Labels[0].Name)
	require.True(t, card.Consents[0].Waiting)
}
