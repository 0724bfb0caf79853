package shop

import "time"

// An errand is something that the shop wants done at WhatsApp and that is not a
// message: a template handed in, a customer blocked, the profile changed. It is
// asked for by a command, done by the relay, and settled by an event with what
// WhatsApp said; what changed is told by the events it always is told by.

// Task is what an errand is about.
type Task string

// The tasks.
const (
	TaskCreateTemplate Task = "template.create"
	TaskEditTemplate   Task = "template.edit"
	TaskDeleteTemplate Task = "template.delete"
	TaskBlock          Task = "customer.block"
	TaskUnblock        Task = "customer.unblock"
	TaskEditProfile    Task = "profile.edit"
	TaskReadTemplates  Task = "templates.read"
)

// ErrandAsked: somebody wants an errand done for the channel that the event
// names. The errand's id is the command's.
type ErrandAsked struct {
	Errand   CommandID    `json:"errand"`
	Task     Task         `json:"task"`
	WABA     string       `json:"waba,omitempty"`
	Template *Template    `json:"template,omitempty"`
	Library  *LibraryUse  `json:"library,omitempty"`
	Profile  *ProfileEdit `json:"profile,omitempty"`
}

// ErrandSettled: WhatsApp did it (no code), or said no for good.
type ErrandSettled struct {
	Errand CommandID `json:"errand"`
	Task   Task      `json:"task"`
	// Failed says that it was not done; Code is WhatsApp's, 0 when it gave none.
	Failed bool `json:"failed,omitempty"`
	Code   int  `json:"code,omitempty"`
	// Detail is WhatsApp's own explanation.
	Detail string `json:"detail,omitempty"`
}

// CustomerBlocked: the channel takes no messages from a customer, or takes them
// again.
type CustomerBlocked struct {
	Customer CustomerID `json:"customer"`
	On       bool       `json:"on"`
}

// ReactionAsked: the shop puts an emoji on a message, or takes it back with an
// empty one. It leaves as a message does; message.reacted tells when WhatsApp
// has it.
type ReactionAsked struct {
	Message      MessageID             `json:"message"` // its own id, for its outcome
	Conversation ConversationID        `json:"conversation"`
	Target       MessageID             `json:"target"`
	Personal     ReactionAskedPersonal `json:"-"`
}

// ReactionAskedPersonal is the emoji.
type ReactionAskedPersonal struct {
	Emoji string `json:"emoji"`
}

// ProfileChanged: this is what customers see of the business number now.
type ProfileChanged struct {
	Profile Profile `json:"profile"`
}

// Profile is what customers see of a business number (cloudapi.md section 10).
type Profile struct {
	About       string   `json:"about,omitempty"`
	Address     string   `json:"address,omitempty"`
	Description string   `json:"description,omitempty"`
	Email       string   `json:"email,omitempty"`
	Websites    []string `json:"websites,omitempty"`
	Vertical    string   `json:"vertical,omitempty"` // the line of business, one of Verticals
	Picture     string   `json:"picture,omitempty"`  // an address at WhatsApp that lives a few minutes
}

// ProfileEdit changes a profile; absent fields stay. Picture is the hash of a
// JPEG or PNG that was put in before.
type ProfileEdit struct {
	About       *string   `json:"about,omitempty"`
	Address     *string   `json:"address,omitempty"`
	Description *string   `json:"description,omitempty"`
	Email       *string   `json:"email,omitempty"`
	Websites    *[]string `json:"websites,omitempty"`
	Vertical    *string   `json:"vertical,omitempty"`
	Picture     *Media    `json:"picture,omitempty"`
}

// Verticals are WhatsApp's lines of business.
var Verticals = []string{"OTHER", "AUTO", "BEAUTY", "APPAREL", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GROCERY",
	"GOVT", "HOTEL", "HEALTH", "NONPROFIT", "PROF_SERVICES", "RETAIL", "TRAVEL", "RESTAURANT"}

// LibraryUse makes a template from one of WhatsApp's ready-made ones, whose
// text is fixed and which needs no review.
type LibraryUse struct {
	Template string `json:"template"` // the ready-made one's name
	// Buttons fill in what its buttons leave open, in order: an address or a number.
	Buttons []LibraryButton `json:"buttons,omitempty"`
}

// LibraryButton is what a button of a ready-made template leads to.
type LibraryButton struct {
	Kind  ButtonKind `json:"kind"`
	Value string     `json:"value"`
	// Sample shows an address whose end varies.
	Sample string `json:"sample,omitempty"`
}

// LibraryTemplate is one of WhatsApp's ready-made templates.
type LibraryTemplate struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Language string           `json:"language"`
	Category Category         `json:"category"`
	Topic    string           `json:"topic,omitempty"`
	UseCase  string           `json:"use_case,omitempty"`
	Header   string           `json:"header,omitempty"`
	Body     string           `json:"body"`
	Samples  []string         `json:"samples,omitempty"` // one per parameter
	Kinds    []string         `json:"kinds,omitempty"`   // TEXT, AMOUNT, DATE, …: checked when sending
	Buttons  []TemplateAction `json:"buttons,omitempty"`
}

// LibraryQuery narrows the ready-made templates; empty fields don't.
type LibraryQuery struct {
	Search   string `json:"search,omitempty"`
	Topic    string `json:"topic,omitempty"`    // such as ORDER_MANAGEMENT
	UseCase  string `json:"use_case,omitempty"` // such as SHIPMENT_CONFIRMATION
	Language string `json:"language,omitempty"`
}

// TopicOrders is the library's topic of templates about orders.
const TopicOrders = "ORDER_MANAGEMENT"

// CheckState is how one line of the check list stands.
type CheckState string

// The states.
const (
	CheckGood    CheckState = "good"
	CheckWarning CheckState = "warning" // works, and somebody should look at it
	CheckBad     CheckState = "bad"     // something doesn't work because of it
	CheckWaiting CheckState = "waiting" // nothing to do but wait
	CheckUnknown CheckState = "unknown" // it could not be found out
)

// CheckID names a line of the check list.
type CheckID string

// The lines, in the order in which they are gone through.
const (
	CheckToken      CheckID = "token"      // valid, and not about to end
	CheckScopes     CheckID = "scopes"     // may send, and may manage
	CheckApp        CheckID = "app"        // live, not in development
	CheckWebhook    CheckID = "webhook"    // Meta verified the address
	CheckEvent      CheckID = "event"      // something came in
	CheckSubscribed CheckID = "subscribed" // the account's events go to this app
	CheckRegistered CheckID = "registered" // the number is on the Cloud API
	CheckHealth     CheckID = "health"     // may send, as WhatsApp sees it
	CheckSending    CheckID = "sending"    // nothing is held back
	CheckName       CheckID = "name"       // the display name is approved
	CheckQuality    CheckID = "quality"    // how customers take the messages
	CheckPayment    CheckID = "payment"    // a payment method
	CheckLimit      CheckID = "limit"      // how many people may be written to first
	CheckTemplates  CheckID = "templates"  // some approved
	CheckHistory    CheckID = "history"    // of a number shared with the phone app
)

// Check is one line: how it stands, why, and what to do. Words are made from
// ID, State and Why; Params fill them in.
type Check struct {
	ID    CheckID    `json:"id"`
	State CheckState `json:"state"`
	// Why tells reasons of one state apart; empty: there is only one.
	Why    string            `json:"why,omitempty"`
	Params map[string]string `json:"params,omitempty"`
	// Said are WhatsApp's own words, where it gave some.
	Said string `json:"said,omitempty"`
}

// Checks is the check list of one number.
type Checks struct {
	Channel ChannelID `json:"channel"`
	At      time.Time `json:"at"`
	Lines   []Check   `json:"lines"`
}

// Worst is the state to show for the whole list.
func (c Checks) Worst() CheckState {
	order := []CheckState{CheckBad, CheckWarning, CheckUnknown, CheckWaiting}
	for _, state := range order {
		for _, line := range c.Lines {
			if line.State == state {
				return state
			}
		}
	}
	return CheckGood
}
