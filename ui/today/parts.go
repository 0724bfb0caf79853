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

// part is a heading with its rows on a card. all leads to everything of its
// kind; nil where there is nothing more.
func part(icon string, tone kit.Token, title string, all *kit.Button, rows ...fyne.CanvasObject) fyne.CanvasObject {
	head := []fyne.CanvasObject{kit.NewIcon(icon, tone, 18), kit.NewText(title, kit.Style{Scale: kit.Name, Bold: true})}
	head[1].(*kit.Text).Least = 80
	if all != nil {
		all.Small = true
		head = append(head, all)
	}
	objects := []fyne.CanvasObject{container.New(kit.Row{Gap: 8, Stretch: 1}, head...)}
	objects = append(objects, rows...)
	return kit.NewCard(container.New(kit.Column{Gap: 4, PadX: 3, PadY: 3}, objects...))
}

// line is a row that leads to a place: who, what, and a word at its end.
func (r *Room) line(who, what, end string, tone kit.Token, to desk.Place) fyne.CanvasObject {
	name := kit.NewText(who, kit.Style{Bold: true})
	name.Least = 60
	text := kit.NewText(what, kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	text.Least = 40
	row := kit.NewListRow(container.New(lineLayout{}, name, text, kit.NewText(end, kit.Style{Scale: kit.Secondary, Tone: tone})), r.leads(to))
	row.Height = 40
	r.rows[to] = row
	return row
}

func (r *Room) leads(p desk.Place) func() { return func() { r.desk.Go(p) } }

func counted(one, many string, n int) string {
	if n == 1 {
		return lang.L(one)
	}
	return lang.L(many, map[string]any{"N": words.Number(n)})
}

// answer is who waits for an answer, the longest wait first.
func (r *Room) answer() fyne.CanvasObject {
	n := r.state.figures.ToAnswer
	if n == 0 {
		return nil
	}
	title := counted("today.answer1", "today.answerN", n)
	if since := r.state.figures.LongestWait; !since.IsZero() {
		title += " · " + lang.L("today.longest", map[string]any{"For": words.Span(r.desk.Now().Sub(since))})
	}
	rows := make([]fyne.CanvasObject, 0, len(r.state.answer))
	for _, chat := range r.state.answer {
		end, tone := r.waitWords(chat.WaitsSince)
		rows = append(rows, r.line(nameOr(chat.Name), previewWords(chat), end, tone,
			desk.Place{Room: desk.Inbox, Conversation: chat.Conversation}))
	}
	tone := kit.Accent
	if words.WaitIsLong(r.state.figures.LongestWait, r.desk.Now()) {
		tone = kit.Amber
	}
	return part("inbox", tone, title, r.all(n, len(rows), desk.Inbox), rows...)
}

// waitWords says how long somebody has waited, by the inbox's rule: nothing for
// what came just now, and loud only once it is long.
func (r *Room) waitWords(since time.Time) (string, kit.Token) {
	now := r.desk.Now()
	switch {
	case words.WaitIsLong(since, now):
		return words.Waits(since, now), kit.Amber
	case words.WaitIsNew(since, now):
		return "", kit.Muted
	}
	return words.Waits(since, now), kit.Muted
}

// previewWords is what a customer wrote last, in one line.
func previewWords(c store.ChatRow) string {
	if text := strings.Join(strings.Fields(c.PreviewText), " "); text != "" {
		return text
	}
	switch c.PreviewType {
	case shop.TypeImage, shop.TypeVideo, shop.TypeAudio, shop.TypeVoice, shop.TypeDocument, shop.TypeSticker, shop.TypeLocation,
		shop.TypeContacts, shop.TypeCart:
		return lang.L("today.sent." + string(c.PreviewType))
	}
	return ""
}

// all is the button to everything of a kind, where not all of it is shown.
func (r *Room) all(n, shown int, room desk.Room) *kit.Button {
	if n <= shown {
		return nil
	}
	return kit.NewButton(lang.L("today.all", map[string]any{"N": words.Number(n)}), kit.Ghost, r.leads(desk.Place{Room: room}))
}

func nameOr(name string) string {
	if name == "" {
		return lang.L("today.noName")
	}
	return name
}

func (r *Room) late() fyne.CanvasObject {
	if r.state.lateN == 0 {
		return nil
	}
	return part("clock", kit.Warning, counted("today.late1", "today.lateN", r.state.lateN), r.all(r.state.lateN, len(r.state.late), desk.Orders),
		r.orders(r.state.late, kit.Warning)...)
}

func (r *Room) due() fyne.CanvasObject {
	if r.state.dueN == 0 {
		return nil
	}
	return part("orders", kit.Accent, counted("today.due1", "today.dueN", r.state.dueN), r.all(r.state.dueN, len(r.state.due), desk.Orders),
		r.orders(r.state.due, kit.Ink)...)
}

func (r *Room) orders(rows []store.OrderRow, tone kit.Token) []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, 0, len(rows))
	for _, row := range rows {
		what := row.StatusName + " · " + row.ItemsText
		if row.Number != "" {
			what = row.Number + " · " + what
		}
		objects = append(objects, r.line(nameOr(row.Name), what, words.Due(row.Due, r.desk.Now()), tone,
			desk.Place{Room: desk.Orders, Order: row.ID}))
	}
	return objects
}

// refused is what could not be done, why, and what was written.
func (r *Room) refused() fyne.CanvasObject {
	if len(r.state.refused) == 0 {
		return nil
	}
	rows := make([]fyne.CanvasObject, 0, len(r.state.refused))
	for _, one := range r.state.refused {
		var buttons []*kit.Button
		if place, ok := placeOf(one); ok {
			buttons = append(buttons, kit.NewButton(lang.L("today.goThere"), kit.SecondaryWeight, r.leads(place)))
		}
		buttons = append(buttons, kit.NewButton(lang.L("today.dismiss"), kit.Ghost, func() { r.dismiss(one) }))
		rows = append(rows, trouble(refusedWords(one, r.state.whose[one.Command.ID]), words.Reason(one.Reason), refusedText(one), buttons...))
	}
	return part("ban", kit.Warning, counted("today.refused1", "today.refusedN", len(rows)), nil, rows...)
}

func (r *Room) dismiss(one store.RefusedCommand) {
	r.desk.Work(func(ctx context.Context) error {
		_, err := r.desk.Store.DismissRefused(ctx, one.Command.ID)
		return err
	}, func(err error) {
		if err != nil {
			r.desk.Failed(err)
		}
		r.read()
	})
}

// trouble is something that went wrong: what, why, what was written, and the
// way on.
func trouble(what, why, text string, buttons ...*kit.Button) fyne.CanvasObject {
	words := []fyne.CanvasObject{kit.NewParagraph(what, kit.Style{Bold: true}), kit.NewParagraph(why, kit.Style{Scale: kit.Secondary, Tone: kit.Warning})}
	if text != "" {
		quote := kit.NewParagraph(text, kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
		quote.MaxLines = 3
		words = append(words, quote)
	}
	row := make([]fyne.CanvasObject, 0, len(buttons))
	for _, b := range buttons {
		b.Small = true
		row = append(row, b)
	}
	return container.New(kit.Inset{Top: 6, Bottom: 6, Left: 16, Right: 16},
		container.New(&troubleLayout{}, container.New(kit.Column{}, words...), container.New(kit.Row{Gap: 4, Stretch: -1}, row...)))
}

// waiting is what has not left this computer.
func (r *Room) waiting() fyne.CanvasObject {
	n := r.state.figures.Waiting
	if n == 0 {
		return nil
	}
	return part("wait", kit.Muted, counted("today.waiting1", "today.waitingN", n), nil,
		container.New(kit.Inset{Left: 16, Right: 16}, kit.NewParagraph(lang.L("today.waitingWords"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))
}

// figures are the day in numbers.
func (r *Room) figures() fyne.CanvasObject {
	f := r.state.figures
	rows := []fyne.CanvasObject{kit.NewSectionTitle(lang.L("today.figures"))}
	for _, one := range []struct{ key, value string }{
		{"today.figure.due", words.Number(f.DueToday)},
		{"today.figure.left", words.Number(f.DueLeft)},
		{"today.figure.turnover", words.Money(f.Turnover)},
		{"today.figure.unpaid", words.Money(f.Unpaid)},
		{"today.figure.received", words.Number(f.Received)},
		{"today.figure.sent", words.Number(f.Sent)},
	} {
		name := kit.NewText(lang.L(one.key), kit.Style{Tone: kit.Muted})
		name.Least = 60
		rows = append(rows, container.New(kit.Row{Gap: 10, Stretch: 0}, name, kit.NewText(one.value, kit.Style{Bold: true})))
	}
	return kit.NewCard(container.New(kit.Column{Gap: 8, PadX: 4, PadY: 5}, rows...))
}
