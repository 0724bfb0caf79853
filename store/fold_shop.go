package store

import (
	"encoding/json"
	"slices"
	"strings"

	"mostrador/shop"
)

// shopBody folds what is said of the shop itself; false when the body is
// another's.
func (f *fold) shopBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.ShopConfigured:
		f.configure(b)
	case *shop.ChannelConnected:
		f.channelConnected(e, b)
	case *shop.TemplateChanged:
		f.templateChanged(e, b)
	case *shop.ReplySaved:
		f.exec(`INSERT INTO replies (id, position, shortcut, text) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET position = excluded.position`+unlessKept(b.Keep, "shortcut", "text"),
			blob(b.Reply.UUID), int64(e.Position), b.Shortcut, b.Text)
		f.replyMore(b)
		f.changed.Replies = true
	case *shop.ReplyDeleted:
		f.exec("DELETE FROM replies WHERE id = ?", blob(b.Reply.UUID))
		f.changed.Replies = true
	case *shop.LabelSaved:
		f.exec(`INSERT INTO labels (id, position, name, tone) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET position = excluded.position`+unlessKept(b.Keep, "name", "tone"),
			blob(b.Label.UUID), int64(e.Position), b.Name, b.Tone)
		f.changed.Labels = true
	case *shop.LabelDeleted:
		f.exec("DELETE FROM labels WHERE id = ?", blob(b.Label.UUID))
		f.exec("DELETE FROM customer_labels WHERE label = ?", blob(b.Label.UUID))
		f.changed.Labels = true
	default:
		return f.teamBody(e, body)
	}
	return true
}

// unlessKept changes the columns that an event doesn't leave as they are.
func unlessKept(keep []string, columns ...string) string {
	var set strings.Builder
	for _, column := range columns {
		if !slices.Contains(keep, column) {
			set.WriteString(", " + column + " = excluded." + column)
		}
	}
	return set.String()
}

func (f *fold) teamBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.PersonSaved:
		f.exec(`INSERT INTO people (id, position, name, role) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name, role = excluded.role`,
			blob(b.Person.UUID), int64(e.Position), b.Name, string(b.Role))
		f.changed.People = true
	case *shop.DevicePaired:
		f.exec(`INSERT INTO devices (id, position, person, name, paired, waiting) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET position = excluded.position, person = excluded.person, name = excluded.name,
				paired = excluded.paired, waiting = excluded.waiting, revoked = 0`,
			blob(b.Device.UUID), int64(e.Position), blob(b.Person.UUID), b.Name, millis(e.At), flag(b.Waiting))
		f.changed.People = true
	case *shop.DeviceApproved:
		f.exec("UPDATE devices SET waiting = 0 WHERE id = ?", blob(b.Device.UUID))
		f.changed.People = true
	case *shop.DeviceRevoked:
		f.exec("UPDATE devices SET revoked = ?, waiting = 0 WHERE id = ?", millis(e.At), blob(b.Device.UUID))
		f.changed.People = true
	case *shop.DeviceDoubled:
		f.exec("UPDATE devices SET doubled = ? WHERE id = ?", millis(e.At), blob(b.Device.UUID))
		f.changed.People = true
	case *shop.PartKept:
		f.skip(e)
	default:
		return f.errandBody(e, body) || f.phoneBody(e, body)
	}
	return true
}

func rawText(raw json.RawMessage) string { return string(raw) }

func (f *fold) channelConnected(e *shop.Event, b *shop.ChannelConnected) {
	id := e.Channel
	if (id == shop.ChannelID{}) {
		id = shop.ChannelFor(f.store.shop, b.PhoneNumberID)
	}
	f.exec(`INSERT INTO channels (id, position, phone_number_id, waba, portfolio, number, name) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET position = excluded.position, phone_number_id = excluded.phone_number_id,
			waba = excluded.waba, portfolio = excluded.portfolio, number = excluded.number, name = excluded.name`,
		blob(id.UUID), int64(e.Position), b.PhoneNumberID, b.WABA, b.Portfolio, b.Number, b.Name)
	f.changed.Shop = true
}

func (f *fold) templateChanged(e *shop.Event, b *shop.TemplateChanged) {
	f.exec(`INSERT INTO templates (waba, name, language, position, state, content) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (waba, name, language) DO UPDATE SET position = excluded.position, state = excluded.state, content = excluded.content`,
		b.WABA, b.Template.Name, b.Template.Language, int64(e.Position), string(b.Template.State), jsonText(b.Template))
	f.changed.Templates = true
}

const selectShop = `SELECT name, locale, currency, time_zone, country, pipeline, free_per_month, prices, spend_cap FROM shop WHERE one = 1`

func shopDest(s *shop.ShopFacts) []any {
	return []any{&s.Name, &s.Locale, &s.Currency, &s.TimeZone, &s.Country, jsonInto{&s.Pipeline}, &s.FreePerMonth,
		jsonInto{&s.Prices}, jsonInto{&s.SpendCap}}
}

// settingsNow are the shop's settings as far as events were folded.
func (f *fold) settingsNow() *shop.ShopFacts {
	if f.settings == nil {
		f.settings = &shop.ShopFacts{ID: f.store.shop}
		f.scan(selectShop, nil, shopDest(f.settings)...)
	}
	return f.settings
}

func (f *fold) configure(b *shop.ShopConfigured) {
	s := f.settingsNow()
	configured(s, b)
	limit := ""
	if s.SpendCap != nil {
		limit = jsonText(s.SpendCap)
	}
	if s.Pipeline == nil {
		s.Pipeline = shop.Pipeline{}
	}
	if s.Prices == nil {
		s.Prices = map[shop.Category]shop.Money{}
	}
	f.exec(`INSERT INTO shop (one, name, locale, currency, time_zone, country, pipeline, free_per_month, prices, spend_cap)
		VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (one) DO UPDATE SET name = excluded.name, locale = excluded.locale, currency = excluded.currency,
			time_zone = excluded.time_zone, country = excluded.country, pipeline = excluded.pipeline,
			free_per_month = excluded.free_per_month, prices = excluded.prices, spend_cap = excluded.spend_cap`,
		s.Name, s.Locale, s.Currency, s.TimeZone, s.Country, jsonText(s.Pipeline), s.FreePerMonth, jsonText(s.Prices), limit)
	f.changed.Shop = true
}

// configured changes what the event names; absent fields stay.
func configured(s *shop.ShopFacts, b *shop.ShopConfigured) {
	replace(&s.Name, b.Name)
	replace(&s.Locale, b.Locale)
	replace(&s.Currency, b.Currency)
	replace(&s.TimeZone, b.TimeZone)
	replace(&s.Country, b.Country)
	replace(&s.Pipeline, b.Pipeline)
	replace(&s.FreePerMonth, b.FreePerMonth)
	if b.Prices != nil {
		s.Prices = b.Prices
	}
	if b.SpendCap != nil {
		s.SpendCap = b.SpendCap
	}
}

// count keeps the month's figures: a service message when it first arrives, a
// price when the platform first says that it bills.
func (f *fold) count(e *shop.Event, m *sending, before shop.Rank, pricing *shop.Pricing) (price shop.Money) {
	category := m.category
	if pricing != nil && pricing.Category != "" {
		category = pricing.Category
	}
	settings := f.settingsNow()
	price = shop.Money{Currency: settings.Currency}
	delivered := before < shop.RankDelivered && m.rank >= shop.RankDelivered && category == shop.CategoryService
	billed := pricing != nil && pricing.Billed() && !m.billed
	if !delivered && !billed {
		return price
	}
	if billed {
		m.billed = true
		if listed, ok := settings.Prices[category]; ok {
			price = listed
		}
	}
	channel := e.Channel
	if c := f.numbered(m.conversation); c != nil {
		channel = c.channel
	}
	f.exec(`INSERT INTO months (month, channel, currency, delivered, billed, spent) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (month, channel, currency) DO UPDATE SET delivered = delivered + excluded.delivered,
			billed = billed + excluded.billed, spent = spent + excluded.spent`,
		monthOf(settings, millis(e.At)), blob(channel.UUID), price.Currency, flag(delivered), flag(billed), price.Micros)
	f.changed.Shop = true
	return price
}
