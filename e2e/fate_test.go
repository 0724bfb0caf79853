package e2e_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay"
	"mostrador/backend/sandbox"
	"mostrador/shop"
	"mostrador/store"
)

// does takes a wish at the street's desktop.
func (s *street) does(wish shop.Wish) shop.CommandID {
	s.t.Helper()
	return doesAt(s.t, s.store, s.account.Person, wish)
}

func doesAt(t *testing.T, at *store.Store, person shop.PersonID, wish shop.Wish) shop.CommandID {
	t.Helper()
	command, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), person, wish)
	require.NoError(t, err)
	_, err = at.Do(t.Context(), command)
	require.NoError(t, err)
	return command.ID
}

// asked is a question of Lucía's that is on the desktop.
func (s *street) asked() store.ChatRow {
	s.t.Helper()
	_, err := s.platform.CustomerWrites(s.t.Context(), lucia, sandbox.Message{Text: "¿Tenéis pan de centeno?"})
	require.NoError(s.t, err)
	s.eventually("the question is on the desktop", func() bool { return len(s.chats()) == 1 })
	return s.chats()[0]
}

func (s *street) item(chat store.ChatRow, id shop.MessageID) store.ThreadItem {
	for _, item := range s.thread(chat.Conversation) {
		if item.Message == id {
			return item
		}
	}
	return store.ThreadItem{}
}

func (s *street) failed() []store.FailedMessage {
	all, err := s.store.Failed(s.t.Context(), 10)
	require.NoError(s.t, err)
	return all
}

func (s *street) steps(id shop.MessageID) []string {
	ledger, err := s.store.Ledger(s.t.Context(), id)
	require.NoError(s.t, err)
	var steps []string
	for _, step := range ledger {
		steps = append(steps, step.Step)
	}
	return steps
}

func TestAnAnswerThatGotLostIsFoundAgainByTheCallbackAndNothingIsSentTwice(t *testing.T) {
	s := newStreet(t)
	chat := s.asked()
	s.platform.SetFaults(sandbox.Faults{LoseAnswer: 1, DelayMS: 300})
	id := s.answers(chat.Customer, "Sí, recién hecho")
	s.eventually("the statuses tell of it", func() bool { return s.item(chat, id).Rank == shop.RankRead })
	assert.Equal(t, shop.FlagNone, s.item(chat, id).Flag)
	assert.Empty(t, s.failed())
	assert.Len(t, s.platform.Inbox(lucia), 1, "she has it once")
	assert.Contains(t, s.steps(id), "unsettled", "what happened stays to be read")
}

func TestWhatNobodyHearsOfStaysUnknownUntilTheOwnerDecides(t *testing.T) {
	s := newStreet(t)
	chat := s.asked()
	s.platform.SetFaults(sandbox.Faults{LoseAnswer: 1, Drop: -1})
	id := s.answers(chat.Customer, "Sí, recién hecho")
	s.eventually("it is unknown", func() bool { return s.item(chat, id).Flag == shop.FlagUnknown })
	require.Len(t, s.failed(), 1)
	assert.True(t, s.failed()[0].Deadline.After(time.Now().Add(-time.Hour)))

	next := s.answers(chat.Customer, "¿Te guardo uno?")
	s.eventually("what follows goes its way", func() bool { return s.item(chat, next).Rank == shop.RankAccepted })
	s.eventually("she has both", func() bool { return len(s.platform.Inbox(lucia)) == 2 })
	assert.Equal(t, shop.FlagUnknown, s.item(chat, id).Flag)
	assert.Len(t, s.platform.Inbox(lucia), 2, "the first one was not sent again")
}

func TestASendThatHangsIsUnknownAndNotSentAgainByItself(t *testing.T) {
	s := newStreet(t, func(p *relay.Params) { p.ClaimFor = 700 * time.Millisecond })
	chat := s.asked()
	s.platform.SetFaults(sandbox.Faults{Hang: 1})
	id := s.answers(chat.Customer, "Sí, recién hecho")
	s.eventually("it is unknown", func() bool { return s.item(chat, id).Flag == shop.FlagUnknown })
	next := s.answers(chat.Customer, "¿Te guardo uno?")
	s.eventually("what follows goes its way", func() bool { return s.item(chat, next).Rank == shop.RankRead })
	inbox := s.platform.Inbox(lucia)
	require.Len(t, inbox, 1)
	assert.Equal(t, "¿Te guardo uno?", inbox[0].Text)
	assert.Equal(t, shop.FlagUnknown, s.item(chat, id).Flag)
	again := s.does(&shop.SettleMessage{Message: id})
	require.NotZero(t, again)
	s.eventually("the owner has dealt with it", func() bool { return len(s.failed()) == 0 })
	s.eventually("and it is written down", func() bool {
		steps := s.steps(id)
		return steps[len(steps)-1] == "settled"
	})
}

func TestALedgerHasEveryStepWithWhatsAppsNumberAndTheCost(t *testing.T) {
	s := newStreet(t)
	chat := s.asked()
	id := s.answers(chat.Customer, "Sí, recién hecho")
	s.eventually("read", func() bool { return s.item(chat, id).Rank == shop.RankRead })
	ledger, err := s.store.Ledger(t.Context(), id)
	require.NoError(t, err)
	byStep := map[string]store.LedgerStep{}
	for _, step := range ledger {
		byStep[step.Step] = step
		assert.False(t, step.At.IsZero(), step.Step)
	}
	assert.Equal(t, "Marta", byStep["written"].Person)
	assert.Equal(t, "Counter", byStep["written"].Device)
	assert.NotEmpty(t, byStep["accepted"].Wamid)
	for _, step := range []string{"queued", "claimed", "sent", "delivered", "read"} {
		assert.Contains(t, byStep, step)
	}
	cost := byStep["sent"].Cost
	if cost == nil {
		cost = byStep["delivered"].Cost
	}
	require.NotNil(t, cost)
	assert.Equal(t, shop.CategoryService, cost.Category)

	question, err := s.store.Ledger(t.Context(), s.thread(chat.Conversation)[0].Message)
	require.NoError(t, err)
	require.Len(t, question, 3, "when she wrote, when the relay had it, when this computer did")
	assert.Equal(t, []string{"received", "got", "here"}, []string{question[0].Step, question[1].Step, question[2].Step})
}
