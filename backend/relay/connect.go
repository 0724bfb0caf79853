package relay

import (
	"context"
	"fmt"
	"strings"

	"mostrador/backend/relay/errands"
	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Connected is what connecting a business number found.
type Connected struct {
	Channel   shop.ChannelID `json:"channel"`
	Number    string         `json:"number"`
	Name      string         `json:"name"`
	Templates int            `json:"templates"`
	// Warning is what to look at although the number is connected.
	Warning string `json:"warning,omitempty"`
}

// ConnectNumber asks the platform about a number with a token, connects it to a
// shop, copies the account's templates into the shop, and subscribes to the
// account's webhooks. Repeating it brings templates and token up to date.
func (r *Relay) ConnectNumber(ctx context.Context, of shop.ShopID, phoneNumberID, waba, token string) (Connected, error) {
	client, err := r.clientFor(token)
	if err != nil {
		return Connected{}, err
	}
	number, err := client.Number(ctx, phoneNumberID)
	if err != nil {
		return Connected{}, fmt.Errorf("ask WhatsApp about phone number id %s: %w", phoneNumberID, err)
	}
	templates, err := errands.AllTemplates(ctx, client, waba)
	if err != nil {
		return Connected{}, fmt.Errorf("list the templates of account %s: %w", waba, err)
	}
	id, err := r.ConnectChannel(ctx, of, shop.ChannelConnected{PhoneNumberID: phoneNumberID, WABA: waba,
		Number: number.DisplayPhone, Name: number.VerifiedName}, token)
	if err != nil {
		return Connected{}, err
	}
	if err := r.learnTemplates(ctx, of, waba, templates); err != nil {
		return Connected{}, err
	}
	done := Connected{Channel: id, Number: number.DisplayPhone, Name: number.VerifiedName, Templates: len(templates)}
	if err := client.Subscribe(ctx, waba, "", ""); err != nil {
		done.Warning = "WhatsApp did not subscribe this app to the account, so no messages will come in: " + err.Error()
	} else if number.Health.CanSend == "BLOCKED" {
		done.Warning = "WhatsApp says that this number can't send at the moment: " + healthWords(number.Health)
	}
	return done, nil
}

func healthWords(h whatsapp.Health) string {
	var words []string
	for _, entity := range h.Entities {
		for _, p := range entity.Problems {
			words = append(words, p.Description)
		}
	}
	return strings.Join(words, "; ")
}

// learnTemplates tells the shop which templates its account has.
func (r *Relay) learnTemplates(ctx context.Context, of shop.ShopID, waba string, there []shop.Template) error {
	opened, err := r.shopOf(ctx, of)
	if err != nil {
		return err
	}
	var known []shop.Template
	err = opened.View(ctx, func(f *facts.Tx) error {
		known = f.Templates(waba)
		return f.Err()
	})
	if err != nil {
		return err
	}
	return r.RecordSetup(ctx, of, errands.Differences(waba, known, there)...)
}
