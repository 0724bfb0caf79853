package shop

import "strings"

// decideErrand decides what is asked of WhatsApp beside messages.
func (d *decision) decideErrand(wish Wish) {
	switch w := wish.(type) {
	case *ReactToMessage:
		d.react(w)
	case *BlockCustomer:
		d.blockCustomer(w)
	case *CreateTemplate:
		d.createTemplate(w)
	case *EditTemplate:
		d.editTemplate(w)
	case *DeleteTemplate:
		d.deleteTemplate(w)
	case *ReadTemplates:
		d.errand(w.Channel, CustomerID{}, ErrandAsked{Task: TaskReadTemplates})
	case *EditProfile:
		d.editProfile(w)
	default:
		d.refuse(ReasonUnknownCommand, "kind")
	}
}

// react needs the reply window as every free message does; the customer is the
// target's.
func (d *decision) react(w *ReactToMessage) {
	if _, known := d.facts.Message(w.Reaction); known {
		d.noted()
		return
	}
	target, ok := d.facts.Message(w.Target)
	conversation, known := d.facts.Conversation(target.Conversation)
	if !ok || !known {
		d.refuse(ReasonNotFound, "target")
		return
	}
	sending := Sending{Message: w.Reaction, Channel: conversation.Channel, Customer: conversation.Customer, Type: TypeReaction,
		Content: Content{Text: w.Emoji}, Category: CategoryReaction}
	if reason := MayLeave(d.facts, sending, d.asking.Now); reason != ReasonNone {
		d.refuse(reason, "emoji")
		return
	}
	d.emit(&ReactionAsked{Message: w.Reaction, Conversation: target.Conversation, Target: w.Target,
		Personal: ReactionAskedPersonal{Emoji: w.Emoji}}, conversation.Channel, conversation.Customer)
}

// CategoryReaction is what a reaction is billed as: it is never charged.
const CategoryReaction Category = "reaction"

// errand asks for one; where its account matters the channel's is taken.
func (d *decision) errand(channel ChannelID, customer CustomerID, body ErrandAsked) {
	facts, ok := d.facts.Channel(channel)
	if !ok {
		d.refuse(ReasonNotFound, "channel")
		return
	}
	body.Errand, body.WABA = d.cmd.ID, facts.WABA
	d.emit(&body, channel, customer)
}

// blockCustomer: WhatsApp blocks only who wrote in the last 24 hours
// (cloudapi.md section 10).
func (d *decision) blockCustomer(w *BlockCustomer) {
	customer, ok := d.facts.Customer(w.Customer)
	conversation, known := d.facts.Conversation(ConversationFor(w.Channel, w.Customer))
	switch {
	case !ok || !known:
		d.refuse(ReasonNotFound, "customer")
	case customer.Forgotten:
		d.refuse(ReasonCustomerForgotten, "customer")
	case !customer.Addressable:
		d.refuse(ReasonNoAddress, "customer")
	case conversation.Blocked == w.On:
		d.noted()
	case w.On && !(ReplyWindow{LastInbound: conversation.LastInbound}).OpenAt(d.asking.Now):
		d.refuse(ReasonTooLateToBlock, "customer")
	case w.On:
		d.errand(w.Channel, w.Customer, ErrandAsked{Task: TaskBlock})
	default:
		d.errand(w.Channel, w.Customer, ErrandAsked{Task: TaskUnblock})
	}
}

func (d *decision) createTemplate(w *CreateTemplate) {
	t := w.Template
	if w.Library != nil {
		t.Library = w.Library.Template
	}
	channel, _ := d.facts.Channel(w.Channel)
	known, exists := d.facts.Template(channel.WABA, t.Name, t.Language)
	switch problem := CheckTemplate(t); {
	case d.asking.Role != Owner:
		d.refuse(ReasonNotAllowed, "role")
	case !problem.None():
		d.refuse(problem.Reason, string(problem.Part))
	case exists && known.State != TemplateDeleted:
		d.refuse(ReasonTwice, string(PartName))
	default:
		d.errand(w.Channel, CustomerID{}, ErrandAsked{Task: TaskCreateTemplate, Template: &t, Library: w.Library})
	}
}

// editTemplate: WhatsApp takes changes of approved, rejected and paused ones
// only, and an approved one keeps its category (cloudapi.md section 9).
func (d *decision) editTemplate(w *EditTemplate) {
	channel, _ := d.facts.Channel(w.Channel)
	known, exists := d.facts.Template(channel.WABA, w.Template.Name, w.Template.Language)
	next := w.Template
	next.PlatformID = known.PlatformID
	switch problem := CheckTemplate(next); {
	case d.asking.Role != Owner:
		d.refuse(ReasonNotAllowed, "role")
	case !exists || known.PlatformID == "":
		d.refuse(ReasonTemplateMissing, string(PartName))
	case known.State != TemplateApproved && known.State != TemplateRejected && known.State != TemplatePaused:
		d.refuse(ReasonTemplateState, string(PartName))
	case known.State == TemplateApproved && next.Category != known.Category:
		d.refuse(ReasonInvalid, string(PartCategory))
	case !problem.None():
		d.refuse(problem.Reason, string(problem.Part))
	default:
		d.errand(w.Channel, CustomerID{}, ErrandAsked{Task: TaskEditTemplate, Template: &next})
	}
}

func (d *decision) deleteTemplate(w *DeleteTemplate) {
	gone := Template{Name: w.Name, Language: w.Language}
	channel, _ := d.facts.Channel(w.Channel)
	if w.Language != "" {
		known, exists := d.facts.Template(channel.WABA, w.Name, w.Language)
		if !exists || known.State == TemplateDeleted {
			d.noted()
			return
		}
		gone.PlatformID = known.PlatformID
	}
	switch {
	case d.asking.Role != Owner:
		d.refuse(ReasonNotAllowed, "role")
	case strings.TrimSpace(w.Name) == "":
		d.refuse(ReasonEmpty, string(PartName))
	default:
		d.errand(w.Channel, CustomerID{}, ErrandAsked{Task: TaskDeleteTemplate, Template: &gone})
	}
}

func (d *decision) editProfile(w *EditProfile) {
	switch problem := CheckProfile(w.Edit); {
	case d.asking.Role != Owner:
		d.refuse(ReasonNotAllowed, "role")
	case !problem.None():
		d.refuse(problem.Reason, string(problem.Part))
	default:
		d.errand(w.Channel, CustomerID{}, ErrandAsked{Task: TaskEditProfile, Profile: &w.Edit})
	}
}

// WhatsApp's limits on a profile (cloudapi.md section 10), in characters.
const (
	MaxAbout       = 139
	MaxAddress     = 256
	MaxDescription = 512
	MaxEmail       = 128
	MaxWebsites    = 2
	MaxWebsite     = 256
)

// CheckProfile checks a change of the profile.
func CheckProfile(e ProfileEdit) Problem {
	text := func(part Part, value *string, most int) Problem {
		if value == nil {
			return Problem{}
		}
		return atMost(part, *value, most)
	}
	problem := first(text(PartAbout, e.About, MaxAbout), text(PartAddress, e.Address, MaxAddress),
		text(PartDescription, e.Description, MaxDescription), text(PartEmail, e.Email, MaxEmail))
	switch {
	case !problem.None():
		return problem
	case e.About != nil && strings.TrimSpace(*e.About) == "":
		return wrong(ReasonEmpty, PartAbout) // WhatsApp wants one character at least
	case e.Email != nil && *e.Email != "" && !strings.Contains(*e.Email, "@"):
		return wrong(ReasonInvalid, PartEmail)
	case e.Vertical != nil && !oneOf(Verticals, *e.Vertical):
		return wrong(ReasonInvalid, PartCategory)
	case e.Picture != nil:
		return CheckFile(TypeImage, *e.Picture)
	case e.Websites == nil:
		return Problem{}
	}
	return checkWebsites(*e.Websites)
}

func checkWebsites(sites []string) Problem {
	if len(sites) > MaxWebsites {
		return counted(PartWebsites, len(sites), MaxWebsites)
	}
	for _, site := range sites {
		if !isWebAddress(site) {
			return wrong(ReasonInvalid, PartLink)
		}
		if p := atMost(PartWebsites, site, MaxWebsite); !p.None() {
			return p
		}
	}
	return Problem{}
}
