package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

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
	templates, err := allTemplates(ctx, client, waba)
	if err != nil {
		return Connected{}, fmt.Errorf("list the templates of account %s: %w", waba, err)
	}
	id, err := r.ConnectChannel(ctx, of, shop.ChannelConnected{PhoneNumberID: phoneNumberID, WABA: waba,
		Number: number.DisplayPhone, Name: number.VerifiedName}, token)
	if err != nil {
		return Connected{}, err
	}
	bodies := make([]shop.Body, len(templates))
	for i, t := range templates {
		bodies[i] = &shop.TemplateChanged{WABA: waba, Template: templateOf(t)}
	}
	if err := r.RecordSetup(ctx, of, bodies...); err != nil {
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

// maxTemplates ends a listing that doesn't.
const maxTemplates = 10_000

func allTemplates(ctx context.Context, client *whatsapp.Client, waba string) ([]whatsapp.Template, error) {
	var all []whatsapp.Template
	for query := (whatsapp.TemplateQuery{}); len(all) < maxTemplates; {
		page, err := client.Templates(ctx, waba, query)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Templates...)
		if page.After == "" {
			return all, nil
		}
		query.After = page.After
	}
	return nil, errors.New("the list of templates doesn't end")
}

// templateOf is a template of the platform in the shop's words.
func templateOf(t whatsapp.Template) shop.Template {
	out := shop.Template{PlatformID: t.ID, Name: t.Name, Language: t.Language, Category: shop.Category(strings.ToLower(t.Category)),
		State: shop.TemplateState(t.Status), Reason: t.RejectedReason}
	if out.Reason == "NONE" {
		out.Reason = ""
	}
	for _, part := range t.Components {
		switch strings.ToUpper(part.Type) {
		case "HEADER":
			out.Header = part.Text
		case "BODY":
			out.Body, out.Samples = part.Text, samplesOf(part.Example)
		case "FOOTER":
			out.Footer = part.Text
		case "BUTTONS":
			for _, b := range part.Buttons {
				out.Buttons = append(out.Buttons, b.Text)
			}
		}
	}
	return out
}

// samplesOf reads a body's sample values: {"body_text":[["Lucía","A-1042"]]}.
func samplesOf(example json.RawMessage) []string {
	var read struct {
		BodyText [][]string `json:"body_text"`
	}
	if json.Unmarshal(example, &read) != nil || len(read.BodyText) == 0 {
		return nil
	}
	return read.BodyText[0]
}
