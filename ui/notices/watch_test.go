package notices_test

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
	"mostrador/ui/notices"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	if err := desktest.Speak(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// counter is a desktop that shows notices, and the news that come in.
type counter struct {
	mu        sync.Mutex
	shown     []desk.Notice
	withdrawn []shop.ConversationID
	deed      func(desk.NoticeDeed)
	news      func([]desk.NewMessage)
}

func (c *counter) Show(n desk.Notice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = append(c.shown, n)
}

func (c *counter) Withdraw(id shop.ConversationID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.withdrawn = append(c.withdrawn, id)
}

func (c *counter) Subscribe(hear func(desk.NoticeDeed)) func() {
	c.deed = hear
	return func() {}
}

type news struct{ *counter }

func (n news) Subscribe(hear func([]desk.NewMessage)) func() {
	n.counter.news = hear
	return func() {}
}

func (c *counter) notices() []desk.Notice {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]desk.Notice(nil), c.shown...)
}

func (c *counter) gone() []shop.ConversationID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]shop.ConversationID(nil), c.withdrawn...)
}

// story is a shop with two customers, of whom somebody looks at nobody's.
type story struct {
	*desktest.Stand
	*counter
	f             *storetest.Factory
	lucia, carmen storetest.Customer
	inFront       shop.ConversationID
	fronted       int
}

func begin(t *testing.T) *story {
	s := &story{counter: &counter{}, f: storetest.New(t)}
	s.lucia, s.carmen = s.f.Customer("Lucía Martín"), s.f.Customer("Carmen Prieto")
	s.Stand = desktest.New(t, s.f, func(p *desk.Params) { p.Notices, p.News = s.counter, news{s.counter} })
	watch := notices.New(s.Desk, notices.Params{InFront: func() shop.ConversationID { return s.inFront }, Front: func() { s.fronted++ }})
	t.Cleanup(watch.Close)
	return s
}

func (s *story) writes(c storetest.Customer, texts ...string) {
	var all []desk.NewMessage
	for _, text := range texts {
		s.f.Receives(c, text)
		all = append(all, desk.NewMessage{Conversation: c.Conversation, Type: shop.TypeText, Text: text, At: s.f.Now})
	}
	s.news(all)
}

func (s *story) setting(key, value string) {
	require.NoError(s, s.f.Store.SaveSetting(s.Context(), key, value))
}

func TestACustomersMessageIsShownAndOpenedByAPress(t *testing.T) {
	s := begin(t)
	s.writes(s.lucia, "Hello", "Is the  cake\nready?")
	s.Until("it is shown", func() bool { return len(s.notices()) == 1 })
	assert.Equal(t, desk.Notice{Conversation: s.lucia.Conversation, Title: "Lucía Martín", Text: "Hello\nIs the cake ready?",
		Open: "Open", Reply: "Reply", Sound: true}, s.notices()[0])
	s.deed(desk.NoticeDeed{Conversation: s.carmen.Conversation})
	s.deed(desk.NoticeDeed{Conversation: s.lucia.Conversation})
	s.Until("it is open", func() bool { return len(s.Went) == 1 })
	assert.Equal(t, s.lucia.Conversation, s.Went[0].Conversation)
	assert.Equal(t, 1, s.fronted)
	assert.Contains(t, s.gone(), s.lucia.Conversation)
}

func TestAnAnswerInTheNoticeIsSentAndTheMessageRead(t *testing.T) {
	s := begin(t)
	s.writes(s.lucia, "Is it ready?")
	s.Until("it is shown", func() bool { return len(s.notices()) == 1 })
	s.deed(desk.NoticeDeed{Conversation: s.lucia.Conversation, Reply: "Yes, at five"})
	s.Until("it left", func() bool { return len(s.Wishes()) == 2 })
	sent, ok := s.Wishes()[0].(*shop.SendMessage)
	require.True(t, ok)
	assert.Equal(t, "Yes, at five", sent.Content.Text)
	assert.Equal(t, s.lucia.ID, sent.Customer)
	read, ok := s.Wishes()[1].(*shop.ReadConversation)
	require.True(t, ok)
	assert.Equal(t, s.lucia.Conversation, read.Conversation)
}

func TestWhatIsReadElsewhereGoes(t *testing.T) {
	s := begin(t)
	s.writes(s.lucia, "Hello")
	s.Until("it is shown", func() bool { return len(s.notices()) == 1 })
	chat, err := s.f.Store.Conversation(s.Context(), s.lucia.Conversation)
	require.NoError(t, err)
	s.Desk.Do(&shop.ReadConversation{Conversation: s.lucia.Conversation, UpTo: chat.LastPosition}, nil)
	s.Until("it went", func() bool { return len(s.gone()) == 1 })
}

func TestNobodyIsDisturbedForNothing(t *testing.T) {
	// Carmen's message after Lucía's shows that Lucía's was passed over.
	for name, arrange := range map[string]func(*story){
		"of the conversation in front": func(s *story) { s.inFront = s.lucia.Conversation },
		"of a muted conversation": func(s *story) {
			s.Desk.SetMark(desk.Muted, true, s.lucia.Conversation)
			s.Until("it is kept", func() bool {
				marks, err := desk.ReadMarks(s.Context(), s.f.Store)
				return err == nil && marks.Has(desk.Muted, s.lucia.Conversation)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := begin(t)
			arrange(s)
			s.writes(s.lucia, "Hello")
			s.writes(s.carmen, "Hello")
			s.Until("the other is shown", func() bool { return len(s.notices()) > 0 })
			assert.Equal(t, s.carmen.Conversation, s.notices()[0].Conversation)
			assert.Len(t, s.notices(), 1)
		})
	}
}

func TestTheNameAloneAndSilentIfOneLikes(t *testing.T) {
	s := begin(t)
	s.setting(notices.SettingText, notices.No)
	s.setting(notices.SettingSound, notices.No)
	s.writes(s.lucia, "A secret")
	s.Until("it is shown", func() bool { return len(s.notices()) == 1 })
	assert.NotContains(t, s.notices()[0].Text, "secret")
	assert.False(t, s.notices()[0].Sound)
}

func TestQuietHoursMayPassMidnight(t *testing.T) {
	night, err := notices.ParseHours("22:00-08:00")
	require.NoError(t, err)
	noon, err := notices.ParseHours("13:00-15:30")
	require.NoError(t, err)
	never, err := notices.ParseHours("")
	require.NoError(t, err)
	at := func(clock string) time.Time {
		when, err := time.Parse("15:04", clock)
		require.NoError(t, err)
		return when
	}
	for clock, want := range map[string][2]bool{"22:00": {true, false}, "03:10": {true, false}, "08:00": {}, "13:00": {false, true}, "15:30": {}} {
		assert.Equal(t, want, [2]bool{night.Hold(at(clock)), noon.Hold(at(clock))}, clock)
		assert.False(t, never.Hold(at(clock)))
	}
	assert.Equal(t, "22:00-08:00", night.String())
	assert.Empty(t, never.String())
	_, err = notices.ParseHours("late")
	require.Error(t, err)
}
