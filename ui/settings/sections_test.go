package settings

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
	"mostrador/ui/kit"
)

// relay answers as one does whose number has no way to pay.
type relay struct {
	mu      sync.Mutex
	resumed int
	down    error
}

// Checks is part of desk.Platform.
func (r *relay) Checks(_ context.Context, channel shop.ChannelID) (shop.Checks, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	sending := shop.Check{ID: shop.CheckSending, State: shop.CheckBad, Params: map[string]string{"Code": "131042"}}
	if r.resumed > 0 {
		sending = shop.Check{ID: shop.CheckSending, State: shop.CheckGood}
	}
	return shop.Checks{Channel: channel, Lines: []shop.Check{{ID: shop.CheckToken, State: shop.CheckGood},
		{ID: shop.CheckPayment, State: shop.CheckBad, Said: "Business eligibility payment issue"}, sending,
		{ID: shop.CheckQuality, State: shop.CheckWarning},
		{ID: shop.CheckName, State: shop.CheckWaiting, Params: map[string]string{"Name": "La Espiga"}},
		{ID: shop.CheckTemplates, State: shop.CheckUnknown}}}, r.down
}

// Library is part of desk.Platform.
func (r *relay) Library(context.Context, shop.ChannelID, shop.LibraryQuery) ([]shop.LibraryTemplate, error) {
	return nil, r.down
}

// Profile is part of desk.Platform.
func (r *relay) Profile(context.Context, shop.ChannelID) (shop.Profile, error) {
	return shop.Profile{About: "Bread since 1962", Address: "Calle Feria 12, Sevilla", Email: "hola@laespiga.example",
		Websites: []string{"https://laespiga.example"}, Vertical: "GROCERY", Description: "Bread, cakes and coffee"}, r.down
}

// Resume is part of desk.Platform.
func (r *relay) Resume(context.Context, shop.ChannelID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resumed++
	return r.down
}

func connected(t *testing.T, r *relay, section desk.Section, mode kit.Mode, width float32) (*desktest.Stand, *Room) {
	t.Helper()
	s := desktest.New(t, storetest.New(t), func(p *desk.Params) { p.Connector, p.Platform = &door{}, r })
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(mode, false))
	room := New(s.Desk)
	s.Show(room.Content(), width, 880)
	room.Enter(desk.Place{Room: desk.Settings, Section: section})
	s.Until("the settings are read", func() bool { return room.shop.loaded && room.prices.loaded })
	return s, room
}

func TestTheCheckListSaysWhatIsWrongAndLetsSendingTryAgain(t *testing.T) {
	platform := &relay{}
	s, r := connected(t, platform, desk.Connection, kit.Light, 1324)
	s.Until("the list is there", func() bool { return len(r.checks.found.checks.Lines) == 6 })
	markup := test.RenderObjectToMarkup(r.content)
	for _, words := range []string{"Messages leave", "Held back after error 131042", "A way to pay WhatsApp", "Business eligibility payment issue"} {
		assert.Contains(t, markup, words)
	}
	r.checks.resume()
	s.Until("it is asked again", func() bool { return r.checks.found.checks.Lines[2].State == shop.CheckGood })
	assert.Equal(t, 1, platform.resumed)
}

func TestWithoutAnAnswerTheCheckListSaysSoAndCanBeAskedAgain(t *testing.T) {
	s, r := connected(t, &relay{down: errors.New("no route")}, desk.Connection, kit.Light, 1324)
	s.Until("it was asked", func() bool { return len(r.checks.channels) > 0 && !r.checks.busy })
	assert.False(t, r.checks.again.Disabled())
	assert.Empty(t, r.checks.lines.Objects)
}

func TestTheProfileIsReadAndOnlyWhatChangedIsSent(t *testing.T) {
	s, r := connected(t, &relay{}, desk.Profile, kit.Light, 1324)
	s.Until("the profile is read", func() bool { return r.profile.about.Text() == "Bread since 1962" })
	assert.True(t, r.profile.save.Disabled())
	r.profile.email.SetText("nobody")
	assert.True(t, r.profile.save.Disabled(), "that is no address")
	r.profile.email.SetText("pan@laespiga.example")
	require.False(t, r.profile.save.Disabled())
	r.profile.keep()
	s.Until("it is kept", func() bool { return len(s.Wishes()) == 1 })
	wish, ok := s.Wishes()[0].(*shop.EditProfile)
	require.True(t, ok)
	assert.Equal(t, "pan@laespiga.example", *wish.Edit.Email)
	assert.Nil(t, wish.Edit.About)
	assert.Nil(t, wish.Edit.Websites)
	s.Until("it is said to be on its way", func() bool { return r.profile.told.Content() != "" })
}

func TestAPriceBelowACentIsOne(t *testing.T) {
	for text, micros := range map[string]int64{"0,017": 17_000, "0.0166": 16_600, "1": 1_000_000, "1.000,50": 1_000_500_000, "0,02 €": 20_000} {
		price, err := parsePrice(text, "EUR")
		require.NoError(t, err, text)
		assert.Equal(t, micros, price.Micros, text)
	}
	for _, text := range []string{"cheap", "-1", "-0,02"} {
		_, err := parsePrice(text, "EUR")
		require.Error(t, err, text)
	}
}

func TestThePriceListIsChangedAsAWhole(t *testing.T) {
	s, r := connected(t, &relay{}, sectionPrices, kit.Light, 1324)
	r.prices.fields[shop.CategoryMarketing].SetText("0,0509")
	require.False(t, r.prices.save.Disabled())
	r.prices.keep()
	s.Until("it is kept", func() bool { return len(s.Wishes()) == 1 })
	wish, ok := s.Wishes()[0].(*shop.ConfigureShop)
	require.True(t, ok)
	assert.Equal(t, int64(50_900), wish.Settings.Prices[shop.CategoryMarketing].Micros)
	assert.Len(t, wish.Settings.Prices, len(r.prices.info.Prices))
}

func TestASectionMayLeadToAnotherRoom(t *testing.T) {
	s, r := connected(t, &relay{}, desk.Connection, kit.Light, 684)
	for i, one := range r.sections.all {
		if one.id == desk.Templates {
			r.sections.choose(i)
		}
	}
	assert.Equal(t, []desk.Place{{Room: desk.Replies, Section: desk.Templates}}, s.Went)
	assert.Equal(t, desk.Connection, r.sections.all[r.sections.open].id)
}

// TestPictures draws the sections into the folder named by MOSTRADOR_PICTURES.
func TestPictures(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		for _, section := range []desk.Section{sectionShop, desk.Connection, desk.Profile, sectionPrices, sectionLook, sectionPast} {
			for _, width := range []float32{1324, 684} {
				s, r := connected(t, &relay{}, section, mode, width)
				s.Until("it is read", func() bool {
					return (section != desk.Connection || len(r.checks.lines.Objects) > 0) && (section != desk.Profile || r.profile.about.Text() != "")
				})
				c := software.NewCanvas()
				c.SetPadded(false)
				c.SetContent(r.content)
				c.Resize(fyne.NewSize(width, 880))
				c.Resize(fyne.NewSize(width, 881))
				size := "wide"
				if width < 700 {
					size = "narrow"
				}
				file, err := os.Create(filepath.Join(folder, "settings-"+string(section)+"-"+size+"-"+name+".png"))
				require.NoError(t, err)
				require.NoError(t, png.Encode(file, c.Capture()))
				require.NoError(t, file.Close())
			}
		}
	}
}
