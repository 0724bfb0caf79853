package past

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"mostrador/export"
	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// take asks what to write down and where.
func (c *Card) take() { Take(c.desk, shop.CustomerID{}, "") }

// Take asks where to write what the shop has, of one customer or, without one,
// of all.
func Take(d *desk.Desk, customer shop.CustomerID, name string) *Taking {
	t := &Taking{desk: d, customer: customer}
	t.span = kit.NewChoice(lang.L("past.span"), []string{
		lang.L("past.spanAll"), lang.L("past.spanYear"), lang.L("past.spanTwelve"), lang.L("past.spanMonth"),
	}, 0, func(int) {})
	t.files = kit.NewCheckbox(lang.L("past.takeFiles"), true, func(bool) {})
	t.told = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	t.go_ = kit.NewButton(lang.L("past.chooseFolder"), kit.Primary, t.chooseFolder)
	title, text := lang.L("past.takeTitle"), lang.L("past.takeText")
	if name != "" {
		title, text = lang.L("past.takeOne", map[string]any{"Name": name}), lang.L("past.takeOneText")
	}
	t.sheet = kit.ShowSheet(d.Window.Canvas(), kit.SheetParams{
		Title: title, Width: 520, Buttons: []*kit.Button{t.go_}, OnClose: t.close,
		Content: container.New(kit.Column{Gap: 12}, kit.NewParagraph(text, kit.Style{Scale: kit.Body}), t.span, t.files, t.told),
	})
	return t
}

// Taking is the sheet in which everything is taken along.
type Taking struct {
	desk     *desk.Desk
	customer shop.CustomerID
	sheet    *kit.Sheet
	span     *kit.Choice
	files    *kit.Checkbox
	told     *kit.Paragraph
	go_      *kit.Button
	cancel   context.CancelFunc
}

func (t *Taking) close() {
	if t.cancel != nil {
		t.cancel()
	}
}

func (t *Taking) chooseFolder() {
	dialog.ShowFolderOpen(func(folder fyne.ListableURI, err error) {
		switch {
		case err != nil:
			t.desk.Failed(err)
		case folder != nil:
			t.write(folder.Path())
		}
	}, t.desk.Window)
}

// choice is what the sheet says, by the shop's calendar.
func (t *Taking) choice(now time.Time) export.Choice {
	choice := export.Choice{Customer: t.customer, NoFiles: !t.files.Checked()}
	switch t.span.Chosen() {
	case 1:
		choice.From = time.Date(now.Year(), 1, 1, 0, 0, 0, 0, now.Location())
	case 2:
		choice.From = now.AddDate(-1, 0, 0)
	case 3:
		choice.From = time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, now.Location())
		choice.Until = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	}
	return choice
}

func (t *Taking) write(parent string) {
	ctx, cancel := context.WithCancel(t.desk.Context())
	t.cancel = cancel
	t.go_.Disable()
	choice := t.choice(t.desk.Now())
	var report export.Report
	t.desk.Work(func(context.Context) (err error) {
		report, err = t.run(ctx, parent, choice)
		return err
	}, func(err error) {
		t.cancel = nil
		switch {
		case ctx.Err() != nil:
		case err != nil:
			t.told.SetText(wrong(parent, err))
			t.go_.Enable()
		default:
			t.finished(report)
		}
	})
}

func (t *Taking) run(ctx context.Context, parent string, choice export.Choice) (export.Report, error) {
	info, err := t.desk.Store.Shop(ctx)
	if err != nil {
		return export.Report{}, err //nolint:wrapcheck // the store names it
	}
	now := t.desk.Now().In(info.Location())
	last := time.Time{}
	p := export.Params{
		Source: t.desk.Store, Folder: filepath.Join(parent, folderName(info.Name, now)), Choice: choice, Words: pageWords(now), Now: now, Zone: info.Location(),
		Progress: func(r export.Report) {
			if time.Since(last) < 200*time.Millisecond {
				return
			}
			last = time.Now()
			text := reportText("past.taking", r)
			fyne.Do(func() { t.told.SetText(text) })
		},
	}
	if t.desk.Media != nil {
		p.Files = t.desk.Media
	}
	return export.Write(ctx, p) //nolint:wrapcheck // it names the folder
}

func folderName(name string, now time.Time) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
	return strings.TrimSpace(fmt.Sprintf("%s %s", name, now.Format("2006-01-02 15.04.05")))
}

func reportText(key string, r export.Report) string {
	return lang.L(key, map[string]any{
		"Customers": words.Number(r.Customers), "Messages": words.Number(r.Messages), "Orders": words.Number(r.Orders),
		"Files": words.Number(r.Files), "Folder": r.Folder,
	})
}

func (t *Taking) finished(r export.Report) {
	text := reportText("past.taken", r)
	if r.Missing > 0 {
		text += "\n" + counted("past.filesMissing", r.Missing, map[string]any{"Files": words.Number(r.Missing)})
	}
	t.told.SetText(text)
	t.go_.SetLabel(lang.L("past.close"))
	t.go_.OnTapped = t.sheet.Close
	t.go_.Enable()
}

func pageWords(now time.Time) export.Words {
	return export.Words{
		Language: lang.SystemLocale().LanguageString(),
		Made:     lang.L("past.pageMade", map[string]any{"Day": words.Date(now, now.AddDate(-1, 0, 0))}),
		Note:     lang.L("past.pageNote"), Orders: lang.L("past.pageOrder"), Messages: lang.L("past.pageMessages"),
		Customer: lang.L("past.pageCustomer"), Last: lang.L("past.pageLast"), Missing: lang.L("past.pageMissing"),
		Deleted: lang.L("past.pageDeleted"), Edited: lang.L("past.pageEdited"), Failed: lang.L("past.pageFailed"), Unknown: lang.L("past.pageUnknown"),
		// A page is read years later: its days always have their year.
		Day: func(at time.Time) string { return words.Date(at, at.AddDate(-1, 0, 0)) }, Clock: words.Clock,
	}
}
