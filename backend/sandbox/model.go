package sandbox

import (
	"encoding/json"
	"time"

	"mostrador/backend/whatsapp"
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
}

func (n Number) withDefaults() Number {
	if n.Quality == "" {
		n.Quality = "GREEN"
	}
	if n.Status == "" {
		n.Status = statusConnected
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
	InWindow     bool            `json:"in_window,omitempty"`
	Voice        bool            `json:"voice,omitempty"`
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
	templates   map[string]*whatsapp.Template
	media       map[string]*mediaFile
	// lastInbound is when a customer last wrote to a number, by both ids.
	lastInbound map[[2]string]time.Time
	callback    *callback
}

func newState() state {
	return state{numbers: map[string]*Number{}, customers: map[string]*Customer{}, messages: map[string]*message{},
		templates: map[string]*whatsapp.Template{}, media: map[string]*mediaFile{}, lastInbound: map[[2]string]time.Time{}}
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
		case "template":
			return readInto(s.templates, r)
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
			s.noteInbound(s.messages[r.ID])
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

func (s *state) noteInbound(m *message) {
	if m == nil || m.FromShop {
		return
	}
	key := [2]string{m.Number, m.Customer}
	if m.At.After(s.lastInbound[key]) {
		s.lastInbound[key] = m.At
	}
}

// windowOpen says whether the customer wrote to the number within 24 hours.
func (s *state) windowOpen(number, customer string, now time.Time) bool {
	last, wrote := s.lastInbound[[2]string{number, customer}]
	return wrote && now.Sub(last) < 24*time.Hour
}

func (s *state) templateNamed(name, language string) *whatsapp.Template {
	for _, t := range s.templates {
		if t.Name == name && t.Language == language {
			return t
		}
	}
	return nil
}
