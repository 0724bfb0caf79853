package practice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mostrador/backend/sandbox"
	"mostrador/backend/whatsapp"
)

// Ids of the practice shop on the simulated platform.
const (
	phoneNumberID = sandbox.DefaultNumber
	accountID     = sandbox.DefaultWABA
)

func openPlatform(p Params, m *memory, c *content, folder, callback string) (*sandbox.Sandbox, error) {
	return sandbox.Open(sandbox.Params{
		Folder: folder, Token: m.Token, AppSecret: m.AppSecret, VerifyToken: m.VerifyToken, CallbackURL: callback,
		Numbers: []sandbox.Number{{ID: phoneNumberID, Phone: c.word("shop.number"), Name: c.word("shop.name")}},
		Speed:   p.Speed, Now: p.Now, Log: p.Logger, Personas: c.personas(),
	})
}

// addCustomers puts the bakery's customers on the platform, under their keys.
func addCustomers(platform *sandbox.Sandbox, c *content) error {
	for _, who := range c.story.Customers {
		customer := sandbox.Customer{ID: who.Key, Phone: c.word("customer", who.Key, "phone"),
			Name: c.word("customer", who.Key, "name"), Username: c.word("customer", who.Key, "username"),
			HidesPhone: who.HidesPhone, Persona: who.Persona}
		if _, err := platform.AddCustomer(customer); err != nil {
			return fmt.Errorf("add %s: %w", who.Key, err)
		}
	}
	return nil
}

// addTemplates puts the bakery's templates on the platform, reviewed already.
func addTemplates(platform *sandbox.Sandbox, c *content) error {
	for _, t := range c.story.Templates {
		example, err := json.Marshal(map[string]any{"body_text": [][]string{c.samples(t)}})
		if err != nil {
			return fmt.Errorf("encode the samples of %s: %w", t.Name, err)
		}
		status := whatsapp.TemplateApproved
		if t.Rejected != "" {
			status = whatsapp.TemplateRejected
		}
		platform.AddTemplate(whatsapp.Template{Name: t.Name, Language: c.word("shop.template_language"), Status: status,
			Category: t.Category, ParameterFormat: "POSITIONAL", RejectedReason: t.Rejected,
			Components: []whatsapp.TemplateText{{Type: "BODY", Text: c.word("template", t.Name, "body"), Example: example}}})
	}
	return nil
}

func (c *content) samples(t templateStory) []string {
	samples := make([]string, 0, len(t.Samples))
	for _, key := range t.Samples {
		samples = append(samples, c.word("sample", key))
	}
	return samples
}

// lineKey names a line of the story.
func lineKey(customer, line string) string { return customer + "." + line }

// received are the customers' own messages, with their keys, as they once came.
func (c *content) received(now time.Time) (keys []string, past []sandbox.Past, err error) {
	for _, who := range c.story.Customers {
		for _, line := range who.Lines {
			if line.By != "" || line.Type == whatsapp.TypeReaction {
				continue
			}
			message, err := c.message(who.Key, line, now)
			if err != nil {
				return nil, nil, err
			}
			keys = append(keys, lineKey(who.Key, line.ID))
			past = append(past, sandbox.Past{Customer: who.Key, Message: message})
		}
	}
	return keys, past, nil
}

func (c *content) message(customer string, line lineStory, now time.Time) (m sandbox.Message, err error) {
	if m.At, err = parseWhen(line.At, now); err != nil {
		return m, err
	}
	text, err := c.said(customer, line, now)
	if err != nil {
		return m, err
	}
	switch line.Type {
	case "":
		m.Text = text
	case "image":
		m.Image, err = c.file(line.Media, "image/jpeg", text)
	case "voice":
		m.Audio, err = c.file(line.Media, "audio/ogg; codecs=opus", "")
		if m.Audio != nil {
			m.Audio.Voice = true
		}
	case "document":
		m.Document, err = c.file(line.Media, "application/pdf", "")
		if m.Document != nil {
			m.Document.Filename = text
		}
	case "location":
		m.Location = &sandbox.Place{Latitude: line.Latitude, Longitude: line.Longitude,
			Name: c.word("line", customer, line.ID, "name"), Address: c.word("line", customer, line.ID, "address")}
	case "cart":
		m.Order = c.cart(line, text)
	default:
		err = fmt.Errorf("line %s of the story has the type %q", lineKey(customer, line.ID), line.Type)
	}
	return m, err
}

// said is a line's text, with the day of the order that it speaks of.
func (c *content) said(customer string, line lineStory, now time.Time) (string, error) {
	text := c.word("line", customer, line.ID)
	for _, order := range c.story.Orders {
		if order.Number != line.Day {
			continue
		}
		due, err := parseWhen(order.Due, now)
		if err != nil {
			return "", err
		}
		text = strings.ReplaceAll(text, "{weekday}", c.word("weekday", strconv.Itoa(int(due.Weekday()))))
	}
	return text, nil
}

func (c *content) file(name, mime, caption string) (*sandbox.File, error) {
	data, err := c.media(name)
	if err != nil {
		return nil, err
	}
	return &sandbox.File{Data: data, MIME: mime, Caption: caption}, nil
}

func (c *content) cart(line lineStory, text string) *sandbox.Order {
	order := &sandbox.Order{CatalogID: "1042000000000001", Text: text}
	for _, item := range line.Cart {
		price := c.money(item.Cents)
		order.Items = append(order.Items, sandbox.OrderItem{RetailerID: c.word("item", item.Item), Quantity: int(item.N),
			Price: float64(price.Micros) / 1e6, Currency: price.Currency})
	}
	return order
}

// reactions are what customers put on messages of the shop. Refs are the
// platform's ids of those.
func (c *content) reactions(now time.Time) (past []sandbox.Past, err error) {
	for _, who := range c.story.Customers {
		for _, line := range who.Lines {
			if line.Type != whatsapp.TypeReaction {
				continue
			}
			at, err := parseWhen(line.At, now)
			if err != nil {
				return nil, err
			}
			past = append(past, sandbox.Past{Customer: who.Key, Message: sandbox.Message{At: at, Reaction: &sandbox.Reaction{
				MessageID: wamidFor(lineKey(who.Key, line.Target)), Emoji: c.word("line", who.Key, line.ID)}}})
		}
	}
	return past, nil
}

// sampleTemplate is on every new account of the platform; the bakery's owner
// took it away.
const sampleTemplate = "hello_world"

// readTemplates asks the platform for the shop's templates, as a client does.
func readTemplates(ctx context.Context, address, token, secret string) ([]whatsapp.Template, error) {
	client, err := whatsapp.NewClient(whatsapp.ClientParams{BaseURL: address, Token: token, AppSecret: secret})
	if err != nil {
		return nil, err
	}
	if err := client.DeleteTemplate(ctx, accountID, sampleTemplate); err != nil {
		return nil, fmt.Errorf("take the sample template away: %w", err)
	}
	var all []whatsapp.Template
	query := whatsapp.TemplateQuery{}
	for {
		page, err := client.Templates(ctx, accountID, query)
		if err != nil {
			return nil, fmt.Errorf("read the templates: %w", err)
		}
		all = append(all, page.Templates...)
		if page.After == "" {
			return all, nil
		}
		query.After = page.After
	}
}
