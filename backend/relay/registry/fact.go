package registry

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
)

// factKind names what an entry of the registry states.
type factKind string

const (
	shopCreated      factKind = "shop.created"
	channelConnected factKind = "channel.connected"
	personAdded      factKind = "person.added"
	codeMade         factKind = "code.made"
	codeVoided       factKind = "code.voided"
	devicePaired     factKind = "device.paired"
	deviceApproved   factKind = "device.approved"
	deviceRevoked    factKind = "device.revoked"
)

// fact is one entry. Fields that a kind doesn't speak of stay empty; kinds and
// fields of a later version are passed over.
type fact struct {
	Kind factKind    `json:"kind"`
	At   time.Time   `json:"at"`
	Shop shop.ShopID `json:"shop,omitzero"`
	Name string      `json:"name,omitempty"`

	Channel       shop.ChannelID `json:"channel,omitzero"`
	PhoneNumberID string         `json:"phone_number_id,omitempty"`
	WABA          string         `json:"waba,omitempty"`
	Portfolio     string         `json:"portfolio,omitempty"`
	Number        string         `json:"number,omitempty"`
	SealedToken   []byte         `json:"sealed_token,omitempty"`

	Person shop.PersonID `json:"person,omitzero"`
	Role   shop.Role     `json:"role,omitempty"`

	Device    shop.DeviceID `json:"device,omitzero"`
	PublicKey []byte        `json:"public_key,omitempty"`
	System    string        `json:"system,omitempty"`
	Waiting   bool          `json:"waiting,omitempty"` // nobody has approved it yet

	Code     string    `json:"code,omitempty"` // the open part; the secret is only hashed
	CodeHash []byte    `json:"code_hash,omitempty"`
	Purpose  CodeKind  `json:"purpose,omitempty"`
	Expires  time.Time `json:"expires,omitzero"`

	Hook         uuid.UUID    `json:"hook,omitzero"`
	WebShop      *webShopFact `json:"web_shop,omitempty"`
	SealedSecret []byte       `json:"sealed_secret,omitempty"`
}

func encode(facts []fact) ([][]byte, error) {
	data := make([][]byte, len(facts))
	for i, f := range facts {
		raw, err := json.Marshal(f)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", f.Kind, err)
		}
		data[i] = raw
	}
	return data, nil
}

func decode(raw []byte) (fact, error) {
	var f fact
	if err := json.Unmarshal(raw, &f); err != nil {
		return fact{}, fmt.Errorf("decode an entry of the registry: %w", err)
	}
	return f, nil
}
