package practice

// story is what happened at the bakery before the first start. Times are
// written as parseWhen reads them; texts are named by keys into the words.
type story struct {
	Labels    []labelStory    `json:"labels"`
	Replies   []string        `json:"replies"`
	Statuses  []statusStory   `json:"statuses"`
	Templates []templateStory `json:"templates"`
	Personas  []string        `json:"personas"`
	Customers []customerStory `json:"customers"`
	Orders    []orderStory    `json:"orders"`
	// Life is what customers write by themselves later, as customer.number.
	Life []string `json:"life"`
}

type labelStory struct {
	Key  string `json:"key"`
	Tone string `json:"tone"`
}

type statusStory struct {
	ID         string   `json:"id"`
	Template   string   `json:"template"`
	Parameters []string `json:"parameters"`
	Final      bool     `json:"final"`
	Quiet      bool     `json:"quiet"` // nobody is told of it
	Made       bool     `json:"made"`
	Delivery   bool     `json:"delivery_only"`
}

type templateStory struct {
	Name     string   `json:"name"`
	Category string   `json:"category"` // as the platform writes it
	Samples  []string `json:"samples"`
	Rejected string   `json:"rejected"` // the platform's reason
}

type customerStory struct {
	Key        string         `json:"key"`
	Persona    string         `json:"persona"`
	HidesPhone bool           `json:"hides_phone"`
	Labels     []string       `json:"labels"`
	Consents   []consentStory `json:"consents"`
	State      string         `json:"state"`  // done, snoozed; empty: open
	Snooze     string         `json:"snooze"` // until when
	Unread     int            `json:"unread"`
	Lines      []lineStory    `json:"lines"`
}

type consentStory struct {
	Purpose string `json:"purpose"`
	Allowed bool   `json:"allowed"`
	Days    int    `json:"days"` // ago
	Wording string `json:"wording"`
}

// Who a line is by; empty is the customer.
const (
	byShop = "shop"
	byNote = "note" // a note for the team
)

// What became of a line by the shop; empty is read.
const (
	fateDelivered = "delivered"
	fateFailed    = "failed"
)

type lineStory struct {
	ID         string       `json:"id"`
	At         string       `json:"at"`
	By         string       `json:"by"`
	Type       string       `json:"type"` // empty: text
	Media      string       `json:"media"`
	Quotes     string       `json:"quotes"`
	Target     string       `json:"target"` // of a reaction
	Update     *updateStory `json:"update"`
	Template   string       `json:"template"`
	Parameters []string     `json:"parameters"`
	Fate       string       `json:"fate"`
	Code       int          `json:"code"` // of a failure
	Latitude   float64      `json:"lat"`
	Longitude  float64      `json:"lon"`
	Cart       []itemStory  `json:"cart"`
	Day        string       `json:"day"` // the order whose day is {weekday} in the text
}

// updateStory says which order's status a line told.
type updateStory struct {
	Order  string `json:"order"`
	Status string `json:"status"`
}

type itemStory struct {
	Item  string `json:"item"`
	N     int64  `json:"n"`
	Cents int64  `json:"cents"` // of one, in euros
}

type orderStory struct {
	Number   string      `json:"number"`
	Customer string      `json:"customer"` // empty: somebody at the counter or on the phone
	Items    []itemStory `json:"items"`
	Due      string      `json:"due"`
	Payment  string      `json:"payment"`
	Method   string      `json:"method"`
	Deposit  int64       `json:"deposit"` // in cents
	Delivery bool        `json:"delivery"`
	Opened   string      `json:"opened"`
	Moves    []moveStory `json:"moves"`
}

type moveStory struct {
	To string `json:"to"`
	At string `json:"at"`
	// Withheld is why the customer was not told.
	Withheld string `json:"withheld"`
}
