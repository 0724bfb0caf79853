package ui

import (
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	if err := desktest.Speak(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// stand is the whole window of a shop with two customers.
type stand struct {
	*desktest.Stand
	window        *Window
	lucia, carmen storetest.Customer
	quit          int
}

func openWindow(t *testing.T) *stand {
	f := storetest.New(t)
	s := &stand{lucia: f.Customer("Lucía Martín"), carmen: f.Customer("Carmen Prieto")}
	f.Receives(s.lucia, "Is the cake ready?")
	f.Receives(s.carmen, "Hello")
	s.Stand = desktest.New(t, f, func(p *desk.Params) { p.Quit = func() { s.quit++ } })
	on := test.NewTempWindow(t, nil)
	on.Resize(fyne.NewSize(1400, 880))
	s.Window = on
	s.window = New(on, s.Desk)
	t.Cleanup(s.window.Close)
	return s
}

// asks opens the palette and types.
func (s *stand) asks(text string) *palette {
	s.window.showPalette()
	test.Type(s.window.palette.field.Entry, text)
	return s.window.palette
}

func (s *stand) press(keys ...fyne.KeyName) {
	for _, key := range keys {
		s.window.palette.field.Entry.TypedKey(&fyne.KeyEvent{Name: key})
	}
}

func TestEveryRoomAndActionIsFoundByName(t *testing.T) {
	s := openWindow(t)
	s.asks("orders")
	s.press(fyne.KeyReturn)
	assert.Equal(t, desk.Orders, s.window.rooms[s.window.current].id)
	assert.True(t, s.window.palette.sheet.Closed())

	p := s.asks("settings look")
	require.NotEmpty(t, p.shown)
	p.does[0]()
	assert.Equal(t, desk.Settings, s.window.rooms[s.window.current].id)
	p = s.asks("set")
	s.press(fyne.KeyEscape)
	assert.True(t, p.sheet.Closed())
	s.asks("quit")
	s.press(fyne.KeyReturn)
	assert.Equal(t, 1, s.quit)
}

func TestACustomerIsFoundWithoutAccents(t *testing.T) {
	s := openWindow(t)
	p := s.asks("lucia")
	s.Until("she is found", func() bool { return len(p.found) > 0 })
	assert.Equal(t, "Lucía Martín", p.found[0].Label)
	p.found[0].Do()
	assert.Equal(t, desk.Inbox, s.window.rooms[s.window.current].id)
}

func TestTheKeysWalkTheListAndStayInIt(t *testing.T) {
	s := openWindow(t)
	p := s.asks("")
	n := len(p.shown)
	require.Greater(t, n, 15, "rooms, lists, looks, keys")
	s.press(fyne.KeyUp)
	assert.Zero(t, p.chosen)
	s.press(fyne.KeyDown, fyne.KeyDown)
	assert.Equal(t, 2, p.chosen)
	assert.True(t, p.shown[2].Selected())
	for range n {
		s.press(fyne.KeyPageDown)
	}
	assert.Equal(t, n-1, p.chosen)
	s.window.showPalette()
	assert.True(t, p.sheet.Closed(), "the same key closes it")
}

func TestAllMessagesAreSearchedFromThePalette(t *testing.T) {
	s := openWindow(t)
	p := s.asks("cake")
	p.does[len(p.does)-1]()
	assert.Equal(t, desk.Inbox, s.window.rooms[s.window.current].id)
	assert.True(t, p.sheet.Closed())
}
