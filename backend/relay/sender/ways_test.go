package sender

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/media"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// shelf is an Uploads whose first calls fail.
type shelf struct {
	fail  atomic.Int64
	calls atomic.Int64
}

func (s *shelf) PlatformMedia(_ context.Context, file media.Outbound) (string, error) {
	if s.calls.Add(1) <= s.fail.Load() {
		return "", errors.New("the disk is asleep")
	}
	return "media-" + file.Media.Hash, nil
}

// restart gives a relay another sender.
func (b *bakery) resend(r *relay, p Params) {
	r.sender.Close()
	p.Shop, p.Clients = r.Shop, b.platform
	r.sender = New(p)
}

func (b *bakery) sends(r *relay, m *shop.SendMessage) shop.MessageID {
	b.t.Helper()
	m.Message, m.Channel = shop.MessageID{UUID: uuid.Must(uuid.NewV7())}, b.channel
	if (m.Customer == shop.CustomerID{}) {
		m.Customer = b.customer()
	}
	require.Empty(b.t, b.do(r, m).Refused)
	return m.Message
}

func TestAFileIsUploadedBeforeItsMessage(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.lucy(r)
	files := &shelf{}
	b.resend(r, Params{Uploads: files})
	id := b.sends(r, &shop.SendMessage{Type: shop.TypeDocument, Content: shop.Content{Text: "the list", Media: &shop.Media{Hash: "abc", Name: "list.pdf"}}})
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)
	sent := b.platform.posts()[0].Document
	require.Equal(t, &whatsapp.OutgoingMedia{ID: "media-abc", Caption: "the list", Filename: "list.pdf"}, sent)

	files.fail.Store(files.calls.Load() + 1)
	id = b.sends(r, &shop.SendMessage{Type: shop.TypeImage, Content: shop.Content{Media: &shop.Media{Hash: "def"}}})
	require.Eventually(t, func() bool { return len(kinds(b.events(r), shop.KindMessagePostponed)) == 1 }, 10*time.Second, 5*time.Millisecond)
	b.clock.jump(time.Minute)
	r.sender.free()
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)
	require.Equal(t, "media-def", b.platform.posts()[1].Image.ID)
}

func TestTemplatesQuotesAndPlacesHaveThePlatformsForm(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.lucy(r)
	require.NoError(t, r.Configure(context.Background(), &shop.TemplateChanged{WABA: waba, Template: shop.Template{
		Name: "ready", Language: "es", Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hola {{1}}"}}))
	template := b.sends(r, &shop.SendMessage{Type: shop.TypeTemplate, Content: shop.Content{Template: &shop.TemplateUse{Name: "ready", Language: "es", Parameters: []string{"Lucía"}}}})
	b.becomes(r, template, shop.RankAccepted, shop.FlagNone)
	quoting := b.sends(r, &shop.SendMessage{Type: shop.TypeLocation, Quotes: shop.MessageFor(b.id, "wamid.hello"), Content: shop.Content{Location: &shop.Location{Latitude: 41.5, Longitude: -2.5}}})
	b.becomes(r, quoting, shop.RankAccepted, shop.FlagNone)
	nonsense := b.sends(r, &shop.SendMessage{Type: shop.TypeCart})
	b.becomes(r, nonsense, shop.RankClaimed, shop.FlagFailed)
	posts := b.platform.posts()
	require.Len(t, posts, 2)
	require.Equal(t, whatsapp.NewTemplate("ready", "es", "Lucía"), posts[0].Template)
	require.Equal(t, "wamid.hello", posts[1].QuotedID)
	require.InDelta(t, 41.5, posts[1].Location.Latitude, 1e-9)
}

func TestWhoHasNoNumberIsWrittenToByUserID(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.post(fmt.Sprintf(`"contacts":[{"profile":{"name":"Ana","username":"ana"},"user_id":"ES.42"}],"messages":[{"from_user_id":"ES.42","id":"wamid.a","timestamp":"%d","type":"text","text":{"body":"Hola"}}]`, b.clock.now().Unix()))
	ana := shop.CustomerFor(b.id, "portfolio:77", "ES.42")
	require.Eventually(t, func() bool { return len(kinds(b.events(r), shop.KindMessageReceived)) == 1 }, 10*time.Second, 5*time.Millisecond)
	id := b.sends(r, &shop.SendMessage{Customer: ana, Type: shop.TypeText, Content: shop.Content{Text: "Hola"}})
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)
	require.Equal(t, "ES.42", b.platform.posts()[0].Recipient)
	require.Empty(t, b.platform.posts()[0].To)
}

func TestALateOptOutStopsAnUpdateThatWaits(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.lucy(r)
	r.sender.Close()
	order := shop.OrderID{UUID: uuid.New()}
	b.do(r, &shop.OpenOrder{Order: order, Customer: b.customer(), Content: shop.Order{Items: []shop.Item{{Name: "Pan", Quantity: 1}}}})
	move := &shop.MoveOrder{Order: order, From: "new", To: "ready", Tell: &shop.Telling{Channel: b.channel, Text: "Ready"}}
	b.do(r, move)
	b.writes("wamid.stop", "BAJA")
	require.Eventually(t, func() bool { return len(kinds(b.events(r), shop.KindConsentChanged)) == 2 }, 10*time.Second, 5*time.Millisecond)
	b.resend(r, Params{})
	require.Eventually(t, func() bool { return len(kinds(b.events(r), shop.KindMessageRefused)) == 1 }, 10*time.Second, 5*time.Millisecond)
	require.Empty(t, b.platform.posts())
}

func TestItsOwnPriceDoesNotPushAMessageOverTheCap(t *testing.T) {
	b := newBakery(t)
	r := b.open("one", nil)
	b.lucy(r)
	none := 0
	price := shop.Money{Micros: 20_000, Currency: "EUR"}
	require.NoError(t, r.Configure(context.Background(), &shop.ShopConfigured{FreePerMonth: &none, SpendCap: &price,
		Prices: map[shop.Category]shop.Money{shop.CategoryService: price}}))
	id := b.says(r, "the only one")
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)
	answer := b.do(r, &shop.SendMessage{Message: shop.MessageID{UUID: uuid.New()}, Channel: b.channel, Customer: b.customer(),
		Type: shop.TypeText, Content: shop.Content{Text: "too much"}})
	require.Equal(t, shop.ReasonSpendCap, answer.Refused)
}

func TestClosingWaitsForTheAnswerThatIsUnderWay(t *testing.T) {
	b := newBakery(t)
	release, posted := make(chan struct{}), make(chan struct{})
	b.platform.answer = func(int, whatsapp.Outgoing, http.ResponseWriter) bool {
		close(posted)
		<-release
		return false
	}
	r := b.open("one", nil)
	b.lucy(r)
	id := b.says(r, "hola")
	<-posted
	closed := make(chan struct{})
	go func() {
		r.sender.Close()
		close(closed)
	}()
	close(release)
	<-closed
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)
}

func TestACustomerForgottenWhileAMessageIsUnderWayStaysForgotten(t *testing.T) {
	b := newBakery(t)
	release, posted := make(chan struct{}), make(chan struct{})
	b.platform.answer = func(int, whatsapp.Outgoing, http.ResponseWriter) bool {
		close(posted)
		<-release
		return false
	}
	r := b.open("one", nil)
	b.lucy(r)
	id := b.says(r, "hola")
	<-posted
	require.NoError(t, r.Forget(context.Background(), b.customer()))
	close(release)
	b.becomes(r, id, shop.RankAccepted, shop.FlagNone)
	b.status("wamid."+id.String(), "read", id.String(), "")
	b.becomes(r, id, shop.RankRead, shop.FlagNone)
	for _, e := range b.events(r) {
		require.NotContains(t, string(e.Personal), lucia)
		require.NotContains(t, string(e.Personal), "wamid.")
	}
}

var _ Uploads = (*shelf)(nil)
var _ engine.Routes = (*bakery)(nil)
