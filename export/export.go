package export

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// Source is what is written down; a *store.Store is one.
type Source interface {
	Shop(ctx context.Context) (store.ShopInfo, error)
	Customers(ctx context.Context, q store.CustomerQuery) ([]store.CustomerRow, error)
	Customer(ctx context.Context, id shop.CustomerID) (store.CustomerCard, error)
	ConversationsOf(ctx context.Context, customer shop.CustomerID) ([]store.ChatRow, error)
	Thread(ctx context.Context, q store.ThreadQuery) ([]store.ThreadItem, error)
	OrderTable(ctx context.Context, sort store.OrderSort, after *store.OrderKey, limit int) ([]store.OrderRow, error)
	OrdersOf(ctx context.Context, customer shop.CustomerID, limit int) ([]store.OrderRow, error)
	Order(ctx context.Context, id shop.OrderID) (store.OrderCard, error)
	Replies(ctx context.Context, prefix string) ([]store.Reply, error)
}

// Files answers where a file lies on this computer, fetched if need be.
type Files interface {
	Open(ctx context.Context, hash string) (path string, err error)
}

// Choice is what to write; the zero Choice is all.
type Choice struct {
	Customer    shop.CustomerID // zero: everyone
	From, Until time.Time       // zero: no bound; Until is not included
	NoFiles     bool            // leave pictures and files out
}

// Params says what to write where.
type Params struct {
	Source Source
	Files  Files  // nil: without files
	Folder string // is made; must not be there yet
	Choice Choice
	Words  Words
	Now    time.Time
	Zone   *time.Location
	// Progress is told now and then how far it is; may be nil.
	Progress func(Report)
}

// Report says what was written.
type Report struct {
	Customers, Messages, Orders, Replies, Files int
	// Missing counts files that could not be had.
	Missing int
	Folder  string
}

// ErrThere says that something of that name is there already.
var ErrThere = errors.New("there already is something of that name")

// page is how many rows are held at once.
const page = 200

// Write writes a shop into a folder. It is called by another name until it is
// complete, so that a broken one is never taken for whole; when it fails or is
// cancelled nothing is left.
func Write(ctx context.Context, p Params) (Report, error) {
	if _, err := os.Lstat(p.Folder); err == nil {
		return Report{}, fmt.Errorf("%s: %w", p.Folder, ErrThere)
	}
	if err := os.MkdirAll(filepath.Dir(p.Folder), 0o700); err != nil {
		return Report{}, fmt.Errorf("make the folder: %w", err)
	}
	half, err := os.MkdirTemp(filepath.Dir(p.Folder), "."+filepath.Base(p.Folder)+"-*.part")
	if err != nil {
		return Report{}, fmt.Errorf("make the folder: %w", err)
	}
	report, err := writeInto(ctx, half, p)
	if err == nil {
		err = os.Rename(half, p.Folder)
	}
	if err != nil {
		return Report{}, errors.Join(fmt.Errorf("write to %s: %w", p.Folder, err), os.RemoveAll(half))
	}
	report.Folder = p.Folder
	return report, nil
}

// writer is one export on its way.
type writer struct {
	Params
	folder string
	report Report
	lists  *lists
	lines  *lines
	index  *index
	files  map[string]string // names of those written, by hash
	info   store.ShopInfo
}

func writeInto(ctx context.Context, folder string, p Params) (report Report, err error) {
	if p.Zone == nil {
		p.Zone = time.Local
	}
	w := &writer{Params: p, folder: folder, files: map[string]string{}}
	if w.info, err = p.Source.Shop(ctx); err != nil {
		return Report{}, fmt.Errorf("read the shop: %w", err)
	}
	if err := w.begin(); err != nil {
		return Report{}, err
	}
	defer func() { err = errors.Join(err, w.end()) }()
	steps := []func(context.Context) error{w.customers, w.orders, w.replies}
	if p.Choice.Customer != (shop.CustomerID{}) {
		steps = []func(context.Context) error{w.oneCustomer}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return w.report, err
		}
	}
	return w.report, nil
}

func (w *writer) begin() (err error) {
	for _, folder := range []string{"chats", "files"} {
		if err := os.Mkdir(filepath.Join(w.folder, folder), 0o700); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	if w.lists, err = newLists(w.folder); err != nil {
		return err
	}
	if w.lines, err = newLines(w.folder, Head{Version: linesVersion, Shop: w.info.Name, Currency: w.info.Currency, Made: w.Now.UTC()}); err != nil {
		return err
	}
	w.index, err = w.newIndex()
	return err
}

func (w *writer) end() error {
	var all []error
	if w.lists != nil {
		all = append(all, w.lists.close())
	}
	if w.lines != nil {
		all = append(all, w.lines.close())
	}
	if w.index != nil {
		all = append(all, w.index.close())
	}
	return errors.Join(all...)
}

func (w *writer) tell() {
	if w.Progress != nil {
		w.Progress(w.report)
	}
}

func (w *writer) customers(ctx context.Context) error {
	var after *store.CustomerKey
	for {
		rows, err := w.Source.Customers(ctx, store.CustomerQuery{After: after, Limit: page})
		if err != nil {
			return fmt.Errorf("read the customers: %w", err)
		}
		for _, row := range rows {
			if err := w.customer(ctx, row.ID); err != nil {
				return err
			}
		}
		if len(rows) < page {
			return nil
		}
		after = &rows[len(rows)-1].Key
	}
}

func (w *writer) oneCustomer(ctx context.Context) error {
	if err := w.customer(ctx, w.Choice.Customer); err != nil {
		return err
	}
	orders, err := w.Source.OrdersOf(ctx, w.Choice.Customer, 10_000)
	if err != nil {
		return fmt.Errorf("read the customer's orders: %w", err)
	}
	for _, row := range orders {
		if err := w.order(ctx, row.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) customer(ctx context.Context, id shop.CustomerID) error {
	card, err := w.Source.Customer(ctx, id)
	if err != nil {
		return fmt.Errorf("read a customer: %w", err)
	}
	chats, err := w.Source.ConversationsOf(ctx, id)
	if err != nil {
		return fmt.Errorf("read the customer's conversations: %w", err)
	}
	if err := errors.Join(w.lists.customer(card), w.lines.write(Line{Customer: customerLine(card)})); err != nil {
		return err
	}
	w.report.Customers++
	for _, chat := range chats {
		if err := w.chat(ctx, card, chat); err != nil {
			return fmt.Errorf("write a conversation: %w", err)
		}
	}
	w.tell()
	return nil
}

// chat writes a conversation, oldest first.
func (w *writer) chat(ctx context.Context, card store.CustomerCard, chat store.ChatRow) (err error) {
	out := &chatPage{writer: w, card: card, chat: chat}
	defer func() { err = errors.Join(err, out.close()) }()
	after := &store.ThreadKey{}
	if from := w.Choice.From; !from.IsZero() {
		after.At = from.UnixMilli() - 1
	}
	for {
		items, err := w.Source.Thread(ctx, store.ThreadQuery{Conversation: chat.Conversation, After: after, Limit: page})
		if err != nil {
			return fmt.Errorf("read the conversation: %w", err)
		}
		for _, item := range items {
			if until := w.Choice.Until; !until.IsZero() && !item.At.Before(until) {
				return nil
			}
			if err := w.item(ctx, out, item); err != nil {
				return err
			}
		}
		if len(items) < page {
			return nil
		}
		after = &items[len(items)-1].Key
		w.tell()
	}
}

// item writes what was written and has left this device: what still waits in
// it is no fact yet.
func (w *writer) item(ctx context.Context, out *chatPage, item store.ThreadItem) error {
	if item.Command != (shop.CommandID{}) || item.Kind == store.ItemLine {
		return nil
	}
	files, err := w.copyFiles(ctx, item)
	if err != nil {
		return err
	}
	w.report.Messages++
	return errors.Join(
		out.item(item, files),
		w.lists.message(out.card, item, files, w.Zone),
		w.lines.write(messageLine(out.card.ID, out.chat.Channel, item, files)),
	)
}

func (w *writer) orders(ctx context.Context) error {
	var after *store.OrderKey
	for {
		rows, err := w.Source.OrderTable(ctx, store.ByNumber, after, page)
		if err != nil {
			return fmt.Errorf("read the orders: %w", err)
		}
		for _, row := range rows {
			if err := w.order(ctx, row.ID); err != nil {
				return err
			}
		}
		if len(rows) < page {
			return nil
		}
		after = &rows[len(rows)-1].Key
		w.tell()
	}
}

func (w *writer) order(ctx context.Context, id shop.OrderID) error {
	card, err := w.Source.Order(ctx, id)
	if err != nil {
		return fmt.Errorf("read an order: %w", err)
	}
	from, until := w.Choice.From, w.Choice.Until
	if card.Number == "" || !from.IsZero() && card.Opened.Before(from) || !until.IsZero() && !card.Opened.Before(until) {
		return nil
	}
	w.report.Orders++
	return errors.Join(w.lists.order(card, w.Zone), w.lines.write(Line{Order: orderLine(card)}))
}

func (w *writer) replies(ctx context.Context) error {
	replies, err := w.Source.Replies(ctx, "")
	if err != nil {
		return fmt.Errorf("read the saved replies: %w", err)
	}
	for _, reply := range replies {
		w.report.Replies++
		if err := errors.Join(w.lists.reply(reply), w.lines.write(Line{Reply: &Reply{Shortcut: reply.Shortcut, Text: reply.Text}})); err != nil {
			return err
		}
	}
	return nil
}
