package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mostrador/shop"
)

// The shop's small lists. Each is read whole (a thousand rows at most) with
// what waits laid over it.

// Reply is a quick reply.
type Reply struct {
	ID       shop.ReplyID
	Shortcut string            // without the slash
	Text     string            // with {variables}
	Folder   string            // "" is none
	Texts    map[string]string // by language; nil: only Text
	Uses     int               // on this device
	LastUsed time.Time
}

// Replies lists the quick replies whose shortcut begins with a prefix, whatever
// its case and accents, by shortcut.
func (s *Store) Replies(ctx context.Context, prefix string) ([]Reply, error) {
	all, err := list(ctx, s, `SELECT r.id, r.shortcut, r.text, r.folder, r.texts, coalesce(u.uses, 0), coalesce(u.last, 0)
		FROM replies r LEFT JOIN reply_uses u ON u.reply = r.id ORDER BY r.shortcut, r.id LIMIT 1000`, nil,
		func(rows rowScanner) (Reply, error) {
			var r Reply
			err := rows.Scan(&r.ID.UUID, &r.Shortcut, &r.Text, &r.Folder, jsonInto{&r.Texts}, &r.Uses, at{&r.LastUsed})
			return r, err
		})
	if err != nil {
		return nil, fmt.Errorf("list quick replies: %w", err)
	}
	waiting, err := s.waiting(ctx, shop.DoSaveReply, shop.DoDeleteReply)
	if err != nil {
		return nil, err
	}
	sortBy(waiting, func(a, b waitingCommand) bool { return a.seq < b.seq })
	for _, w := range waiting {
		all = layReply(all, w.wish)
	}
	want := folded(strings.TrimPrefix(prefix, "/"))
	all = slices.DeleteFunc(all, func(r Reply) bool { return !strings.HasPrefix(folded(r.Shortcut), want) })
	sortBy(all, func(a, b Reply) bool { return a.Shortcut < b.Shortcut })
	return all, nil
}

func layReply(all []Reply, wish shop.Wish) []Reply {
	switch w := wish.(type) {
	case *shop.SaveReply:
		reply := Reply{ID: w.Reply}
		i := slices.IndexFunc(all, func(r Reply) bool { return r.ID == w.Reply })
		keep := w.Keep
		if i < 0 {
			i, all, keep = len(all), append(all, reply), nil
		}
		all[i].lay(w, keep)
	case *shop.DeleteReply:
		all = slices.DeleteFunc(all, func(r Reply) bool { return r.ID == w.Reply })
	}
	return all
}

// ReplyByShortcut finds a quick reply; ErrNotFound when none has the shortcut.
func (s *Store) ReplyByShortcut(ctx context.Context, shortcut string) (Reply, error) {
	all, err := s.Replies(ctx, shortcut)
	if err != nil {
		return Reply{}, err
	}
	want := folded(strings.TrimPrefix(shortcut, "/"))
	for _, r := range all {
		if folded(r.Shortcut) == want {
			return r, nil
		}
	}
	return Reply{}, fmt.Errorf("quick reply: %w", ErrNotFound)
}

// Template is a template of one of the shop's accounts.
type Template struct {
	WABA string
	shop.Template
}

// Templates lists the templates by name and language; deleted ones are left out.
func (s *Store) Templates(ctx context.Context) ([]Template, error) {
	return list(ctx, s, `SELECT waba, content FROM templates WHERE state <> 'DELETED' ORDER BY waba, name, language LIMIT 1000`, nil,
		func(rows rowScanner) (Template, error) {
			var t Template
			err := rows.Scan(&t.WABA, jsonInto{&t.Template})
			return t, err
		})
}

// Template finds a template for a channel in the language that fits
// (shop.FittingLanguage); ErrNotFound when its account has none. The template
// names its language as WhatsApp does.
func (s *Store) Template(ctx context.Context, channel shop.ChannelID, name, language string) (shop.Template, error) {
	all, err := list(ctx, s, `SELECT t.content FROM channels c JOIN templates t ON t.waba = c.waba
		WHERE c.id = ? AND t.name = ? AND t.state <> 'DELETED' ORDER BY t.language LIMIT 200`, []any{blob(channel.UUID), name},
		func(rows rowScanner) (shop.Template, error) {
			var t shop.Template
			err := rows.Scan(jsonInto{&t})
			return t, err
		})
	if err != nil {
		return shop.Template{}, fmt.Errorf("read a template: %w", err)
	}
	offered := make([]string, len(all))
	for i, t := range all {
		offered[i] = t.Language
	}
	fitting, ok := shop.FittingLanguage(offered, language)
	if !ok {
		return shop.Template{}, fmt.Errorf("template: %w", ErrNotFound)
	}
	return all[slices.Index(offered, fitting)], nil
}

// Label is a label of the shop.
type Label struct {
	ID   shop.LabelID
	Name string
	Tone string // accent, info, amber, warning, neutral
}

// Labels lists the labels by name.
func (s *Store) Labels(ctx context.Context) ([]Label, error) {
	all, err := list(ctx, s, "SELECT id, name, tone FROM labels ORDER BY id LIMIT 1000", nil, func(rows rowScanner) (Label, error) {
		var l Label
		err := rows.Scan(&l.ID.UUID, &l.Name, &l.Tone)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("list labels: %w", err)
	}
	waiting, err := s.waiting(ctx, shop.DoSaveLabel)
	for _, w := range waiting {
		if wish, ok := w.wish.(*shop.SaveLabel); ok {
			all = layLabel(all, wish)
		}
	}
	sortBy(all, func(a, b Label) bool { return folded(a.Name) < folded(b.Name) })
	return all, err
}

func layLabel(all []Label, w *shop.SaveLabel) []Label {
	i, keep := slices.IndexFunc(all, func(l Label) bool { return l.ID == w.Label }), w.Keep
	if i < 0 {
		i, all, keep = len(all), append(all, Label{ID: w.Label}), nil
	}
	if !slices.Contains(keep, "name") {
		all[i].Name = w.Name
	}
	if !slices.Contains(keep, "tone") {
		all[i].Tone = w.Tone
	}
	return all
}

// Person is someone who works at the shop.
type Person struct {
	ID   shop.PersonID
	Name string
	Role shop.Role
}

// People lists who works at the shop, by name.
func (s *Store) People(ctx context.Context) ([]Person, error) {
	all, err := list(ctx, s, "SELECT id, name, role FROM people ORDER BY id LIMIT 1000", nil, func(rows rowScanner) (Person, error) {
		var p Person
		err := rows.Scan(&p.ID.UUID, &p.Name, &p.Role)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	waiting, err := s.waiting(ctx, shop.DoSavePerson)
	for _, w := range waiting {
		if wish, ok := w.wish.(*shop.SavePerson); ok {
			all = slices.DeleteFunc(all, func(p Person) bool { return p.ID == wish.Person })
			all = append(all, Person{ID: wish.Person, Name: wish.Name, Role: wish.Role})
		}
	}
	sortBy(all, func(a, b Person) bool { return folded(a.Name) < folded(b.Name) })
	return all, err
}

// Device is a desktop of the shop.
type Device struct {
	ID      shop.DeviceID
	Person  shop.PersonID
	Name    string
	Paired  time.Time
	Revoked time.Time // zero: it still belongs
	Waiting bool      // nobody has approved it yet
	Doubled time.Time // when its key was seen in use in two places; zero: never
}

// Devices lists the desktops.
func (s *Store) Devices(ctx context.Context) ([]Device, error) {
	return list(ctx, s, "SELECT id, person, name, paired, revoked, doubled, waiting FROM devices ORDER BY id LIMIT 1000", nil, func(rows rowScanner) (Device, error) {
		var d Device
		err := rows.Scan(&d.ID.UUID, &d.Person.UUID, &d.Name, at{&d.Paired}, at{&d.Revoked}, at{&d.Doubled}, truth{&d.Waiting})
		return d, err
	})
}

// Channels lists the shop's numbers with their month so far.
func (s *Store) Channels(ctx context.Context) ([]Channel, error) {
	info, err := s.Shop(ctx)
	return info.Channels, err
}

// Writing puts into the caller's words what an update may name. What is left nil
// has no words, and stays a gap in an update that names it.
type Writing struct {
	Due   func(time.Time) string // when an order is due
	Money func(shop.Money) string
}

// UpdateInput fills in what it takes to plan how an order's customer would be
// told of a status (shop.PlanUpdate), and says over which channel: that of the
// customer's newest conversation, else the shop's first.
func (s *Store) UpdateInput(ctx context.Context, id shop.OrderID, to shop.StatusID, now time.Time, writing Writing) (shop.UpdateInput, shop.ChannelID, error) {
	card, err := s.Order(ctx, id)
	if err != nil {
		return shop.UpdateInput{}, shop.ChannelID{}, err
	}
	info, err := s.Shop(ctx)
	if err != nil {
		return shop.UpdateInput{}, shop.ChannelID{}, err
	}
	status, _ := info.Pipeline.Status(to)
	in := shop.UpdateInput{Order: id, Customer: card.Customer, Status: status, Language: info.Locale, Now: now,
		Variables: variablesOf(card, status, info, writing), Told: card.Tellings[to].Held()}
	if (card.Customer == shop.CustomerID{}) {
		return in, shop.ChannelID{}, nil
	}
	channel, err := s.wayTo(ctx, &in, info)
	if err != nil {
		return shop.UpdateInput{}, shop.ChannelID{}, err
	}
	if in.Consent, err = s.consent(ctx, card.Customer); err != nil {
		return shop.UpdateInput{}, shop.ChannelID{}, err
	}
	in.Template, err = s.templateFor(ctx, channel, status.Template, in.Language, info.Locale)
	return in, channel, err
}

func variablesOf(card OrderCard, status shop.OrderStatus, info ShopInfo, writing Writing) shop.Variables {
	v := shop.Variables{
		shop.VarCustomer: shop.FirstName(card.Name), shop.VarOrder: card.Number, shop.VarItems: card.ItemsText,
		shop.VarStatus: status.Name, shop.VarShop: info.Name, shop.VarTracking: card.Tracking,
	}
	if writing.Due != nil && !card.Due.IsZero() {
		v[shop.VarDue] = writing.Due(card.Due.In(info.zone()))
	}
	if writing.Money != nil && card.Total.Micros != 0 {
		v[shop.VarTotal] = writing.Money(card.Total)
	}
	return v
}

// wayTo fills in window and language, and chooses the channel.
func (s *Store) wayTo(ctx context.Context, in *shop.UpdateInput, info ShopInfo) (shop.ChannelID, error) {
	var language string
	_, err := s.one(ctx, "SELECT language FROM shown_customers WHERE id = ?", []any{blob(in.Customer.UUID)}, &language)
	if err != nil {
		return shop.ChannelID{}, err
	}
	if language != "" {
		in.Language = language
	}
	rows, err := list(ctx, s, selectChat+"WHERE s.customer = ? LIMIT 200", []any{blob(in.Customer.UUID)}, scanChat)
	if err != nil {
		return shop.ChannelID{}, err
	}
	sortBy(rows, func(a, b ChatRow) bool { return a.At.After(b.At) })
	if len(rows) > 0 {
		in.Window = shop.ReplyWindow{LastInbound: rows[0].LastInbound}
		return rows[0].Channel, nil
	}
	if len(info.Channels) > 0 {
		return info.Channels[0].ID, nil
	}
	return shop.ChannelID{}, nil
}

// templateFor finds the status's template in the customer's language, else in
// the shop's.
func (s *Store) templateFor(ctx context.Context, channel shop.ChannelID, name string, languages ...string) (*shop.Template, error) {
	if name == "" {
		return nil, nil
	}
	for _, language := range languages {
		t, err := s.Template(ctx, channel, name, language)
		switch {
		case err == nil:
			return &t, nil
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	return nil, nil
}
