package inbox

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
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
)

// street is the other computers of the shop, as a test plays them.
type street struct {
	desk.Team
	mu   sync.Mutex
	hear func(desk.Presence)
	told []desk.Presence
}

// Tell is part of desk.Team.
func (s *street) Tell(conversation shop.ConversationID, writing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, desk.Presence{Conversation: conversation, Writing: writing})
}

// Subscribe is part of desk.Team.
func (s *street) Subscribe(hear func(desk.Presence)) func() {
	s.hear = hear
	return func() {}
}

// two is a shop in which Ana works beside whoever sits at the window.
func two(t *testing.T) (*shopWindow, *bakery, *street, shop.PersonID) {
	t.Helper()
	b := fill(t)
	ana := shop.PersonID{UUID: uuid.New()}
	b.Add(storetest.Envelope{}, &shop.PersonSaved{Person: ana, Name: "Ana Gil", Role: shop.Agent})
	w := open(t, windowParams{f: b.Factory})
	s := &street{}
	w.d.Team = s
	w.enter(desk.Place{})
	w.until("who works here is known", func() bool { return w.room.several() })
	return w, b, s, ana
}

func TestWhoWritesElsewhereIsSaidAndAskedAboutBeforeTwoAnswerAtOnce(t *testing.T) {
	w, _, s, ana := two(t)
	assert.False(t, w.room.company.object.Visible(), "nobody is there")
	s.hear(desk.Presence{Person: ana, Device: shop.DeviceID{UUID: uuid.New()}, Conversation: w.room.open, Writing: true})
	w.until("it is said", func() bool { return w.room.company.object.Visible() })
	_, text := w.room.company.words()
	assert.Equal(t, "Ana is writing here", text)

	w.typed("Yes, it is ready")
	assert.Equal(t, desk.Presence{Conversation: w.room.open, Writing: true}, s.told[len(s.told)-1], "the others are told of this one")
	w.press(fyne.KeyReturn)
	require.NotNil(t, w.top(), "it asks")
	w.press(fyne.KeyEscape)
	w.settle()
	assert.Equal(t, "Yes, it is ready", w.room.composer.box.Text(), "what was typed stays")

	for id, o := range w.room.company.others { // ten seconds pass
		o.until = time.Now()
		w.room.company.others[id] = o
	}
	w.later.pass(time.Second)
	assert.False(t, w.room.company.object.Visible(), "whoever is silent is gone")
	w.room.composer.focus()
	w.press(fyne.KeyReturn)
	assert.Nil(t, w.top())
	assert.Empty(t, w.room.composer.box.Text(), "it was sent")
}

func TestAnAnswerThatSomebodyElseGaveMeanwhileIsShownBeforeThisOneLeaves(t *testing.T) {
	w, b, _, ana := two(t)
	w.typed("Yes, it is ready")
	b.Tick(time.Minute)
	before := b.Person
	b.Person = ana
	b.Sends(b.lucia, "It is ready since nine")
	b.Person = before
	w.until("her answer is here", func() bool {
		last := w.room.thread.items[len(w.room.thread.items)-1]
		return last.Content.Text == "It is ready since nine"
	})
	w.press(fyne.KeyReturn)
	require.NotNil(t, w.top(), "it asks")
	title, text := w.room.company.doubt()
	assert.Equal(t, "Ana has answered meanwhile", title)
	assert.Contains(t, text, "It is ready since nine")
	w.confirm()
	assert.Empty(t, w.room.composer.box.Text(), "it was sent all the same")
}

func TestAConversationIsTakenAndWhoeverWasSecondIsTold(t *testing.T) {
	w, b, _, ana := two(t)
	w.room.company.claim()
	claim := wish[*shop.ClaimConversation](w)
	assert.Equal(t, &shop.ClaimConversation{Conversation: w.room.open, To: b.Person}, claim)
	w.until("it is shown as taken", func() bool { return w.room.info.Claimed == w.d.Person })

	b.Add(storetest.Envelope{Channel: b.Channel, Customer: b.lucia.ID}, &shop.ConversationClaimed{Conversation: b.lucia.Conversation, Person: ana})
	waiting, err := b.Store.Outbox(context.Background(), 10)
	require.NoError(t, err)
	for _, e := range waiting {
		if e.Command.Kind == shop.DoClaimConversation {
			_, err = b.Store.Answered(context.Background(), e.Command.ID, shop.ReasonAlreadyClaimed, "from", 0)
			require.NoError(t, err)
		}
	}
	w.until("it is said who was first", func() bool { return len(w.said) > 0 })
	assert.Equal(t, "Ana took this conversation first.", w.said[0])
	_, text := w.room.company.words()
	assert.Equal(t, "Ana takes care of this", text)
	assert.True(t, w.room.company.take.Visible())
}

// TestPicturesOfCompany draws the room with somebody else in it into the folder
// named by MOSTRADOR_PICTURES.
func TestPicturesOfCompany(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	w, b, s, ana := two(t)
	b.Add(storetest.Envelope{Channel: b.Channel, Customer: b.lucia.ID}, &shop.ConversationClaimed{Conversation: b.lucia.Conversation, Person: ana})
	w.until("it is hers", func() bool { return w.room.info.Claimed == ana })
	s.hear(desk.Presence{Person: ana, Device: shop.DeviceID{UUID: uuid.New()}, Conversation: w.room.open, Writing: true})
	w.settle()
	for name, width := range map[string]float32{"wide": 1324, "narrow": 684} {
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetContent(w.room.content)
		c.Resize(fyne.NewSize(width, 880))
		file, err := os.Create(filepath.Join(folder, "company-"+name+".png"))
		require.NoError(t, err)
		require.NoError(t, png.Encode(file, c.Capture()))
		require.NoError(t, file.Close())
	}
}
