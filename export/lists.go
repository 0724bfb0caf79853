package export

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/tables"
)

// lists are the files for a spreadsheet. Their columns have English names
// everywhere: they are read by programs too.
type lists struct {
	files                                     []*os.File
	customers, messages, orders, items, quick *tables.Writer
}

func newLists(folder string) (l *lists, err error) {
	l = &lists{}
	open := func(name string, header ...string) *tables.Writer {
		if err != nil {
			return nil
		}
		var file *os.File
		if file, err = os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil {
			err = fmt.Errorf("begin a list: %w", err)
			return nil
		}
		l.files = append(l.files, file)
		var w *tables.Writer
		w, err = tables.NewWriter(file, header...)
		return w
	}
	l.customers = open("customers.csv", "id", "name", "phone", "place", "warning", "language", "labels", "since", "order_updates", "offers")
	l.messages = open("messages.csv", "customer_id", "customer", "at", "from", "author", "type", "text", "files", "state", "id")
	l.orders = open("orders.csv", "number", "status", "customer_id", "customer", "phone", "due", "items", "total", "currency", "payment", "delivery", "address", "tracking", "notes", "opened")
	l.items = open("order-items.csv", "number", "item", "quantity", "price", "currency")
	l.quick = open("replies.csv", "shortcut", "text", "folder", "language")
	return l, err
}

func (l *lists) close() error {
	var all []error
	for _, w := range []*tables.Writer{l.customers, l.messages, l.orders, l.items, l.quick} {
		if w != nil {
			all = append(all, w.Flush())
		}
	}
	for _, file := range l.files {
		all = append(all, file.Sync(), file.Close())
	}
	return errors.Join(all...)
}

func (l *lists) customer(card store.CustomerCard) error {
	labels := make([]string, len(card.Labels))
	for i, label := range card.Labels {
		labels[i] = label.Name
	}
	may := map[shop.Purpose]string{}
	for _, c := range card.Consents {
		may[c.Purpose] = map[bool]string{true: "yes", false: "no"}[c.Allowed]
	}
	return l.customers.Write(card.ID.String(), card.Name, card.Phone, card.Place, card.Warning, card.Language,
		strings.Join(labels, ", "), stampOf(card.Since, time.UTC), may[shop.OrderUpdates], may[shop.Offers])
}

func (l *lists) message(card store.CustomerCard, item store.ThreadItem, files []copied, zone *time.Location) error {
	names := make([]string, 0, len(files))
	for _, f := range files {
		if f.name != "" {
			names = append(names, f.name)
		}
	}
	from, kind, id := "customer", string(item.Type), item.Message.String()
	switch {
	case item.Kind == store.ItemNote:
		from, kind, id = "note", "note", item.Note.String()
	case item.Outgoing:
		from = "shop"
	}
	return l.messages.Write(card.ID.String(), card.Name, stampOf(item.At, zone), from, item.Author, kind, plainText(item), strings.Join(names, ", "), stateOf(item), id)
}

// rankNames are how far a message came, as programs read it.
var rankNames = map[shop.Rank]string{
	shop.RankWaiting: "waiting", shop.RankQueued: "queued", shop.RankClaimed: "queued", shop.RankAccepted: "accepted",
	shop.RankSent: "sent", shop.RankDelivered: "delivered", shop.RankRead: "read", shop.RankPlayed: "played",
}

func stateOf(item store.ThreadItem) string {
	switch {
	case !item.Outgoing || item.Kind == store.ItemNote:
		return ""
	case item.Flag != "":
		return string(item.Flag)
	default:
		return rankNames[item.Rank]
	}
}

func (l *lists) order(card store.OrderCard, zone *time.Location) error {
	customer := ""
	if card.Customer != (shop.CustomerID{}) {
		customer = card.Customer.String()
	}
	delivery := "collect"
	if card.Delivery {
		delivery = "deliver"
	}
	err := l.orders.Write(card.Number, card.StatusName, customer, card.Name, card.Phone, stampOf(card.Due, zone), card.ItemsText,
		amountOf(card.Total), card.Total.Currency, string(card.Payment.State), delivery, card.Address, card.Tracking, card.Notes, stampOf(card.Opened, zone))
	for _, item := range card.Items {
		err = errors.Join(err, l.items.Write(card.Number, item.Name, strconv.FormatInt(item.Quantity, 10), amountOf(item.Price), item.Price.Currency))
	}
	return err
}

// reply is written as Replies reads it back: a row for each language.
func (l *lists) reply(reply store.Reply) error {
	err := l.quick.Write(reply.Shortcut, reply.Text, reply.Folder, "")
	for _, language := range slices.Sorted(maps.Keys(reply.Texts)) {
		err = errors.Join(err, l.quick.Write(reply.Shortcut, reply.Texts[language], reply.Folder, language))
	}
	return err
}

// stampOf is a time that every spreadsheet takes for one.
func stampOf(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	return at.In(zone).Format("2006-01-02 15:04:05")
}

// amountOf writes an amount with a decimal point and as many places as it has,
// two at least.
func amountOf(m shop.Money) string {
	if m.Currency == "" && m.Micros == 0 {
		return ""
	}
	sign, micros := "", m.Micros
	if micros < 0 {
		sign, micros = "-", -micros
	}
	parts := strings.TrimRight(fmt.Sprintf("%06d", micros%1_000_000), "0")
	for len(parts) < 2 {
		parts += "0"
	}
	return sign + strconv.FormatInt(micros/1_000_000, 10) + "." + parts
}
