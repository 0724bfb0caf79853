package system

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// The desktop's notices on Linux and the BSDs, as the Desktop Notifications
// Specification 1.2 has them, with the inline replies of KDE Plasma.
const (
	noticesName = "org.freedesktop.Notifications"
	noticesPath = dbus.ObjectPath("/org/freedesktop/Notifications")

	openAction  = "default"
	replyAction = "inline-reply"
)

// busPatience is how long the desktop may take to answer.
const busPatience = 2 * time.Second

// BusNotices shows notices through the session's bus.
type BusNotices struct {
	conn    *dbus.Conn
	object  dbus.BusObject
	onDeed  func(Deed)
	markup  bool // the text is taken for markup
	replies bool // it can be answered in the notice
	work    sync.WaitGroup

	mu   sync.Mutex
	ids  map[string]uint32
	keys map[uint32]string
}

// NewBusNotices finds the desktop's notices on the bus at an address; an empty
// one is the session's. onDeed is called on a goroutine of its own.
func NewBusNotices(address string, onDeed func(Deed)) (*BusNotices, error) {
	conn, err := connectBus(address)
	if err != nil {
		return nil, fmt.Errorf("reach the session's bus: %w", err)
	}
	b := &BusNotices{conn: conn, object: conn.Object(noticesName, noticesPath), onDeed: onDeed,
		ids: map[string]uint32{}, keys: map[uint32]string{}}
	var can []string
	if err := b.call(noticesName+".GetCapabilities", nil, &can); err != nil {
		return nil, errors.Join(fmt.Errorf("ask the desktop for its notices: %w", err), conn.Close())
	}
	b.markup, b.replies = slices.Contains(can, "body-markup"), slices.Contains(can, replyAction)
	if err := conn.AddMatchSignal(dbus.WithMatchObjectPath(noticesPath), dbus.WithMatchInterface(noticesName)); err != nil {
		return nil, errors.Join(fmt.Errorf("listen to the desktop's notices: %w", err), conn.Close())
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	b.work.Go(func() {
		for signal := range signals { // closed with the connection
			b.heard(signal)
		}
	})
	return b, nil
}

func connectBus(address string) (*dbus.Conn, error) {
	if address == "" {
		return dbus.ConnectSessionBus()
	}
	return dbus.Connect(address)
}

func (b *BusNotices) call(method string, args []any, answer ...any) error {
	ctx, cancel := context.WithTimeout(context.Background(), busPatience)
	defer cancel()
	call := b.object.CallWithContext(ctx, method, 0, args...)
	if call.Err != nil || len(answer) == 0 {
		return call.Err
	}
	return call.Store(answer...)
}

// Show puts a notice up, in the place of one with the same key.
func (b *BusNotices) Show(n Notice) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var id uint32
	if err := b.call(noticesName+".Notify", b.arguments(n), &id); err != nil {
		return fmt.Errorf("show a notice: %w", err)
	}
	delete(b.keys, b.ids[n.Key])
	b.ids[n.Key], b.keys[id] = id, n.Key
	return nil
}

func (b *BusNotices) arguments(n Notice) []any {
	text := n.Text
	if b.markup {
		text = plain.Replace(text)
	}
	actions := []string{openAction, n.Open}
	hints := map[string]dbus.Variant{
		"category":       dbus.MakeVariant("im.received"),
		"desktop-entry":  dbus.MakeVariant(entryName),
		"suppress-sound": dbus.MakeVariant(true), // the program has its own, and none while it is quiet
	}
	if n.Reply != "" && b.replies {
		actions = append(actions, replyAction, n.Reply)
		hints["x-kde-reply-submit-button-text"] = dbus.MakeVariant(n.Reply)
	}
	return []any{"Mostrador", b.ids[n.Key], entryName, n.Title, text, actions, hints, int32(-1)}
}

// Withdraw takes a notice away, if it is still there.
func (b *BusNotices) Withdraw(key string) {
	b.mu.Lock()
	id, shown := b.ids[key]
	b.forget(id)
	b.mu.Unlock()
	if shown {
		_ = b.call(noticesName+".CloseNotification", []any{id}) //nolint:errcheck // it may have gone by itself
	}
}

func (b *BusNotices) forget(id uint32) {
	if key, known := b.keys[id]; known {
		delete(b.keys, id)
		delete(b.ids, key)
	}
}

// heard takes in what the desktop says of a notice; those of other programs
// are told here too.
func (b *BusNotices) heard(s *dbus.Signal) {
	if len(s.Body) < 2 {
		return
	}
	id, ok := s.Body[0].(uint32)
	if !ok {
		return
	}
	b.mu.Lock()
	key, ours := b.keys[id]
	b.mu.Unlock()
	if !ours {
		return
	}
	text, _ := s.Body[1].(string)
	switch s.Name {
	case noticesName + ".ActionInvoked":
		if text == openAction {
			b.onDeed(Deed{Key: key})
		}
	case noticesName + ".NotificationReplied":
		if text != "" {
			b.onDeed(Deed{Key: key, Reply: text})
		}
	case noticesName + ".NotificationClosed":
		b.mu.Lock()
		b.forget(id)
		b.mu.Unlock()
	}
}

// Close lets go of the bus and takes away what is still shown.
func (b *BusNotices) Close() {
	b.mu.Lock()
	keys := make([]string, 0, len(b.ids))
	for key := range b.ids {
		keys = append(keys, key)
	}
	b.mu.Unlock()
	for _, key := range keys {
		b.Withdraw(key)
	}
	_ = b.conn.Close() //nolint:errcheck // nothing is left to be told
	b.work.Wait()
}
