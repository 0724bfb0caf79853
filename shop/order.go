package shop

import "time"

// StatusID names an order status of a shop's pipeline, for example "ready".
type StatusID string

// OrderStatus is one step of a shop's pipeline, in the shop's own words.
type OrderStatus struct {
	ID    StatusID `json:"id"`
	Name  string   `json:"name"`
	Final bool     `json:"final,omitempty"`
	// Made says that from here on there is nothing left to bake, cook or repair.
	Made bool `json:"made,omitempty"`
	// DeliveryOnly is a step that an order which is collected leaves out.
	DeliveryOnly bool `json:"delivery_only,omitempty"`
	// Update is the text that tells a customer inside the reply window, with
	// variables; empty means this status is not told.
	Update string `json:"update,omitempty"`
	// Template is the name of the template that tells it outside the window.
	Template string `json:"template,omitempty"`
	// Parameters are the template's parameters, with variables.
	Parameters []string `json:"parameters,omitempty"`
}

// Pipeline is a shop's order statuses in their order.
type Pipeline []OrderStatus

// Status finds a status by id.
func (p Pipeline) Status(id StatusID) (OrderStatus, bool) {
	for _, s := range p {
		if s.ID == id {
			return s, true
		}
	}
	return OrderStatus{}, false
}

// Index is a status's place in the pipeline, -1 when it isn't in it.
func (p Pipeline) Index(id StatusID) int {
	for i, s := range p {
		if s.ID == id {
			return i
		}
	}
	return -1
}

// Next is the status after id for an order that is delivered, or collected;
// false at an end: of a collected order a cancelled one is no next step.
func (p Pipeline) Next(id StatusID, delivered bool) (OrderStatus, bool) {
	i := p.Index(id)
	if i < 0 || p[i].Final {
		return OrderStatus{}, false
	}
	for _, status := range p[i+1:] {
		if delivered || !status.DeliveryOnly {
			return status, true
		}
	}
	return OrderStatus{}, false
}

// First is the status a new order starts in.
func (p Pipeline) First() StatusID {
	if len(p) == 0 {
		return "new"
	}
	return p[0].ID
}

// PaymentState says whether an order is paid.
type PaymentState string

// The states of payment.
const (
	Unpaid  PaymentState = "unpaid"
	Deposit PaymentState = "deposit"
	Paid    PaymentState = "paid"
	Invoice PaymentState = "invoice"
)

// Payment is how an order stands with money.
type Payment struct {
	State  PaymentState `json:"state"`
	Method string       `json:"method,omitempty"` // in the shop's words: transfer, cash
	Amount Money        `json:"amount,omitzero"`  // of a deposit
}

// Item is a line of an order.
type Item struct {
	Name     string `json:"name"`
	Quantity int64  `json:"quantity"`
	Price    Money  `json:"price,omitzero"` // of one
}

// Order is an order's content as events carry it.
type Order struct {
	Items    []Item    `json:"items"`
	Due      time.Time `json:"due,omitzero"`
	Payment  Payment   `json:"payment"`
	Total    Money     `json:"total,omitzero"`
	Delivery bool      `json:"delivery,omitempty"` // false: the customer collects it
	Tracking string    `json:"tracking,omitempty"`
}

// OrderPersonal is the part of an order that names people.
type OrderPersonal struct {
	Name    string `json:"name,omitempty"`  // of a walk-in or a caller
	Phone   string `json:"phone,omitempty"` // as it was typed
	Address string `json:"address,omitempty"`
	Notes   string `json:"notes,omitempty"`
}

// Sum adds the items' prices.
func Sum(items []Item) (Money, error) {
	var total Money
	for _, it := range items {
		line, err := it.Price.Times(it.Quantity)
		if err != nil {
			return Money{}, err
		}
		if total, err = total.Plus(line); err != nil {
			return Money{}, err
		}
	}
	return total, nil
}

// ListOrderFor is the id of an order made from a row of a list; reference is
// what names the row in it.
func ListOrderFor(shop ShopID, reference string) OrderID {
	return OrderID{derive("listorder", shop.String(), reference)}
}
