package sender

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

func TestACustomerWritesAndIsAnswered(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.lucy(r)
	id := b.says(r, "Buenos días")
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)

	posts := b.platform.posts()
	require.Len(t, posts, 1)
	require.Equal(t, "+"+lucia, posts[0].To)
	require.Equal(t, "Buenos días", posts[0].Text.Body)
	require.Equal(t, id.String(), posts[0].CallbackData)

	wamid := "wamid." + id.String()
	for _, status := range []string{"delivered", "sent", "delivered", "read"} {
		b.status(wamid, status, id.String(), "")
	}
	b.becomes(r, id, shop.RankRead, shop.FlagNone)
	progressed := kinds(b.events(r), shop.KindMessageProgressed)
	require.Len(t, progressed, 3, "the repeated status is one event")
}

func TestALostAnswerIsUnknownUntilAStatusTells(t *testing.T) {
	b := newBakery(t)
	b.platform.answer = func(n int, _ whatsapp.Outgoing, w http.ResponseWriter) bool {
		if n == 1 {
			hijacked, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = hijacked.Close()
			}
		}
		return n == 1
	}
	r := b.open("one", nil)
	b.lucy(r)
	first := b.says(r, "one")
	second := b.says(r, "two")
	b.becomes(r, first, shop.RankClaimed, shop.FlagUnknown)
	b.becomes(r, second, shop.RankAccepted, shop.FlagNone)
	b.status("wamid.late", "delivered", first.String(), "")
	b.becomes(r, first, shop.RankDelivered, shop.FlagNone)
	require.Len(t, b.platform.posts(), 2, "what is unknown is never posted again")
}

func TestAStatusBeforeTheAnswerSettlesIt(t *testing.T) {
	b := newBakery(t)
	release := make(chan struct{})
	b.platform.answer = func(_ int, _ whatsapp.Outgoing, w http.ResponseWriter) bool {
		<-release
		w.WriteHeader(http.StatusBadGateway)
		return true
	}
	r := b.open("one", nil)
	b.lucy(r)
	id := b.says(r, "hola")
	b.becomes(r, id, shop.RankClaimed, shop.FlagNone)
	b.status("wamid.early", "sent", id.String(), "")
	b.becomes(r, id, shop.RankSent, shop.FlagNone)
	close(release)
	r.close(t)
	again := b.open("one", nil)
	b.becomes(again, id, shop.RankSent, shop.FlagNone)
	require.Empty(t, kinds(b.events(again), shop.KindMessageUnsettled))
	require.Len(t, b.platform.posts(), 1)
}

func TestACrashBetweenAnyTwoStepsSendsAtMostOnce(t *testing.T) {
	for _, step := range []string{"ready", "claimed", "posted", "settled"} {
		t.Run(step, func(t *testing.T) {
			b := newBakery(t)
			crashed := make(chan struct{})
			r := b.open("one", func(at string) bool {
				if at == step {
					close(crashed)
				}
				return at == step
			})
			b.lucy(r)
			id := b.says(r, "hola")
			<-crashed
			r.close(t)
			b.clock.jump(time.Minute)
			again := b.open("one", nil)
			switch step {
			case "ready":
				b.becomes(again, id, shop.RankAccepted, shop.FlagNone)
			case "claimed", "posted":
				b.becomes(again, id, shop.RankClaimed, shop.FlagUnknown)
			}
			require.Eventually(t, func() bool {
				return look(t, again, func(f *facts.Tx) bool { return len(f.Heads(b.channel, 9)) == 0 })
			}, 10*time.Second, 5*time.Millisecond)
			sent := len(b.platform.posts())
			require.LessOrEqual(t, sent, 1)
			if step == "posted" {
				b.status("wamid.x", "delivered", id.String(), "")
				b.becomes(again, id, shop.RankDelivered, shop.FlagNone)
			}
		})
	}
}

func TestBackOffHoldsWhatFollowsAndARefusalLetsItGo(t *testing.T) {
	b := newBakery(t)
	b.platform.answer = func(n int, o whatsapp.Outgoing, w http.ResponseWriter) bool {
		switch {
		case n == 1:
			return refuse(w, 131056)
		case o.Text.Body == "bad":
			return refuse(w, 131009)
		}
		return false
	}
	r := b.open("one", nil)
	b.lucy(r)
	first, bad, last := b.says(r, "first"), b.says(r, "bad"), b.says(r, "last")
	b.becomes(r, last, shop.RankAccepted, shop.FlagNone)
	b.becomes(r, first, shop.RankAccepted, shop.FlagNone)
	b.becomes(r, bad, shop.RankClaimed, shop.FlagFailed)
	var order []string
	for _, o := range b.platform.posts() {
		order = append(order, o.Text.Body)
	}
	require.Equal(t, []string{"first", "first", "bad", "last"}, order)
	require.Len(t, kinds(b.events(r), shop.KindMessagePostponed), 1)
}

func TestAnExpiredTokenHoldsTheChannelAndIsTold(t *testing.T) {
	b := newBakery(t)
	expired := true
	b.platform.answer = func(_ int, _ whatsapp.Outgoing, w http.ResponseWriter) bool {
		b.platform.mu.Lock()
		defer b.platform.mu.Unlock()
		return expired && refuse(w, 190)
	}
	r := b.open("one", nil)
	b.lucy(r)
	id := b.says(r, "hola")
	require.Eventually(t, func() bool { return len(kinds(b.events(r), shop.KindNoticeRaised)) == 1 }, 10*time.Second, 5*time.Millisecond)
	b.platform.mu.Lock()
	expired = false
	b.platform.mu.Unlock()
	b.clock.jump(time.Hour)
	r.sender.Resume(b.channel)
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)
}

func TestTheRulesAreAskedAgainAtTheMomentOfSending(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.lucy(r)
	r.sender.Close()
	id := b.says(r, "too late")
	b.clock.jump(25 * time.Hour)
	r.sender = New(Params{Shop: r.Shop, Clients: b.platform})
	b.becomes(r, id, shop.RankQueued, shop.FlagRefused)
	require.Empty(t, b.platform.posts())
}

func TestAnotherRelaysClaimIsRespectedUntilItExpires(t *testing.T) {
	b := newBakery(t)
	crashed := make(chan struct{})
	one := b.open("one", func(at string) bool {
		if at == "claimed" {
			close(crashed)
		}
		return at == "claimed"
	})
	b.lucy(one)
	id := b.says(one, "hola")
	<-crashed
	two := b.open("two", nil)
	b.becomes(two, id, shop.RankClaimed, shop.FlagNone)
	b.clock.jump(20 * time.Second)
	other := b.sends(two, &shop.SendMessage{Customer: b.crowd(two.Shop, 1)[0], Type: shop.TypeText, Content: shop.Content{Text: "meanwhile"}})
	b.becomes(two, other, shop.RankAccepted, shop.FlagNone)
	require.Empty(t, kinds(b.events(two), shop.KindMessageUnsettled), "the claim is still good")
	require.Len(t, b.platform.posts(), 1)
	b.clock.jump(time.Minute)
	two.sender.free()
	b.becomes(two, id, shop.RankClaimed, shop.FlagUnknown)
	require.Len(t, b.platform.posts(), 1)
}

func TestReadingIsToldOnce(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.lucy(r)
	b.writes("wamid.second", "¿Hay pan?")
	require.Eventually(t, func() bool { return len(kinds(b.events(r), shop.KindMessageReceived)) == 2 }, 10*time.Second, 5*time.Millisecond)
	// The relay's own place may lag behind what the journal has.
	all := b.events(r)
	b.do(r, &shop.ReadConversation{Conversation: b.conversation(), UpTo: all[len(all)-1].Position})
	require.Eventually(t, func() bool {
		return look(t, r, func(f *facts.Tx) bool { return len(f.Untold()) == 0 }) && len(b.platform.reads()) > 0
	}, 10*time.Second, 5*time.Millisecond)
	require.Equal(t, []string{"wamid.second"}, b.platform.reads())
}
