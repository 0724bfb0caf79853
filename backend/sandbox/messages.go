package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mostrador/backend/whatsapp"
)

// sendable are the types of messages that can be sent.
var sendable = []string{whatsapp.TypeText, whatsapp.TypeImage, whatsapp.TypeVideo, whatsapp.TypeAudio,
	whatsapp.TypeDocument, whatsapp.TypeSticker, whatsapp.TypeLocation, whatsapp.TypeContacts,
	whatsapp.TypeReaction, whatsapp.TypeInteractive, whatsapp.TypeTemplate}

// request is a send on its way through the checks.
type request struct {
	number Number
	kind   string
	raw    json.RawMessage
	// content is the object that the type names.
	content  node
	to       string
	userID   string
	quote    string
	callback string
	identity string
	// lite is a send by the endpoint for marketing messages.
	lite bool

	customer *Customer
	input    string
	byUserID bool
	template *template
	text     string
	inWindow bool
	// late is a code that is reported as a failed status instead of a refusal.
	late int
}

// postMessage is POST /{number}/messages: a send, or a read receipt.
func (sb *Sandbox) postMessage(g graphCall) *refusal { return sb.takeMessage(g, false) }

// postMarketing is POST /{number}/marketing_messages, for marketing templates only.
func (sb *Sandbox) postMarketing(g graphCall) *refusal {
	if kind := g.param("type"); kind != whatsapp.TypeTemplate {
		return refuse(100, "Param type must be template for marketing_messages")
	}
	return sb.takeMessage(g, true)
}

func (sb *Sandbox) takeMessage(g graphCall, lite bool) *refusal {
	number, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	if g.param("messaging_product") != "whatsapp" {
		return refuse(100, "The parameter messaging_product is required and must be \"whatsapp\".")
	}
	if number.Status != statusConnected {
		return refuse(133010, "The phone number is not registered: call /%s/register", number.ID)
	}
	if _, isReceipt := g.params["status"]; isReceipt {
		return sb.markRead(g, number)
	}
	if refused := sb.sendFaults(g); refused != nil {
		return refused
	}
	req, refused := readRequest(number, g.params)
	if refused != nil {
		return refused
	}
	req.lite = lite
	return sb.accept(g, req)
}

// sendFaults applies the faults that take nothing.
func (sb *Sandbox) sendFaults(g graphCall) *refusal {
	if sb.strike(func(f *Faults) *int { return &f.Hang }) {
		select {
		case <-g.r.Context().Done():
		case <-sb.ctx.Done():
		}
		panic(http.ErrAbortHandler) // the connection ends without an answer
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if take(&sb.faults.Fail) || sb.faults.unlucky() {
		return withSubcode(refuse(sb.faults.FailCode, "%s", detailsOf(sb.faults.FailCode)), sb.faults.FailSubcode)
	}
	return nil
}

// readRequest checks the form of a send.
func readRequest(number Number, params map[string]json.RawMessage) (*request, *refusal) {
	req := &request{number: number, kind: strings.ToLower(textOf(params["type"])), to: textOf(params["to"]), userID: textOf(params["recipient"]),
		callback: textOf(params["biz_opaque_callback_data"]), identity: textOf(params["recipient_identity_key_hash"])}
	if req.kind == "" {
		req.kind = whatsapp.TypeText
	}
	if !slices.Contains(sendable, req.kind) {
		return nil, refuse(100, "Param type must be one of {%s} - got %q.", strings.ToUpper(strings.Join(sendable, ", ")), req.kind)
	}
	switch group := textOf(params["recipient_type"]); {
	case group == "group":
		return nil, refuse(100, "The sandbox has no groups: recipient_type must be individual")
	case group != "" && group != "individual":
		return nil, refuse(100, "Param recipient_type must be one of {INDIVIDUAL, GROUP} - got %q.", group)
	case len(params["direct_send_config"]) > 0:
		return nil, refuse(100, "Param direct_send_config: the business is not enrolled in Direct Send")
	case req.to == "" && req.userID == "":
		return nil, refuse(100, "The parameter to is required.")
	}
	req.raw = params[req.kind]
	req.content = readNode(req.kind, req.raw)
	if !req.content.given {
		return nil, refuse(131008, "Parameter '%s' is mandatory for type '%s'", req.kind, req.kind)
	}
	c := &checker{}
	req.readAround(c, params)
	contentChecks[req.kind](c, req.content)
	return req, c.refused
}

// readAround reads what stands beside the content.
func (req *request) readAround(c *checker, params map[string]json.RawMessage) {
	if utf8.RuneCountInString(req.callback) > whatsapp.MaxCallbackData {
		c.fail(100, "Param biz_opaque_callback_data must be at most %d characters long.", whatsapp.MaxCallbackData)
	}
	if around := readNode("context", params["context"]); around.given {
		c.object(around)
		c.text(around.at("message_id"), 0)
		req.quote = around.at("message_id").text()
		if req.kind == whatsapp.TypeReaction {
			c.fail(100, "Param context can't be used with a reaction.")
		}
	}
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
	if code == 0 && (take(&sb.faults.FailLater) || sb.faults.unluckyLater()) {
		code = sb.faults.FailCode
	}
	held := req.template != nil && take(&sb.faults.HoldTemplates)
	lose, noID := take(&sb.faults.LoseAnswer), take(&sb.faults.NoID)
	answer := acceptedAnswer(req, m, held)
	sb.mu.Unlock()
	if held {
		sb.tasks.after(sb.delay(heldFor), func() { sb.release(m.ID, req.template.ID, code) })
	} else {
		sb.launch(m.ID, code)
	}
	if lose {
		panic(http.ErrAbortHandler) // taken, but the client will never know
	}
	if noID {
		answer = fields{"messaging_product": "whatsapp"}
	}
	answerJSON(g.w, http.StatusOK, answer)
	return nil
}

// heldFor is how long a template is held for quality assessment, before Speed.
const heldFor = 30 * time.Second

// release sends on what was held, or fails it where the template was paused meanwhile.
func (sb *Sandbox) release(id, template string, code int) {
	sb.mu.Lock()
	t := sb.state.templates[template]
	if t == nil || t.Status != whatsapp.TemplateApproved {
		code = 132015
	}
	sb.mu.Unlock()
	sb.launch(id, code)
}

func acceptedAnswer(req *request, m *message, held bool) fields {
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
	if held {
		sent["message_status"] = "held_for_quality_assessment"
	}
	return fields{"messaging_product": "whatsapp", "contacts": []fields{contact}, "messages": []fields{sent}}
}

// check finds the recipient and applies the platform's rules; the caller holds the lock.
func (sb *Sandbox) check(req *request) *refusal {
	if refused := sb.findRecipient(req); refused != nil {
		return refused
	}
	c := req.customer
	if refused := sb.barred(&req.number, c.Phone); refused != nil {
		return refused
	}
	if c.BlockedByShop {
		return refuse(130403, "%s", detailsOf(130403))
	}
	req.inWindow = sb.state.windowOpen(req.number.ID, c.ID, sb.now())
	var refused *refusal
	if req.kind == whatsapp.TypeTemplate {
		refused = sb.checkTemplateSend(req)
	} else {
		refused = sb.checkFreeForm(req)
	}
	if refused == nil {
		refused = sb.checkFiles(req)
	}
	if refused != nil {
		return refused
	}
	if code := sb.rates.check(req.number.ID, c.ID, req.number.throughput(), sb.now()); code != 0 {
		return refuse(code, "%s", detailsOf(code))
	}
	req.late = sb.lateCode(req)
	return nil
}

// lateCode is the code with which a message that was taken fails after all; the caller
// holds the lock.
func (sb *Sandbox) lateCode(req *request) int {
	c := req.customer
	switch {
	case c.NotOnWhatsApp:
		return 131026
	case req.identity != "" && c.IdentityHash != "" && req.identity != c.IdentityHash:
		return 137000
	case req.late == 0 && req.template != nil && !req.inWindow && sb.overLimit(c.ID):
		return 131048
	}
	return req.late
}

// checkFreeForm applies the reply window and looks at reactions.
func (sb *Sandbox) checkFreeForm(req *request) *refusal {
	if !req.inWindow {
		if !sb.faults.LateErrors {
			return refuse(131047, "%s", detailsOf(131047))
		}
		req.late = 131047
	}
	n := sb.state.numbers[req.number.ID]
	sb.newMonth(n)
	if sb.noPayment() && n.Service >= sb.p.Limits.FreeTier && !sb.freeEntry(n.ID, req.customer.ID) {
		return refuse(131042, "%s", detailsOf(131042))
	}
	if req.kind == whatsapp.TypeReaction {
		target := sb.state.messages[req.content.at("message_id").text()]
		if target == nil || target.Type == whatsapp.TypeReaction || sb.now().Sub(target.At) > undeliveredLife {
			req.late = 131009
		}
	}
	return nil
}

// checkFiles looks at every file that a message names by its id; the caller holds the lock.
func (sb *Sandbox) checkFiles(req *request) *refusal {
	var refused *refusal
	look := func(kind string, file node) {
		if id := file.at("id").text(); id != "" && refused == nil {
			refused = sb.checkSentMedia(req, kind, id)
		}
	}
	switch req.kind {
	case whatsapp.TypeTemplate:
		for _, component := range req.content.at("components").items() {
			for _, p := range component.at("parameters").items() {
				look(p.at("type").text(), p.at(p.at("type").text()))
			}
		}
	case whatsapp.TypeInteractive:
		header := req.content.at("header")
		look(header.at("type").text(), header.at(header.at("type").text()))
	default:
		look(req.kind, req.content)
		if req.content.at("voice").flag() {
			sb.checkVoice(req)
		}
	}
	return refused
}

// findRecipient finds the customer, or makes one: any phone is on WhatsApp unless the
// sandbox was told otherwise.
func (sb *Sandbox) findRecipient(req *request) *refusal {
	req.input = req.to
	if req.to == "" {
		req.input, req.byUserID = req.userID, true
		if req.customer = sb.customerByBSUID(req.userID); req.customer == nil {
			return refuse(131026, "The business-scoped user id is not known in this portfolio")
		}
		return nil
	}
	phone, international, ok := digits(req.to)
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
		At: sb.now(), Type: req.kind, Content: req.raw, Quote: req.quote, Lite: req.lite,
		CallbackData: req.callback, ByUserID: req.byUserID, InWindow: req.inWindow, Text: shownText(req),
		EntryUntil: sb.entryUntil(req.number.ID, req.customer.ID),
	}
	if t := req.template; t != nil {
		m.Template, m.Category, m.Text, m.Life = t.Name, t.Category, req.text, t.life()
		m.Buttons = renderButtons(t, req.content.at("components").items())
	}
	m.Voice = req.kind == whatsapp.TypeAudio && req.content.at("voice").flag()
	return m
}

// shownText is what a customer reads of a message.
func shownText(req *request) string {
	switch req.kind {
	case whatsapp.TypeText:
		return req.content.at("body").text()
	case whatsapp.TypeReaction:
		return req.content.at("emoji").text()
	case whatsapp.TypeInteractive:
		return req.content.at("body").at("text").text()
	case whatsapp.TypeLocation:
		return req.content.at("name").text()
	}
	return req.content.at("caption").text()
}

// addMessage keeps a message; the caller holds the lock.
func (sb *Sandbox) addMessage(m *message) {
	sb.state.messages[m.ID] = m
	sb.state.order = append(sb.state.order, m.ID)
	sb.state.note(m)
	sb.keep("message", m.ID, m)
}

// markRead notes that the shop read a message and all before it in the thread.
func (sb *Sandbox) markRead(g graphCall, number Number) *refusal {
	if g.param("status") != "read" {
		return refuse(100, "Param status must be one of {READ}")
	}
	id := g.param("message_id")
	if id == "" {
		return refuse(131008, "The parameter message_id is required")
	}
	typing := readNode("typing_indicator", g.params["typing_indicator"])
	if typing.given && typing.at("type").text() != "text" {
		return refuse(100, "Param typing_indicator['type'] must be one of {TEXT}")
	}
	sb.mu.Lock()
	target := sb.state.messages[id]
	if target == nil || target.FromShop || target.Number != number.ID {
		sb.mu.Unlock()
		return refuse(100, "Invalid parameter: message_id is not an incoming message of this number")
	}
	if typing.given {
		target.Typing = sb.now()
		sb.keep("message", target.ID, target)
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
