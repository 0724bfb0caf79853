package inbox

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
	"mostrador/sync/status"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// TestDrawPictures draws the room as the design's pictures show it, for people
// to look at.
func TestDrawPictures(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		t.Run(name, func(t *testing.T) {
			for scene, draw := range scenes {
				t.Run(scene, func(t *testing.T) {
					size := fyne.NewSize(1324, 880)
					if scene == "narrow" || scene == "narrowlist" {
						size.Width = 684
					}
					if scene == "folded" {
						size.Width = 924
					}
					b := fill(t)
					w := open(t, windowParams{mode: mode, f: b.Factory, large: os.Getenv("MOSTRADOR_LARGE") != "", size: size, media: drawnMedia{t.TempDir()}})
					draw(w, b)
					w.settle()
					capture(t, w, size, filepath.Join(folder, "inbox-"+scene+"-"+name+".png"))
				})
			}
		})
	}
}

var scenes = map[string]func(w *shopWindow, b *bakery){
	"lucia": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.typed("/ho")
	},
	"template": func(w *shopWindow, b *bakery) { w.enter(desk.Place{Conversation: b.manuel.Conversation}) },
	"narrow":   func(w *shopWindow, b *bakery) { w.enter(desk.Place{Conversation: b.lucia.Conversation}) },
	"narrowlist": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.back()
	},
	"first": func(w *shopWindow, b *bakery) { w.enter(desk.Place{}) },
	"search": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.list.field.SetText("order")
		w.later.pass(searchPause)
		w.until("something was found", func() bool { return len(w.room.list.found.hits) > 0 })
	},
	"moving": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.manuel.Conversation})
		w.until("the plan is known", func() bool { return w.room.side.orders.known })
		w.room.side.orders.step(true)
		w.until("the preview is shown", func() bool { return w.room.side.orders.ask.Visible() })
	},
	"note": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.composer.noteMode(true)
		w.typed("She comes with her mother")
	},
	"kinds": func(w *shopWindow, b *bakery) {
		kindsOfMessage(b)
		w.enter(desk.Place{Conversation: b.javier.Conversation})
	},
	"phone": func(w *shopWindow, b *bakery) {
		phoneAndChanges(b)
		w.enter(desk.Place{Conversation: b.javier.Conversation})
	},
	"troubles": func(w *shopWindow, b *bakery) {
		troubles(b)
		w.enter(desk.Place{Conversation: b.javier.Conversation})
		w.room.linked(status.Status{State: status.Offline{}})
	},
	"all": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.list.choose(store.All)
		w.until("all are listed", func() bool { return len(w.room.list.chats) == 11 })
	},
	"folded": func(w *shopWindow, b *bakery) {
		failed := b.Tells(b.lucia, b.order1042, "ready", "again")
		b.Fails(failed, 131026)
		b.Fails(b.told, 131026)
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.toggleSide()
	},
	"menu": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.head.snoozeMenu()
	},
	"happened": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.manuel.Conversation})
		w.room.whatHappened(w.room.thread.items[len(w.room.thread.items)-1])
	},
	"empty": func(w *shopWindow, b *bakery) {
		w.room.Enter(desk.Place{Search: true})
		w.until("the list is there", func() bool { return w.room.list.loaded })
		w.room.list.choose(store.SnoozedFilter)
	},
	"edit": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.side.edit()
	},
	"find": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.find.open()
		w.typedInto(w.room.find.field.Entry, "order")
		w.later.pass(searchPause)
		w.until("it is found", func() bool { return len(w.room.find.hits) > 0 })
	},
	"sent": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		for _, item := range w.room.thread.items {
			if item.Message == b.lucia2.ID {
				w.room.composer.quote(item)
			}
		}
		w.typed("See you tomorrow")
		w.press(fyne.KeyReturn)
		for _, item := range w.room.thread.items {
			if item.Message == b.lucia2.ID {
				w.room.composer.quote(item)
			}
		}
	},
	"picture": func(w *shopWindow, b *bakery) { w.enter(desk.Place{Conversation: b.pilar.Conversation}) },
	"gap": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.typed("/holi")
		w.press(fyne.KeyReturn)
	},
}

// kindsOfMessage has one of every kind.
func kindsOfMessage(b *bakery) {
	b.Add(storetest.Envelope{}, &shop.PersonSaved{Person: shop.PersonID{UUID: desk.NewID()}, Name: "Pedro", Role: shop.Agent})
	get := func(kind shop.MessageType, c shop.Content) storetest.Message {
		b.Tick(4 * time.Minute)
		return b.ReceivesContent(b.javier, kind, c, b.Now)
	}
	get(shop.TypeVoice, shop.Content{Media: &shop.Media{Hash: "cc01", Seconds: 14}})
	get(shop.TypeDocument, shop.Content{Text: "The list", Media: &shop.Media{Hash: "cc02", Name: "list-november.pdf", Size: 82_000}})
	get(shop.TypeLocation, shop.Content{Location: &shop.Location{Latitude: 37.38, Longitude: -5.99, Name: "Calle Feria 12", Address: "Sevilla"}})
	get(shop.TypeContacts, shop.Content{Contacts: []shop.ContactCard{{Name: "Rosa", Phones: []string{"+34 600 11 22 33"}}}})
	get(shop.TypeCart, shop.Content{Cart: &shop.Cart{Text: "For Saturday", Items: []shop.CartItem{{Product: "Roscón", Quantity: 1, Price: storetest.Euros(18, 0)}, {Product: "Bollo", Quantity: 6, Price: storetest.Euros(1, 50)}}}})
	get(shop.TypeUnknown, shop.Content{Raw: []byte(`{"type":"hologram"}`)})
	liked := get(shop.TypeText, shop.Content{Text: "Is *that* all right? See https://www.pan.es"})
	b.Add(storetest.Envelope{Channel: b.Channel, Customer: b.javier.ID, Author: shop.Author{Kind: shop.ByCustomer}}, &shop.MessageReacted{Conversation: b.javier.Conversation, Target: liked.Ref,
		Personal: shop.MessageReactedPersonal{Emoji: "👍"}})
	b.Progresses(b.Sends(b.javier, "Yes, all of it"), shop.DeliveryDelivered)
}

// troubles has everything that can go wrong with an answer.
func troubles(b *bakery) {
	b.Fails(b.Sends(b.javier, "We do, until 20:00"), 131026)
	b.Tick(time.Minute)
	m := b.Queues(b.javier, "Are you there?")
	b.Claims(m)
	b.Unsettles(m)
	b.Tick(12 * time.Minute)
	b.Queues(b.javier, "Hello?")
	b.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: b.Channel, Customer: b.javier.ID, Type: shop.TypeText, Content: shop.Content{Text: "Written without a network"}})
	refused := b.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: b.Channel, Customer: b.javier.ID, Type: shop.TypeText, Content: shop.Content{Text: "Too late"}})
	if _, err := b.Store.Answered(context.Background(), refused.ID, shop.ReasonWindowClosed, "", 0); err != nil {
		b.TB.Fatalf("refuse: %v", err)
	}
}

func capture(t *testing.T, w *shopWindow, size fyne.Size, path string) {
	t.Helper()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(1)
	c.SetContent(w.window.Content())
	c.Resize(size)
	if top := w.top(); top != nil {
		c.Overlays().Add(top)
		top.Resize(size)
	}
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, c.Capture()))
	require.NoError(t, file.Close())
}
