package inbox

import (
	"context"
	"slices"
	"strconv"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

const defaultWait = 3 * time.Second

// held is a reply that can still be taken back. Until it is handed over it
// stands in the conversation's draft too.
type held struct {
	id     shop.ConversationID
	wish   *shop.SendMessage
	at     time.Time
	text   string
	usedQR bool
	toast  *kit.Toast
	gone   bool
	back   func() // brings a template's blanks back; nil for a text, which goes to the composer
}

func (c *composer) loadWait() {
	var slot desk.Slot
	desk.Load(c.room.d, &slot, func(ctx context.Context) (string, error) { return c.room.d.Store.Setting(ctx, desk.SettingUndo) }, func(text string) {
		c.wait = defaultWait
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= 10 {
			c.wait = time.Duration(n) * time.Second
		}
	})
}

// hold takes a reply that was sent and waits before it hands it over, since
// WhatsApp can't take a message back.
func (c *composer) hold(text string) {
	c.release()
	info := c.room.info
	h := &held{id: c.id, at: c.room.now(), text: text, usedQR: c.usedQR, wish: &shop.SendMessage{
		Message: shop.MessageID{UUID: desk.NewID()}, Channel: info.Channel, Customer: info.CustomerID,
		Type: shop.TypeText, Content: shop.Content{Text: text}, Quotes: c.quotes,
	}}
	c.held, c.quotes, c.usedQR = h, shop.MessageID{}, false
	c.last.hold(h)
	c.saveSoon()
	c.box.SetText("")
	c.saveSoon()
	c.keep()
	c.strip.clear()
	c.showQuote()
	c.await(h)
}

// holdTemplate does the same with a template; back brings its blanks back.
func (c *composer) holdTemplate(wish *shop.SendMessage, back func()) {
	c.release()
	h := &held{id: c.id, at: c.room.now(), wish: wish, back: back}
	c.held = h
	c.last.hold(h)
	c.await(h)
}

// await shows what was sent with an Undo, and hands it over in the end.
func (c *composer) await(h *held) {
	c.room.thread.marked = "" // what a search found has been answered
	if c.wait <= 0 {
		c.release()
	} else {
		h.toast = c.room.toast(kit.ToastParams{Text: say("inbox.sentTo", "Name", words.FirstName(nameOr(c.room.info.Name))), For: c.wait,
			OnUndo: func() { c.takeBack(h) }, OnGone: func() { c.handOver(h) }})
	}
	c.room.thread.toBottom()
	c.room.list.refresh()
}

// toast shows a line at the foot of the window.
func (r *Room) toast(p kit.ToastParams) *kit.Toast {
	if canvas := r.canvas(); canvas != nil {
		if stage, ok := canvas.Content().(*kit.Stage); ok {
			return stage.Toast(p)
		}
	}
	p.OnGone()
	return nil
}

// release hands over at once what waits for its Undo.
func (c *composer) release() {
	h := c.held
	if h == nil {
		return
	}
	c.handOver(h)
	if h.toast != nil {
		h.toast.Close()
	}
}

func (c *composer) handOver(h *held) {
	if h.gone {
		return
	}
	h.gone = true
	if c.held == h {
		c.held = nil
		c.last.hold(nil)
	}
	c.handed = append(c.handed, h)
	c.room.d.Do(h.wish, func(err error) {
		if err != nil {
			c.handed = slices.DeleteFunc(c.handed, func(o *held) bool { return o == h })
			c.room.thread.redraw()
			c.restore(h)
			c.room.d.Failed(err)
		}
	})
	if h.back == nil {
		c.settleDraft(h)
	}
	if h.usedQR {
		c.room.d.Did(desk.AnsweredWithReply)
	}
}

// settleDraft takes what was handed over out of the draft.
func (c *composer) settleDraft(h *held) {
	if h.id == c.id && c.mode != choosing {
		c.saveSoon()
		c.keep()
		return
	}
	c.last.inOrder(func(ctx context.Context) error { return takeOut(ctx, c.room.d, h) })
}

// takeBack is Undo: the text is in the composer again.
func (c *composer) takeBack(h *held) {
	if h.gone {
		return
	}
	h.gone, c.held = true, nil
	c.last.hold(nil)
	c.restore(h)
	c.room.thread.redraw()
	c.room.list.refresh()
	if h.id == c.id {
		c.usedQR = h.usedQR
		c.focus()
	}
}

// restore puts what did not leave where it was written.
func (c *composer) restore(h *held) {
	switch {
	case h.back == nil:
		c.giveBack(h.id, h.text, h.wish.Quotes)
	case h.id == c.id:
		h.back()
	}
}

func (c *composer) heldFor(id shop.ConversationID) (text string, ok bool) {
	if c == nil || c.held == nil || c.held.id != id || c.held.back != nil {
		return "", false
	}
	return c.held.text, true
}

// heldItems are the bubbles of what was sent here and is not in the store yet.
func (c *composer) heldItems() []store.ThreadItem {
	var items []store.ThreadItem
	for _, h := range c.handed {
		if h.id == c.room.open {
			items = append(items, c.itemOf(h))
		}
	}
	if c.held != nil && c.held.id == c.room.open {
		items = append(items, c.itemOf(c.held))
	}
	return items
}

// arrived lets go of what the store shows by now.
func (c *composer) arrived(items []store.ThreadItem) {
	c.handed = slices.DeleteFunc(c.handed, func(h *held) bool {
		return slices.ContainsFunc(items, func(item store.ThreadItem) bool { return item.Message == h.wish.Message })
	})
}

func (c *composer) itemOf(h *held) store.ThreadItem {
	item := store.ThreadItem{Kind: store.ItemMessage, Message: h.wish.Message, At: h.at, Outgoing: true, Person: c.room.d.Person,
		Author: c.room.me(), Type: h.wish.Type, Content: h.wish.Content, Rank: shop.RankWaiting}
	if (h.wish.Quotes != shop.MessageID{}) {
		for _, other := range c.room.thread.items {
			if other.Message == h.wish.Quotes {
				item.Quoted = &store.Quoted{Message: other.Message, Outgoing: other.Outgoing, Type: other.Type, Text: other.Content.Text}
			}
		}
	}
	return item
}

func (c *composer) heldIs(id shop.MessageID) (*held, bool) {
	return c.held, c.held != nil && c.held.wish.Message == id
}
