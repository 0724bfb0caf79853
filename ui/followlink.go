package ui

import (
	"context"
	"net/url"
	"strings"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
)

// FollowLink goes where a link leads that the program was started with: to a
// customer's conversation, or to joining a shop.
func (w *Window) FollowLink(link string) {
	phone, text, ok := chatLink(link)
	if !ok {
		w.Go(desk.Place{Room: desk.Settings, Connect: true, Compose: link})
		return
	}
	w.desk.AfterShown(func() { w.openChat(phone, text) })
}

// chatLink reads whom a link is to and what it proposes to write. The ways to
// write it are those of WhatsApp's click to chat, and our own
// mostrador:chat?phone=…&text=….
func chatLink(link string) (phone, text string, ok bool) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return "", "", false
	}
	q := u.Query()
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	switch {
	case u.Scheme == "mostrador" && (u.Opaque == "chat" || host == "chat"),
		u.Scheme == "whatsapp" && (host == "send" || u.Opaque == "send"),
		web(u) && host == "api.whatsapp.com" && strings.Trim(u.Path, "/") == "send":
		phone = q.Get("phone")
	case web(u) && host == "wa.me":
		phone = strings.Trim(u.Path, "/")
	default:
		return "", "", false
	}
	phone, err = shop.ParsePhone("+"+strings.TrimLeft(digits(phone), "0"), "")
	return phone, q.Get("text"), err == nil
}

func web(u *url.URL) bool { return u.Scheme == "https" || u.Scheme == "http" }

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// openChat opens the conversation with a number, if there is one.
func (w *Window) openChat(phone, text string) {
	var slot desk.Slot
	desk.Load(w.desk, &slot, func(ctx context.Context) ([]store.CustomerRow, error) {
		found, err := w.desk.Store.Search(ctx, digits(phone), paletteEach)
		return found.Customers, err
	}, func(found []store.CustomerRow) {
		for _, c := range found {
			if digits(c.Phone) == digits(phone) {
				w.Go(desk.Place{Room: desk.Inbox, Customer: c.ID, Compose: text})
				return
			}
		}
		w.desk.Toast(lang.L("link.nobody", map[string]any{"Phone": shop.ShowPhone(phone)}))
	})
}
