package practice

import (
	"strings"

	"mostrador/backend/sandbox"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// sent writes what the shop once sent to a customer: queued, claimed, and
// accepted or failed, as the sender would have. The rest is told by the
// platform's own statuses.
func (h *history) sent(who customerStory, known arrived, line lineStory) {
	key := lineKey(who.Key, line.ID)
	at := h.when(line.At)
	message := shop.MessageID{UUID: h.id("message", key)}
	by := func(kind shop.AuthorKind) about {
		return about{at: at, author: kind, channel: h.channel, customer: known.customer}
	}
	content, kind, category := h.says(who, line)
	queued := &shop.MessageQueued{Message: message, Conversation: known.conversation, Type: kind, Category: category,
		Personal: shop.MessageQueuedPersonal{Content: content}}
	if line.Quotes != "" {
		queued.Quotes = h.arrived[lineKey(who.Key, line.Quotes)].message
	}
	if line.Update != nil {
		queued.Update = &shop.UpdateKey{Order: h.order(line.Update.Order), Status: shop.StatusID(line.Update.Status), Customer: known.customer}
	}
	h.add(by(shop.ByPerson), queued)
	h.add(by(shop.ByRelay), &shop.MessageClaimed{Message: message, Relay: "practice", Attempt: 1, Deadline: at.Add(claimPatience)})
	if line.Fate == fateFailed {
		h.add(by(shop.ByPlatform), &shop.MessageFailed{Message: message, Attempt: 1, Code: line.Code})
		return
	}
	wamid := wamidFor(key)
	h.add(by(shop.ByRelay), &shop.MessageAccepted{Message: message, Attempt: 1, Ref: shop.RefFor(h.shop, wamid),
		Personal: shop.MessageAcceptedPersonal{Wamid: wamid, WaID: h.dialled(who)}})
	h.told = append(h.told, h.known(who, line, message, content.Text, wamid))
}

// dialled is the number that the platform answered with; none for somebody
// without one.
func (h *history) dialled(who customerStory) string {
	if who.HidesPhone {
		return ""
	}
	return h.content.word("customer", who.Key, "phone")
}

// known is what the platform remembers of a message of the shop.
func (h *history) known(who customerStory, line lineStory, message shop.MessageID, text, wamid string) sandbox.Past {
	past := sandbox.Past{Customer: who.Key, FromShop: true, Wamid: wamid, CallbackData: message.String(),
		Message: sandbox.Message{At: h.when(line.At), Text: text}, Template: line.Template}
	if line.Template != "" {
		past.Category = h.categoryOf(line.Template)
	}
	if line.Fate == fateDelivered {
		past.Status = whatsapp.StatusDelivered
	}
	return past
}

func (h *history) categoryOf(template string) string {
	for _, t := range h.content.story.Templates {
		if t.Name == template {
			return t.Category
		}
	}
	return ""
}

// says is what a line of the shop reads.
func (h *history) says(who customerStory, line lineStory) (shop.Content, shop.MessageType, shop.Category) {
	fill := h.variables(who, line)
	switch {
	case line.Template != "":
		use := &shop.TemplateUse{Name: line.Template, Language: h.content.word("shop.template_language")}
		for _, pattern := range line.Parameters {
			value, _ := fill.Fill(pattern)
			use.Parameters = append(use.Parameters, value)
		}
		text := h.content.templateNamed(line.Template).Render(use.Parameters)
		return shop.Content{Text: text, Template: use}, shop.TypeTemplate, shop.Category(strings.ToLower(h.categoryOf(line.Template)))
	case line.Update != nil:
		text, _ := fill.Fill(h.content.word("status", line.Update.Status, "update"))
		return shop.Content{Text: text}, shop.TypeText, shop.CategoryService
	}
	return shop.Content{Text: h.content.word("line", who.Key, line.ID)}, shop.TypeText, shop.CategoryService
}

func (h *history) variables(who customerStory, line lineStory) shop.Variables {
	fill := shop.Variables{shop.VarCustomer: h.content.called(who), "closing": h.content.word("shop.closing"),
		"offer": h.content.word("sample.offer")}
	if line.Update == nil {
		return fill
	}
	fill[shop.VarOrder] = line.Update.Order
	for _, order := range h.content.story.Orders {
		if order.Number == line.Update.Order {
			fill[shop.VarItems] = itemsText(h.content.items(order.Items))
		}
	}
	return fill
}
