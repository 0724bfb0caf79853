package generate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"mostrador/shop"
)

// receive: the customer writes.
func (g *Generator) receive(t *thread) {
	wamid := fmt.Sprintf("wamid.%d.%d", g.p.Seed, g.ids)
	kind, content := g.content(t.language, t.language.phrases)
	body := &shop.MessageReceived{Message: shop.MessageFor(g.p.Shop, wamid), Conversation: t.id, Type: kind, Ref: shop.RefFor(g.p.Shop, wamid),
		Forwarded: g.chance(1), Personal: shop.MessageReceivedPersonal{Wamid: wamid, From: t.phone[1:], Content: content}}
	if g.chance(4) {
		body.Quotes = t.last
	}
	g.count(content)
	t.inLast = g.add(t.customers(), body)
	t.last, t.lastRef, t.done = body.Message, body.Ref, false
	if kind.HasMedia() && content.Media != nil {
		g.fetched(t, body.Message, content.Media)
	}
}

// fetched: the relay has the file, or could not get it.
func (g *Generator) fetched(t *thread, id shop.MessageID, m *shop.Media) {
	if g.chance(2) {
		g.add(t.relays(), &shop.MediaMissed{Message: id, Why: "expired"})
		return
	}
	hash := sha256.Sum256(id.UUID[:])
	g.add(t.relays(), &shop.MediaStored{Message: id, Size: int64(20_000 + g.random.IntN(900_000)),
		Personal: shop.MediaStoredPersonal{Hash: hex.EncodeToString(hash[:]), MIME: m.MIME, Width: m.Width, Height: m.Height}})
}

// answer: the shop writes, and WhatsApp says how far it came.
func (g *Generator) answer(t *thread) {
	kind, content := shop.TypeText, shop.Content{Text: g.text(t.language, t.language.answers)}
	body := &shop.MessageQueued{Message: shop.MessageID{UUID: g.id(5)}, Conversation: t.id, Type: kind, Category: shop.CategoryService,
		Personal: shop.MessageQueuedPersonal{Content: content}}
	if g.chance(4) {
		body.Quotes = t.last
	}
	g.send(t, body)
	if g.chance(50) {
		g.add(g.ours(t), &shop.ConversationRead{Conversation: t.id, UpTo: t.inLast})
	}
}

// send queues a message and follows it.
func (g *Generator) send(t *thread, body *shop.MessageQueued) {
	g.count(body.Personal.Content)
	g.add(g.ours(t), body)
	wamid := "wamid.out." + body.Message.String()
	ref := shop.RefFor(g.p.Shop, wamid)
	if !g.p.Brief {
		g.later(80 * time.Millisecond)
		g.add(t.relays(), &shop.MessageClaimed{Message: body.Message, Relay: "relay-1", Attempt: 1, Deadline: g.now.Add(30 * time.Second)})
	}
	if fate := g.random.IntN(1000); fate < 3 {
		g.add(t.platforms(), &shop.MessageFailed{Message: body.Message, Attempt: 1, Code: 131026, Details: "Message undeliverable"})
		return
	} else if fate == 3 {
		g.add(t.relays(), &shop.MessageUnsettled{Message: body.Message, Attempt: 1, Why: "connection reset"})
		return
	}
	g.add(t.relays(), &shop.MessageAccepted{Message: body.Message, Attempt: 1, Ref: ref, Personal: shop.MessageAcceptedPersonal{Wamid: wamid}})
	t.last, t.lastRef = body.Message, ref
	if g.p.Brief {
		return
	}
	pricing := &shop.Pricing{Type: "regular", Category: body.Category, Model: "PMP"}
	steps := []shop.Delivery{shop.DeliverySent, shop.DeliveryDelivered, shop.DeliveryRead}
	for i, step := range steps[:g.reached()] {
		g.later(time.Duration(1+i) * 400 * time.Millisecond)
		g.add(t.platforms(), &shop.MessageProgressed{Message: body.Message, Ref: ref, Delivery: step, Pricing: pricing,
			Personal: shop.MessageProgressedPersonal{Wamid: wamid}})
	}
}

func (g *Generator) later(d time.Duration) { g.now = g.now.Add(d) }

// reached is how many steps a message came: most are read, some phones are off.
func (g *Generator) reached() int {
	switch n := g.random.IntN(100); {
	case n < 2:
		return 1
	case n < 20:
		return 2
	}
	return 3
}

func (g *Generator) count(c shop.Content) {
	g.texts += int64(len(c.Text))
	if c.Media != nil {
		g.texts += int64(len(c.Media.Name))
	}
}

// content is mostly text, and now and then something else.
func (g *Generator) content(l *language, phrases []string) (shop.MessageType, shop.Content) {
	caption := ""
	if g.chance(40) {
		caption = g.text(l, phrases)
	}
	switch n := g.random.IntN(1000); {
	case n < 60:
		return shop.TypeImage, shop.Content{Text: caption, Media: &shop.Media{MIME: "image/jpeg", Width: 1200, Height: 1600}}
	case n < 75:
		return shop.TypeVoice, shop.Content{Media: &shop.Media{MIME: "audio/ogg", Seconds: 2 + g.random.IntN(90)}}
	case n < 85:
		name := fmt.Sprintf("%s-%s-%d.pdf", pick(g, files), g.name(), g.random.IntN(2000))
		return shop.TypeDocument, shop.Content{Text: caption, Media: &shop.Media{MIME: "application/pdf", Name: name}}
	case n < 92:
		return shop.TypeVideo, shop.Content{Text: caption, Media: &shop.Media{MIME: "video/mp4", Seconds: 5 + g.random.IntN(60), Width: 720, Height: 1280}}
	case n < 98:
		return shop.TypeSticker, shop.Content{Media: &shop.Media{MIME: "image/webp", Width: 512, Height: 512}}
	case n < 101:
		return shop.TypeLocation, shop.Content{Location: &shop.Location{Latitude: 37.38, Longitude: -6, Name: g.name(), Address: "Calle " + g.name()}}
	case n < 103:
		return shop.TypeContacts, shop.Content{Contacts: []shop.ContactCard{{Name: pick(g, l.first) + " " + g.name(), Phones: []string{"+34612345678"}}}}
	}
	return shop.TypeText, shop.Content{Text: g.text(l, phrases)}
}
