package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"mostrador/backend/whatsapp"
)

// sendable are the types of messages that can be sent.
var sendable = []string{whatsapp.TypeText, whatsapp.TypeImage, whatsapp.TypeVideo, whatsapp.TypeAudio,
	whatsapp.TypeDocument, whatsapp.TypeSticker, whatsapp.TypeLocation, whatsapp.TypeContacts,
	whatsapp.TypeReaction, whatsapp.TypeInteractive, whatsapp.TypeTemplate}

// request is a send on its way through the checks.
type request struct {
	number   Number
	kind     string
	content  json.RawMessage
	out      whatsapp.Outgoing
	customer *Customer
	input    string
	template *whatsapp.Template
	inWindow bool
	// late is a code that is reported as a failed status instead of a refusal.
	late int
}

// postMessage is POST /{number}/messages: a send, or a read receipt.
func (sb *Sandbox) postMessage(g graphCall) *refusal {
	number, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	if product := textOf(body["messaging_product"]); product != "whatsapp" {
		return refuse(100, "The parameter messaging_product is required and must be \"whatsapp\".")
	}
	if number.Status != statusConnected {
		return refuse(133010, "The phone number is not registered: call /%s/register", number.ID)
	}
	if _, isReceipt := body["status"]; isReceipt {
		return sb.markRead(g, number, body)
	}
	if done, refused := sb.sendFaults(g); done || refused != nil {
		return refused
	}
	req, refused := readRequest(number, body)
	if refused != nil {
		return refused
	}
	return sb.accept(g, req)
}

// sendFaults applies the faults that take nothing.
func (sb *Sandbox) sendFaults(g graphCall) (done bool, refused *refusal) {
	if sb.strike(func(f *Faults) *int { return &f.Hang }) {
		select {
		case <-g.r.Context().Done():
		case <-sb.ctx.Done():
		}
		panic(http.ErrAbortHandler) // the connection ends without an answer
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if take(&sb.faults.Fail) {
		return false, refuse(sb.faults.FailCode, "%s", detailsOf(sb.faults.FailCode))
	}
	return false, nil
}

// readRequest checks the form of a send.
func readRequest(number Number, body map[string]json.RawMessage) (*request, *refusal) {
	req := &request{number: number, kind: textOf(body["type"])}
	if req.kind == "" {
		req.kind = whatsapp.TypeText
	}
	if !slices.Contains(sendable, req.kind) {
		return nil, refuse(100, "Param type must be one of {%s} - got %q.", strings.ToUpper(strings.Join(sendable, ", ")), req.kind)
	}
	if kind := textOf(body["recipient_type"]); kind != "" && kind != "individual" {
		return nil, refuse(100, "The sandbox has no groups: recipient_type must be individual")
	}
	if len(body["to"]) == 0 && len(body["recipient"]) == 0 {
		return nil, refuse(100, "The parameter to is required.")
	}
	req.content = body[req.kind]
	if len(req.content) == 0 || string(req.content) == "null" {
		return nil, refuse(131008, "The parameter %s is required for messages of this type", req.kind)
	}
	// Only the object that the type names counts.
	only := map[string]json.RawMessage{req.kind: req.content}
	for _, name := range []string{"to", "recipient", "context", "biz_opaque_callback_data", "recipient_identity_key_hash"} {
		if raw, given := body[name]; given {
			only[name] = raw
		}
	}
	raw, err := json.Marshal(only)
	if err == nil {
		err = json.Unmarshal(raw, &req.out)
	}
	if err != nil {
		return nil, refuse(131009, "%s", wrongType(err))
	}
	return req, checkForm(req)
}

func wrongType(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return "The parameter " + wrong.Field + " must be of type " + wrong.Type.String() + ", not " + wrong.Value
	}
	return err.Error()
}

// checkForm applies the limits of length and number.
func checkForm(req *request) *refusal {
	err := whatsapp.CheckOutgoing(req.out)
	var limit *whatsapp.LimitError
	if !errors.As(err, &limit) {
		return nil
	}
	switch {
	case limit.Missing:
		return refuse(131008, "%s", limit.Problem)
	case limit.Limit > 0:
		return refuse(100, "%s", limit.Problem)
	case req.kind == whatsapp.TypeTemplate:
		return refuse(132018, "%s", limit.Problem)
	}
	return refuse(131009, "%s", limit.Problem)
}

// accept checks a send against what the platform knows, and takes it.
func (sb *Sandbox) accept(g graphCall, req *request) *refusal {
	sb.mu.Lock()
	refused := sb.check(req)
	if refused != nil {
		sb.mu.Unlock()
		return refused
	}
	m := sb.newOutgoing(req)
	sb.addMessage(m)
	code := req.late
	if code == 0 && take(&sb.faults.FailLater) {
		code = sb.faults.FailCode
	}
	lose, noID := take(&sb.faults.LoseAnswer), take(&sb.faults.NoID)
	answer := acceptedAnswer(req, m)
	sb.mu.Unlock()
	sb.launch(m.ID, code)
	if lose {
		panic(http.ErrAbortHandler) // taken, but the client will never know
	}
	if noID {
		answer = fields{"messaging_product": "whatsapp"}
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}

func acceptedAnswer(req *request, m *message) fields {
	contact := fields{"input": req.input}
	if m.ByUserID {
		contact["user_id"] = req.customer.BSUID
	} else {
		contact["wa_id"] = req.customer.Phone
	}
	sent := fields{"id": m.ID}
	if req.template != nil {
		sent["message_status"] = "accepted"
	}
	return fields{"messaging_product": "whatsapp", "contacts": []fields{contact}, "messages": []fields{sent}}
}

// check finds the recipient and applies the platform's rules; the caller holds the lock.
func (sb *Sandbox) check(req *request) *refusal {
	if refused := sb.findRecipient(req); refused != nil {
		return refused
	}
	c := req.customer
	if c.BlockedByShop {
		return refuse(130403, "%s", detailsOf(130403))
	}
	req.inWindow = sb.state.windowOpen(req.number.ID, c.ID, sb.now())
	var refused *refusal
	if req.out.Template != nil {
		refused = sb.checkTemplateSend(req)
	} else {
		refused = sb.checkFreeForm(req)
	}
	if refused != nil {
		return refused
	}
	if code := sb.rates.check(req.number.ID, c.ID, sb.now()); code != 0 {
		return refuse(code, "%s", detailsOf(code))
	}
	if c.NotOnWhatsApp {
		req.late = 131026
	}
	return nil
}

// checkFreeForm applies the reply window and looks at media and reactions.
func (sb *Sandbox) checkFreeForm(req *request) *refusal {
	if !req.inWindow {
		if !sb.faults.LateErrors {
			return refuse(131047, "%s", detailsOf(131047))
		}
		req.late = 131047
	}
	if sb.p.Limits.NoPayment && sb.state.numbers[req.number.ID].Service >= sb.p.Limits.FreeTier {
		return refuse(131042, "%s", detailsOf(131042))
	}
	if kind, media := req.out.Media(); media != nil && media.ID != "" {
		return sb.checkSentMedia(req, kind, media.ID)
	}
	if req.out.Reaction != nil {
		target := sb.state.messages[req.out.Reaction.MessageID]
		if target == nil || target.Type == whatsapp.TypeReaction {
			req.late = 131009
		}
	}
	return nil
}

// findRecipient finds the customer, or makes one: any phone is on WhatsApp unless the
// sandbox was told otherwise.
func (sb *Sandbox) findRecipient(req *request) *refusal {
	req.input = req.out.To
	if req.out.To == "" {
		req.input = req.out.Recipient
		if req.customer = sb.customerByBSUID(req.out.Recipient); req.customer == nil {
			return refuse(131026, "The business-scoped user id is not known in this portfolio")
		}
		return nil
	}
	phone, international, ok := digits(req.out.To)
	if !ok {
		return refuse(131009, "The parameter to is not a phone number")
	}
	if phone == req.number.Phone {
		return refuse(131021, "%s", detailsOf(131021))
	}
	req.customer = sb.customerByPhone(phone)
	if req.customer == nil && !international {
		code, _ := countryOf(req.number.Phone)
		req.customer = sb.customerByPhone(code + phone)
	}
	if req.customer == nil {
		req.customer = sb.putCustomer(Customer{Phone: phone})
	}
	return nil
}

func (sb *Sandbox) newOutgoing(req *request) *message {
	m := &message{
		ID: newWamid(req.customer.Phone), Number: req.number.ID, Customer: req.customer.ID, FromShop: true,
		At: sb.now(), Type: req.kind, Content: req.content, Quote: req.out.QuotedID,
		CallbackData: req.out.CallbackData, ByUserID: req.out.To == "", InWindow: req.inWindow,
		Text: shownText(req.out),
	}
	if req.template != nil {
		m.Template, m.Category = req.template.Name, req.template.Category
		m.Text = renderTemplate(req.template, req.out.Template)
	}
	m.Voice = req.out.Audio != nil && req.out.Audio.Voice
	return m
}

// shownText is what a customer reads of a message.
func shownText(o whatsapp.Outgoing) string {
	switch {
	case o.Text != nil:
		return o.Text.Body
	case o.Reaction != nil:
		return o.Reaction.Emoji
	case o.Interactive != nil && o.Interactive.Body != nil:
		return o.Interactive.Body.Text
	case o.Location != nil:
		return o.Location.Name
	}
	if _, media := o.Media(); media != nil {
		return media.Caption
	}
	return ""
}

// addMessage keeps a message; the caller holds the lock.
func (sb *Sandbox) addMessage(m *message) {
	sb.state.messages[m.ID] = m
	sb.state.order = append(sb.state.order, m.ID)
	sb.state.noteInbound(m)
	sb.keep("message", m.ID, m)
}

// markRead notes that the shop read a message and all before it in the thread.
func (sb *Sandbox) markRead(g graphCall, number Number, body map[string]json.RawMessage) *refusal {
	if textOf(body["status"]) != "read" {
		return refuse(100, "Param status must be one of {READ}")
	}
	id := textOf(body["message_id"])
	if id == "" {
		return refuse(131008, "The parameter message_id is required")
	}
	sb.mu.Lock()
	target := sb.state.messages[id]
	if target == nil || target.FromShop || target.Number != number.ID {
		sb.mu.Unlock()
		return refuse(100, "Invalid parameter: message_id is not an incoming message of this number")
	}
	for _, other := range sb.state.messages {
		same := other.Customer == target.Customer && other.Number == target.Number && !other.FromShop
		if same && !other.ShopRead && !other.At.After(target.At) {
			other.ShopRead = true
			sb.keep("message", other.ID, other)
		}
	}
	sb.mu.Unlock()
	return g.succeed()
}
