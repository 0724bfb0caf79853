package sandbox

import (
	"encoding/json"
	"time"
)

// Number is a business number on the platform.
type Number struct {
	ID string `json:"id"`
	// Phone is in digits, with the country and without plus.
	Phone string `json:"phone"`
	// Name is the verified name that customers see.
	Name string `json:"name"`
	// Quality is GREEN, YELLOW or RED; Status CONNECTED, PENDING, …
	Quality string `json:"quality"`
	Status  string `json:"status"`
	PIN     string `json:"pin,omitempty"`
	// Profile is the business profile as clients write it.
	Profile map[string]json.RawMessage `json:"profile,omitempty"`
	// Month and Service count the service messages towards the free tier.
	Month   string `json:"month,omitempty"`
	Service int    `json:"service,omitempty"`
	// NameStatus is APPROVED, PENDING_REVIEW, DECLINED or EXPIRED; Verification VERIFIED,
	// NOT_VERIFIED or EXPIRED.
	NameStatus   string `json:"name_status,omitempty"`
	Verification string `json:"verification,omitempty"`
	// NewName is a display name that was asked for and is being looked at.
	NewName string `json:"new_name,omitempty"`
	// Throughput is STANDARD or HIGH.
	Throughput string `json:"throughput,omitempty"`
	// Username is the business's own.
	Username string `json:"username,omitempty"`
	// Coexistence is set while the number is used in the phone app too.
	Coexistence *Coexistence `json:"coexistence,omitempty"`
	// Webhook goes before the account's and the app's callback.
	Webhook *callback `json:"webhook,omitempty"`
	// Settings, Commerce and Automation are kept as clients write them.
	Settings   map[string]json.RawMessage `json:"settings,omitempty"`
	Commerce   map[string]json.RawMessage `json:"commerce,omitempty"`
	Automation map[string]json.RawMessage `json:"automation,omitempty"`
	// Registrations are the times of registering and deregistering.
	Registrations []time.Time `json:"registrations,omitempty"`
}

func (n Number) withDefaults() Number {
	if n.Quality == "" {
		n.Quality = "GREEN"
	}
	if n.Status == "" {
		n.Status = statusConnected
	}
	if n.NameStatus == "" {
		n.NameStatus = "APPROVED"
	}
	if n.Verification == "" {
		n.Verification = "VERIFIED"
	}
	if n.Throughput == "" {
		n.Throughput = "STANDARD"
	}
	if n.Profile == nil {
		n.Profile = map[string]json.RawMessage{}
	}
	return n
}

const statusConnected = "CONNECTED"

// Customer is somebody with a phone.
type Customer struct {
	ID string `json:"id"`
	// Phone is the wa_id: digits with the country, without plus.
	Phone string `json:"phone"`
	Name  string `json:"name"`
	// BSUID is the business-scoped user id; made up when empty.
	BSUID    string `json:"bsuid"`
	Username string `json:"username,omitempty"`
	// HidesPhone leaves the phone out of webhooks, as for people with a username.
	HidesPhone bool `json:"hides_phone,omitempty"`
	// Persona names the way this customer reacts; empty means reading and keeping quiet.
	Persona string `json:"persona,omitempty"`
	// NotOnWhatsApp makes every message to this phone fail with 131026.
	NotOnWhatsApp bool `json:"not_on_whatsapp,omitempty"`
	// Offline holds messages back at "sent"; NoReceipts never reports reading; Manual
	// reads only when told to.
	Offline    bool `json:"offline,omitempty"`
	NoReceipts bool `json:"no_receipts,omitempty"`
	Manual     bool `json:"manual,omitempty"`
	// BlocksShop means that nothing arrives any more; Stopped that marketing is refused.
	BlocksShop bool `json:"blocks_shop,omitempty"`
	Stopped    bool `json:"stopped,omitempty"`
	// BlockedByShop means that the business blocked this person.
	BlockedByShop bool `json:"blocked_by_shop,omitempty"`
	// ChatOpen means that the chat is on the screen: messages are read without ever being
	// reported as delivered.
	ChatOpen bool `json:"chat_open,omitempty"`
	// IdentityHash is the hash of the person's identity key; a send with another one fails
	// with 137000.
	IdentityHash string `json:"identity_hash,omitempty"`
}

// message is one message in a thread, from either side.
type message struct {
	ID           string          `json:"id"`
	Number       string          `json:"number"`
	Customer     string          `json:"customer"`
	FromShop     bool            `json:"from_shop,omitempty"`
	At           time.Time       `json:"at"`
	Type         string          `json:"type"`
	Text         string          `json:"text,omitempty"`
	Template     string          `json:"template,omitempty"`
	Category     string          `json:"category,omitempty"`
	Content      json.RawMessage `json:"content,omitempty"`
	Quote        string          `json:"quote,omitempty"`
	CallbackData string          `json:"callback_data,omitempty"`
	ByUserID     bool            `json:"by_user_id,omitempty"`
	Statuses     []statusAt      `json:"statuses,omitempty"`
	ShopRead     bool            `json:"shop_read,omitempty"`
	Typing       time.Time       `json:"typing,omitzero"`
	InWindow     bool            `json:"in_window,omitempty"`
	Voice        bool            `json:"voice,omitempty"`
	// Extra are fields of the webhook beside the content, such as a referral.
	Extra json.RawMessage `json:"extra,omitempty"`
	// Context holds what a context has beyond the quoted message, such as forwarded.
	Context json.RawMessage `json:"context,omitempty"`
	// Buttons are what a template shows below its text.
	Buttons json.RawMessage `json:"buttons,omitempty"`
	// Click is set where the message came from an ad or a page's button.
	Click     bool `json:"click,omitempty"`
	ClickPost bool `json:"click_post,omitempty"`
	// EntryUntil is until when a free entry point lasts that this message is in.
	EntryUntil time.Time `json:"entry_until,omitzero"`
	// Lite was sent by the endpoint for marketing messages.
	Lite bool `json:"lite,omitempty"`
	// Life is how long it is kept while it can't be delivered; 0 is 30 days.
	Life time.Duration `json:"life,omitempty"`
	// Price is told with sent, or later where LatePrice was on.
	Price  *price `json:"price,omitempty"`
	Priced bool   `json:"priced,omitempty"`
	// FromApp was written on the shop's phone.
	FromApp bool `json:"from_app,omitempty"`
}

type statusAt struct {
	Status string    `json:"status"`
	At     time.Time `json:"at"`
	Code   int       `json:"code,omitempty"`
}

func (m *message) reached(status string) (time.Time, bool) {
	for _, s := range m.Statuses {
		if s.Status == status {
			return s.At, true
		}
	}
	return time.Time{}, false
}

// mediaFile is an uploaded or received file; its bytes are kept apart.
type mediaFile struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"`
	MIME     string    `json:"mime"`
	Filename string    `json:"filename,omitempty"`
	SHA256   []byte    `json:"sha256"`
	Size     int64     `json:"size"`
	Stored   time.Time `json:"stored"`
	// Inbound files live 7 days, uploaded ones 30.
	Inbound bool `json:"inbound,omitempty"`
}

func (m *mediaFile) expired(now time.Time) bool {
	life := 30 * 24 * time.Hour
	if m.Inbound {
		life = 7 * 24 * time.Hour
	}
	return now.Sub(m.Stored) > life
}

// state is everything the platform knows.
type state struct {
	numbers     map[string]*Number
	numberOrder []string
	customers   map[string]*Customer
	people      []string
	messages    map[string]*message
	order       []string
	templates   map[string]*template
	deleted     map[string]*moment
	media       map[string]*mediaFile
	codes       map[string]*qrCode
	flows       map[string]*flow
	// lastInbound is when a customer last wrote to a number, by both ids.
	lastInbound map[[2]string]time.Time
	// clicks are the last messages from ads, entry until when a free entry point lasts, by
	// both ids.
	clicks map[[2]string]adClick
	entry  map[[2]string]time.Time
	// outreach is when a customer was last written to outside the reply window; marketing
	// when templates of that category were sent.
	outreach  map[string]time.Time
	marketing map[string][]time.Time
	callback  *callback
	account   *Account
}

func newState() state {
	return state{numbers: map[string]*Number{}, customers: map[string]*Customer{}, messages: map[string]*message{},
		templates: map[string]*template{}, deleted: map[string]*moment{}, media: map[string]*mediaFile{},
		codes: map[string]*qrCode{}, flows: map[string]*flow{}, lastInbound: map[[2]string]time.Time{},
		clicks: map[[2]string]adClick{}, entry: map[[2]string]time.Time{}, outreach: map[string]time.Time{},
		marketing: map[string][]time.Time{}, account: &Account{}}
}

// read replays the disk's records.
func (s *state) read(d *disk) ([]*delivery, error) {
	pending := map[string]*delivery{}
	var order []string
	err := d.each(func(r record) error {
		switch r.Kind {
		case "number":
			return readInto(s.numbers, r)
		case "customer":
			if _, known := s.customers[r.ID]; !known {
				s.people = append(s.people, r.ID)
			}
			return readInto(s.customers, r)
		case "template", "deleted_template", "qr", "flow", "account":
			return s.readSetting(r)
		case "media":
			return readInto(s.media, r)
		case "callback":
			return json.Unmarshal(r.Value, &s.callback)
		case "delivery":
			if _, known := pending[r.ID]; !known {
				order = append(order, r.ID)
			}
			return readInto(pending, r)
		case "message":
			if _, known := s.messages[r.ID]; !known {
				s.order = append(s.order, r.ID)
			}
			if err := readInto(s.messages, r); err != nil {
				return err
			}
			s.note(s.messages[r.ID])
		}
		return nil
	})
	var left []*delivery
	for _, id := range order {
		if d := pending[id]; d != nil {
			left = append(left, d)
		}
	}
	return left, err
}

func readInto[T any](m map[string]*T, r record) error {
	if len(r.Value) == 0 || string(r.Value) == "null" {
		delete(m, r.ID)
		return nil
	}
	value := new(T)
	if err := json.Unmarshal(r.Value, value); err != nil {
		return err
	}
	m[r.ID] = value
	return nil
}

// readSetting reads what is neither person nor message.
func (s *state) readSetting(r record) error {
	switch r.Kind {
	case "template":
		return readInto(s.templates, r)
	case "deleted_template":
		return readInto(s.deleted, r)
	case "qr":
		return readInto(s.codes, r)
	case "flow":
		return readInto(s.flows, r)
	}
	return json.Unmarshal(r.Value, s.account)
}

// note remembers what the rules need of a message.
func (s *state) note(m *message) {
	if m == nil {
		return
	}
	key := [2]string{m.Number, m.Customer}
	if m.FromShop {
		s.noteOutgoing(key, m)
		return
	}
	if m.At.After(s.lastInbound[key]) {
		s.lastInbound[key] = m.At
	}
	if m.Click && m.At.After(s.clicks[key].at) {
		s.clicks[key] = adClick{at: m.At, post: m.ClickPost}
	}
}

func (s *state) noteOutgoing(key [2]string, m *message) {
	if m.EntryUntil.After(s.entry[key]) {
		s.entry[key] = m.EntryUntil
	}
	if m.FromApp || m.Template == "" {
		return
	}
	if !m.InWindow && m.At.After(s.outreach[m.Customer]) {
		s.outreach[m.Customer] = m.At
	}
	if m.Category == "MARKETING" {
		recent := s.marketing[m.Customer]
		if n := len(recent); n == 0 || m.At.After(recent[n-1]) {
			s.marketing[m.Customer] = append(recent[max(0, n-100):], m.At)
		}
	}
}

// windowOpen says whether the customer wrote to the number within 24 hours.
func (s *state) windowOpen(number, customer string, now time.Time) bool {
	last, wrote := s.lastInbound[[2]string{number, customer}]
	return wrote && now.Sub(last) < 24*time.Hour
}
