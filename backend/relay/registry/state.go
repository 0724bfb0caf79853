package registry

import (
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
)

// Shop is a shop that this relay serves.
type Shop struct {
	ID   shop.ShopID
	Name string
}

// Channel is a shop's business number.
type Channel struct {
	ID            shop.ChannelID
	Shop          shop.ShopID
	PhoneNumberID string
	WABA          string
	Portfolio     string
	Number        string // as shown
	Name          string
}

// Person is someone who works at a shop.
type Person struct {
	ID   shop.PersonID
	Shop shop.ShopID
	Name string
	Role shop.Role
}

// Device is one installed desktop.
type Device struct {
	ID        shop.DeviceID
	Shop      shop.ShopID
	Person    shop.PersonID
	Name      string
	PublicKey []byte // Ed25519
	System    string // Windows, macOS, Linux: as it said itself
	Paired    time.Time
	Waiting   bool // nobody has approved it yet
	Revoked   bool
}

type channel struct {
	Channel
	sealedToken []byte
}

type code struct {
	fact
	used   shop.DeviceID // zero: not yet
	voided bool
}

type device struct {
	Device
	gone chan struct{} // closed when revoked
}

type personKey struct {
	shop   shop.ShopID
	person shop.PersonID
}

// state is the fold. It is small: a few entries per shop.
type state struct {
	shops    map[shop.ShopID]Shop
	order    []shop.ShopID // in which they were created
	channels map[shop.ChannelID]channel
	routes   map[string]shop.ChannelID // by phone number id
	people   map[personKey]Person
	devices  map[shop.DeviceID]*device
	codes    map[string]*code
	hooks    map[uuid.UUID]hook
}

func newState() *state {
	return &state{
		shops: map[shop.ShopID]Shop{}, channels: map[shop.ChannelID]channel{}, routes: map[string]shop.ChannelID{},
		people: map[personKey]Person{}, devices: map[shop.DeviceID]*device{}, codes: map[string]*code{}, hooks: map[uuid.UUID]hook{},
	}
}

// fold applies one fact. The same facts in the same order make the same state.
func (s *state) fold(f fact) {
	switch f.Kind {
	case shopCreated:
		if _, known := s.shops[f.Shop]; !known {
			s.order = append(s.order, f.Shop)
		}
		s.shops[f.Shop] = Shop{ID: f.Shop, Name: f.Name}
	case channelConnected:
		s.channels[f.Channel] = channel{Channel: Channel{ID: f.Channel, Shop: f.Shop, PhoneNumberID: f.PhoneNumberID,
			WABA: f.WABA, Portfolio: f.Portfolio, Number: f.Number, Name: f.Name}, sealedToken: f.SealedToken}
		s.routes[f.PhoneNumberID] = f.Channel
	case personAdded:
		s.people[personKey{f.Shop, f.Person}] = Person{ID: f.Person, Shop: f.Shop, Name: f.Name, Role: f.Role}
	case codeMade, codeVoided:
		s.foldCode(f)
	case devicePaired, deviceApproved, deviceRevoked:
		s.foldDevice(f)
	case hookSaved, hookRemoved:
		s.foldHook(f)
	}
}

func (s *state) foldCode(f fact) {
	if f.Kind == codeVoided {
		if c, ok := s.codes[f.Code]; ok {
			c.voided = true
		}
		return
	}
	s.codes[f.Code] = &code{fact: f}
	s.dropOldCodes(f.At)
}

// dropOldCodes forgets codes long expired, judged by the time of a newer one:
// the fold has no clock of its own.
func (s *state) dropOldCodes(now time.Time) {
	for name, c := range s.codes {
		if now.Sub(c.Expires) > 24*time.Hour {
			delete(s.codes, name)
		}
	}
}

func (s *state) foldDevice(f fact) {
	if f.Kind == deviceApproved {
		if d, ok := s.devices[f.Device]; ok {
			d.Waiting = false
		}
		return
	}
	if f.Kind == deviceRevoked {
		if d, ok := s.devices[f.Device]; ok && !d.Revoked {
			d.Revoked = true
			close(d.gone)
		}
		return
	}
	s.devices[f.Device] = &device{Device: Device{ID: f.Device, Shop: f.Shop, Person: f.Person, Name: f.Name,
		PublicKey: f.PublicKey, System: f.System, Waiting: f.Waiting, Paired: f.At}, gone: make(chan struct{})}
	if c, ok := s.codes[f.Code]; ok {
		c.used = f.Device
	}
}
