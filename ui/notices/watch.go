package notices

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
)

// Params is what a Watch needs beside the desk.
type Params struct {
	// InFront is the conversation that somebody looks at now; zero: none.
	InFront func() shop.ConversationID
	// Front brings the window to the front.
	Front func()
}

// Watch shows notices for one shop. Its methods are called on the UI goroutine.
type Watch struct {
	desk    *desk.Desk
	params  Params
	shown   map[shop.ConversationID]bool
	cancels []func()
}

// New begins; where the desk has no news or no notices it does nothing.
func New(d *desk.Desk, p Params) *Watch {
	w := &Watch{desk: d, params: p, shown: map[shop.ConversationID]bool{}}
	if d.News == nil || d.Notices == nil {
		return w
	}
	w.cancels = append(w.cancels,
		d.News.Subscribe(func(messages []desk.NewMessage) { fyne.Do(func() { w.came(messages) }) }),
		d.Notices.Subscribe(func(deed desk.NoticeDeed) { fyne.Do(func() { w.did(deed) }) }),
		d.OnChanged(w.changed))
	return w
}

// Close takes every notice away.
func (w *Watch) Close() {
	for _, cancel := range w.cancels {
		cancel()
	}
	for id := range w.shown {
		w.desk.Notices.Withdraw(id)
	}
}

// came looks up whose messages they are, one conversation after the other.
func (w *Watch) came(messages []desk.NewMessage) {
	byChat := map[shop.ConversationID][]desk.NewMessage{}
	for _, m := range messages {
		byChat[m.Conversation] = append(byChat[m.Conversation], m)
	}
	for id, news := range byChat {
		var slot desk.Slot
		desk.Load(w.desk, &slot, func(ctx context.Context) (about, error) { return readAbout(ctx, w.desk.Store, id) },
			func(a about) { w.tell(a, news) })
	}
}

// about is what decides over a notice.
type about struct {
	chat    store.ChatRow
	gone    bool
	choices Choices
	muted   bool
}

func readAbout(ctx context.Context, from *store.Store, id shop.ConversationID) (a about, err error) {
	if a.chat, err = from.Chat(ctx, id); errors.Is(err, store.ErrNotFound) {
		a.gone = true
		return a, nil
	}
	if err != nil {
		return a, err
	}
	marks, err := desk.ReadMarks(ctx, from)
	if err != nil {
		return a, err
	}
	a.muted = marks.Has(desk.Muted, id)
	a.choices, err = ReadChoices(ctx, from)
	return a, err
}

func (w *Watch) tell(a about, news []desk.NewMessage) {
	id := a.chat.Conversation
	quiet := a.choices.Quiet.Hold(w.desk.Now())
	if a.gone || a.muted || quiet || a.choices.Off || a.chat.Unread == 0 || w.params.InFront() == id {
		return
	}
	w.shown[id] = true
	w.desk.Notices.Show(desk.Notice{
		Conversation: id, Title: titleOf(a), Text: textOf(a, news), Open: lang.L("notices.open"), Reply: lang.L("notices.reply"),
		Sound: !a.choices.Silent,
	})
}

func titleOf(a about) string {
	if a.chat.Name == "" {
		return lang.L("inbox.noName")
	}
	return a.chat.Name
}

// linesShown is how many messages a notice shows at most.
const linesShown = 3

func textOf(a about, news []desk.NewMessage) string {
	if a.choices.NameOnly {
		return lang.L("notices.wrote")
	}
	lines := make([]string, 0, linesShown)
	for _, m := range news[max(0, len(news)-linesShown):] {
		lines = append(lines, lineOf(m))
	}
	return strings.Join(lines, "\n")
}

// longest is how many letters of a message a notice shows.
const longest = 200

func lineOf(m desk.NewMessage) string {
	text := []rune(strings.Join(strings.Fields(m.Text), " "))
	if len(text) > longest {
		return string(text[:longest]) + "…"
	}
	if len(text) > 0 {
		return string(text)
	}
	switch m.Type {
	case shop.TypeImage, shop.TypeVideo, shop.TypeAudio, shop.TypeVoice, shop.TypeDocument, shop.TypeSticker, shop.TypeLocation,
		shop.TypeContacts, shop.TypeCart:
		return lang.L("today.sent." + string(m.Type))
	}
	return lang.L("notices.wrote")
}

// changed takes away what was read meanwhile, here or on another computer.
func (w *Watch) changed(c store.Changed) {
	for _, id := range c.Conversations {
		if !w.shown[id] {
			continue
		}
		var slot desk.Slot
		desk.Load(w.desk, &slot, func(ctx context.Context) (store.ChatRow, error) { return w.desk.Store.Chat(ctx, id) }, func(row store.ChatRow) {
			if row.Unread == 0 {
				w.withdraw(id)
			}
		})
	}
}

func (w *Watch) withdraw(id shop.ConversationID) {
	delete(w.shown, id)
	w.desk.Notices.Withdraw(id)
}

// did opens what was pressed, and sends what was answered.
func (w *Watch) did(deed desk.NoticeDeed) {
	if !w.shown[deed.Conversation] {
		return // of another shop, or of one that was closed
	}
	if deed.Reply == "" {
		w.withdraw(deed.Conversation)
		w.desk.Go(desk.Place{Room: desk.Inbox, Conversation: deed.Conversation})
		w.params.Front()
		return
	}
	var slot desk.Slot
	desk.Load(w.desk, &slot, func(ctx context.Context) (store.ConversationInfo, error) {
		return w.desk.Store.Conversation(ctx, deed.Conversation)
	}, func(info store.ConversationInfo) { w.answer(info, deed.Reply) })
}

// answer sends a text. It goes through the outbox as any other: what WhatsApp
// or the relay refuses is shown in Today.
func (w *Watch) answer(info store.ConversationInfo, text string) {
	w.withdraw(info.Conversation)
	w.desk.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: info.Channel, Customer: info.CustomerID,
		Type: shop.TypeText, Content: shop.Content{Text: text}}, func(err error) {
		if err != nil { // nothing of it may be lost
			w.desk.Go(desk.Place{Room: desk.Inbox, Conversation: info.Conversation, Compose: text})
			w.desk.Failed(err)
		}
	})
	w.desk.Do(&shop.ReadConversation{Conversation: info.Conversation, UpTo: info.LastPosition}, nil)
}
