package shop

// Reason is why a rule said no. It is stable, and the window turns it into
// words with the next step.
type Reason string

// The reasons.
const (
	ReasonNone              Reason = ""
	ReasonInvalid           Reason = "invalid"           // a field is missing or makes no sense
	ReasonNotFound          Reason = "not_found"         // what it speaks of does not exist
	ReasonNotAllowed        Reason = "not_allowed"       // the person's role doesn't permit it
	ReasonEmpty             Reason = "empty"             // nothing to send
	ReasonTooLong           Reason = "too_long"          // over WhatsApp's limit
	ReasonTooMany           Reason = "too_many"          // more pieces than WhatsApp takes
	ReasonTooLarge          Reason = "too_large"         // a file over WhatsApp's limit
	ReasonTwice             Reason = "twice"             // two that must differ are the same
	ReasonWrongKind         Reason = "wrong_kind"        // a kind of file that WhatsApp doesn't take there
	ReasonNotShown          Reason = "not_shown"         // WhatsApp would not show that part
	ReasonBlocked           Reason = "blocked"           // the shop blocked this customer
	ReasonTooLateToBlock    Reason = "too_late_to_block" // WhatsApp blocks only who wrote in the last 24 h
	ReasonWindowClosed      Reason = "window_closed"     // needs a template
	ReasonNoAddress         Reason = "no_address"        // no number to write to
	ReasonNoConsent         Reason = "no_consent"        // never said yes, and the window is closed
	ReasonOptedOut          Reason = "opted_out"         // said no
	ReasonTemplateMissing   Reason = "template_missing"  // no such template
	ReasonTemplateState     Reason = "template_state"    // not approved
	ReasonTemplateGaps      Reason = "template_gaps"     // a parameter is not filled in
	ReasonAlreadyTold       Reason = "already_told"      // the update key is held
	ReasonSpendCap          Reason = "spend_cap"         // this month's limit is reached
	ReasonShortcutTaken     Reason = "shortcut_taken"    // another reply has it
	ReasonAlreadyMoved      Reason = "already_moved"     // the order is no longer where it was
	ReasonAlreadyClaimed    Reason = "already_claimed"   // somebody else took the conversation first
	ReasonNoUpdate          Reason = "no_update"         // the status has nothing to tell
	ReasonNoCustomer        Reason = "no_customer"       // the order has nobody to tell
	ReasonUnknownCommand    Reason = "unknown_command"   // a later version's command
	ReasonCustomerForgotten Reason = "customer_forgotten"
)
