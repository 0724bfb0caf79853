package past

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
	"mostrador/ui/kit"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	if err := desktest.Speak(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// shelf keeps files as the device does.
type shelf struct{ folder string }

func (s shelf) Open(_ context.Context, hash string) (string, error) {
	path := filepath.Join(s.folder, hash)
	_, err := os.Stat(path)
	return path, err
}

func (s shelf) Put(_ context.Context, r io.Reader) (string, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	hash := strings.Repeat("ab", 32)
	return hash, os.WriteFile(filepath.Join(s.folder, hash), content, 0o600)
}

func open(t *testing.T) (*desktest.Stand, *Card, storetest.Customer) {
	t.Helper()
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	s := desktest.New(t, f, func(p *desk.Params) { p.Media = shelf{t.TempDir()} })
	c := NewCard(s.Desk)
	s.Show(c.Content(), 700, 600)
	return s, c, lucia
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// button finds a button of the sheet that is open.
func button(t *testing.T, s *desktest.Stand, label string) *kit.Button {
	t.Helper()
	found := buttonIn(s.Window.Canvas().Overlays().Top(), label)
	require.NotNil(t, found, label)
	return found
}

func buttonIn(o fyne.CanvasObject, label string) *kit.Button {
	var parts []fyne.CanvasObject
	switch o := o.(type) {
	case *kit.Button:
		if o.Label() == label {
			return o
		}
	case *fyne.Container:
		parts = o.Objects
	case fyne.Widget:
		parts = test.WidgetRenderer(o).Objects()
	}
	for _, part := range parts {
		if found := buttonIn(part, label); found != nil {
			return found
		}
	}
	return nil
}

const exported = `11/01/26, 9:00 AM - Messages and calls are end-to-end encrypted.
11/01/26, 9:00 AM - Lucía: Buenas
11/01/26, 9:05 AM - Obrador: ¿Qué tal?
11/02/26, 9:10 AM - Lucía: ¿Tienen roscón?
`

// waiting are the wishes that wait to leave.
func waiting(t *testing.T, s *desktest.Stand) (all []shop.Wish) {
	t.Helper()
	entries, err := s.Factory.Store.Outbox(t.Context(), 100)
	require.NoError(t, err)
	for _, e := range entries {
		wish, err := e.Command.Open()
		require.NoError(t, err)
		all = append(all, wish)
	}
	return all
}

func TestAChatIsLookedAtAndThenBroughtIn(t *testing.T) {
	s, c, lucia := open(t)
	path := file(t, "WhatsApp Chat with Lucía.txt", exported)
	sheet := openChat(s, c, path)
	assert.Empty(t, waiting(t, s), "nothing is written before it is asked for")
	assert.Equal(t, []string{"Lucía", "Obrador"}, speakerNames(sheet.archive))
	assert.Equal(t, 1, sheet.own.Chosen(), "the shop is who the chat is not named after")
	assert.Equal(t, "Bring in 3 messages", sheet.go_.Label())

	test.Tap(sheet.go_)
	s.Until("it is brought in", func() bool { return len(s.Toasts) == 1 })
	assert.Equal(t, "3 messages brought in", s.Toasts[0])
	wishes := waiting(t, s)
	require.Len(t, wishes, 1)
	w, ok := wishes[0].(*shop.ImportMessages)
	require.True(t, ok)
	assert.Equal(t, lucia.ID, w.Customer)
	assert.True(t, w.Messages[1].Outgoing)

	s.Until("it can be taken back", func() bool { return len(c.list.Objects) == 1 })
	all, err := c.records(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.Equal(t, w.Import, all[0].ID)
	own, err := s.Factory.Store.Setting(t.Context(), settingOwn)
	require.NoError(t, err)
	assert.Equal(t, "Obrador", own, "the shop's name is asked once")
}

// openChat opens a chat's file as Open does, and waits until it was looked into.
func openChat(s *desktest.Stand, c *Card, path string) *chat {
	s.Helper()
	c.Open(path)
	s.Until("it is looked into", func() bool { return c.chat != nil && c.chat.plan != nil })
	return c.chat
}

func TestSomebodyNewNeedsANumber(t *testing.T) {
	s, c, _ := open(t)
	path := file(t, "WhatsApp Chat with Marta.txt", strings.ReplaceAll(exported, "Lucía", "Marta"))
	c.Open(path)
	s.Until("the sheet is open", func() bool { return c.chat != nil && c.chat.sheet != nil })
	assert.True(t, c.chat.phone.Visible())
	assert.True(t, c.chat.go_.Disabled())
	c.chat.phone.SetText("600 111 222")
	c.chat.look()
	s.Until("it is looked into", func() bool { return c.chat.plan != nil })
	test.Tap(c.chat.go_)
	s.Until("it is brought in", func() bool { return len(s.Toasts) == 1 })
	wishes := waiting(t, s)
	require.Len(t, wishes, 2)
	assert.Equal(t, &shop.AddCustomer{Customer: shop.CustomerByPhone(s.Factory.Shop, "+34600111222"), Phone: "+34600111222", Name: "Marta"}, wishes[0])
}

func TestWhatIsNoChatIsNamed(t *testing.T) {
	s, c, _ := open(t)
	c.Open(file(t, "novel.txt", "It was a dark and stormy night.\n"))
	s.Until("it is said", func() bool { return len(s.Toasts) == 1 })
	assert.Contains(t, s.Toasts[0], "novel.txt is not a chat that WhatsApp exported")
	c.Open(file(t, "empty.csv", "\n"))
	s.Until("it is said", func() bool { return len(s.Toasts) == 2 })
	assert.Equal(t, "There are no rows in empty.csv.", s.Toasts[1])
}

func TestContactsAreAddedOnceAndNoneIsDroppedSilently(t *testing.T) {
	s, c, lucia := open(t)
	c.Open(file(t, "contacts.csv", "Name,Phone\nAna,600 333 444\nLucía,"+lucia.Phone+"\nSin nadie,\n"))
	s.Until("it is looked into", func() bool { return c.sheet != nil })
	test.Tap(button(t, s, "Add one customer"))
	s.Until("they are added", func() bool { return len(s.Toasts) == 1 })
	assert.Equal(t, "One customer added", s.Toasts[0])
	wishes := waiting(t, s)
	require.Len(t, wishes, 1)
}

func TestEverythingIsTakenAlong(t *testing.T) {
	s, _, _ := open(t)
	taking := Take(s.Desk, shop.CustomerID{}, "")
	folder := t.TempDir()
	taking.write(folder)
	s.Until("it is written", func() bool { return taking.go_.Label() == "Close" })
	found, err := filepath.Glob(filepath.Join(folder, "*", "index.html"))
	require.NoError(t, err)
	assert.Len(t, found, 1)
	assert.Contains(t, taking.told.Content(), "1 customers")
}

func TestAnImportIsTakenBackOnlyAfterAsking(t *testing.T) {
	s, c, _ := open(t)
	sheet := openChat(s, c, file(t, "WhatsApp Chat with Lucía.txt", exported))
	test.Tap(sheet.go_)
	s.Until("it can be taken back", func() bool { return len(c.list.Objects) == 1 })
	all, err := c.records(t.Context())
	require.NoError(t, err)
	c.undo(all[0])
	assert.Len(t, waiting(t, s), 1)
	test.Tap(button(t, s, "Take out again"))
	s.Until("it is taken back", func() bool { return len(c.list.Objects) == 0 })
	assert.Equal(t, &shop.UndoImport{Import: all[0].ID}, waiting(t, s)[1])
}
