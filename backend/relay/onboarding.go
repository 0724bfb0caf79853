package relay

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mostrador/shop"
)

// Prospect is what a token and an account allow, before a number is connected.
type Prospect struct {
	TokenValid bool      `json:"token_valid"`
	Missing    []string  `json:"missing,omitempty"` // scopes that it takes
	Expires    time.Time `json:"expires,omitzero"`
	App        string    `json:"app,omitempty"` // its id
	// Numbers are those of the account; none where no account was named.
	Numbers []ProspectNumber `json:"numbers,omitempty"`
	// Webhook is the address to enter at Meta.
	Webhook string `json:"webhook,omitempty"`
}

// ProspectNumber is a business number that could be connected.
type ProspectNumber struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Name    string `json:"name"`
	Status  string `json:"status"`
	OnPhone bool   `json:"on_phone,omitempty"` // shared with the phone app: it needs no registration
}

// Registered says that messages can be sent through it.
func (n ProspectNumber) Registered() bool {
	return n.OnPhone || strings.EqualFold(n.Status, "CONNECTED")
}

// Look asks WhatsApp what a token may do and which numbers an account has; an
// empty account is not asked about.
func (r *Relay) Look(ctx context.Context, waba, token string) (Prospect, error) {
	client, err := r.clientFor(token)
	if err != nil {
		return Prospect{}, err
	}
	info, err := client.Token(ctx)
	if err != nil {
		return Prospect{}, fmt.Errorf("ask WhatsApp about the token: %w", err)
	}
	p := Prospect{TokenValid: info.Valid, Expires: info.Expires, App: info.AppID, Webhook: r.webhookAddress()}
	for _, scope := range neededScopes {
		if !slices.Contains(info.Scopes, scope) {
			p.Missing = append(p.Missing, scope)
		}
	}
	if !info.Valid || waba == "" {
		return p, nil
	}
	numbers, err := client.Numbers(ctx, waba)
	if err != nil {
		return p, fmt.Errorf("list the numbers of account %s: %w", waba, err)
	}
	for _, n := range numbers {
		full, err := client.Number(ctx, n.ID) // the list leaves out how it stands
		if err != nil {
			full = n
		}
		p.Numbers = append(p.Numbers, ProspectNumber{ID: n.ID, Number: n.DisplayPhone, Name: n.VerifiedName, Status: full.Status, OnPhone: full.OnPhoneApp})
	}
	return p, nil
}

// Register puts a number on WhatsApp's Cloud API with the six digits of its
// two-step verification.
func (r *Relay) Register(ctx context.Context, phoneNumberID, token, pin string) error {
	if len(pin) != 6 || strings.Trim(pin, "0123456789") != "" {
		return fmt.Errorf("a PIN has six digits; this has %d characters", len(pin))
	}
	client, err := r.clientFor(token)
	if err != nil {
		return err
	}
	if err := client.Register(ctx, phoneNumberID, pin); err != nil {
		return fmt.Errorf("register the number at WhatsApp: %w", err)
	}
	return nil
}

// AllChecks goes through the check lists of all of a shop's numbers.
func (r *Relay) AllChecks(ctx context.Context, of shop.ShopID) ([]shop.Checks, error) {
	var all []shop.Checks
	for _, c := range r.registry.Channels(of) {
		checks, err := r.Checks(ctx, of, c.ID)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", c.Number, err)
		}
		all = append(all, checks)
	}
	return all, nil
}
