package settings

import (
	"context"
	"maps"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// pricedCategories are what WhatsApp bills, in the order in which a shop meets them.
var pricedCategories = []shop.Category{shop.CategoryUtility, shop.CategoryMarketing, shop.CategoryAuthentication, shop.CategoryService}

// priceCard is the shop's price list: what WhatsApp asks for a message.
type priceCard struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	fields  map[shop.Category]*kit.TextField
	free    *kit.TextField
	save    *kit.Button
	slot    desk.Slot
	info    store.ShopInfo
	loaded  bool
}

func newPriceCard(d *desk.Desk) *priceCard {
	p := &priceCard{desk: d, fields: map[shop.Category]*kit.TextField{}}
	parts := []fyne.CanvasObject{kit.NewParagraph(lang.L("prices.words"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})}
	for _, category := range pricedCategories {
		p.fields[category] = kit.NewTextField(lang.L("prices."+string(category)), "0,00", func(string) { p.check() })
		parts = append(parts, p.fields[category])
	}
	p.free = kit.NewTextField(lang.L("prices.free"), "", func(string) { p.check() })
	p.save = kit.NewButton(lang.L("settings.save"), kit.SecondaryWeight, p.keep)
	p.save.Disable()
	p.content = card(lang.L("settings.section.prices"), append(parts, p.free, container.New(kit.Row{Stretch: -1}, p.save))...)
	return p
}

func (p *priceCard) read() {
	desk.Load(p.desk, &p.slot, func(ctx context.Context) (store.ShopInfo, error) { return p.desk.Store.Shop(ctx) }, p.show)
}

// show leaves alone what is being typed.
func (p *priceCard) show(info store.ShopInfo) {
	typing := p.loaded && p.changed()
	p.info, p.loaded = info, true
	if !typing {
		for category, field := range p.fields {
			field.SetText(priceText(info, category))
		}
		p.free.SetText(strconv.Itoa(info.FreePerMonth))
	}
	p.check()
}

func priceText(info store.ShopInfo, category shop.Category) string {
	price, known := info.Prices[category]
	if !known {
		return ""
	}
	return words.Amount(price)
}

func (p *priceCard) changed() bool {
	for category, field := range p.fields {
		if strings.TrimSpace(field.Text()) != priceText(p.info, category) {
			return true
		}
	}
	return strings.TrimSpace(p.free.Text()) != strconv.Itoa(p.info.FreePerMonth)
}

// typed reads the list as people write it; a field left empty is no price.
func (p *priceCard) typed() (prices map[shop.Category]shop.Money, free int, ok bool) {
	prices, ok = map[shop.Category]shop.Money{}, true
	maps.Copy(prices, p.info.Prices)
	for category, field := range p.fields {
		field.SetError("")
		text := strings.TrimSpace(field.Text())
		if text == "" {
			delete(prices, category)
			continue
		}
		price, err := parsePrice(text, p.info.Currency)
		if err != nil {
			field.SetError(lang.L("prices.wrong"))
			ok = false
			continue
		}
		prices[category] = price
	}
	p.free.SetError("")
	free, err := strconv.Atoi(strings.TrimSpace(p.free.Text()))
	if err != nil || free < 0 {
		p.free.SetError(lang.L("prices.freeWrong"))
		ok = false
	}
	return prices, free, ok
}

func (p *priceCard) check() {
	if !p.loaded {
		return
	}
	if _, _, ok := p.typed(); ok && p.changed() {
		p.save.Enable()
	} else {
		p.save.Disable()
	}
}

func (p *priceCard) keep() {
	prices, free, ok := p.typed()
	if !ok {
		return
	}
	p.desk.Do(&shop.ConfigureShop{Settings: shop.ShopConfigured{Prices: prices, FreePerMonth: &free}}, func(err error) {
		if err != nil {
			p.desk.Failed(err)
			return
		}
		p.desk.Toast(lang.L("settings.saved"))
	})
}

// parsePrice reads a price of a message, which has up to four decimals: one
// separator alone is the decimal one, never one of thousands.
func parsePrice(text, currency string) (shop.Money, error) {
	text = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), "€$£ "))
	if strings.Count(text, ".")+strings.Count(text, ",") == 1 {
		price, err := shop.ParseDecimal(strings.Replace(text, ",", ".", 1), currency)
		if err == nil && price.Micros < 0 {
			return shop.Money{}, shop.ErrAmount
		}
		return price, err
	}
	price, err := shop.ParseAmount(text, currency)
	if err == nil && price.Micros < 0 {
		return shop.Money{}, shop.ErrAmount
	}
	return price, err
}
