package shop

// ReactToMessage: put an emoji on a message, or take it back with an empty one.
type ReactToMessage struct {
	Reaction MessageID `json:"reaction"` // UUIDv7 of the device
	Target   MessageID `json:"target"`
	Emoji    string    `json:"emoji"`
}

// CreateTemplate: hand a template in for review, or make one from WhatsApp's
// ready-made ones (Template then has name, language and category only).
type CreateTemplate struct {
	Channel  ChannelID   `json:"channel"` // of the account it belongs to
	Template Template    `json:"template"`
	Library  *LibraryUse `json:"library,omitempty"`
}

// EditTemplate: replace a template's text, buttons and samples.
type EditTemplate struct {
	Channel  ChannelID `json:"channel"`
	Template Template  `json:"template"`
}

// DeleteTemplate: delete a template; without a language in all of them.
type DeleteTemplate struct {
	Channel  ChannelID `json:"channel"`
	Name     string    `json:"name"`
	Language string    `json:"language,omitempty"`
}

// ReadTemplates: read the account's templates again.
type ReadTemplates struct {
	Channel ChannelID `json:"channel"`
}

// BlockCustomer: take no more messages from a customer, or take them again.
type BlockCustomer struct {
	Channel  ChannelID  `json:"channel"`
	Customer CustomerID `json:"customer"`
	On       bool       `json:"on"`
}

// EditProfile: change what customers see of the number.
type EditProfile struct {
	Channel ChannelID   `json:"channel"`
	Edit    ProfileEdit `json:"edit"`
}

// The kinds of these commands.
const (
	DoReactToMessage CommandKind = "message.react"
	DoCreateTemplate CommandKind = "template.create"
	DoEditTemplate   CommandKind = "template.edit"
	DoDeleteTemplate CommandKind = "template.delete"
	DoReadTemplates  CommandKind = "templates.read"
	DoBlockCustomer  CommandKind = "customer.block"
	DoEditProfile    CommandKind = "profile.edit"
)

// CommandKind is the command's kind.
func (*ReactToMessage) CommandKind() CommandKind { return DoReactToMessage }

// CommandKind is the command's kind.
func (*CreateTemplate) CommandKind() CommandKind { return DoCreateTemplate }

// CommandKind is the command's kind.
func (*EditTemplate) CommandKind() CommandKind { return DoEditTemplate }

// CommandKind is the command's kind.
func (*DeleteTemplate) CommandKind() CommandKind { return DoDeleteTemplate }

// CommandKind is the command's kind.
func (*ReadTemplates) CommandKind() CommandKind { return DoReadTemplates }

// CommandKind is the command's kind.
func (*BlockCustomer) CommandKind() CommandKind { return DoBlockCustomer }

// CommandKind is the command's kind.
func (*EditProfile) CommandKind() CommandKind { return DoEditProfile }

// The kinds of event that they lead to.
const (
	KindReactionAsked   Kind = "reaction.asked"
	KindErrandAsked     Kind = "errand.asked"
	KindErrandSettled   Kind = "errand.settled"
	KindCustomerBlocked Kind = "customer.blocked"
	KindProfileChanged  Kind = "profile.changed"
)

// Kind is the event's kind.
func (*ReactionAsked) Kind() Kind { return KindReactionAsked }

// Version is the version this type writes.
func (*ReactionAsked) Version() int { return 1 }

// PersonalPart is the part that is sealed.
func (b *ReactionAsked) PersonalPart() any { return &b.Personal }

// Kind is the event's kind.
func (*ErrandAsked) Kind() Kind { return KindErrandAsked }

// Version is the version this type writes.
func (*ErrandAsked) Version() int { return 1 }

// Kind is the event's kind.
func (*ErrandSettled) Kind() Kind { return KindErrandSettled }

// Version is the version this type writes.
func (*ErrandSettled) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerBlocked) Kind() Kind { return KindCustomerBlocked }

// Version is the version this type writes.
func (*CustomerBlocked) Version() int { return 1 }

// Kind is the event's kind.
func (*ProfileChanged) Kind() Kind { return KindProfileChanged }

// Version is the version this type writes.
func (*ProfileChanged) Version() int { return 1 }
