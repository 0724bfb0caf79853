package store_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"mostrador/shop"
	"mostrador/store/storetest"
)

// onPhone is what comes from a phone that shares the number, and what the
// platform says of numbers and accounts.
func (h *history) onPhone(c storetest.Customer) {
	env := storetest.Envelope{Channel: h.Channel, Customer: c.ID, Author: shop.Author{Kind: shop.ByPlatform}}
	account := storetest.Envelope{Channel: h.Channel, Author: env.Author, At: h.Now.Add(-time.Duration(rapid.IntRange(0, 300).Draw(h.t, "late")) * time.Second)}
	wamid := fmt.Sprintf("wamid.phone.%d", h.Position())
	id, ref := shop.MessageFor(h.Shop, wamid), shop.RefFor(h.Shop, wamid)
	switch rapid.IntRange(0, 8).Draw(h.t, "phone") {
	case 0, 1:
		h.Add(env, &shop.MessageEchoed{Message: id, Conversation: c.Conversation, Type: shop.TypeText, Ref: ref,
			Personal: shop.MessageEchoedPersonal{Wamid: wamid, Content: shop.Content{Text: "desde el móvil"}}})
		h.received = append(h.received, storetest.Message{ID: id, Ref: ref, To: c})
	case 2, 3:
		h.imported(env, c, wamid)
	case 4:
		h.Add(env, &shop.ContactSynced{Customer: c.ID, Personal: shop.ContactSyncedPersonal{Name: pick(h.t, []string{"Lu", "La del hotel", ""}, "name")}})
	case 5:
		h.Add(env, &shop.CustomerRenumbered{Customer: c.ID, Conversation: c.Conversation, Change: pick(h.t, []shop.IdentityChange{shop.NumberChange, shop.SecurityChange, shop.UserIDChange}, "change"),
			Personal: shop.CustomerRenumberedPersonal{From: c.Phone, To: "34699999999"}})
	case 6:
		limit := pick(h.t, []string{"TIER_250", "TIER_2K"}, "limit")
		h.Add(account, &shop.NumberChanged{Limit: &limit})
		h.Add(account, &shop.HistoryProgressed{Progress: rapid.IntRange(0, 100).Draw(h.t, "progress")})
	case 7:
		h.Add(account, &shop.AccountChanged{WABA: "waba1", State: pick(h.t, []shop.AccountState{shop.AccountFine, shop.AccountRestricted}, "state")})
	default:
		raised := h.Add(account, &shop.NoticeRaised{About: shop.NoticeTemplateState, Severity: pick(h.t, []shop.Severity{shop.SeverityNews, shop.SeverityAttention}, "severity"),
			Topic: pick(h.t, []string{"a", "b"}, "topic"), Parameters: map[string]string{"name": "ready"}})
		if rapid.Bool().Draw(h.t, "settled") {
			h.Add(storetest.Envelope{}, &shop.NoticeSettled{Notice: raised.ID})
		}
	}
}

// imported is a message from before, perhaps a file that follows its placeholder.
func (h *history) imported(env storetest.Envelope, c storetest.Customer, wamid string) {
	env.At = h.base.Add(-time.Duration(rapid.IntRange(1, 5000).Draw(h.t, "before")) * time.Minute)
	body := &shop.MessageImported{Message: shop.MessageFor(h.Shop, wamid), Conversation: c.Conversation, Type: shop.TypePlaceholder,
		Ref: shop.RefFor(h.Shop, wamid), Outgoing: rapid.Bool().Draw(h.t, "ours"), Personal: shop.MessageEchoedPersonal{Wamid: wamid}}
	if body.Outgoing {
		body.Rank, body.Failed = shop.RankSent, rapid.Bool().Draw(h.t, "failed")
	}
	h.Add(env, body)
	if rapid.Bool().Draw(h.t, "file follows") {
		body.Type, body.Personal.Content = shop.TypeImage, shop.Content{Text: "una foto", Media: &shop.Media{PlatformID: "9", MIME: "image/jpeg"}}
		h.Add(env, body)
	}
}
