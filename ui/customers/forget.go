package customers

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// forgetting is the sheet in which the owner has a customer forgotten. It says
// what goes and what stays, wants the name typed, and then shows a receipt.
type forgetting struct {
	desk  *desk.Desk
	card  store.CustomerCard
	asked time.Time
	name  *kit.TextField
	told  *kit.Paragraph
	do    *kit.Button
	keep  *kit.Button
	sheet *kit.Sheet
}

// forgetCard leads to the sheet, from the foot of a customer's page.
func (p *page) forgetCard() fyne.CanvasObject {
	card := p.facts.card
	if card.Forgotten {
		return kit.NewParagraph(lang.L("forget.gone"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	}
	button := kit.NewButton(lang.L("forget.begin"), kit.Ghost, func() { forget(p.desk, card) })
	return container.New(kit.Row{Gap: 8, Stretch: -1}, button)
}

func forget(d *desk.Desk, card store.CustomerCard) *forgetting {
	f := &forgetting{desk: d, card: card}
	f.name = kit.NewTextField(lang.L("forget.typeName", map[string]any{"Name": toType(card)}), "", func(string) { f.check() })
	f.told = kit.NewParagraph(lang.L("forget.what")+"\n\n"+lang.L("forget.stays")+"\n\n"+lang.L("forget.raw", f.words()),
		kit.Style{Scale: kit.Body})
	f.do = kit.NewButton(lang.L("forget.do"), kit.Danger, f.ask)
	f.keep = kit.NewButton(lang.L("forget.save"), kit.SecondaryWeight, f.save)
	f.keep.Hide()
	f.check()
	f.sheet = kit.ShowSheet(d.Window.Canvas(), kit.SheetParams{
		Title: lang.L("forget.title", f.words()), Width: 520, First: f.name.Entry,
		Content: container.New(kit.Column{Gap: 14}, f.told, f.name), Buttons: []*kit.Button{f.keep, f.do},
	})
	return f
}

// toType is what has to be typed: the name, or the number of who has none.
func toType(card store.CustomerCard) string {
	if name := strings.TrimSpace(card.Name); name != "" {
		return name
	}
	return card.Phone
}

func (f *forgetting) words() map[string]any {
	last := f.desk.Now().Add(shop.RawKept).AddDate(0, 0, 1) // tidied within the day
	return map[string]any{"Name": toType(f.card), "Day": words.Date(last, last.AddDate(-1, 0, 0))}
}

func (f *forgetting) check() {
	typed := strings.Join(strings.Fields(f.name.Text()), " ")
	if strings.EqualFold(typed, strings.Join(strings.Fields(toType(f.card)), " ")) {
		f.do.Enable()
	} else {
		f.do.Disable()
	}
}

func (f *forgetting) ask() {
	f.do.Disable()
	f.asked = f.desk.Now()
	owner := false
	f.desk.Work(func(ctx context.Context) (err error) {
		owner, err = isOwner(ctx, f.desk)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			f.desk.Failed(err)
			f.check()
		case !owner:
			f.name.SetError(lang.L("forget.ownerOnly"))
		default:
			f.desk.Do(&shop.ForgetCustomer{Customer: f.card.ID}, f.taken)
		}
	})
}

func (f *forgetting) taken(err error) {
	if err != nil {
		f.desk.Failed(err)
		f.check()
		return
	}
	f.receipt()
}

func isOwner(ctx context.Context, d *desk.Desk) (bool, error) {
	people, err := d.Store.People(ctx)
	if err != nil {
		return false, err //nolint:wrapcheck // the store names it
	}
	return len(people) == 0 || slices.ContainsFunc(people, func(p store.Person) bool {
		return p.ID == d.Person && p.Role == shop.Owner
	}), nil
}

// receipt says what was asked for. It has no name: it is kept when the name is
// not to be.
func (f *forgetting) receipt() {
	f.told.SetText(f.receiptText())
	f.name.Hide()
	f.keep.Show()
	f.do.SetLabel(lang.L("past.close"))
	f.do.OnTapped = f.sheet.Close
	f.do.Enable()
	f.sheet.Refresh()
}

func (f *forgetting) receiptText() string {
	at := words.Date(f.asked, f.asked.AddDate(-1, 0, 0)) + ", " + words.Clock(f.asked)
	last := f.asked.Add(shop.RawKept).AddDate(0, 0, 1)
	return lang.L("forget.receipt", map[string]any{
		"At": at, "Reference": f.card.ID.String(), "Day": words.Date(last, last.AddDate(-1, 0, 0)),
	})
}

// save writes the receipt into a text file.
func (f *forgetting) save() {
	text := f.receiptText() + "\n"
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			f.desk.Failed(err)
		case file != nil:
			f.desk.Work(func(context.Context) error {
				_, err := io.WriteString(file, text)
				if closed := file.Close(); err == nil {
					err = closed
				}
				return err
			}, func(err error) { f.desk.Failed(err) })
		}
	}, f.desk.Window)
	save.SetFileName(lang.L("forget.file") + " " + f.asked.Format("2006-01-02") + ".txt")
	save.SetFilter(storage.NewExtensionFileFilter([]string{".txt"}))
	save.Show()
}
