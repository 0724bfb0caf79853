package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// CustomerMoves gives a customer another phone: the business-scoped id changes with it. It
// is told by a system message and by user_id_update; what the shop sends to the old id or
// number finds nobody.
func (sb *Sandbox) CustomerMoves(_ context.Context, id, newPhone string) (Customer, error) {
	phone, _, ok := digits(newPhone)
	if !ok {
		return Customer{}, errors.New("the new phone is not a phone number: give it with its country, such as 34600111223")
	}
	sb.mu.Lock()
	c := sb.state.customers[id]
	if c == nil {
		sb.mu.Unlock()
		return Customer{}, ErrNoCustomer
	}
	if other := sb.customerByPhone(phone); other != nil && other != c {
		sb.mu.Unlock()
		return Customer{}, fmt.Errorf("the phone %s belongs to %s already", phone, other.ID)
	}
	before := *c
	c.Phone, c.BSUID = phone, bsuidOf(sb.p.WABA, phone)
	sb.keep("customer", id, c)
	after, number := *c, sb.numberOf(id)
	told := sb.moveChanges(before, after, number)
	sb.mu.Unlock()
	for _, one := range told {
		sb.post(one)
	}
	return after, nil
}

// numberOf is the business number that a customer wrote to last, or the first; the caller
// holds the lock.
func (sb *Sandbox) numberOf(customer string) string {
	best := sb.state.numberOrder[0]
	for _, number := range sb.state.numberOrder {
		if sb.state.lastInbound[[2]string{number, customer}].After(sb.state.lastInbound[[2]string{best, customer}]) {
			best = number
		}
	}
	return best
}

func (sb *Sandbox) moveChanges(before, after Customer, number string) []change {
	body := fmt.Sprintf("User %s changed from %s to %s", after.Name, before.Phone, after.Phone)
	system := func(kind string, content fields) change {
		content["body"], content["type"], content["user_id"] = body, kind, after.BSUID
		m := &message{ID: newWamid(before.Phone), Number: number, Customer: after.ID, At: sb.now(), Type: "system", Content: rawObject(content)}
		return sb.messageChange(&before, m)
	}
	update := fields{"detail": "User ID changed", "user_id": fields{"previous": before.BSUID, "current": after.BSUID},
		"timestamp": strconv.FormatInt(sb.now().Unix(), 10)}
	moved := fields{}
	if !after.HidesPhone {
		update["wa_id"], moved["wa_id"] = after.Phone, after.Phone
	}
	return []change{system("user_changed_number", moved), system("user_changed_user_id", fields{}),
		sb.change("user_id_update", fields{"messaging_product": "whatsapp", "metadata": sb.metadata(number),
			"contacts": []fields{sb.contactOf(&after, number, true)}, "user_id_update": []fields{update}})}
}

// CustomerNames gives a customer a username, or takes it away; with hides, webhooks leave
// the phone out from then on.
func (sb *Sandbox) CustomerNames(_ context.Context, id, username string, hides bool) error {
	return sb.changeCustomer(id, func(c *Customer) {
		c.Username = username
		c.HidesPhone = hides || c.Phone == ""
	})
}

// CustomerReports lets a customer block the shop and report it as spam: the number's
// quality falls by one step, and so does that of the last template they got.
func (sb *Sandbox) CustomerReports(ctx context.Context, id string) error {
	if err := sb.CustomerBlocks(ctx, id, true); err != nil {
		return err
	}
	sb.mu.Lock()
	number := sb.numberOf(id)
	quality := worse(sb.state.numbers[number].Quality)
	var last *template
	for _, mid := range sb.state.order {
		if m := sb.state.messages[mid]; m.Customer == id && m.Template != "" {
			for _, t := range sb.state.templates {
				if t.Name == m.Template {
					last = t
				}
			}
		}
	}
	name, language, score := "", "", ""
	if last != nil {
		name, language, score = last.Name, last.Language, worse(last.Quality)
	}
	sb.mu.Unlock()
	if last != nil {
		sb.SetTemplateQuality(name, language, score)
	}
	return sb.SetNumberQuality(number, quality)
}

func worse(quality string) string {
	if quality == "YELLOW" || quality == "RED" {
		return "RED"
	}
	return "YELLOW"
}

// SetNumberQuality changes a number's quality rating, and tells of it.
func (sb *Sandbox) SetNumberQuality(number, quality string) error {
	if quality != "GREEN" && quality != "YELLOW" && quality != "RED" && quality != "UNKNOWN" {
		return errors.New("quality is GREEN, YELLOW, RED or UNKNOWN")
	}
	if refused := sb.alter(number, func(n *Number) *refusal { n.Quality = quality; return nil }); refused != nil {
		return errors.New(refused.Details)
	}
	n, _ := sb.number(number)
	event := "DOWNGRADE"
	if quality == "GREEN" {
		event = "UPGRADE"
	}
	sb.post(sb.change("phone_number_quality_update", fields{"display_phone_number": n.Phone, "event": event,
		"max_daily_conversations_per_business": sb.Account().tier()}))
	return nil
}
