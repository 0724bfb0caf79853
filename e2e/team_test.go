package e2e_test

import (
	"context"
	"os"
	"path/filepath"
	stdsync "sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/sandbox"
	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/sync/status"
)

// computer is a further desktop of the shop.
type computer struct {
	t       *testing.T
	store   *store.Store
	engine  *sync.Engine
	account sync.Account

	mu    stdsync.Mutex
	heard []wire.Presence
}

// join lets a person in at a further computer.
func (s *street) join(person shop.PersonID, name string) *computer {
	s.t.Helper()
	invite, err := s.relay.Invite(s.t.Context(), s.shop, person)
	require.NoError(s.t, err)
	dir := s.t.TempDir()
	account, err := sync.Pair(s.t.Context(), sync.PairParams{Invite: invite.String(), DeviceName: name, Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	require.NoError(s.t, err)
	return s.sit(account)
}

// sit opens a computer's file and connects it.
func (s *street) sit(account sync.Account) *computer {
	s.t.Helper()
	c := &computer{t: s.t, account: account}
	key, err := sync.KeeperFor(account).Key(account.KeyID)
	require.NoError(s.t, err)
	c.store, err = store.Open(s.t.Context(), store.Params{Path: account.StorePath(), Shop: account.Shop})
	require.NoError(s.t, err)
	c.engine, err = sync.New(sync.Params{Store: c.store, Account: account, Key: key, OnPresence: func(p wire.Presence) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.heard = append(c.heard, p)
	}})
	require.NoError(s.t, err)
	ended := make(chan error, 1)
	go func() { ended <- c.engine.Run(context.Background()) }()
	s.t.Cleanup(func() {
		assert.NoError(s.t, c.engine.Close())
		assert.NoError(s.t, <-ended)
		assert.NoError(s.t, c.store.Close())
	})
	return c
}

func (c *computer) presences() []wire.Presence {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]wire.Presence(nil), c.heard...)
}

func (c *computer) does(wish shop.Wish) { doesAt(c.t, c.store, c.account.Person, wish) }

func dumpOf(t *testing.T, at *store.Store) string {
	text, err := at.Dump(t.Context())
	require.NoError(t, err)
	return text
}

// quiet waits until both have the same, and nothing waits.
func (s *street) quiet(c *computer) {
	s.t.Helper()
	s.eventually("both have the same", func() bool {
		for _, at := range []*store.Store{s.store, c.store} {
			if waiting, err := at.Outbox(s.t.Context(), 10); err != nil || len(waiting) > 0 {
				return false
			}
		}
		return dumpOf(s.t, s.store) == dumpOf(s.t, c.store)
	})
}

// ana works at the shop beside its owner.
func (s *street) ana() shop.PersonID {
	ana := shop.PersonID{UUID: uuid.New()}
	require.NoError(s.t, s.relay.AddPerson(s.t.Context(), s.shop, shop.PersonSaved{Person: ana, Name: "Ana", Role: shop.Agent}))
	return ana
}

func TestOfTwoWhoTakeAConversationAtOnceOneGetsItAndTheOtherIsTold(t *testing.T) {
	s := newStreet(t)
	ana := s.ana()
	back := s.join(ana, "Back office")
	chat := s.asked()
	s.eventually("she is on both", func() bool {
		_, err := back.store.Chat(t.Context(), chat.Conversation)
		return err == nil
	})
	s.does(&shop.ClaimConversation{Conversation: chat.Conversation, To: s.owner})
	back.does(&shop.ClaimConversation{Conversation: chat.Conversation, To: ana})
	s.quiet(back)
	row, err := s.store.Chat(t.Context(), chat.Conversation)
	require.NoError(t, err)
	told := 0
	for at, who := range map[*store.Store]shop.PersonID{s.store: s.owner, back.store: ana} {
		refused, err := at.Refused(t.Context(), 10)
		require.NoError(t, err)
		for _, r := range refused {
			told++
			assert.Equal(t, shop.ReasonAlreadyClaimed, r.Reason)
			assert.NotEqual(t, row.Claimed, who)
		}
	}
	assert.Equal(t, 1, told)
}

func TestTheOthersHearWhoWritesAndItIsNeverWrittenDown(t *testing.T) {
	s := newStreet(t)
	ana := s.ana()
	back := s.join(ana, "Back office")
	chat := s.asked()
	s.eventually("both are there", func() bool {
		return back.engine.Status().Get().State == status.Live{} && s.engine.Status().Get().State == status.Live{}
	})
	s.quiet(back)
	_, before, err := s.store.Cursor(t.Context())
	require.NoError(t, err)
	s.eventually("it is heard", func() bool {
		require.NoError(t, s.engine.TellPresence(t.Context(), chat.Conversation, true))
		return len(back.presences()) > 0
	})
	assert.Equal(t, wire.Presence{Person: s.owner, Device: s.account.Device, Conversation: chat.Conversation, Writing: true}, back.presences()[0])
	s.quiet(back)
	_, after, err := s.store.Cursor(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before, after)
}

func TestTwoWhoChangeDifferentFieldsBothFindTheirChange(t *testing.T) {
	s := newStreet(t)
	back := s.join(s.ana(), "Back office")
	reply := shop.ReplyID{UUID: uuid.New()}
	s.does(&shop.SaveReply{Reply: reply, Shortcut: "horario", Text: "Abrimos a las 8"})
	s.eventually("it is on both", func() bool {
		replies, err := back.store.Replies(t.Context(), "")
		return err == nil && len(replies) == 1
	})
	s.quiet(back)
	s.does(&shop.SaveReply{Reply: reply, Shortcut: "hora", Text: "Abrimos a las 8"})
	back.does(&shop.SaveReply{Reply: reply, Shortcut: "horario", Text: "Abrimos a las 9"})
	s.quiet(back)
	for _, at := range []*store.Store{s.store, back.store} {
		replies, err := at.Replies(t.Context(), "")
		require.NoError(t, err)
		assert.Equal(t, "hora", replies[0].Shortcut)
		assert.Equal(t, "Abrimos a las 9", replies[0].Text)
	}
}

func TestCustomersThatAreJoinedAndSeparatedWhileTheyWriteHaveTheirOwnMessages(t *testing.T) {
	const second = "34600333444"
	s := newStreet(t)
	back := s.join(s.ana(), "Back office")
	_, err := s.platform.AddCustomer(sandbox.Customer{Phone: second, Name: "Lucía (trabajo)"})
	require.NoError(t, err)
	writes := func(who, text string) {
		_, err := s.platform.CustomerWrites(t.Context(), who, sandbox.Message{Text: text})
		require.NoError(t, err)
	}
	writes(lucia, "uno")
	writes(second, "dos")
	s.eventually("both are here", func() bool { return len(s.chats()) == 2 })
	home, work := shop.CustomerByPhone(s.shop, "+"+lucia), shop.CustomerByPhone(s.shop, "+"+second)
	s.does(&shop.MergeCustomers{From: work, Into: home})
	writes(lucia, "tres")
	writes(second, "cuatro")
	s.quiet(back)
	back.does(&shop.UnmergeCustomer{From: work})
	writes(second, "cinco")
	s.eventually("all is here", func() bool {
		return len(s.thread(shop.ConversationFor(s.channel, home))) == 2 && len(s.thread(shop.ConversationFor(s.channel, work))) == 3
	})
	s.quiet(back)
	texts := func(of shop.CustomerID) (all []string) {
		for _, item := range s.thread(shop.ConversationFor(s.channel, of)) {
			all = append(all, item.Content.Text)
		}
		return all
	}
	assert.ElementsMatch(t, []string{"uno", "tres"}, texts(home))
	assert.ElementsMatch(t, []string{"dos", "cuatro", "cinco"}, texts(work))
	row, err := back.store.Chat(t.Context(), shop.ConversationFor(s.channel, work))
	require.NoError(t, err)
	assert.Equal(t, work, row.Customer)
}

func TestAFileThatIsFilledAgainAndANewOneEndByteForByteTheSame(t *testing.T) {
	s := newStreet(t)
	chat := s.asked()
	for _, text := range []string{"Sí", "Recién hecho", "¿Te guardo uno?"} {
		s.answers(chat.Customer, text)
	}
	s.eventually("all were read", func() bool {
		items := s.thread(chat.Conversation)
		return len(items) == 4 && items[3].Rank == shop.RankRead && items[2].Rank == shop.RankRead && items[1].Rank == shop.RankRead
	})
	back := s.join(s.owner, "Back office")
	s.quiet(back)
	require.NoError(t, s.engine.Close()) // as -rebuild does, before the link is made
	whole := dumpOf(t, back.store)
	require.NoError(t, s.store.Reset(t.Context()))
	require.NotEqual(t, whole, dumpOf(t, s.store))
	key, err := sync.KeeperFor(s.account).Key(s.account.KeyID)
	require.NoError(t, err)
	engine, err := sync.New(sync.Params{Store: s.store, Account: s.account, Key: key, Timing: sync.Timing{FirstCheck: time.Hour}})
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(context.Background()) }()
	s.eventually("it is the same again", func() bool { return dumpOf(t, s.store) == dumpOf(t, back.store) })
	engine.CheckNow()
	s.answers(chat.Customer, "Hasta luego")
	s.quiet(back)
	assert.Zero(t, engine.Status().Get().Repair, "and the relay counts the same")
	require.NoError(t, engine.Close())
	require.NoError(t, <-ended)
}

func TestAFurtherComputerIsLetInOnOneThatIsSignedInAndACopyOfItIsNoticed(t *testing.T) {
	s := newStreet(t)
	s.eventually("live", func() bool { return s.engine.Status().Get().State == status.Live{} })
	invite, err := s.engine.Invite(t.Context(), shop.PersonID{})
	require.NoError(t, err)
	dir := t.TempDir()
	account, err := sync.Pair(t.Context(), sync.PairParams{Invite: invite.Link, DeviceName: "Laptop", Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	require.NoError(t, err)
	laptop := s.sit(account)
	s.eventually("it waits to be let in", func() bool {
		blocked, ok := laptop.engine.Status().Get().State.(status.Blocked)
		return ok && blocked.Problem == status.NotApproved{}
	})
	device := func() store.Device {
		devices, err := s.store.Devices(t.Context())
		require.NoError(t, err)
		for _, d := range devices {
			if d.ID == account.Device {
				return d
			}
		}
		return store.Device{}
	}
	s.eventually("the others are told", func() bool { return device().Waiting })
	known, err := s.engine.Devices(t.Context())
	require.NoError(t, err)
	require.Len(t, known, 2)
	assert.Equal(t, "Laptop", known[1].Name)
	assert.Equal(t, "127.0.0.1", known[1].Place)
	require.NoError(t, s.engine.Approve(t.Context(), account.Device))
	s.eventually("it is in", func() bool { return laptop.engine.Status().Get().State == status.Live{} })

	copied := account
	copied.Dir = t.TempDir()
	for _, file := range []string{account.KeyID + ".key", "proofs"} {
		raw, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		if file == "proofs" {
			raw = []byte("0") // it was copied before the last start
		}
		require.NoError(t, os.WriteFile(filepath.Join(copied.Dir, file), raw, 0o600))
	}
	s.sit(copied)
	s.eventually("everybody is told of the copy", func() bool { return !device().Doubled.IsZero() })
	require.NoError(t, s.engine.CutOff(t.Context(), account.Device))
	s.eventually("both are cut off", func() bool {
		blocked, ok := laptop.engine.Status().Get().State.(status.Blocked)
		return ok && blocked.Problem == status.Revoked{}
	})
}
