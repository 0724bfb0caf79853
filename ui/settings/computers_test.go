package settings

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
	"mostrador/ui/kit"
)

// street is the shop's computers as a test has them.
type street struct {
	mu       sync.Mutex
	devices  []desk.Device
	err      error
	approved []shop.DeviceID
	cut      []shop.DeviceID
}

// Tell is part of desk.Team.
func (*street) Tell(shop.ConversationID, bool) {}

// Subscribe is part of desk.Team.
func (*street) Subscribe(func(desk.Presence)) func() { return func() {} }

// Devices is part of desk.Team.
func (s *street) Devices(context.Context) ([]desk.Device, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.devices), s.err
}

// counts are how many were let in and cut off.
func (s *street) counts() (approved, cut int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.approved), len(s.cut)
}

// Approve is part of desk.Team.
func (s *street) Approve(_ context.Context, id shop.DeviceID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.approved = append(s.approved, id)
	for i := range s.devices {
		s.devices[i].Waiting = s.devices[i].Waiting && s.devices[i].ID != id
	}
	return nil
}

// CutOff is part of desk.Team.
func (s *street) CutOff(_ context.Context, id shop.DeviceID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = append(s.cut, id)
	return nil
}

// Invite is part of desk.Team.
func (*street) Invite(context.Context) (string, time.Time, error) {
	return "mostrador://pair?code=ABCD-EFGH-1234-5678&relay=https%3A%2F%2Fshop.example", time.Date(2026, 11, 6, 8, 15, 0, 0, time.UTC), nil
}

func computersOf(t *testing.T, change func(f *storetest.Factory, s *street)) (*desktest.Stand, *Room, *street) {
	t.Helper()
	f := storetest.New(t)
	f.Add(storetest.Envelope{}, &shop.PersonSaved{Person: f.Person, Name: "Elena Ruiz", Role: shop.Owner})
	s := &street{devices: []desk.Device{
		{ID: f.Device, Person: f.Person, Name: "Counter", System: "Windows", Place: "192.168.1.20", Here: true, Mine: true},
		{ID: shop.DeviceID{UUID: uuid.New()}, Person: f.Person, Name: "Back office", System: "Linux", Place: "192.168.1.31", Seen: f.Now.Add(-26 * time.Hour)},
		{ID: shop.DeviceID{UUID: uuid.New()}, Person: f.Person, Name: "Ana's laptop", System: "macOS", Place: "88.12.140.7", Waiting: true, Seen: f.Now},
	}}
	if change != nil {
		change(f, s)
	}
	stand := desktest.New(t, f, func(p *desk.Params) { p.Connector, p.Team = &door{}, s })
	r := New(stand.Desk)
	stand.Show(r.Content(), 1324, 1400)
	r.Enter(desk.Place{})
	stand.Until("the computers are read", func() bool { return r.team.loaded })
	return stand, r, s
}

// press taps a button of the card.
func press(t *testing.T, o fyne.CanvasObject, label string) {
	t.Helper()
	var found *kit.Button
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Button:
			if o.Label() == label {
				found = o
			}
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		}
	}
	walk(o)
	require.NotNil(t, found, label)
	found.Tapped(nil)
}

func TestWhoWantsInIsSeenByNameAndPlaceAndLetIn(t *testing.T) {
	stand, r, s := computersOf(t, nil)
	d := s.devices[2]
	assert.Equal(t, "Elena Ruiz · macOS · 88.12.140.7 · last seen 08:00", r.team.about(d))
	press(t, r.team.body, "Let in")
	stand.Until("it is let in", func() bool { approved, _ := s.counts(); return approved == 1 && !r.team.list.devices[2].Waiting })
	assert.Equal(t, d.ID, s.approved[0])
}

func TestCuttingOffAsksFirstAndThisComputerIsNotOffered(t *testing.T) {
	stand, r, s := computersOf(t, nil)
	assert.Empty(t, r.team.buttons(s.devices[0]), "not the one that one sits at")
	r.team.askCutOff(s.devices[1])
	require.NotNil(t, stand.Window.Canvas().Overlays().Top())
	assert.Empty(t, s.cut)
	r.team.cutOff(s.devices[1])
	stand.Until("it is cut off", func() bool { _, cut := s.counts(); return cut == 1 })
}

func TestWithoutAConnectionTheNamesAreStillThere(t *testing.T) {
	_, r, _ := computersOf(t, func(f *storetest.Factory, s *street) {
		f.Add(storetest.Envelope{}, &shop.DevicePaired{Device: f.Device, Person: f.Person, Name: "Counter"})
		s.devices, s.err = nil, errors.New("no way there")
	})
	require.Len(t, r.team.list.devices, 1)
	assert.Empty(t, r.team.buttons(r.team.list.devices[0]))
}

func TestAnAgentLetsNobodyIn(t *testing.T) {
	_, r, s := computersOf(t, func(f *storetest.Factory, _ *street) {
		f.Add(storetest.Envelope{}, &shop.PersonSaved{Person: f.Person, Name: "Elena Ruiz", Role: shop.Agent})
	})
	assert.Len(t, r.team.buttons(s.devices[1]), 1, "her own other computer")
	for _, b := range r.team.buttons(s.devices[2]) {
		assert.NotEqual(t, "Let in", b.(*kit.Button).Label())
	}
}

// TestPicturesOfComputers draws the page into the folder named by MOSTRADOR_PICTURES.
func TestPicturesOfComputers(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the page into it")
	}
	_, r, _ := computersOf(t, func(f *storetest.Factory, s *street) {
		f.Add(storetest.Envelope{}, &shop.DevicePaired{Device: s.devices[1].ID, Person: f.Person, Name: "Back office"})
		f.Add(storetest.Envelope{}, &shop.DeviceDoubled{Device: s.devices[1].ID})
	})
	for name, width := range map[string]float32{"wide": 1324, "narrow": 440} {
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetContent(r.Content())
		c.Resize(fyne.NewSize(width, 1500))
		file, err := os.Create(filepath.Join(folder, "computers-"+name+".png"))
		require.NoError(t, err)
		require.NoError(t, png.Encode(file, c.Capture()))
		require.NoError(t, file.Close())
	}
}
