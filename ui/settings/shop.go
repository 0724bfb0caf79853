package settings

import (
	"context"
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

// shopCard has the shop's own settings that matter to money.
type shopCard struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	name    *kit.TextField
	limit   *kit.TextField
	month   *kit.Paragraph
	save    *kit.Button
	slot    desk.Slot
	info    store.ShopInfo
	loaded  bool
}

func newShopCard(d *desk.Desk) *shopCard {
	s := &shopCard{desk: d}
	s.name = kit.NewTextField(lang.L("settings.shopName"), "", func(string) { s.check() })
	s.limit = kit.NewTextField(lang.L("settings.cap"), "", func(string) { s.check() })
	s.limit.SetHint(lang.L("settings.capHint"))
	s.month = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	s.save = kit.NewButton(lang.L("settings.save"), kit.SecondaryWeight, s.keep)
	s.save.Disable()
	s.content = card(lang.L("settings.shop"), s.name, s.limit, s.month, container.New(kit.Row{Stretch: -1}, s.save))
	return s
}

func (s *shopCard) read() {
	desk.Load(s.desk, &s.slot, func(ctx context.Context) (store.ShopInfo, error) { return s.desk.Store.Shop(ctx) }, s.show)
}

// show leaves alone what is being typed.
func (s *shopCard) show(info store.ShopInfo) {
	typing := s.loaded && (s.name.Text() != s.info.Name || s.limit.Text() != limitText(s.info))
	s.info, s.loaded = info, true
	if !typing {
		s.name.SetText(info.Name)
		s.limit.SetText(limitText(info))
	}
	s.month.SetText(monthText(info))
	s.check()
}

func limitText(info store.ShopInfo) string {
	if info.SpendCap == nil || info.SpendCap.Micros == 0 {
		return ""
	}
	return words.Amount(*info.SpendCap)
}

func monthText(info store.ShopInfo) string {
	var lines []string
	for _, c := range info.Channels {
		spent := c.Spent
		if spent.Currency == "" {
			spent.Currency = info.Currency
		}
		lines = append(lines, c.Number+" · "+lang.L("settings.month", map[string]any{
			"Delivered": words.Number(c.Delivered), "Left": words.Number(c.FreeLeft), "Spent": words.Money(spent)}))
	}
	return strings.Join(lines, "\n")
}

func (s *shopCard) check() {
	s.limit.SetError("")
	_, err := s.amount()
	if err != nil {
		s.limit.SetError(lang.L("settings.capWrong"))
	}
	changed := strings.TrimSpace(s.name.Text()) != s.info.Name || s.limit.Text() != limitText(s.info)
	if s.loaded && changed && err == nil && strings.TrimSpace(s.name.Text()) != "" {
		s.save.Enable()
	} else {
		s.save.Disable()
	}
}

// amount is the limit as it was typed; an empty field is no limit, written as zero.
func (s *shopCard) amount() (shop.Money, error) {
	text := strings.TrimSpace(s.limit.Text())
	if text == "" {
		return shop.Money{Currency: s.info.Currency}, nil
	}
	return shop.ParseAmount(text, s.info.Currency)
}

func (s *shopCard) keep() {
	limit, err := s.amount()
	if err != nil {
		return
	}
	name := strings.TrimSpace(s.name.Text())
	s.desk.Do(&shop.ConfigureShop{Settings: shop.ShopConfigured{Name: &name, SpendCap: &limit}}, func(err error) {
		if err != nil {
			s.desk.Failed(err)
			return
		}
		s.desk.Toast(lang.L("settings.saved"))
	})
}
