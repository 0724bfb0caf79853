package sandbox

import "mostrador/backend/whatsapp"

// contentChecks are the rules for what each type of message holds.
var contentChecks = map[string]func(*checker, node){
	whatsapp.TypeText:        checkText,
	whatsapp.TypeImage:       checkMedia,
	whatsapp.TypeVideo:       checkMedia,
	whatsapp.TypeAudio:       checkAudio,
	whatsapp.TypeDocument:    checkDocument,
	whatsapp.TypeSticker:     checkSticker,
	whatsapp.TypeLocation:    checkLocation,
	whatsapp.TypeContacts:    checkCards,
	whatsapp.TypeReaction:    checkReaction,
	whatsapp.TypeInteractive: checkInteractive,
	whatsapp.TypeTemplate:    checkTemplateForm,
}

func checkText(c *checker, n node) {
	c.object(n)
	c.keys(n, "body", "preview_url")
	c.text(n.at("body"), whatsapp.MaxText)
	if preview := n.at("preview_url"); preview.given && preview.text() != "true" && preview.text() != "false" {
		c.fail(100, "Param %s must be a boolean.", preview.path)
	}
}

func checkMedia(c *checker, n node) {
	checkFile(c, n, "caption")
	c.optional(n.at("caption"), whatsapp.MaxCaption)
}

func checkAudio(c *checker, n node) { checkFile(c, n, "voice") }

func checkDocument(c *checker, n node) {
	checkFile(c, n, "caption", "filename")
	c.optional(n.at("caption"), whatsapp.MaxCaption)
	c.optional(n.at("filename"), 0)
}

func checkSticker(c *checker, n node) { checkFile(c, n) }

// checkFile wants an id or a link, and not both.
func checkFile(c *checker, n node, more ...string) {
	c.object(n)
	c.keys(n, append(more, "id", "link", "provider")...)
	id, link := n.at("id"), n.at("link")
	switch {
	case id.text() == "" && link.text() == "":
		c.fail(100, "The parameter %s or %s is required.", id.path, link.path)
	case id.text() != "" && link.text() != "":
		c.fail(100, "Param %s takes either id or link, not both.", n.path)
	case link.text() != "":
		c.webAddress(link)
	}
}

func checkLocation(c *checker, n node) {
	c.object(n)
	c.keys(n, "latitude", "longitude", "name", "address")
	c.number(n.at("latitude"), -90, 90)
	c.number(n.at("longitude"), -180, 180)
	c.optional(n.at("name"), 1000)
	c.optional(n.at("address"), 1000)
}

func checkCards(c *checker, n node) {
	for _, card := range c.list(n, 1, whatsapp.MaxCards) {
		c.object(card)
		c.object(card.at("name"))
		c.text(card.at("name").at("formatted_name"), 0)
		for _, part := range []string{"phones", "emails", "urls", "addresses"} {
			if card.at(part).given {
				c.list(card.at(part), 0, 1000)
			}
		}
	}
}

func checkReaction(c *checker, n node) {
	c.object(n)
	c.keys(n, "message_id", "emoji")
	c.text(n.at("message_id"), 0)
	emoji := n.at("emoji")
	if !emoji.given {
		c.fail(131008, "The parameter %s is required; an empty one takes the reaction back.", emoji.path)
	}
	c.optional(emoji, 64)
}
