package settings

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
)

func TestMain(m *testing.M) {
	language := os.Getenv("MOSTRADOR_LANGUAGE")
	if language == "" {
		language = "en_US"
	}
	_ = os.Setenv("LANG", language+".UTF-8")
	_ = os.Setenv("LC_ALL", language+".UTF-8")
	if err := desktest.Speak(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// door is what joins shops; it lets in whom the test says.
type door struct {
	err    error
	asked  []string
	inFile bool
	opened string
}

// Connect is part of desk.Connector.
func (d *door) Connect(_ context.Context, invite, _ string, keyInFile bool) (string, error) {
	d.asked, d.inFile = append(d.asked, invite), keyInFile
	if keyInFile {
		return "folder", nil
	}
	return "folder", d.err
}

// Open is part of desk.Connector.
func (d *door) Open(folder string) { d.opened = folder }

// Shops is part of desk.Connector.
func (d *door) Shops() []desk.ShopOnThisComputer {
	return []desk.ShopOnThisComputer{{Folder: "practice", Name: "La Espiga", Practice: true, Current: true}}
}

func open(t *testing.T, d *door) (*desktest.Stand, *Room) {
	t.Helper()
	s := desktest.New(t, storetest.New(t), func(p *desk.Params) { p.Connector = d })
	r := New(s.Desk)
	s.Show(r.Content(), 1324, 880)
	r.Enter(desk.Place{Connect: true, Compose: "mostrador://pair?x"})
	s.Until("the settings are read", func() bool { return r.shop.loaded })
	return s, r
}

func TestALinkLetsThisComputerIntoAShop(t *testing.T) {
	d := &door{}
	s, r := open(t, d)
	assert.Equal(t, "mostrador://pair?x", r.join.link.Text(), "the link came with the place")
	r.join.join(false)
	s.Until("the shop opens", func() bool { return d.opened == "folder" })
}

func TestWhatIsWrongWithALinkIsSaidAndTheLinkStays(t *testing.T) {
	d := &door{err: &desk.ConnectError{Reason: desk.InviteCode, Err: errors.New("used")}}
	s, r := open(t, d)
	r.join.join(false)
	s.Until("it was asked", func() bool { return !r.join.busy })
	assert.Len(t, d.asked, 1)
	assert.Equal(t, "mostrador://pair?x", r.join.link.Text())
	assert.Empty(t, d.opened)
	assert.False(t, r.join.button.Disabled(), "it can be tried again")
}

func TestWithoutAKeyStoreTheOwnerIsAskedBeforeAFileIsUsed(t *testing.T) {
	d := &door{err: &desk.ConnectError{Reason: desk.NoKeyring, Err: errors.New("none")}}
	s, r := open(t, d)
	r.join.join(false)
	s.Until("the question is there", func() bool { return s.Window.Canvas().Overlays().Top() != nil })
	assert.Len(t, d.asked, 1)
	assert.False(t, d.inFile, "never silently")
	r.join.join(true)
	s.Until("the shop opens", func() bool { return d.opened == "folder" })
}

func TestASpendingLimitIsReadAsPeopleWriteIt(t *testing.T) {
	s, r := open(t, &door{})
	r.shop.limit.SetText("lots")
	assert.True(t, r.shop.save.Disabled())
	r.shop.limit.SetText("12,50")
	require.False(t, r.shop.save.Disabled())
	r.shop.keep()
	s.Until("it is kept", func() bool { return len(s.Wishes()) == 1 })
	wish, ok := s.Wishes()[0].(*shop.ConfigureShop)
	require.True(t, ok)
	assert.Equal(t, int64(12_500_000), wish.Settings.SpendCap.Micros)
}
