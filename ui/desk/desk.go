package desk

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync/status"
)

// Media is where pictures and files of messages are on this computer.
type Media interface {
	// Open answers where the file with a hash is, fetched from the relay if it isn't here yet.
	Open(ctx context.Context, hash string) (path string, err error)
	// Put takes a file in, to be sent, and answers its hash. It is uploaded
	// before any command that names it leaves.
	Put(ctx context.Context, r io.Reader) (hash string, err error)
}

// Practice is what the practice shop lets the owner do beside answering; nil
// on a real shop.
type Practice interface {
	Customers(ctx context.Context) ([]PracticeCustomer, error)
	WriteAs(ctx context.Context, customer string, text string) error
	Received(ctx context.Context, customer string) ([]PracticeMessage, error)
}

// PracticeCustomer is somebody the owner can play.
type PracticeCustomer struct{ ID, Name string }

// PracticeMessage is a message on a played customer's phone.
type PracticeMessage struct {
	Mine bool // written by the customer
	Text string
	At   time.Time
}

// Link is how the connection to the relay stands.
type Link interface {
	Get() status.Status
	Subscribe(func(status.Status)) (cancel func())
}

// Appearance is how the window looks and speaks; what is chosen holds at once
// and at the next start.
type Appearance interface {
	// Mode is "light", "dark" or "" for the system's.
	Mode() string
	SetMode(mode string)
	// Large is the 16-point text for reading from across the counter.
	Large() bool
	SetLarge(large bool)
	// Language is a code of package language, "" for the system's.
	Language() string
	SetLanguage(code string)
}

// ShopOnThisComputer is one shop's folder.
type ShopOnThisComputer struct {
	Folder   string
	Name     string
	Practice bool
	Current  bool
}

// Params is what it takes to make a Desk. Connector, Practice, Media, Platform, Team, News, Notices and Computer may be nil.
type Params struct {
	Store      *store.Store
	Link       Link
	Media      Media
	Practice   Practice
	Connector  Connector
	Platform   Platform
	Team       Team
	News       News
	Notices    Notices
	Computer   Computer
	Backups    Backups // nil: none are made
	Appearance Appearance
	Shop       shop.ShopID
	Person     shop.PersonID
	Now        func() time.Time
	Logger     *slog.Logger
	// Quit ends the program as closing its window does; nil: there is no key
	// for it.
	Quit func()
	// Front brings the window before all others; nil: it can't be.
	Front func()
	// Badge shows how many conversations wait for an answer where the window is
	// not seen; nil: nowhere.
	Badge func(toAnswer int)
	// Ahead says that the window isn't on the screen yet: until Shown is called
	// rooms read at once, so that its first frame has the list. There is nothing
	// yet that a reading could hold up.
	Ahead bool
	// Version of the program, for Settings.
	Version string
	// Folder is where the shop's files are, for Settings.
	Folder string
}

// Desk is what rooms work with. Its methods are called on the UI goroutine
// unless they say otherwise.
type Desk struct {
	Params
	// Window is set by the window before any room is built.
	Window fyne.Window
	// Toast shows a line at the foot of the window; set by the window.
	Toast func(text string)
	// Undo shows a line with an Undo button for d, then calls later, unless
	// undone. Set by the window.
	Undo func(text string, d time.Duration, undone, later func())
	// Go shows a place; set by the window.
	Go func(Place)

	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup
	clerk   chan func()
	changes changes
	turn    turns
	deeds   []func(Deed)
	first   firstFrame
	ahead   bool
}

// SettingUndo is this device's setting of how many seconds, 0 to 10, what was
// sent waits with an Undo before it leaves; 3 when it isn't set.
const SettingUndo = "send.undoSeconds"

// Deed is something the owner did that others may want to know of.
type Deed string

// The deeds.
const (
	AnsweredWithReply Deed = "answered_with_reply" // sent a message made from a quick reply
	MovedOrder        Deed = "moved_order"
)

// OnDeed calls f on the UI goroutine when the owner did something.
func (d *Desk) OnDeed(f func(Deed)) { d.deeds = append(d.deeds, f) }

// Did tells of a deed.
func (d *Desk) Did(deed Deed) {
	for _, f := range d.deeds {
		f(deed)
	}
}

// New makes a desk. Close it when the shop is left.
func New(p Params) *Desk {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Desk{Params: p, clerk: make(chan func(), 256), ahead: p.Ahead}
	d.Toast = func(string) {}
	d.Go = func(Place) {}
	d.Undo = func(_ string, _ time.Duration, _, later func()) { later() }
	d.ctx, d.cancel = context.WithCancel(context.Background())
	d.work.Add(1)
	go func() {
		defer d.work.Done()
		d.serve()
	}()
	d.listen()
	return d
}

// Close stops all work and waits for it. It must not be called on the UI
// goroutine while work may need it; the window calls it from its own.
func (d *Desk) Close() {
	d.changes.stop()
	d.cancel()
	d.work.Wait()
}

// Context ends when the desk closes.
func (d *Desk) Context() context.Context { return d.ctx }

// serve does what must happen in order, one thing after the other.
func (d *Desk) serve() {
	for {
		select {
		case f := <-d.clerk:
			f()
		case <-d.ctx.Done():
			d.drain()
			return
		}
	}
}

// drain does what was asked before the desk closed: a reply that was sent must
// be in the outbox.
func (d *Desk) drain() {
	for {
		select {
		case f := <-d.clerk:
			f()
		default:
			return
		}
	}
}

// NewID makes an id for something that is made on this device.
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// Do hands a wish to the outbox, in the order of the calls, and tells done on
// the UI goroutine whether it is safely there. A nil done shows a failure by
// itself; with one, the caller keeps what was typed until err is nil.
func (d *Desk) Do(wish shop.Wish, done func(error)) shop.CommandID {
	id := shop.CommandID{UUID: NewID()}
	cmd, err := shop.NewCommand(id, d.Now(), d.Person, wish)
	if err != nil {
		d.finish(done, err)
		return id
	}
	d.clerk <- func() {
		_, err := d.Store.Do(context.WithoutCancel(d.ctx), cmd)
		d.onUI(func() { d.finish(done, err) })
	}
	return id
}

func (d *Desk) finish(done func(error), err error) {
	switch {
	case done != nil:
		done(err)
	case err != nil:
		d.Failed(err)
	}
}

// InOrder runs f off the UI goroutine, after everything handed in before: for
// drafts and settings, whose last writing must win.
func (d *Desk) InOrder(f func(ctx context.Context) error) {
	d.clerk <- func() {
		if err := f(context.WithoutCancel(d.ctx)); err != nil {
			d.onUI(func() { d.Failed(err) })
		}
	}
}

// Failed shows an error in words and logs it.
func (d *Desk) Failed(err error) {
	if err == nil || d.ctx.Err() != nil {
		return
	}
	d.Logger.Warn("shown to the user", "error", err)
	d.Toast(Words(err))
}

// onUI ends work off the UI goroutine, and has the window painted: Fyne paints
// by itself when a widget changes, but not when a container only comes or goes.
func (d *Desk) onUI(f func()) {
	fyne.Do(func() {
		if d.ctx.Err() != nil {
			return
		}
		f()
		if d.Window == nil {
			return
		}
		if canvas, ok := d.Window.Canvas().(interface{ SetDirty() }); ok {
			canvas.SetDirty()
		}
	})
}
