package today

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// warned is a shop about which WhatsApp said two things that ask for something.
func warned(f *storetest.Factory) {
	f.Add(storetest.Envelope{}, &shop.NoticeRaised{About: shop.NoticeTemplateState, Severity: shop.SeverityAttention, Topic: "t",
		Parameters: map[string]string{"name": "spring_offer", "language": "en", "state": "REJECTED", "reason": "INCORRECT_CATEGORY"}})
	f.Tick(time.Minute)
	f.Add(storetest.Envelope{Channel: f.Channel}, &shop.NoticeRaised{About: shop.NoticeSendingPaused, Severity: shop.SeverityUrgent, Topic: "p",
		Parameters: map[string]string{"code": "131042", "step": "payment"}})
	f.Tick(time.Minute)
	f.Add(storetest.Envelope{}, &shop.NoticeRaised{About: shop.NoticeLimits, Severity: shop.SeverityNews, Topic: "l",
		Parameters: map[string]string{"limit": "TIER_2K"}})
}

func TestWhatWhatsAppSaysStandsFirstUntilSomebodySeesToIt(t *testing.T) {
	f := storetest.New(t)
	warned(f)
	m := open(t, f, kit.Light, 1324)
	require.Len(t, m.room.state.notices, 2, "news asks for nothing")
	first := m.room.state.notices[0]
	assert.Equal(t, shop.NoticeSendingPaused, first.About)
	for _, words := range []string{"2 things from WhatsApp", "WhatsApp wants to be paid", "WhatsApp rejected the message “spring offer”"} {
		assert.Contains(t, m.markup(), words)
	}
	buttons := m.room.noticeButtons(first)
	buttons[0].(*kit.Button).OnTapped()
	assert.Equal(t, desk.Place{Room: desk.Settings, Section: desk.Connection}, m.went[0])
	buttons[1].(*kit.Button).OnTapped()
	m.until("it is gone", func() bool { return len(m.room.state.notices) == 1 })
	entries, err := f.Store.Outbox(context.Background(), 10)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Equal(t, shop.DoSettleNotice, entries[0].Command.Kind)
}

func TestWhatWasHeldAfterARepairLeavesByOnePress(t *testing.T) {
	f := storetest.New(t)
	f.Add(storetest.Envelope{}, &shop.NoticeRaised{About: shop.NoticeJournalRenewed, Severity: shop.SeverityUrgent, Topic: "j"})
	m := open(t, f, kit.Light, 1324)
	require.Len(t, m.room.state.notices, 1)
	buttons := m.room.noticeButtons(m.room.state.notices[0])
	require.Len(t, buttons, 1, "it asks for an answer, not for a glance")
	buttons[0].(*kit.Button).OnTapped()
	m.until("it is gone", func() bool { return len(m.room.state.notices) == 0 })
	entries, err := f.Store.Outbox(context.Background(), 10)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	assert.Equal(t, shop.DoResumeSending, entries[0].Command.Kind)
}
