package inbox

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// company is who else is in the conversation that is open: who writes or looks
// at it on another computer at this moment, and with whom it is. It keeps two
// people from answering at once without knowing of each other.
type company struct {
	room   *Room
	object *fyne.Container
	banner *kit.Banner
	take   *kit.Button

	others  map[shop.DeviceID]other
	began   time.Time // since when what stands in the composer is being written
	told    time.Time // when the others were last told of writing
	asked   asked     // the conversation that was taken last
	expiry  func()    // cancels the waiting look at who has gone
	looking func()    // cancels the waiting repetition
}

// other is somebody on another computer, as long as it was said last.
type other struct {
	desk.Presence
	until time.Time
}

// asked is a claim that may still be lost to somebody who was first.
type asked struct {
	conversation shop.ConversationID
	command      shop.CommandID
}

// How often the others are told: writing, so that it never lapses while one
// writes; looking, once while there is somebody to tell.
const (
	tellWritingEvery = 4 * time.Second
	tellLookingEvery = 7 * time.Second
)

func newCompany(r *Room) *company {
	c := &company{room: r, others: map[shop.DeviceID]other{}}
	c.take = kit.NewButton("", kit.Ghost, c.claim)
	c.take.Small = true
	c.banner = kit.NewBanner(kit.ToneInfo, "", "", c.take)
	c.object = container.NewStack(c.banner)
	c.object.Hide()
	return c
}

// listen begins to hear of the others.
func (c *company) listen() func() {
	team := c.room.d.Team
	if team == nil {
		return func() {}
	}
	return team.Subscribe(func(p desk.Presence) { fyne.Do(func() { c.heard(p) }) })
}

func (c *company) heard(p desk.Presence) {
	c.others[p.Device] = other{p, time.Now().Add(desk.PresenceFor)}
	c.show()
	if c.expiry == nil {
		c.wait()
	}
}

// wait looks again once the next presence may have lapsed.
func (c *company) wait() {
	c.expiry = kit.After(time.Second, func() {
		c.expiry = nil
		now := time.Now()
		for id, o := range c.others {
			if !now.Before(o.until) {
				delete(c.others, id)
			}
		}
		c.show()
		if len(c.others) > 0 {
			c.wait()
		}
	})
}

// here lists who else is in the open conversation, writers first.
func (c *company) here() (writing, looking []string) {
	for _, o := range c.others {
		switch {
		case o.Conversation != c.room.open:
		case o.Writing:
			writing = append(writing, c.name(o.Person))
		default:
			looking = append(looking, c.name(o.Person))
		}
	}
	return writing, looking
}

func (c *company) name(id shop.PersonID) string {
	if id == c.room.d.Person {
		return ""
	}
	for _, p := range c.room.people {
		if p.ID == id && p.Name != "" {
			return words.FirstName(p.Name)
		}
	}
	return say("inbox.company.somebody")
}

// show says who else is here, and with whom the conversation is.
func (c *company) show() {
	c.lost()
	tone, text := c.words()
	was := c.object.Visible()
	c.take.Hidden = !c.claimedByOther()
	c.take.SetLabel(say("inbox.claim.takeOver"))
	if text == "" {
		c.object.Hide()
	} else {
		c.banner.SetTone(tone)
		c.banner.Set("", text)
		c.object.Show()
	}
	if was != c.object.Visible() {
		c.room.relay()
	}
	c.room.content.Refresh()
}

func (c *company) words() (kit.Tone, string) {
	writing, looking := c.here()
	claim := ""
	if c.claimedByOther() {
		claim = say("inbox.claim.with", "Name", c.name(c.room.info.Claimed))
	}
	switch {
	case len(writing) > 0 && writing[0] == "":
		return kit.ToneAmber, joined(say("inbox.company.youWrite"), claim)
	case len(writing) > 0 && c.claimedByOther() && writing[0] == c.name(c.room.info.Claimed): // said once is enough
		return kit.ToneAmber, say("inbox.company.writes", "Name", writing[0])
	case len(writing) > 0:
		return kit.ToneAmber, joined(say("inbox.company.writes", "Name", writing[0]), claim)
	case claim != "":
		return kit.ToneInfo, claim
	case len(looking) > 0 && looking[0] != "":
		return kit.ToneInfo, say("inbox.company.looks", "Name", looking[0])
	}
	return kit.ToneInfo, ""
}

func (c *company) claimedByOther() bool {
	with := c.room.info.Claimed
	return (with != shop.PersonID{}) && with != c.room.d.Person
}

// opened begins anew with another conversation; a draft was begun when it was
// written down.
func (c *company) opened(draft store.Draft) {
	c.began = draft.Saved
	c.told = time.Time{}
	c.look()
	c.show()
}

// typed follows what stands in the composer.
func (c *company) typed(text string) {
	if strings.TrimSpace(text) == "" {
		c.began = time.Time{}
		return
	}
	if c.began.IsZero() {
		c.began = c.room.now()
	}
	if team := c.room.d.Team; team != nil && time.Since(c.told) > tellWritingEvery {
		c.told = time.Now()
		team.Tell(c.room.open, true)
	}
}

// look tells the others that this one looks at the conversation, for as long as
// it does and there is somebody to tell.
func (c *company) look() {
	if c.looking != nil {
		c.looking()
		c.looking = nil
	}
	r := c.room
	if r.d.Team == nil || !r.several() || !r.shown || !r.active || (r.open == shop.ConversationID{}) {
		return
	}
	if time.Since(c.told) > tellWritingEvery { // who writes looks as well
		r.d.Team.Tell(r.open, false)
	}
	c.looking = kit.After(tellLookingEvery, c.look)
}

// unless does something at once if nobody else answers, and asks otherwise.
func (c *company) unless(do func()) {
	title, text := c.doubt()
	if title == "" {
		do()
		return
	}
	c.room.ask(title, text, say("inbox.company.sendAnyway"), do)
}

// doubt is why an answer may be one too many.
func (c *company) doubt() (title, text string) {
	r := c.room
	customer := words.FirstName(nameOr(r.info.Name))
	if answer, ok := c.answeredMeanwhile(); ok {
		return say("inbox.company.answeredTitle", "Name", firstNameOr(answer.Author)),
			say("inbox.company.answered", "Name", firstNameOr(answer.Author), "Customer", customer,
				"When", words.Clock(answer.At.In(r.now().Location())), "Text", oneLine(answer.Content.Text))
	}
	if writing, _ := c.here(); len(writing) > 0 {
		if writing[0] == "" {
			return say("inbox.company.youWriteTitle"), say("inbox.company.youWriteAsk", "Customer", customer)
		}
		return say("inbox.company.writesTitle", "Name", writing[0]), say("inbox.company.writesAsk", "Name", writing[0], "Customer", customer)
	}
	return "", ""
}

func firstNameOr(name string) string {
	if name == "" {
		return say("inbox.company.somebody")
	}
	return words.FirstName(name)
}

// answeredMeanwhile finds what somebody else sent since this one began to write.
func (c *company) answeredMeanwhile() (store.ThreadItem, bool) {
	if c.began.IsZero() {
		return store.ThreadItem{}, false
	}
	items := c.room.thread.items
	for i := len(items) - 1; i >= 0; i-- {
		item := items[i]
		if item.Kind == store.ItemMessage && item.Outgoing && item.Person != c.room.d.Person && item.Update == nil && item.At.After(c.began) {
			return item, true
		}
	}
	return store.ThreadItem{}, false
}

// claim takes the open conversation, takes it over, or lets it go.
func (c *company) claim() {
	r := c.room
	if !r.several() || (r.open == shop.ConversationID{}) {
		return
	}
	wish := &shop.ClaimConversation{Conversation: r.open, From: r.info.Claimed, To: r.d.Person}
	if r.info.Claimed == r.d.Person {
		wish.To = shop.PersonID{}
	}
	id := r.d.Do(wish, nil)
	c.asked = asked{}
	if wish.To == r.d.Person {
		c.asked = asked{r.open, id}
	}
}

// lost tells whoever took a conversation that somebody else was first.
func (c *company) lost() {
	if c.asked.conversation != c.room.open || !c.claimedByOther() {
		return
	}
	c.room.d.Toast(say("inbox.claim.lost", "Name", c.name(c.room.info.Claimed)))
	c.room.dismiss(c.asked.command)
	c.asked = asked{}
}

// claimWords is what claiming would do now.
func (r *Room) claimWords() string {
	switch r.info.Claimed {
	case r.d.Person:
		return say("inbox.claim.letGo")
	case shop.PersonID{}:
		return say("inbox.claim.take")
	}
	return say("inbox.claim.takeOver")
}
