package system_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/system"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is for what another process does on a busy machine.
const patience = 60 * time.Second

// bus starts a private bus and answers its address.
func bus(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon isn't installed: notices can't be tried (apt install dbus)")
	}
	daemon := exec.CommandContext(t.Context(), "dbus-daemon", "--session", "--nofork", "--print-address")
	daemon.Stderr = os.Stderr
	out, err := daemon.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, daemon.Start())
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(address)
}

// shownNotice is a notice as a desktop gets it.
type shownNotice struct {
	id, replaces uint32
	title, text  string
	actions      []string
	hints        map[string]dbus.Variant
}

// desktop is a stand-in for what shows notices.
type desktop struct {
	conn *dbus.Conn
	can  []string

	mu     sync.Mutex
	shown  []shownNotice
	closed []uint32
}

func newDesktop(t *testing.T, address string, can ...string) *desktop {
	t.Helper()
	conn, err := dbus.Connect(address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	d := &desktop{conn: conn, can: can}
	require.NoError(t, conn.Export(d, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"))
	reply, err := conn.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue)
	require.NoError(t, err)
	require.Equal(t, dbus.RequestNameReplyPrimaryOwner, reply)
	return d
}

func (d *desktop) GetCapabilities() ([]string, *dbus.Error) { return d.can, nil } //nolint:unparam // as the bus wants it

func (d *desktop) Notify(_ string, replaces uint32, _, title, text string, actions []string, hints map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := replaces
	if id == 0 {
		id = uint32(len(d.shown) + 1)
	}
	d.shown = append(d.shown, shownNotice{id, replaces, title, text, actions, hints})
	return id, nil
}

func (d *desktop) CloseNotification(id uint32) *dbus.Error {
	d.mu.Lock()
	d.closed = append(d.closed, id)
	d.mu.Unlock()
	_ = d.conn.Emit("/org/freedesktop/Notifications", "org.freedesktop.Notifications.NotificationClosed", id, uint32(3))
	return nil
}

func (d *desktop) emit(t *testing.T, name string, values ...any) {
	t.Helper()
	require.NoError(t, d.conn.Emit("/org/freedesktop/Notifications", "org.freedesktop.Notifications."+name, values...))
}

func (d *desktop) all() ([]shownNotice, []uint32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]shownNotice(nil), d.shown...), append([]uint32(nil), d.closed...)
}

func notices(t *testing.T, address string) (*system.BusNotices, chan system.Deed) {
	t.Helper()
	deeds := make(chan system.Deed, 8)
	b, err := system.NewBusNotices(address, func(d system.Deed) { deeds <- d })
	require.NoError(t, err)
	t.Cleanup(b.Close)
	return b, deeds
}

func next(t *testing.T, deeds chan system.Deed) system.Deed {
	t.Helper()
	select {
	case d := <-deeds:
		return d
	case <-time.After(patience):
		t.Fatal("nothing was heard from the desktop")
		return system.Deed{}
	}
}

var lucia = system.Notice{Key: "lucia", Title: "Lucía Martín", Text: "Is <the cake> ready & paid?", Open: "Open", Reply: "Reply"}

func TestAPressedNoticeIsTold(t *testing.T) {
	address := bus(t)
	d := newDesktop(t, address, "actions", "body", "body-markup")
	b, deeds := notices(t, address)
	require.NoError(t, b.Show(lucia))
	shown, _ := d.all()
	require.Len(t, shown, 1)
	assert.Equal(t, "Lucía Martín", shown[0].title)
	assert.Equal(t, "Is &lt;the cake&gt; ready &amp; paid?", shown[0].text, "what a customer writes is no markup")
	assert.Equal(t, []string{"default", "Open"}, shown[0].actions, "this desktop takes no answers")
	d.emit(t, "ActionInvoked", uint32(77), "default")
	d.emit(t, "ActionInvoked", shown[0].id, "default")
	assert.Equal(t, system.Deed{Key: "lucia"}, next(t, deeds), "other programs' notices are not ours")
}

func TestANoticeIsAnsweredWhereTheDesktopAllowsIt(t *testing.T) {
	address := bus(t)
	d := newDesktop(t, address, "actions", "body", "inline-reply")
	b, deeds := notices(t, address)
	require.NoError(t, b.Show(lucia))
	shown, _ := d.all()
	assert.Equal(t, "Is <the cake> ready & paid?", shown[0].text)
	assert.Equal(t, []string{"default", "Open", "inline-reply", "Reply"}, shown[0].actions)
	d.emit(t, "NotificationReplied", shown[0].id, "Yes, at five")
	assert.Equal(t, system.Deed{Key: "lucia", Reply: "Yes, at five"}, next(t, deeds))
}

func TestANewerNoticeTakesItsPlaceAndAReadOneGoes(t *testing.T) {
	address := bus(t)
	d := newDesktop(t, address, "actions", "body")
	b, _ := notices(t, address)
	require.NoError(t, b.Show(lucia))
	require.NoError(t, b.Show(lucia))
	require.NoError(t, b.Show(system.Notice{Key: "carmen", Title: "Carmen"}))
	shown, _ := d.all()
	require.Len(t, shown, 3)
	assert.Equal(t, shown[0].id, shown[1].replaces)
	b.Withdraw("lucia")
	b.Withdraw("nobody")
	_, closed := d.all()
	assert.Equal(t, []uint32{shown[0].id}, closed)
	b.Close()
	_, closed = d.all()
	assert.ElementsMatch(t, []uint32{shown[0].id, shown[2].id}, closed, "nothing is left behind")
}

func TestWithoutADesktopThereAreNoNotices(t *testing.T) {
	_, err := system.NewBusNotices(bus(t), nil)
	require.Error(t, err)
}
