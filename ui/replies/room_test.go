package replies

import (
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
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

// open shows the room of a shop with two saved replies.
func open(t *testing.T) (*desktest.Stand, *Room) {
	t.Helper()
	f := storetest.New(t)
	s := desktest.New(t, f, nil)
	for shortcut, text := range map[string]string{"hours": "Abrimos de 8 a 20", "thanks": "¡Gracias, {customer}!"} {
		done := false
		s.Desk.Do(&shop.SaveReply{Reply: shop.ReplyID{UUID: uuid.New()}, Shortcut: shortcut, Text: text}, func(err error) {
			require.NoError(t, err)
			done = true
		})
		s.Until("the reply is kept", func() bool { return done })
	}
	r := New(s.Desk)
	s.Show(r.Content(), 1324, 880)
	r.Enter(desk.Place{})
	s.Until("the replies are listed", func() bool { return len(r.mine.all) == 2 })
	return s, r
}

func TestRepliesAreFoundByWordOrTextWithoutAccents(t *testing.T) {
	_, r := open(t)
	for text, want := range map[string]string{"/ho": "hours", "gracias": "thanks", "GRÁC": "thanks"} {
		r.mine.search.SetText(text)
		require.Len(t, r.mine.shown, 1, text)
		assert.Equal(t, want, r.mine.shown[0].Shortcut)
	}
	r.mine.search.SetText("nothing of the kind")
	assert.Empty(t, r.mine.shown)
}

func TestAReplyIsWrittenAndWhatIsWrongIsSaidBesideTheField(t *testing.T) {
	s, r := open(t)
	r.mine.begin()
	e := r.mine.editor
	assert.True(t, e.save.Disabled(), "there is nothing to keep yet")
	e.word.SetText("two words")
	assert.NotEmpty(t, e.wordWrong())
	e.word.SetText("/Hours")
	assert.NotEmpty(t, e.wordWrong(), "another reply has this word")
	e.word.SetText("/Card")
	e.text.SetText("We take cards, {customer}.")
	require.False(t, e.save.Disabled())
	e.keep()
	s.Until("it is kept", func() bool { return len(s.Wishes()) == 3 })
	saved, ok := s.Wishes()[2].(*shop.SaveReply)
	require.True(t, ok)
	assert.Equal(t, "card", saved.Shortcut)
	s.Until("the list has it", func() bool { return len(r.mine.all) == 3 })
}

func TestADeletedReplyCanBeTakenBack(t *testing.T) {
	s, r := open(t)
	var undo func()
	s.Desk.Undo = func(_ string, _ time.Duration, undone, _ func()) { undo = undone }
	reply := r.mine.all[0]
	r.mine.edit(reply)
	r.mine.editor.drop()
	s.Until("it is gone", func() bool { return len(r.mine.all) == 1 && undo != nil })
	undo()
	s.Until("it is back", func() bool { return len(r.mine.all) == 2 })
	assert.Equal(t, reply.Text, r.mine.all[0].Text)
}
