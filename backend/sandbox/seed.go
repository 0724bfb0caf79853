package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"mostrador/backend/whatsapp"
)

// Past is one message of the time before: what the platform would have told had the
// receiver been there.
type Past struct {
	Customer string `json:"customer"`
	// Message has the number, time and content. For the shop's own messages Text,
	// files and places count.
	Message Message `json:"message"`
	// FromShop marks what the shop wrote; then the rest counts.
	FromShop bool `json:"from_shop,omitempty"`
	// Wamid is the id that the message had; made up when empty.
	Wamid        string `json:"wamid,omitempty"`
	CallbackData string `json:"callback_data,omitempty"`
	Template     string `json:"template,omitempty"`
	Category     string `json:"category,omitempty"`
	// Status is how far it got: sent, delivered or read; empty means read.
	Status string `json:"status,omitempty"`
	// Echo tells of it by smb_message_echoes, as for what was typed on the shop's phone.
	Echo bool `json:"echo,omitempty"`
	// Silent posts no webhook at all: the platform only knows.
	Silent bool `json:"silent,omitempty"`
}

// Seed puts past messages on the platform, in order of time, and posts their webhooks with
// the times they had. Nobody reacts to them. It gives the wamids in the order of past.
func (sb *Sandbox) Seed(ctx context.Context, past []Past) ([]string, error) {
	order := make([]int, len(past))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return past[a].Message.At.Compare(past[b].Message.At) })
	ids := make([]string, len(past))
	for _, i := range order {
		if err := ctx.Err(); err != nil {
			return ids, err
		}
		m, changes, err := sb.seedOne(past[i])
		if err != nil {
			return ids, fmt.Errorf("past message %d: %w", i, err)
		}
		ids[i] = m
		for _, told := range changes {
			sb.post(told)
		}
	}
	return ids, nil
}

func (sb *Sandbox) seedOne(p Past) (wamid string, changes []change, err error) {
	m, err := sb.newIncoming(p.Customer, p.Message)
	if err != nil {
		return "", nil, err
	}
	if p.Wamid != "" {
		m.ID = p.Wamid
	}
	m.ShopRead = true
	m.FromApp = p.Echo
	if p.FromShop {
		m.FromShop, m.CallbackData, m.Template, m.Category = true, p.CallbackData, p.Template, p.Category
		if p.Template != "" {
			m.Type, m.Content = whatsapp.TypeTemplate, nil
			m.Content, _ = json.Marshal(fields{"name": p.Template})
		}
		m.Statuses = pastStatuses(m.At, p.Status)
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	sb.addMessage(m)
	if p.Silent {
		return m.ID, nil, nil
	}
	c := sb.state.customers[m.Customer]
	if !p.FromShop {
		return m.ID, []change{sb.messageChange(c, m)}, nil
	}
	if p.Echo {
		changes = append(changes, sb.echoChange(c, m))
	}
	for _, step := range m.Statuses {
		changes = append(changes, sb.statusChange(c, m, step, nil))
	}
	return m.ID, changes, nil
}

// pastStatuses are the steps up to the given one, with likely times.
func pastStatuses(at time.Time, last string) []statusAt {
	if last == "" {
		last = whatsapp.StatusRead
	}
	var steps []statusAt
	for i, status := range []string{whatsapp.StatusSent, whatsapp.StatusDelivered, whatsapp.StatusRead} {
		steps = append(steps, statusAt{Status: status, At: at.Add([]time.Duration{time.Second, 2 * time.Second, time.Minute}[i])})
		if status == last {
			break
		}
	}
	return steps
}
