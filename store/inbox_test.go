package store_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func names(t *testing.T, f *storetest.Factory, filter store.Filter) []string {
	t.Helper()
	rows, err := f.Store.Chats(ctx, store.ChatQuery{Filter: filter})
	require.NoError(t, err)
	all := []string{}
	for _, row := range rows {
		all = append(all, row.Name)
	}
	return all
}

func TestTheLongestWaitStandsFirst(t *testing.T) {
	f := storetest.New(t)
	carmen, javier, lucia := f.Customer("Carmen"), f.Customer("Javier"), f.Customer("Lucía")
	f.Receives(carmen, "hola")
	f.Tick(time.Minute)
	f.Receives(javier, "hola")
	f.Tick(time.Minute)
	f.Receives(lucia, "hola")
	f.Receives(carmen, "¿hay alguien?")
	require.Equal(t, []string{"Carmen", "Javier", "Lucía"}, names(t, f, store.ToAnswer))
	f.Tick(time.Minute)
	f.Queues(carmen, "sí")
	require.Equal(t, []string{"Javier", "Lucía"}, names(t, f, store.ToAnswer))
	require.Equal(t, "Carmen", names(t, f, store.All)[0])
}

func TestDoneAndSnoozedComeBackWhenTheCustomerWrites(t *testing.T) {
	f := storetest.New(t)
	carmen, javier := f.Customer("Carmen"), f.Customer("Javier")
	f.Receives(carmen, "hola")
	f.Receives(javier, "hola")
	f.Marks(carmen, shop.Done, time.Time{})
	f.Marks(javier, shop.Snoozed, f.Now.Add(time.Hour))
	require.Empty(t, names(t, f, store.ToAnswer))
	require.Equal(t, []string{"Carmen"}, names(t, f, store.DoneFilter))
	require.Equal(t, []string{"Javier"}, names(t, f, store.SnoozedFilter))

	next, err := f.Store.NextWake(ctx)
	require.NoError(t, err)
	require.Equal(t, f.Now.Add(time.Hour), next)
	f.Tick(time.Hour)
	changed, err := f.Store.Wake(ctx)
	require.NoError(t, err)
	require.Equal(t, []shop.ConversationID{javier.Conversation}, changed.Conversations)
	require.Equal(t, []string{"Javier"}, names(t, f, store.ToAnswer))

	f.Receives(carmen, "una cosa más")
	require.Equal(t, []string{"Javier", "Carmen"}, names(t, f, store.ToAnswer))
}

func TestWhoWritesAfterDoneWaitsSinceThen(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía Martín")
	f.Sends(lucia, "Está listo")
	f.Tick(time.Minute)
	thanked := f.Now
	f.Receives(lucia, "¡Gracias!")
	f.Marks(lucia, shop.Done, time.Time{})

	f.Marks(lucia, shop.Open, time.Time{})
	require.Equal(t, thanked, theOnly(t, f, store.ToAnswer).WaitsSince, "done by mistake: she still waits since then")
	f.Marks(lucia, shop.Done, time.Time{})

	f.Tick(5 * 24 * time.Hour)
	wrote := f.Now
	f.Receives(lucia, "¿Abren el lunes?")
	f.Tick(time.Minute)
	f.Receives(lucia, "¿Hola?")
	require.Equal(t, wrote, theOnly(t, f, store.ToAnswer).WaitsSince)

	// A word of hers that comes late, and our answer from between the two: what
	// was done does not wait again.
	f.Sends(lucia, "Sí, desde las ocho")
	f.Tick(time.Hour)
	f.Receives(lucia, "Perfecto")
	f.Marks(lucia, shop.Done, time.Time{})
	f.ReceivesAt(lucia, "¿Y el martes?", f.Now.Add(-2*time.Minute))
	require.Equal(t, f.Now.Add(-2*time.Minute), theOnly(t, f, store.ToAnswer).WaitsSince)
	f.Add(storetest.Envelope{At: f.Now.Add(-time.Minute), Channel: f.Channel, Customer: lucia.ID}, &shop.MessageQueued{
		Message: shop.MessageID{UUID: uuid.New()}, Conversation: lucia.Conversation, Type: shop.TypeText, Category: shop.CategoryService,
		Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "También"}}})
	require.Empty(t, names(t, f, store.ToAnswer))
}

func theOnly(t *testing.T, f *storetest.Factory, filter store.Filter) store.ChatRow {
	t.Helper()
	rows, err := f.Store.Chats(ctx, store.ChatQuery{Filter: filter, Limit: 10})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	return rows[0]
}

func TestAReactionIsNoMessage(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "gracias")
	f.Tick(time.Minute)
	m := f.Sends(lucia, "A ti")
	at := chat(t, f, lucia).At
	f.Tick(time.Minute)
	f.Add(storetest.Envelope{Author: shop.Author{Kind: shop.ByCustomer}, Customer: lucia.ID},
		&shop.MessageReacted{Conversation: lucia.Conversation, Target: m.Ref, Personal: shop.MessageReactedPersonal{Emoji: "❤️"}})
	require.Empty(t, names(t, f, store.ToAnswer))
	require.Equal(t, at, chat(t, f, lucia).At)
	require.Equal(t, []store.Reaction{{Emoji: "❤️", Customer: true}}, thread(t, f, lucia)[1].Reactions)
	f.Add(storetest.Envelope{Author: shop.Author{Kind: shop.ByCustomer}, Customer: lucia.ID},
		&shop.MessageReacted{Conversation: lucia.Conversation, Target: m.Ref})
	require.Empty(t, thread(t, f, lucia)[1].Reactions)
}

func TestWhatIsTakenBackIsGone(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	m := f.Receives(lucia, "mi contraseña es croissant")
	by := storetest.Envelope{Author: shop.Author{Kind: shop.ByCustomer}, Customer: lucia.ID}
	f.Add(by, &shop.MessageRevoked{Conversation: lucia.Conversation, Target: m.Ref})
	item := only(t, f, lucia)
	require.True(t, item.Revoked)
	require.Empty(t, item.Content.Text)
	found, err := f.Store.Search(ctx, "croissant", 10)
	require.NoError(t, err)
	require.Empty(t, found.Messages)
}

func TestAnEditThatCameFirstWaitsForItsMessage(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	wamid := fmt.Sprintf("wamid.%d", 7)
	ref := shop.RefFor(f.Shop, wamid)
	by := storetest.Envelope{Author: shop.Author{Kind: shop.ByCustomer}, Customer: lucia.ID, Channel: f.Channel}
	f.Add(by, &shop.MessageEdited{Conversation: lucia.Conversation, Target: ref, Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "tres"}}})
	f.Add(by, &shop.MessageReceived{Message: shop.MessageFor(f.Shop, wamid), Conversation: lucia.Conversation, Type: shop.TypeText, Ref: ref,
		Personal: shop.MessageReceivedPersonal{Content: shop.Content{Text: "dos"}}})
	item := only(t, f, lucia)
	require.Equal(t, "tres", item.Content.Text)
	require.True(t, item.Edited)
}

func TestThreadsPageByKey(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	var around shop.MessageID
	for i := range 30 {
		m := f.Receives(lucia, fmt.Sprint(i)) // all in the same moment: the position decides
		if i == 15 {
			around = m.ID
		}
		if i%10 == 5 {
			f.Notes(lucia, "nota")
		}
	}
	all := thread(t, f, lucia)
	require.Len(t, all, 33)
	var pages []store.ThreadItem
	var before *store.ThreadKey
	for {
		page, err := f.Store.Thread(ctx, store.ThreadQuery{Conversation: lucia.Conversation, Before: before, Limit: 7})
		require.NoError(t, err)
		if len(page) == 0 {
			break
		}
		pages = append(append([]store.ThreadItem{}, page...), pages...)
		before = &page[0].Key
	}
	require.Equal(t, all, pages)
	middle, err := f.Store.Thread(ctx, store.ThreadQuery{Conversation: lucia.Conversation, Around: around, Limit: 10})
	require.NoError(t, err)
	require.Len(t, middle, 10)
	require.Equal(t, around, middle[5].Message)
	newer, err := f.Store.Thread(ctx, store.ThreadQuery{Conversation: lucia.Conversation, After: &all[29].Key, Limit: 10})
	require.NoError(t, err)
	require.Equal(t, all[30:], newer)
}

func TestAQuoteNamesWhatItAnswers(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	asked := f.Receives(lucia, "The one with two chapatas")
	f.Tick(time.Minute)
	f.QueuesBody(lucia, &shop.MessageQueued{Type: shop.TypeText, Quotes: asked.ID,
		Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "Confirmed"}}})
	require.Equal(t, &store.Quoted{Message: asked.ID, Type: shop.TypeText, Text: "The one with two chapatas"}, thread(t, f, lucia)[1].Quoted)
}

func TestAFileIsWaitedForStoredOrMissed(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	m := f.ReceivesContent(lucia, shop.TypeImage, shop.Content{Media: &shop.Media{PlatformID: "1", MIME: "image/jpeg"}}, f.Now)
	require.Equal(t, store.MediaWaiting, only(t, f, lucia).Media)
	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.MediaStored{Message: m.ID, Size: 7,
		Personal: shop.MediaStoredPersonal{Hash: "abc", MIME: "image/jpeg", Width: 10, Height: 20}})
	item := only(t, f, lucia)
	require.Equal(t, store.MediaStored, item.Media)
	require.Equal(t, shop.Media{Hash: "abc", MIME: "image/jpeg", Size: 7, Width: 10, Height: 20}, *item.Content.Media)
	card, err := f.Store.Customer(ctx, lucia.ID)
	require.NoError(t, err)
	require.Len(t, card.Files, 1)
}

func TestMergedCustomersStandUnderOneName(t *testing.T) {
	f := storetest.New(t)
	work, home := f.Customer("Horno de Pilar"), f.Customer("Pilar Gómez")
	f.Receives(work, "hola")
	f.Order(work)
	f.Labels(work, f.Label("Regular", "accent"))
	f.Add(storetest.Envelope{Customer: work.ID}, &shop.CustomerMerged{From: work.ID, Into: home.ID})
	row := chat(t, f, work)
	require.Equal(t, "Pilar Gómez", row.Name)
	require.Equal(t, home.ID, row.Customer)
	require.Equal(t, work.ID, row.Leaf)
	card, err := f.Store.Customer(ctx, work.ID)
	require.NoError(t, err)
	require.Equal(t, home.ID, card.ID)
	require.Len(t, card.Labels, 1)
	require.Len(t, card.OpenOrders, 1)
	all, err := f.Store.Customers(ctx, store.CustomerQuery{})
	require.NoError(t, err)
	require.Len(t, all, 1)

	f.Add(storetest.Envelope{Customer: work.ID}, &shop.CustomerUnmerged{From: work.ID})
	require.Equal(t, "Horno de Pilar", chat(t, f, work).Name)
}

func TestTheShopsOwnNameComesFirstAndANumberBeforeNothing(t *testing.T) {
	f := storetest.New(t)
	c := f.NewCustomer("", "+34612345678")
	seen := &shop.CustomerSeen{Customer: c.ID, Personal: shop.CustomerSeenPersonal{Identifiers: []shop.Identifier{{Kind: shop.IsPhone, Value: c.Phone}}}}
	f.Add(storetest.Envelope{Customer: c.ID}, seen)
	f.Receives(c, "hola")
	require.Equal(t, "+34 612 34 56 78", chat(t, f, c).Name)
	seen.Personal.Name = "luci"
	f.Add(storetest.Envelope{Customer: c.ID}, seen)
	require.Equal(t, "luci", chat(t, f, c).Name)
	own := "Lucía Martín"
	f.Add(storetest.Envelope{Customer: c.ID}, &shop.CustomerEdited{Customer: c.ID, Personal: shop.CustomerFields{Name: &own}})
	require.Equal(t, own, chat(t, f, c).Name)
	rows, err := f.Store.Customers(ctx, store.CustomerQuery{Prefix: "LUCIA m"})
	require.NoError(t, err)
	require.Len(t, rows, 1)
}

func TestAForgottenCustomerLeavesNoWordInTheFile(t *testing.T) {
	path := t.TempDir() + "/shop.db"
	f := storetest.Collect(t)
	s, err := store.Open(ctx, store.Params{Path: path, Shop: f.Shop})
	require.NoError(t, err)
	f.Feed(s)
	lucia := f.Customer("Zalacaín")
	f.Receives(lucia, "quiero ensaimadas")
	f.Notes(lucia, "prefiere sobrasada")
	order := f.Order(lucia)
	require.NoError(t, s.SaveDraft(ctx, lucia.Conversation, "borradorcito", shop.MessageID{}))
	f.Do(&shop.AddNote{Note: shop.NoteID{UUID: uuid.New()}, Conversation: lucia.Conversation, Text: "la de los buñuelos"})
	f.Do(&shop.EditCustomer{Customer: lucia.ID, Fields: shop.CustomerFields{Place: new("Calle Almudaina")}})
	f.Do(&shop.ForgetCustomer{Customer: lucia.ID})
	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.CustomerForgotten{Customer: lucia.ID})

	_, err = s.Chat(ctx, lucia.Conversation)
	require.ErrorIs(t, err, store.ErrNotFound)
	card, err := s.Order(ctx, order)
	require.NoError(t, err)
	require.Empty(t, card.Name)
	waiting, err := s.Outbox(ctx, 10)
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	require.Equal(t, shop.DoForgetCustomer, waiting[0].Command.Kind)
	log, err := os.ReadFile(path + "-wal") // while the file is open, as a backup program would see it
	require.NoError(t, err)
	raw := readFile(t, path) + string(log)
	require.NoError(t, s.Close())
	for _, word := range []string{"ensaimadas", "sobrasada", "alaca", "borradorcito", "buñuelos", "Almudaina", lucia.Phone} {
		require.False(t, strings.Contains(raw, word), word)
	}
}
