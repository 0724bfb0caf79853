package relay

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/sandbox"
	"mostrador/shop"
	"mostrador/shop/wire"
)

func (d *device) sends(w *town, kind shop.MessageType, content shop.Content) shop.MessageID {
	d.t.Helper()
	id := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	answers := d.ask(d.command(&shop.SendMessage{Message: id, Channel: w.channel, Customer: shop.CustomerByPhone(w.shop, "+34600111222"), Type: kind, Content: content}))
	require.Empty(d.t, answers[0].Refused, "%s: %s", kind, answers[0].Field)
	return id
}

// arrives waits until a message is on the customer's phone.
func (d *device) arrives(id shop.MessageID) {
	d.t.Helper()
	await(d, func(b *shop.MessageProgressed) bool { return b.Message == id && b.Delivery == shop.DeliveryDelivered })
}

func (d *device) putFile(content []byte) string {
	d.t.Helper()
	hash := nameOf(content)
	require.Equal(d.t, http.StatusNoContent, d.send(http.MethodPut, wire.PathMedia+hash, d.bearer, content, nil).StatusCode)
	return hash
}

func picture(t *testing.T) []byte {
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30))))
	return out.Bytes()
}

func TestEveryKindOfMessageReachesTheCustomer(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "Hola"})
	hello := await(d, every[*shop.MessageReceived])
	photo := &shop.Media{Hash: d.putFile(picture(t)), MIME: "image/png"}
	pdf := &shop.Media{Hash: d.putFile([]byte("%PDF-1.4 carta")), MIME: "application/pdf", Name: "carta.pdf"}
	voice := &shop.Media{Hash: d.putFile([]byte("OggS...........................OpusHead sound")), MIME: "audio/ogg; codecs=opus"}
	film := &shop.Media{Hash: d.putFile([]byte("\x00\x00\x00\x18ftypmp42film")), MIME: "video/mp4"}
	sticker := &shop.Media{Hash: d.putFile([]byte("RIFF....WEBPVP8 sticker")), MIME: "image/webp"}
	for i, m := range []struct {
		kind    shop.MessageType
		content shop.Content
	}{
		{shop.TypeText, shop.Content{Text: "Mira https://example.com"}},
		{shop.TypeImage, shop.Content{Text: "así", Media: photo}},
		{shop.TypeDocument, shop.Content{Media: pdf}},
		{shop.TypeVoice, shop.Content{Media: voice}},
		{shop.TypeAudio, shop.Content{Media: voice}},
		{shop.TypeVideo, shop.Content{Media: film}},
		{shop.TypeSticker, shop.Content{Media: sticker}},
		{shop.TypeLocation, shop.Content{Location: &shop.Location{Latitude: 41.6, Longitude: -0.9, Name: "Panadería"}}},
		{shop.TypeContacts, shop.Content{Contacts: []shop.ContactCard{{Name: "Reparto", Phones: []string{"+34600999888"}, Company: "Panadería"}}}},
		{shop.TypeInteractive, shop.Content{Text: "¿Cuándo?", Interactive: &shop.Interactive{Kind: shop.AsksButtons,
			Header: "Tu tarta", Footer: "Panadería", Buttons: []shop.Choice{{ID: "1", Title: "Hoy"}, {ID: "2", Title: "Mañana"}}}}},
		{shop.TypeInteractive, shop.Content{Text: "Con foto", Interactive: &shop.Interactive{Kind: shop.AsksButtons, HeaderType: shop.TypeImage,
			HeaderFile: photo, Buttons: []shop.Choice{{Title: "Sí"}}}}},
		{shop.TypeInteractive, shop.Content{Text: "Elige", Interactive: &shop.Interactive{Kind: shop.AsksList, Open: "Ver",
			Sections: []shop.Section{{Title: "Pan", Rows: []shop.Choice{{Title: "Chapata"}}}, {Title: "Dulce", Rows: []shop.Choice{{Title: "Roscón", Description: "Para seis"}}}}}}},
		{shop.TypeInteractive, shop.Content{Text: "Carta", Interactive: &shop.Interactive{Kind: shop.AsksLink, Link: &shop.Link{Title: "Abrir", URL: "https://example.com"}}}},
		{shop.TypeInteractive, shop.Content{Text: "¿Dónde?", Interactive: &shop.Interactive{Kind: shop.AsksLocation}}},
		{shop.TypeInteractive, shop.Content{Text: "¿Tu número?", Interactive: &shop.Interactive{Kind: shop.AsksContact}}},
	} {
		id := d.sends(w, m.kind, m.content)
		d.arrives(id)
		require.Len(t, w.platform.Inbox(w.lucia.ID), i+1)
	}

	reaction := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	require.Empty(t, d.ask(d.command(&shop.ReactToMessage{Reaction: reaction, Target: hello.Message, Emoji: "🙏"}))[0].Refused)
	reacted := await(d, every[*shop.MessageReacted])
	require.Equal(t, hello.Ref, reacted.Target)
	require.Equal(t, "🙏", reacted.Personal.Emoji)
}

func TestWhatIsInsideAFileDecides(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "Hola"})
	await(d, every[*shop.MessageReceived])
	liar := &shop.Media{Hash: d.putFile([]byte("MZ a program")), MIME: "image/png", Name: "photo.png"}
	id := d.sends(w, shop.TypeImage, shop.Content{Media: liar})
	refused := await(d, every[*shop.MessageRefused])
	require.Equal(t, id, refused.Message)
	require.Equal(t, shop.ReasonWrongKind, refused.Reason)
}

func TestALargeFileGoesUpInPartsAndOnFromABreak(t *testing.T) {
	folder, key, memory := t.TempDir(), masterKey(t), journal.NewMemory(journal.MemoryParams{})
	t.Cleanup(func() { require.NoError(t, memory.Close()) })
	same := func(p *Params) { p.DataDir, p.MasterKey, p.Journal = folder, key, memory }
	w := newTown(t, same)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "Hola"})
	lucia := await(d, every[*shop.CustomerSeen]).Customer
	film := make([]byte, 3*wire.PartSize/2)
	_, _ = rand.Read(film)
	path := strings.Replace(wire.PathParts, "{hash}", nameOf(film), 1) + "?customer=" + lucia.String()
	ask := func(method, more string, body any) (parts wire.Parts) {
		require.Equal(t, http.StatusOK, d.send(method, path+more, d.bearer, body, &parts).StatusCode)
		return parts
	}
	at := func(offset int) string { return fmt.Sprintf("&offset=%d&size=%d", offset, len(film)) }
	require.Equal(t, wire.Parts{}, ask(http.MethodGet, "", nil))
	require.Equal(t, wire.Parts{Have: 1000}, ask(http.MethodPut, at(0), film[:1000]), "a part that broke off counts as far as it came")
	require.Equal(t, wire.Parts{Have: 1000}, ask(http.MethodPut, at(5000), film[5000:6000]), "not the next one")

	w.end() // and the relay is started anew
	w.start(same)
	d.signIn()
	require.Equal(t, wire.Parts{Have: 1000}, ask(http.MethodGet, "", nil))
	require.Equal(t, wire.Parts{Have: 1000 + wire.PartSize}, ask(http.MethodPut, at(1000), film[1000:1000+wire.PartSize]))
	whole := ask(http.MethodPut, at(1000+wire.PartSize), film[1000+wire.PartSize:])
	require.Equal(t, wire.Parts{Have: int64(len(film)), Kept: true}, whole)
	require.Equal(t, whole, ask(http.MethodGet, "", nil))
	raw, err := io.ReadAll(d.send(http.MethodGet, wire.PathMedia+nameOf(film), d.bearer, nil, nil).Body)
	require.NoError(t, err)
	require.True(t, bytes.Equal(film, raw))
}

func TestAFileStaysWithTheOneWhoIsNotForgotten(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	ana, err := w.platform.AddCustomer(sandbox.Customer{Phone: "34600111333", Name: "Ana"})
	require.NoError(t, err)
	w.writes(sandbox.Message{Text: "Hola"})
	_, err = w.platform.CustomerWrites(t.Context(), ana.ID, sandbox.Message{Text: "Hola"})
	require.NoError(t, err)
	first, second := shop.CustomerByPhone(w.shop, "+34600111222"), shop.CustomerByPhone(w.shop, "+34600111333")
	for _, who := range []shop.CustomerID{first, second} {
		await(d, func(b *shop.CustomerSeen) bool { return b.Customer == who })
	}
	menu := []byte("%PDF-1.4 carta")
	require.Equal(t, http.StatusNoContent, d.send(http.MethodPut, wire.PathMedia+nameOf(menu)+"?customer="+first.String(), d.bearer, menu, nil).StatusCode)
	for _, who := range []shop.CustomerID{first, second} {
		id := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
		require.Empty(t, d.ask(d.command(&shop.SendMessage{Message: id, Channel: w.channel, Customer: who, Type: shop.TypeDocument,
			Content: shop.Content{Media: &shop.Media{Hash: nameOf(menu), MIME: "application/pdf"}}}))[0].Refused)
		d.arrives(id)
	}
	opened, err := w.relay.shopOf(t.Context(), w.shop)
	require.NoError(t, err)
	require.NoError(t, opened.Forget(t.Context(), first))
	raw, err := io.ReadAll(d.send(http.MethodGet, wire.PathMedia+nameOf(menu), d.bearer, nil, nil).Body)
	require.NoError(t, err)
	require.Equal(t, menu, raw)
}

func TestTheCheckListSaysWhatIsMissing(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	path := strings.Replace(wire.PathChecks, "{channel}", w.channel.String(), 1)
	stands := func() map[shop.CheckID]shop.CheckState {
		var checks shop.Checks
		require.Equal(t, http.StatusOK, d.send(http.MethodGet, path, d.bearer, nil, &checks).StatusCode)
		all := map[shop.CheckID]shop.CheckState{}
		for _, line := range checks.Lines {
			all[line.ID] = line.State
		}
		return all
	}
	now := stands()
	for _, good := range []shop.CheckID{shop.CheckToken, shop.CheckScopes, shop.CheckApp, shop.CheckWebhook, shop.CheckSubscribed,
		shop.CheckRegistered, shop.CheckHealth, shop.CheckSending, shop.CheckName, shop.CheckQuality, shop.CheckPayment, shop.CheckLimit, shop.CheckHistory} {
		require.Equal(t, shop.CheckGood, now[good], good)
	}
	require.NoError(t, w.platform.SetAccount(sandbox.Account{NoPayment: true}))
	require.NoError(t, w.platform.SetNumberQuality(sandbox.DefaultNumber, "RED"))
	now = stands()
	require.Equal(t, shop.CheckBad, now[shop.CheckPayment])
	require.Equal(t, shop.CheckBad, now[shop.CheckQuality])
	require.Equal(t, shop.CheckWarning, now[shop.CheckHealth])

	agent := shop.PersonSaved{Person: shop.PersonID{UUID: uuid.New()}, Name: "Iñaki", Role: shop.Agent}
	require.NoError(t, w.relay.AddPerson(t.Context(), w.shop, agent))
	other := w.pairIn(w.shop, agent.Person)
	require.Equal(t, http.StatusForbidden, other.send(http.MethodGet, path, other.bearer, nil, nil).StatusCode)
	require.Equal(t, http.StatusNotFound, d.send(http.MethodGet, strings.Replace(wire.PathChecks, "{channel}", uuid.NewString(), 1), d.bearer, nil, nil).StatusCode)
}

func TestAReadyMadeTemplateIsAdoptedAndSent(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "Hola"})
	await(d, every[*shop.MessageReceived])
	path := strings.Replace(wire.PathLibrary, "{channel}", w.channel.String(), 1) + "?" + url.Values{"topic": {shop.TopicOrders}, "language": {"en_US"}}.Encode()
	var library wire.Library
	require.Equal(t, http.StatusOK, d.send(http.MethodGet, path, d.bearer, nil, &library).StatusCode)
	require.NotEmpty(t, library.Templates)
	chosen := library.Templates[0]
	for _, t := range library.Templates {
		if len(t.Buttons) == 0 {
			chosen = t
			break
		}
	}
	require.NotEmpty(t, chosen.Body)
	answer := d.ask(d.command(&shop.CreateTemplate{Channel: w.channel, Template: shop.Template{Name: "mine", Language: chosen.Language, Category: chosen.Category},
		Library: &shop.LibraryUse{Template: chosen.Name}}))
	require.Empty(t, answer[0].Refused, answer[0].Field)
	made := await(d, func(b *shop.TemplateChanged) bool { return b.Template.Name == "mine" })
	require.Equal(t, shop.TemplateApproved, made.Template.State)
	require.Equal(t, chosen.Body, made.Template.Body)
	require.False(t, await(d, every[*shop.ErrandSettled]).Failed)
}

func TestTheProfileIsReadAndChanged(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	about, sites := "Pan desde 1974", []string{"https://pan.example"}
	require.Empty(t, d.ask(d.command(&shop.EditProfile{Channel: w.channel, Edit: shop.ProfileEdit{About: &about, Websites: &sites}}))[0].Refused)
	changed := await(d, every[*shop.ProfileChanged])
	require.Equal(t, about, changed.Profile.About)
	var profile shop.Profile
	require.Equal(t, http.StatusOK, d.send(http.MethodGet, strings.Replace(wire.PathProfile, "{channel}", w.channel.String(), 1), d.bearer, nil, &profile).StatusCode)
	require.Equal(t, sites, profile.Websites)
	_, err := json.Marshal(profile)
	require.NoError(t, err)
}

func TestTheOwnerLetsAPausedNumberTryAgain(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "Hola"})
	await(d, every[*shop.MessageReceived])
	w.platform.SetFaults(sandbox.Faults{Fail: -1, FailCode: 131042})
	id := d.sends(w, shop.TypeText, shop.Content{Text: "Hola"})
	told := await(d, func(b *shop.NoticeRaised) bool { return b.About == shop.NoticeSendingPaused })
	require.Equal(t, "131042", told.Parameters["code"])
	w.platform.SetFaults(sandbox.Faults{})
	w.clock.pass(time.Minute) // the message itself was put off for half of that
	require.Equal(t, http.StatusOK, d.send(http.MethodPost, strings.Replace(wire.PathResume, "{channel}", w.channel.String(), 1), d.bearer, nil, nil).StatusCode)
	d.arrives(id)
	await(d, func(b *shop.NoticeRaised) bool { return b.About == shop.NoticeSendingResumed })
}
