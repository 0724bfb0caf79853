package webshop

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"mostrador/shop"
)

// Kind is who sends.
type Kind string

// The kinds of web shop.
const (
	WooCommerce Kind = "woocommerce"
	Shopify     Kind = "shopify"
	Generic     Kind = "generic"
)

// Known tells whether there is such a kind.
func (k Kind) Known() bool { return k == WooCommerce || k == Shopify || k == Generic }

// What can be wrong with a delivery.
var (
	// ErrSignature: it isn't from the web shop, or was changed on its way.
	ErrSignature = errors.New("the signature doesn't fit the body")
	// ErrNotOrder: it speaks of something else and is acknowledged.
	ErrNotOrder = errors.New("this delivery is not about an order")
	// ErrMalformed: it claims to be an order and can't be read as one.
	ErrMalformed = errors.New("the order can't be read")
)

// Order is an order as the web shop has it now.
type Order struct {
	Ref     string    // the web shop's own id of it
	Number  string    // what its customer was told
	Status  string    // in the web shop's words
	Updated time.Time // of two reports the later one counts, whichever came first
	Deleted bool

	Name     string
	Phone    string // as it was typed at checkout
	Country  string // ISO 3166 code of the address, for reading the number
	Items    []shop.Item
	Total    shop.Money
	Paid     bool
	Method   string // of payment, in the web shop's words
	Delivery bool
	Address  string
	Tracking string
	Note     string
	Consents []Consent
}

// Consent is what the customer ticked at checkout.
type Consent struct {
	Purpose shop.Purpose
	Allowed bool
	Wording string // name of the field, as the web shop has it
}

// Fields name the checkout's fields in which a customer says yes to messages;
// empty ones are not asked. They are custom fields: no web shop has them of its own.
type Fields struct {
	Updates string `json:"updates,omitempty"`
	Offers  string `json:"offers,omitempty"`
}

// Delivery is a webhook as it came.
type Delivery struct {
	Kind   Kind
	Header http.Header
	Body   []byte // exactly the bytes that came: they are what is signed
	Fields Fields
}

// Read checks a delivery's signature and reads its order. Errors are
// ErrSignature, ErrNotOrder and ErrMalformed.
func Read(d Delivery, secret string) (Order, error) {
	read, ok := readers[d.Kind]
	switch {
	case !ok:
		return Order{}, fmt.Errorf("%w: %q is no kind of web shop", ErrMalformed, d.Kind)
	case secret == "": // fails closed
		return Order{}, ErrSignature
	}
	if err := read.signed(d, secret); err != nil {
		return Order{}, err
	}
	if !read.topical(d) {
		return Order{}, ErrNotOrder
	}
	order, err := read.order(d)
	if err != nil {
		return Order{}, err
	}
	return order, order.check()
}

// reader is what differs between web shops.
type reader struct {
	signed  func(Delivery, string) error
	topical func(Delivery) bool
	order   func(Delivery) (Order, error)
}

var readers = map[Kind]reader{
	WooCommerce: {signedWoo, topicalWoo, readWoo},
	Shopify:     {signedShopify, topicalShopify, readShopify},
	Generic:     {signedGeneric, func(Delivery) bool { return true }, readGeneric},
}

// Limits of what is believed.
const (
	mostItems = 500
	mostText  = 4000
)

func (o Order) check() error {
	switch {
	case o.Ref == "" || len(o.Ref) > 200:
		return fmt.Errorf("%w: it has no id", ErrMalformed)
	case o.Deleted:
		return nil
	case o.Status == "":
		return fmt.Errorf("%w: it has no status", ErrMalformed)
	case o.Updated.IsZero():
		return fmt.Errorf("%w: it doesn't say when it was changed", ErrMalformed)
	case len(o.Items) > mostItems:
		return fmt.Errorf("%w: it has %d items; %d are possible", ErrMalformed, len(o.Items), mostItems)
	case len(o.Note) > mostText || len(o.Address) > mostText || len(o.Name) > mostText:
		return fmt.Errorf("%w: a text in it is longer than %d bytes", ErrMalformed, mostText)
	}
	return nil
}
