package admin

import (
	"context"

	"mostrador/backend/relay"
	"mostrador/shop"
)

// LookRequest asks what a token and an account allow.
type LookRequest struct {
	WABA  string `json:"waba,omitempty"`
	Token string `json:"token"`
}

// RegisterRequest asks to put a number on the Cloud API.
type RegisterRequest struct {
	PhoneNumberID string `json:"phone_number_id"`
	Token         string `json:"token"`
	PIN           string `json:"pin"`
}

// Done says that something was done.
type Done struct{}

// CheckRequest asks for the check lists of a shop's numbers.
type CheckRequest struct {
	Shop string `json:"shop,omitempty"`
}

// CheckAnswer has one list for each number.
type CheckAnswer struct {
	Numbers []NumberChecks `json:"numbers"`
}

// NumberChecks is the check list of one number.
type NumberChecks struct {
	Number string      `json:"number"`
	Name   string      `json:"name"`
	Checks shop.Checks `json:"checks"`
}

// Look asks what a token and an account allow.
func (l Local) Look(ctx context.Context, ask LookRequest) (relay.Prospect, error) {
	return l.Relay.Look(ctx, ask.WABA, ask.Token)
}

// Register puts a number on the Cloud API.
func (l Local) Register(ctx context.Context, ask RegisterRequest) (Done, error) {
	return Done{}, l.Relay.Register(ctx, ask.PhoneNumberID, ask.Token, ask.PIN)
}

// Check goes through the check lists of a shop's numbers.
func (l Local) Check(ctx context.Context, ask CheckRequest) (CheckAnswer, error) {
	of, err := l.shop(ask.Shop)
	if err != nil {
		return CheckAnswer{}, err
	}
	all, err := l.Relay.AllChecks(ctx, of.ID)
	answer := CheckAnswer{Numbers: []NumberChecks{}}
	for _, checks := range all {
		known, _ := l.Relay.Registry().Channel(of.ID, checks.Channel)
		answer.Numbers = append(answer.Numbers, NumberChecks{Number: known.Number, Name: known.Name, Checks: checks})
	}
	return answer, err
}
