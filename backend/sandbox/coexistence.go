package sandbox

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sort"
	"time"

	"mostrador/backend/whatsapp"
)

// Coexistence is a number's life in the phone app beside the Cloud API.
type Coexistence struct {
	// Since is when it was onboarded. Within 24 hours the client may ask once for the
	// contacts and once for the history.
	Since    time.Time `json:"since"`
	Contacts bool      `json:"contacts,omitempty"`
	History  bool      `json:"history,omitempty"`
}

const (
	syncWithin   = 24 * time.Hour
	historyReach = 180 * 24 * time.Hour
	mediaReach   = 14 * 24 * time.Hour
	// historyChunk is how many messages one history webhook holds.
	historyChunk = 200
)

// StartCoexistence makes a number one that is used in the phone app too, as the signup of
// a provider does.
func (sb *Sandbox) StartCoexistence(number string) error {
	now := sb.now()
	refused := sb.alter(number, func(n *Number) *refusal {
		n.Coexistence, n.Status, n.Verification = &Coexistence{Since: now}, statusConnected, "VERIFIED"
		return nil
	})
	if refused != nil {
		return errors.New(refused.Details)
	}
	sb.post(sb.change("account_update", fields{"event": "PARTNER_ADDED", "waba_info": fields{"waba_id": sb.p.WABA, "owner_business_id": portfolioID}}))
	return nil
}

// EndCoexistence disconnects a number from the Cloud API, as its owner does in the app.
// The reason is one of the platform's, such as ACCOUNT_DISCONNECTED.
func (sb *Sandbox) EndCoexistence(number, reason string) error {
	if reason == "" {
		reason = "ACCOUNT_DISCONNECTED"
	}
	refused := sb.alter(number, func(n *Number) *refusal {
		if n.Coexistence == nil {
			return refuse(100, "the number %s is not used in the phone app", number)
		}
		n.Coexistence, n.Status = nil, "DISCONNECTED"
		return nil
	})
	if refused != nil {
		return errors.New(refused.Details)
	}
	n, _ := sb.number(number)
	sb.post(sb.change("account_update", fields{"event": "PARTNER_REMOVED", "phone_number": n.Phone,
		"disconnection_info": fields{"reason": reason, "initiated_by": "USER"}}))
	sb.post(sb.change("account_update", fields{"event": "ACCOUNT_OFFBOARDED", "phone_number": n.Phone}))
	return nil
}

// postAppData is POST /{number}/smb_app_data: it asks for contacts or history.
func (sb *Sandbox) postAppData(g graphCall) *refusal {
	kind := g.param("sync_type")
	if kind != "smb_app_state_sync" && kind != "history" {
		return refuse(100, "Param sync_type must be one of {smb_app_state_sync, history}")
	}
	now := sb.now()
	refused := sb.alter(g.id, func(n *Number) *refusal {
		c := n.Coexistence
		if c == nil {
			return refuse(100, "The number is not used in the WhatsApp Business app")
		}
		used := &c.Contacts
		if kind == "history" {
			used = &c.History
		}
		switch {
		case *used:
			return refuse(2593107, "%s", detailsOf(2593107))
		case now.Sub(c.Since) > syncWithin:
			return refuse(2593108, "%s", detailsOf(2593108))
		}
		*used = true
		return nil
	})
	if refused != nil {
		return refused
	}
	answerJSON(g.w, http.StatusOK, fields{"messaging_product": "whatsapp", "request_id": newID()})
	number := g.id
	sb.tasks.after(sb.delay(time.Second), func() {
		if kind == "history" {
			sb.tellHistory(number)
		} else {
			sb.tellContacts(number)
		}
	})
	return nil
}

// tellContacts tells of everybody in the phone's contacts.
func (sb *Sandbox) tellContacts(number string) {
	for _, c := range sb.Customers() {
		sb.tellContact(number, c, "add")
	}
}

func (sb *Sandbox) tellContact(number string, c Customer, action string) {
	sb.mu.Lock()
	contact := fields{"full_name": c.Name, "first_name": c.Name, "user_id": c.BSUID}
	if !c.HidesPhone {
		contact["phone_number"] = c.Phone
	}
	if c.Username != "" {
		contact["username"] = c.Username
	}
	told := sb.change("smb_app_state_sync", fields{"messaging_product": "whatsapp", "metadata": sb.metadata(number),
		"state_sync": []fields{{"type": "contact", "contact": contact, "action": action, "metadata": fields{"timestamp": seconds(sb.now())}}}})
	sb.mu.Unlock()
	sb.post(told)
}

// ContactChanged tells that a contact was edited ("add") or taken away ("remove") on the
// shop's phone.
func (sb *Sandbox) ContactChanged(customer, number, action string) error {
	c, ok := sb.Customer(customer)
	if !ok {
		return ErrNoCustomer
	}
	if action != "add" && action != "remove" {
		return errors.New("the action is add or remove")
	}
	number, err := sb.numberOr(number)
	if err == nil {
		sb.tellContact(number, c, action)
	}
	return err
}

// tellHistory tells of the half year before onboarding, in phases and chunks, and then of
// the files of the last two weeks.
func (sb *Sandbox) tellHistory(number string) {
	sb.mu.Lock()
	n := sb.state.numbers[number]
	if n == nil || n.Coexistence == nil {
		sb.mu.Unlock()
		return
	}
	about := sb.metadata(number)
	var told []change
	if sb.state.account.HistoryDeclined {
		told = append(told, sb.change("history", fields{"messaging_product": "whatsapp", "metadata": about,
			"history": []fields{{"errors": []fields{webhookError(2593109, detailsOf(2593109))}}}}))
	} else {
		told = sb.historyChanges(number, n.Coexistence.Since, about)
	}
	sb.mu.Unlock()
	for _, c := range told {
		sb.post(c)
	}
}

// historyChanges makes the webhooks of a history; the caller holds the lock.
func (sb *Sandbox) historyChanges(number string, since time.Time, about fields) (out []change) {
	var phases [3][]*message
	var files []*message
	total := 0
	for _, id := range sb.state.order {
		m := sb.state.messages[id]
		age := since.Sub(m.At)
		if m.Number != number || age < 0 || age > historyReach {
			continue
		}
		phase := 0
		if age > 24*time.Hour {
			phase = 1
		}
		if age > 90*24*time.Hour {
			phase = 2
		}
		phases[phase] = append(phases[phase], m)
		total++
		if _, isFile := mediaKinds[m.Type]; isFile && age < mediaReach {
			files = append(files, m)
		}
	}
	told := 0
	for phase, messages := range phases {
		sort.SliceStable(messages, func(i, j int) bool { return messages[i].At.Before(messages[j].At) })
		for chunk := 0; len(messages) > 0; chunk++ {
			n := min(historyChunk, len(messages))
			told += n
			out = append(out, sb.change("history", fields{"messaging_product": "whatsapp", "metadata": about, "history": []fields{{
				"metadata": fields{"phase": phase, "chunk_order": chunk + 1, "progress": told * 100 / total},
				"threads":  sb.threads(messages[:n], true)}}}))
			messages = messages[n:]
		}
	}
	if total == 0 {
		out = append(out, sb.change("history", fields{"messaging_product": "whatsapp", "metadata": about,
			"history": []fields{{"metadata": fields{"phase": 2, "chunk_order": 1, "progress": 100}, "threads": []fields{}}}}))
	}
	for _, m := range files {
		out = append(out, sb.change("history", fields{"messaging_product": "whatsapp", "metadata": about, "messages": []fields{sb.historyItem(m, false)}}))
	}
	return out
}

// threads sorts messages by customer.
func (sb *Sandbox) threads(messages []*message, placeholders bool) []fields {
	var order []string
	by := map[string][]fields{}
	for _, m := range messages {
		if by[m.Customer] == nil {
			order = append(order, m.Customer)
		}
		by[m.Customer] = append(by[m.Customer], sb.historyItem(m, placeholders))
	}
	out := []fields{}
	for _, id := range order {
		c := sb.state.customers[id]
		around := fields{"user_id": c.BSUID}
		thread := fields{"context": around, "messages": by[id]}
		if c.HidesPhone {
			thread["id"] = c.BSUID
		} else {
			thread["id"], around["wa_id"] = c.Phone, c.Phone
		}
		if c.Username != "" {
			around["username"] = c.Username
		}
		out = append(out, thread)
	}
	return out
}

func (sb *Sandbox) historyItem(m *message, placeholder bool) fields {
	c, n := sb.state.customers[m.Customer], sb.state.numbers[m.Number]
	item := fields{"id": m.ID, "timestamp": seconds(m.At), "type": m.Type, "history_context": fields{"status": historyStatus(m)}}
	if m.FromShop {
		item["from"], item["to_user_id"] = n.Phone, c.BSUID
		if !c.HidesPhone {
			item["to"] = c.Phone
		}
	} else {
		item["from_user_id"] = c.BSUID
		if !c.HidesPhone {
			item["from"] = c.Phone
		}
	}
	if _, isFile := mediaKinds[m.Type]; isFile && placeholder {
		item["type"] = "media_placeholder"
		return item
	}
	if len(m.Content) > 0 {
		item[m.Type] = m.Content
	}
	return item
}

func historyStatus(m *message) string {
	if !m.FromShop {
		return "READ"
	}
	status := "SENT"
	for _, s := range m.Statuses {
		switch s.Status {
		case whatsapp.StatusDelivered:
			status = "DELIVERED"
		case whatsapp.StatusRead:
			status = "READ"
		case whatsapp.StatusPlayed:
			status = "PLAYED"
		case whatsapp.StatusFailed:
			status = "ERROR"
		}
	}
	return status
}

// echoChange tells of a message that the shop wrote on its phone; the caller holds the
// lock.
func (sb *Sandbox) echoChange(c *Customer, m *message) change {
	item := fields{"to_user_id": c.BSUID, "id": m.ID, "timestamp": seconds(m.At), "type": m.Type}
	if n := sb.state.numbers[m.Number]; n != nil {
		item["from"] = n.Phone
	}
	if !c.HidesPhone {
		item["to"] = c.Phone
	}
	if len(m.Content) > 0 {
		item[m.Type] = m.Content
	}
	if around := sb.contextOf(c, m); around != nil {
		item["context"] = around
	}
	return sb.change("smb_message_echoes", fields{"messaging_product": "whatsapp", "metadata": sb.metadata(m.Number),
		"contacts": []fields{sb.contactOf(c, m.Number, false)}, "message_echoes": []fields{item}})
}

// ShopWrites lets the owner write to a customer on the shop's phone: the client gets an
// echo. Edits and revokes refer to earlier ones.
func (sb *Sandbox) ShopWrites(_ context.Context, customer string, m Message) (wamid string, err error) {
	kept, err := sb.newIncoming(customer, m)
	if err != nil {
		return "", err
	}
	sb.mu.Lock()
	if sb.state.numbers[kept.Number].Coexistence == nil {
		sb.mu.Unlock()
		return "", fmt.Errorf("the number %s is not used in the phone app: POST /sandbox/numbers/%s/coexistence first", kept.Number, kept.Number)
	}
	c := sb.state.customers[kept.Customer]
	kept.FromShop, kept.FromApp = true, true
	kept.Statuses = []statusAt{{Status: statusQuiet, At: kept.At}}
	sb.addMessage(kept)
	told := sb.echoChange(c, kept)
	sb.mu.Unlock()
	sb.post(told)
	return kept.ID, nil
}

// deleteContact is DELETE /{number}/contact_book: the person's phone is hidden from now on
// where they have a username.
func (sb *Sandbox) deleteContact(g graphCall) *refusal {
	id := g.param("bsuid")
	sb.mu.Lock()
	c := sb.customerByBSUID(id)
	if c != nil && c.Username != "" {
		c.HidesPhone = true
		sb.keep("customer", c.ID, c)
	}
	sb.mu.Unlock()
	if c == nil {
		return refuse(100, "Param bsuid names nobody")
	}
	return g.succeed()
}

// fileContent describes a file in a webhook.
func fileContent(stored *mediaFile) fields {
	return fields{"id": stored.ID, "mime_type": stored.MIME, "sha256": base64.StdEncoding.EncodeToString(stored.SHA256)}
}

// rawObject encodes what is made of our own maps.
func rawObject(value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return raw
}
