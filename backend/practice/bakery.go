package practice

import (
	"strconv"
	"strings"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// freePerMonth is how many service messages WhatsApp delivers free per number
// and month since October 2026.
const freePerMonth = 1000

// microsPerCent turns the story's cents into money's millionths.
const microsPerCent = 10_000

// money is a price of the story in the shop's currency.
func (c *content) money(cents int64) shop.Money {
	factor, err := strconv.ParseInt(c.word("shop.money_factor"), 10, 64)
	if err != nil {
		factor = 1
	}
	return shop.Money{Micros: cents * factor * microsPerCent, Currency: c.word("shop.currency")}
}

func (c *content) price(category shop.Category) shop.Money {
	price, err := shop.ParseAmount(c.word("price", string(category)), c.word("shop.currency"))
	if err != nil {
		return shop.Money{}
	}
	return price
}

// settings are the shop's own, in its own words. The zone is where the owner
// is, so that the day and the due times are the owner's.
func (c *content) settings(timeZone string) shop.ShopConfigured {
	word := func(key string) *string { text := c.word("shop", key); return &text }
	free, pipeline := freePerMonth, c.pipeline()
	prices := map[shop.Category]shop.Money{}
	for _, category := range []shop.Category{shop.CategoryUtility, shop.CategoryMarketing, shop.CategoryService} {
		prices[category] = c.price(category)
	}
	return shop.ShopConfigured{Name: word("name"), Locale: word("locale"), Currency: word("currency"), Country: word("country"),
		TimeZone: &timeZone, Pipeline: &pipeline, FreePerMonth: &free, Prices: prices}
}

func (c *content) pipeline() shop.Pipeline {
	var all shop.Pipeline
	for _, s := range c.story.Statuses {
		status := shop.OrderStatus{ID: shop.StatusID(s.ID), Name: c.word("status", s.ID, "name"), Final: s.Final, Made: s.Made, DeliveryOnly: s.Delivery, Template: s.Template}
		if !s.Quiet {
			status.Update = c.word("status", s.ID, "update")
		}
		for _, parameter := range s.Parameters {
			status.Parameters = append(status.Parameters, strings.ReplaceAll(parameter, "{closing}", c.word("shop.closing")))
		}
		all = append(all, status)
	}
	return all
}

// template is one of the platform's templates as the shop keeps it; false when
// the story doesn't know it.
func (c *content) template(t whatsapp.Template) (shop.Template, bool) {
	for _, told := range c.story.Templates {
		if told.Name != t.Name {
			continue
		}
		kept := shop.Template{PlatformID: t.ID, Name: t.Name, Title: c.word("template", t.Name, "title"), Language: t.Language,
			Category: shop.Category(strings.ToLower(t.Category)), State: shop.TemplateState(t.Status), Samples: c.samples(told)}
		if t.RejectedReason != "NONE" {
			kept.Reason = t.RejectedReason
		}
		for _, part := range t.Components {
			if part.Type == "BODY" {
				kept.Body = part.Text
			}
		}
		return kept, true
	}
	return shop.Template{}, false
}

// templateNamed is a template of the story by its name, as text alone.
func (c *content) templateNamed(name string) shop.Template {
	return shop.Template{Name: name, Language: c.word("shop.template_language"), Body: c.word("template", name, "body")}
}

func (c *content) items(all []itemStory) []shop.Item {
	items := make([]shop.Item, 0, len(all))
	for _, item := range all {
		items = append(items, shop.Item{Name: c.word("item", item.Item), Quantity: item.N, Price: c.money(item.Cents)})
	}
	return items
}

// itemsText is how an order's items are told to its customer.
func itemsText(items []shop.Item) string {
	parts := make([]string, 0, len(items))
	for _, item := range items {
		parts = append(parts, strconv.FormatInt(item.Quantity, 10)+" × "+item.Name)
	}
	return strings.Join(parts, ", ")
}

// called is what the shop calls a customer in a message: first names for
// people, the whole name for a business.
func (c *content) called(who customerStory) string {
	name := c.word("customer", who.Key, "name")
	if who.Persona == "business" {
		return name
	}
	first, _, _ := strings.Cut(name, " ")
	return first
}
