package today

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// closing is what a day leaves open: the closing sheet.
type closing struct {
	figures store.TodayFigures
	info    store.ShopInfo
	unpaid  []store.OrderRow // of the day's orders
	unsent  []store.OrderRow // not at an end yet
	untold  []store.OrderRow // the customer does not know of the status
	answer  []store.ChatRow
}

// mostClosing is how many orders of each status the sheet looks through.
const mostClosing = 1000

// readClosing looks through the orders that were due until the end of the day.
func readClosing(ctx context.Context, from *store.Store, now time.Time) (c closing, err error) {
	if c.info, err = from.Shop(ctx); err != nil {
		return c, err
	}
	if c.figures, err = from.Today(ctx); err != nil {
		return c, err
	}
	if c.answer, err = from.Chats(ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: 100}); err != nil {
		return c, err
	}
	begin := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	end := begin.AddDate(0, 0, 1)
	for _, status := range c.info.Pipeline {
		rows, err := from.OrdersByStatus(ctx, status.ID, nil, mostClosing)
		if err != nil {
			return c, err
		}
		for _, row := range rows {
			c.sort(row, status, begin, end)
		}
	}
	for _, rows := range [][]store.OrderRow{c.unpaid, c.unsent, c.untold} {
		sortByDue(rows)
	}
	return c, nil
}

// sort puts an order where it belongs; a finished one counts on the day on
// which it came to its end.
func (c *closing) sort(row store.OrderRow, status shop.OrderStatus, begin, end time.Time) {
	switch {
	case status.Final && (row.Moved.Before(begin) || !row.Moved.Before(end)):
		return
	case !status.Final && (row.Due.IsZero() || !row.Due.Before(end)):
		return
	}
	if row.Payment.State != shop.Paid && row.Payment.State != shop.Invoice {
		c.unpaid = append(c.unpaid, row)
	}
	if !status.Final {
		c.unsent = append(c.unsent, row)
	}
	if toTell(row, status) {
		c.untold = append(c.untold, row)
	}
}

// toTell says that a status has words for customers, and this one has not had them.
func toTell(row store.OrderRow, status shop.OrderStatus) bool {
	told := row.Told.Held() || row.OptedOut || row.Customer == shop.CustomerID{}
	return !told && (status.Update != "" || status.Template != "")
}

// spent is what all numbers have cost this month.
func (c *closing) spent() shop.Money {
	var sum shop.Money
	for _, channel := range c.info.Channels {
		if total, err := sum.Plus(channel.Spent); err == nil {
			sum = total
		}
	}
	return sum
}

// closeDay shows the closing sheet.
func (r *Room) closeDay() {
	d := r.desk
	var slot desk.Slot
	desk.Load(d, &slot, func(ctx context.Context) (closing, error) { return readClosing(ctx, d.Store, d.Now()) }, r.showClosing)
}

func (r *Room) showClosing(c closing) {
	on := fyne.CurrentApp().Driver().CanvasForObject(r.content)
	if on == nil {
		return
	}
	lines := r.closingLines(c)
	parts := container.New(kit.Column{Gap: 12})
	for _, section := range lines {
		parts.Add(kit.NewText(section.title, kit.Style{Bold: true}))
		for _, line := range section.lines {
			parts.Add(kit.NewParagraph(line, kit.Style{Scale: kit.Secondary}))
		}
	}
	copyIt := kit.NewButton(lang.L("today.closing.copy"), kit.SecondaryWeight, func() {
		fyne.CurrentApp().Clipboard().SetContent(closingText(lines))
		r.desk.Toast(lang.L("today.closing.copied"))
	})
	kit.ShowSheet(on, kit.SheetParams{Title: lang.L("today.closing.title"), Content: parts, Width: 620, Buttons: []*kit.Button{copyIt}})
}

// closingSection is a heading with what stands under it.
type closingSection struct {
	title string
	lines []string
}

func (r *Room) closingLines(c closing) []closingSection {
	order := func(row store.OrderRow) string {
		parts := []string{row.Number, row.Name, row.ItemsText, row.StatusName}
		if row.Total.Micros != 0 {
			parts = append(parts, words.Money(row.Total))
		}
		return strings.Join(filled(parts), " · ")
	}
	all := []closingSection{{lang.L("today.closing.figures"), []string{
		lang.L("today.figure.due") + ": " + words.Number(c.figures.DueToday),
		lang.L("today.closing.turnover", map[string]any{"Amount": words.Money(c.figures.Turnover), "Unpaid": words.Money(c.figures.Unpaid)}),
		lang.L("today.closing.messages", map[string]any{"Received": words.Number(c.figures.Received), "Sent": words.Number(c.figures.Sent)}),
		lang.L("today.closing.spent", map[string]any{"Amount": words.Money(c.spent())}),
	}}}
	for _, part := range []struct {
		key  string
		rows []store.OrderRow
	}{{"unpaid", c.unpaid}, {"unsent", c.unsent}, {"untold", c.untold}} {
		section := closingSection{title: lang.L("today.closing."+part.key, map[string]any{"N": words.Number(len(part.rows))})}
		for _, row := range part.rows {
			section.lines = append(section.lines, order(row))
		}
		all = append(all, section)
	}
	answer := closingSection{title: lang.L("today.closing.answer", map[string]any{"N": words.Number(len(c.answer))})}
	for _, chat := range c.answer {
		answer.lines = append(answer.lines, chat.Name)
	}
	return append(all, answer)
}

func filled(parts []string) []string {
	all := parts[:0]
	for _, part := range parts {
		if part != "" {
			all = append(all, part)
		}
	}
	return all
}

func closingText(sections []closingSection) string {
	var b strings.Builder
	for _, section := range sections {
		b.WriteString(section.title + "\n")
		for _, line := range section.lines {
			b.WriteString("  " + line + "\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}
