package inbox

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync/status"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// Room is the inbox.
type Room struct {
	d        *desk.Desk
	content  *fyne.Container
	panes    *paneLayout
	main     *fyne.Container   // the conversation
	none     fyne.CanvasObject // why there is none
	list     *chatList
	head     *threadHead
	find     *findBar
	thread   *threadView
	composer *composer
	side     *sidePanel
	company  *company
	chosen   *chosen
	pictures *pictures

	open shop.ConversationID
	info store.ConversationInfo
	shop store.ShopInfo

	orderTerms []kit.Term // the numbers of the customer's orders

	people  []store.Person
	offline bool
	active  bool // the window has the focus
	shown   bool // the room is the one shown
	begun   bool
	heading bool                                  // a conversation is about to be shown
	marked  map[shop.ConversationID]shop.Position // read, and asked for

	slot     desk.Slot // the conversation that is about to be shown
	again    turnstile // what is open, read again
	shopTurn turnstile
	reading  func() // cancels the waiting reading mark
	cancels  []func()
}

// New makes the room. Nothing is read before it is entered.
func New(d *desk.Desk) *Room {
	r := &Room{d: d, active: true, marked: map[shop.ConversationID]shop.Position{}}
	r.pictures = newPictures(d)
	r.chosen = newChosen(r)
	r.list = newChatList(r)
	r.head = newThreadHead(r)
	r.find = newFindBar(r)
	r.thread = newThreadView(r)
	r.composer = newComposer(r)
	r.side = newSidePanel(r)
	r.company = newCompany(r)
	r.build()
	return r
}

func (r *Room) build() {
	head := container.New(kit.Column{}, r.head.object, r.find.object)
	body := kit.NewGround(kit.ThreadBack, r.thread.object)
	r.main = container.New(kit.HeadBodyFoot{}, head, body, kit.NewGround(kit.ThreadBack, container.New(kit.Column{}, r.company.object, r.chosen.object, r.composer.object)))
	r.main.Hide()
	r.none = r.nothingOpen()
	r.none.Hide() // until it is known that there is none
	middle := container.NewStack(kit.NewGround(kit.ThreadBack, r.none), r.main)
	r.panes = &paneLayout{moved: r.foldedOrNot}
	r.content = container.New(r.panes, r.list.object, middle, r.side.object)
}

func (r *Room) nothingOpen() fyne.CanvasObject {
	return kit.NewEmptyState("message", say("inbox.nothingOpen"), say("inbox.nothingOpenWords"), nil)
}

// Content is the room's object.
func (r *Room) Content() fyne.CanvasObject { return r.content }

// Enter shows a place in the room; an empty one is where one was, or, at
// first, the question that waits to be answered.
func (r *Room) Enter(p desk.Place) {
	r.shown = true
	r.begin()
	switch {
	case p.Search:
		r.panes.Open = kit.ListPane
		r.relayPanes()
		r.list.focusSearch()
	case p.Conversation != shop.ConversationID{}:
		r.show(opening{id: p.Conversation, message: p.Message, compose: p.Compose, focus: true})
	case p.Customer != shop.CustomerID{}:
		r.showCustomer(p.Customer, p.Compose)
	case r.open == shop.ConversationID{}:
		r.d.AfterShown(r.first)
	default:
		r.composer.insert(p.Compose)
		r.composer.focus()
		r.readSoon()
		r.company.look()
	}
}

// Leave is called when another room is shown.
func (r *Room) Leave() {
	r.shown = false
	r.composer.keep()
}

// Close hands over what waits for its Undo, keeps what was typed and stops
// listening. When it isn't called, the desk's own Close sees to the first two.
func (r *Room) Close() {
	r.composer.release()
	r.composer.keep()
	for _, cancel := range r.cancels {
		cancel()
	}
}

// WindowActive says whether the window has the focus: only what somebody can
// see is marked as read. A new room takes it that it has.
func (r *Room) WindowActive(active bool) {
	r.active = active
	if active {
		r.readSoon()
		r.company.look()
	}
}

func (r *Room) begin() {
	if r.begun {
		return
	}
	r.begun = true
	if r.d.Window != nil {
		r.d.Window.SetOnDropped(r.dropped)
	}
	r.composer.last.watch()
	r.cancels = append(r.cancels, r.d.OnChanged(r.changed), r.d.OnMinute(r.minute), r.company.listen())
	if r.d.Link != nil {
		r.cancels = append(r.cancels, r.d.Link.Subscribe(func(s status.Status) { fyne.Do(func() { r.linked(s) }) }))
		r.linked(r.d.Link.Get())
	}
	r.loadShop()
	r.list.reload()
	r.d.AfterShown(func() {
		r.composer.loadReplies()
		r.composer.loadWait()
	})
}

func (r *Room) linked(s status.Status) {
	_, live := s.State.(status.Live)
	_, connecting := s.State.(status.Connecting)
	offline := !live && !connecting
	if offline != r.offline {
		r.offline = offline
		r.thread.redraw()
	}
}

// around is what surrounds every conversation.
type around struct {
	shop   store.ShopInfo
	people []store.Person
}

func (r *Room) loadShop() {
	latest(r.d, &r.shopTurn, r.readAround, func(a around) {
		r.shop, r.people = a.shop, a.people
		if (r.open == shop.ConversationID{}) {
			return
		}
		r.composer.refresh()
		r.head.set(r.info)
		r.company.look()
		r.side.orders.plan()
		r.thread.redraw()
	})
}

func (r *Room) readAround(ctx context.Context) (around, error) {
	info, err := r.d.Store.Shop(ctx)
	if err != nil {
		return around{}, err
	}
	people, err := r.d.Store.People(ctx)
	return around{info, people}, err
}

// several says that authors' names matter.
func (r *Room) several() bool { return len(r.people) > 1 }

// me is the name of who sits here.
func (r *Room) me() string {
	for _, p := range r.people {
		if p.ID == r.d.Person {
			return p.Name
		}
	}
	if len(r.people) == 1 {
		return r.people[0].Name
	}
	return ""
}

func (r *Room) changed(c store.Changed) {
	r.changedAround(c)
	if c.All || len(c.Conversations) > 0 || len(c.Customers) > 0 {
		r.list.reload()
	}
	if (r.open == shop.ConversationID{}) {
		if r.shown && !r.heading && (c.All || len(c.Conversations) > 0) {
			r.first()
		}
		return
	}
	if r.concerned(c) {
		r.reread()
	}
}

// changedAround reads again what surrounds every conversation.
func (r *Room) changedAround(c store.Changed) {
	if c.All || c.Shop || c.People {
		r.loadShop()
	}
	if c.All || c.Replies {
		r.composer.loadReplies()
	}
	if c.All || c.Settings {
		r.composer.loadWait()
	}
}

// concerned says whether a change touches what is open.
func (r *Room) concerned(c store.Changed) bool {
	if c.All || c.Labels || c.Templates || len(c.Orders) > 0 {
		return true
	}
	for _, id := range c.Conversations {
		if id == r.open {
			return true
		}
	}
	for _, id := range c.Customers {
		if id == r.info.Customer || id == r.info.CustomerID {
			return true
		}
	}
	return false
}

// minute keeps true what is counted in minutes.
func (r *Room) minute() {
	r.list.refresh()
	if (r.open == shop.ConversationID{}) {
		return
	}
	r.head.set(r.info)
	r.composer.choose()
	r.thread.redraw()
	r.d.Background(func() { r.wake() })
}

// wake brings snoozed conversations back whose time has come.
func (r *Room) wake() {
	ctx := r.d.Context()
	next, err := r.d.Store.NextWake(ctx)
	if err != nil || next.IsZero() || next.After(r.d.Now()) {
		return
	}
	if _, err := r.d.Store.Wake(ctx); err != nil {
		r.d.Logger.Warn("wake snoozed conversations", "error", err)
	}
}

func (r *Room) now() time.Time { return r.d.Now() }

func (r *Room) canvas() fyne.Canvas {
	if r.d.Window == nil {
		return fyne.CurrentApp().Driver().CanvasForObject(r.content)
	}
	return r.d.Window.Canvas()
}
