//go:build e2e

package window

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/practice"
	"mostrador/shop"
	"mostrador/store"
)

// Where things are in a window of 1400 × 880 in a display of that size.
var (
	railCustomers = [2]int{38, 223}
	railReplies   = [2]int{38, 284}
	railSettings  = [2]int{38, 840}
	nextStatus    = [2]int{1150, 300} // the order's button in the side panel
	moveAndTell   = [2]int{1274, 498}
)

// The first five minutes, as the README tells them: by keyboard where there is
// a key, by mouse where one would use it.
func TestTheFirstFiveMinutes(t *testing.T) {
	s := newScreen(t, 1400, 880)
	p := newProgram(t, s, "-language", "en")
	light(t, p.data)
	p.start()
	p.ready()
	s.picture("first-start")

	// A question is open and the composer has the keys.
	s.write("/hours")
	s.picture("quick-replies")
	s.key("Return") // inserts, and does not send
	assert.Zero(t, p.sent("Monday to Saturday"), "Enter in the list never sends")
	s.key("Return", "Return") // sends, and does not wait
	until(t, 30*time.Second, "the answer is read by Lucía", func() bool { return p.rank("Monday to Saturday") >= shop.RankRead })
	s.picture("answered")

	// An order moves, and its customer is told what was shown.
	s.click(nextStatus[0], nextStatus[1])
	s.picture("tell-an-update")
	s.click(moveAndTell[0], moveAndTell[1])
	until(t, 30*time.Second, "the update is read", func() bool { return p.rank("order 1042 is ready") >= shop.RankRead })
	until(t, 30*time.Second, "Lucía says thanks", func() bool { return p.lastFrom("Lucía Martín", "thank") })
	s.picture("thanks")

	// Everything is found as one types, accents or not.
	s.key("ctrl+k")
	s.write("lucia")
	s.picture("search")
	s.key("Escape", "Escape")

	// What was typed is there after a restart.
	s.write("I will ask the baker")
	until(t, 10*time.Second, "the draft is kept", func() bool { return p.draft("Lucía Martín") == "I will ask the baker" })
	p.leave()
	p.phones(func(other *practice.Practice) {
		got := inbox(t, other, "Lucía Martín")
		assert.Equal(t, 1, times(got, "Monday to Saturday"), "the answer came once")
		assert.Equal(t, 1, times(got, "order 1042 is ready"), "the update came once")
		assert.Zero(t, times(got, "I will ask the baker"), "a draft is not sent")
	})
	p.start()
	p.ready()
	s.picture("after-a-restart")
	assert.Equal(t, "I will ask the baker", p.draft("Lucía Martín"))
	p.leave()
}

// Every room, in both looks; the pictures are for eyes.
func TestEveryRoomInBothLooks(t *testing.T) {
	for _, mode := range []string{"light", "dark"} {
		t.Run(mode, func(t *testing.T) { tour(t, mode, "en", 1400, 880, mode) })
	}
}

// The same in the other languages, and in a narrow window.
func TestEveryRoomInOtherLanguagesAndNarrow(t *testing.T) {
	if os.Getenv("MOSTRADOR_E2E") == "short" {
		t.Skip("make e2e-full and make tour show these")
	}
	for _, language := range []string{"es", "pt-BR"} {
		t.Run(language, func(t *testing.T) { tour(t, "light", language, 1400, 880, language) })
	}
	t.Run("narrow", func(t *testing.T) { tour(t, "dark", "en", 760, 880, "narrow") })
}

func tour(t *testing.T, mode, language string, width, height int, name string) {
	s := newScreen(t, width, height)
	p := newProgram(t, s, "-language", language)
	prefer(t, p.data, mode, width, height)
	p.start()
	p.ready()
	s.picture(name + "-inbox")
	s.key("ctrl+1")
	s.picture(name + "-today")
	s.key("ctrl+3")
	s.picture(name + "-orders")
	s.click(railCustomers[0], railCustomers[1])
	s.picture(name + "-customers")
	s.click(railReplies[0], railReplies[1])
	s.picture(name + "-replies")
	s.click(railSettings[0], railSettings[1])
	s.picture(name + "-settings")
	s.key("ctrl+slash")
	s.picture(name + "-keys")
	s.key("Escape", "ctrl+2")
	p.leave()
}

// Pulling the plug while answers are leaving: nothing is lost, nothing doubled.
func TestThePlugIsPulledWhileAnswersLeave(t *testing.T) {
	s := newScreen(t, 1400, 880)
	p := newProgram(t, s, "-language", "en")
	light(t, p.data)
	p.start()
	p.ready()
	answers := []string{"first answer", "second answer", "third answer"}
	for _, text := range answers {
		s.write(text)
		s.key("Return", "Return")
		until(t, 10*time.Second, "it is in the shop's file", func() bool { return p.sent(text) == 1 })
		p.kill()
		p.start()
		p.ready()
	}
	for _, text := range answers {
		until(t, 40*time.Second, text+" arrived", func() bool { return p.rank(text) >= shop.RankDelivered })
		assert.Equal(t, 1, p.sent(text))
	}
	p.leave()
	p.phones(func(other *practice.Practice) {
		got := inbox(t, other, "Lucía Martín")
		for _, text := range answers {
			assert.Equal(t, 1, times(got, text), text)
		}
	})
}

// Leaving in the seconds of an Undo sends: it said Sent.
func TestLeavingDuringTheUndoSends(t *testing.T) {
	s := newScreen(t, 1400, 880)
	p := newProgram(t, s, "-language", "en")
	light(t, p.data)
	p.start()
	p.ready()
	s.write("see you tomorrow")
	s.key("Return")
	p.leave()
	assert.Equal(t, 1, p.sent("see you tomorrow"))
	p.start()
	p.ready()
	until(t, 40*time.Second, "it arrived", func() bool { return p.rank("see you tomorrow") >= shop.RankDelivered })
	p.leave()
	p.phones(func(other *practice.Practice) {
		assert.Equal(t, 1, times(inbox(t, other, "Lucía Martín"), "see you tomorrow"))
	})
}

func light(t *testing.T, data string) { prefer(t, data, "light", 1400, 880) }

func prefer(t *testing.T, data, mode string, width, height int) {
	t.Helper()
	text := `{"mode":"` + mode + `","width":` + itoa(width) + `,"height":` + itoa(height) + `}`
	require.NoError(t, os.WriteFile(filepath.Join(data, "preferences.json"), []byte(text), 0o600))
}

// thread is the newest of a conversation, or of all when name is empty.
func (p *program) thread(name string) (items []store.ThreadItem) {
	p.read(func(ctx context.Context, s *store.Store) {
		chats, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 100})
		require.NoError(p.t, err)
		for _, chat := range chats {
			if name != "" && chat.Name != name {
				continue
			}
			found, err := s.Thread(ctx, store.ThreadQuery{Conversation: chat.Conversation, Limit: 60})
			require.NoError(p.t, err)
			items = append(items, found...)
		}
	})
	return items
}

// sent is how many messages of the shop have a text.
func (p *program) sent(text string) int {
	n := 0
	for _, item := range p.thread("") {
		if item.Outgoing && strings.Contains(item.Content.Text, text) {
			n++
		}
	}
	return n
}

// rank is how far the shop's message with a text has come; -1: there is none.
func (p *program) rank(text string) shop.Rank {
	best := shop.Rank(-1)
	for _, item := range p.thread("") {
		if item.Outgoing && strings.Contains(item.Content.Text, text) {
			best = max(best, item.Rank)
		}
	}
	return best
}

// lastFrom says whether the newest message of a conversation is the
// customer's and has a text, whatever its case.
func (p *program) lastFrom(name, text string) bool {
	items := p.thread(name)
	if len(items) == 0 {
		return false
	}
	last := items[len(items)-1]
	return !last.Outgoing && strings.Contains(strings.ToLower(last.Content.Text), text)
}

func (p *program) draft(name string) (text string) {
	p.read(func(ctx context.Context, s *store.Store) {
		chats, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 100})
		require.NoError(p.t, err)
		for _, chat := range chats {
			if chat.Name == name {
				text = chat.Draft
			}
		}
	})
	return text
}
