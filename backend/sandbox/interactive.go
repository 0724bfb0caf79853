package sandbox

import (
	"strings"

	"mostrador/backend/whatsapp"
)

// interactiveChecks are the rules for each kind of interactive message, beyond those for
// all of them.
var interactiveChecks = map[string]func(*checker, node){
	"button":                   checkButtons,
	"list":                     checkList,
	"cta_url":                  checkLinkButton,
	"location_request_message": wantsName("send_location"),
	"request_contact_info":     wantsName("request_contact_info"),
	"product":                  checkProduct,
	"product_list":             checkProductList,
	"catalog_message":          wantsName("catalog_message"),
	"carousel":                 checkCarousel,
	"flow":                     checkFlowMessage,
	"order_details":            checkOrderDetails,
	"order_status":             checkOrderStatus,
	"call_permission_request":  wantsName("call_permission_request"),
	"voice_call":               wantsName("voice_call"),
	"address_message":          wantsName("address_message"),
}

// bodyless are the kinds that go without a text.
var bodyless = map[string]bool{"product": true, "call_permission_request": true, "voice_call": true, "catalog_message": true}

func checkInteractive(c *checker, n node) {
	c.object(n)
	kind := n.at("type").text()
	check, known := interactiveChecks[kind]
	if !known {
		c.oneOf(n.at("type"), "button", "list", "cta_url", "location_request_message", "request_contact_info", "product", "product_list",
			"catalog_message", "carousel", "flow", "order_details", "order_status", "call_permission_request", "voice_call", "address_message")
		return
	}
	checkBody(c, n, kind)
	c.optional(n.at("footer").at("text"), whatsapp.MaxFooter)
	if header := n.at("header"); header.given {
		checkHeader(c, header, kind)
	}
	c.object(n.at("action"))
	check(c, n)
}

func checkBody(c *checker, n node, kind string) {
	most := whatsapp.MaxInteractiveBody
	if kind == "list" {
		most = whatsapp.MaxListBody
	}
	if text := n.at("body").at("text"); !bodyless[kind] || text.given {
		c.text(text, most)
	}
}

// headers are the kinds of header that an interactive message may have.
func checkHeader(c *checker, header node, kind string) {
	switch kind {
	case "product", "carousel", "location_request_message", "request_contact_info":
		c.fail(131009, "A message of type %s has no header.", kind)
	case "list", "product_list":
		c.oneOf(header.at("type"), "text")
	default:
		c.oneOf(header.at("type"), "text", "image", "video", "document")
	}
	switch format := header.at("type").text(); format {
	case "text":
		c.text(header.at("text"), whatsapp.MaxHeader)
	case "image", "video":
		checkFile(c, header.at(format))
	case "document":
		checkFile(c, header.at(format), "filename")
	}
}

func wantsName(name string) func(*checker, node) {
	return func(c *checker, n node) { c.oneOf(n.at("action").at("name"), name) }
}

func checkButtons(c *checker, n node) {
	buttons := c.list(n.at("action").at("buttons"), 1, whatsapp.MaxButtons)
	for _, button := range buttons {
		c.oneOf(button.at("type"), "reply")
		checkReply(c, button.at("reply"))
	}
	c.unique("button title", buttons, func(b node) node { return b.at("reply").at("title") })
	c.unique("button id", buttons, func(b node) node { return b.at("reply").at("id") })
}

func checkReply(c *checker, reply node) {
	c.object(reply)
	c.text(reply.at("title"), whatsapp.MaxButtonTitle)
	c.text(reply.at("id"), whatsapp.MaxButtonID)
	if id := reply.at("id").text(); strings.TrimSpace(id) != id {
		c.fail(131009, "Param %s can't begin or end with a space.", reply.at("id").path)
	}
}

func checkList(c *checker, n node) {
	action := n.at("action")
	c.text(action.at("button"), whatsapp.MaxListButton)
	sections := c.list(action.at("sections"), 1, whatsapp.MaxListSections)
	var rows []node
	for _, section := range sections {
		if len(sections) > 1 {
			c.text(section.at("title"), whatsapp.MaxSectionTitle)
		}
		c.optional(section.at("title"), whatsapp.MaxSectionTitle)
		rows = append(rows, c.list(section.at("rows"), 1, whatsapp.MaxListRows)...)
	}
	for _, row := range rows {
		c.text(row.at("id"), whatsapp.MaxRowID)
		c.text(row.at("title"), whatsapp.MaxRowTitle)
		c.optional(row.at("description"), whatsapp.MaxRowDescription)
	}
	if len(rows) > whatsapp.MaxListRows {
		c.fail(131009, "Total row count exceeds the max allowed count: %d.", whatsapp.MaxListRows)
	}
	c.unique("row id", rows, func(row node) node { return row.at("id") })
}

func checkLinkButton(c *checker, n node) {
	wantsName("cta_url")(c, n)
	parameters := n.at("action").at("parameters")
	c.object(parameters)
	c.text(parameters.at("display_text"), whatsapp.MaxLinkLabel)
	c.text(parameters.at("url"), 2000)
	c.webAddress(parameters.at("url"))
}

func checkProduct(c *checker, n node) {
	c.text(n.at("action").at("catalog_id"), 0)
	c.text(n.at("action").at("product_retailer_id"), 0)
}

func checkProductList(c *checker, n node) {
	c.object(n.at("header"))
	c.text(n.at("action").at("catalog_id"), 0)
	sections := c.list(n.at("action").at("sections"), 1, whatsapp.MaxListSections)
	products := 0
	for _, section := range sections {
		if len(sections) > 1 {
			c.text(section.at("title"), whatsapp.MaxSectionTitle)
		}
		items := c.list(section.at("product_items"), 1, 30)
		for _, item := range items {
			c.text(item.at("product_retailer_id"), 0)
		}
		products += len(items)
	}
	if products > 30 {
		c.fail(131009, "Total product count exceeds the max allowed count: 30.")
	}
}

func checkCarousel(c *checker, n node) {
	cards := c.list(n.at("action").at("cards"), 2, 10)
	headers := map[string]bool{}
	for _, card := range cards {
		c.number(card.at("card_index"), 0, 9)
		c.oneOf(card.at("type"), "cta_url", "product")
		c.optional(card.at("body").at("text"), 160)
		c.object(card.at("action"))
		if header := card.at("header"); header.given {
			c.oneOf(header.at("type"), "image", "video")
			headers[header.at("type").text()] = true
		}
	}
	if len(headers) > 1 {
		c.fail(131009, "All cards of a carousel must have the same kind of header.")
	}
	c.unique("card_index", cards, func(card node) node { return card.at("card_index") })
}

func checkFlowMessage(c *checker, n node) {
	wantsName("flow")(c, n)
	parameters := n.at("action").at("parameters")
	c.object(parameters)
	c.oneOf(parameters.at("flow_message_version"), "3")
	c.text(parameters.at("flow_cta"), 30)
	if parameters.at("flow_id").text() == "" && parameters.at("flow_name").text() == "" {
		c.fail(131009, "Either flow_id or flow_name is required.")
	}
	if mode := parameters.at("mode"); mode.given {
		c.oneOf(mode, "draft", "published")
	}
	if action := parameters.at("flow_action"); action.given {
		c.oneOf(action, "navigate", "data_exchange")
	}
}

func checkOrderDetails(c *checker, n node) {
	wantsName("review_and_pay")(c, n)
	parameters := n.at("action").at("parameters")
	c.object(parameters)
	c.text(parameters.at("reference_id"), 60)
	c.text(parameters.at("currency"), 3)
	c.oneOf(parameters.at("type"), "digital-goods", "physical-goods")
	order := parameters.at("order")
	c.object(order)
	total := amount(c, parameters.at("total_amount"))
	sum := amount(c, order.at("subtotal"))
	for name, sign := range map[string]int64{"tax": 1, "shipping": 1, "discount": -1} {
		if part := order.at(name); part.given {
			sum += sign * amount(c, part)
		}
	}
	if total != sum {
		c.fail(131009, "total_amount must be subtotal + tax + shipping - discount.")
	}
}

func checkOrderStatus(c *checker, n node) {
	wantsName("review_order")(c, n)
	parameters := n.at("action").at("parameters")
	c.object(parameters)
	c.text(parameters.at("reference_id"), 60)
	c.oneOf(parameters.at("order").at("status"), "pending", "processing", "partially_shipped", "shipped", "completed", "canceled")
}

// amount reads {value, offset}; the offset is always 100.
func amount(c *checker, n node) int64 {
	c.object(n)
	c.oneOf(n.at("offset"), "100")
	c.number(n.at("value"), 0, 1e15)
	var whole int64
	for _, digit := range n.at("value").text() {
		if digit < '0' || digit > '9' {
			return 0
		}
		whole = whole*10 + int64(digit-'0')
	}
	return whole
}
