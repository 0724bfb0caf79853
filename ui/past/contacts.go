package past

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/bring"
	"mostrador/past"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// contacts is what was understood of a list.
type contacts struct {
	all    []bring.Contact
	labels []store.Label
}

func (c *Card) openContacts(path string) {
	var found contacts
	c.desk.Work(func(ctx context.Context) (err error) {
		found, err = c.readContacts(ctx, path)
		return err
	}, func(err error) {
		if err != nil {
			c.desk.Toast(wrong(path, err))
			return
		}
		c.showContacts(found)
	})
}

func (c *Card) readContacts(ctx context.Context, path string) (found contacts, err error) {
	data, err := readSmall(path)
	if err != nil {
		return found, err
	}
	info, err := c.desk.Store.Shop(ctx)
	if err != nil {
		return found, err //nolint:wrapcheck // the store names it
	}
	all, err := past.ReadContacts(path, data, info.Country)
	if err != nil {
		return found, err //nolint:wrapcheck // it names the file
	}
	if found.labels, err = c.desk.Store.Labels(ctx); err != nil {
		return found, err //nolint:wrapcheck // the store names it
	}
	found.all, err = bring.PlanContacts(ctx, c.desk.Store, c.desk.Shop, all)
	return found, err //nolint:wrapcheck // it names the contact
}

// mostShown contacts that can't be taken in are named one by one.
const mostShown = 12

func (c *Card) showContacts(found contacts) {
	fresh, known := 0, 0
	var left []string
	for _, contact := range found.all {
		switch {
		case contact.New():
			fresh++
		case len(contact.Phones) > 0:
			known++
		default:
			left = append(left, leftOut(contact))
		}
	}
	lines := []string{counted("past.contactsNew", fresh, map[string]any{"Contacts": words.Number(fresh)})}
	if known > 0 {
		lines = append(lines, counted("past.contactsKnown", known, map[string]any{"Contacts": words.Number(known)}))
	}
	parts := []fyne.CanvasObject{kit.NewParagraph(strings.Join(lines, "\n"), kit.Style{Scale: kit.Body})}
	if len(left) > 0 {
		text := counted("past.contactsLeft", len(left), map[string]any{"Contacts": words.Number(len(left))})
		parts = append(parts, kit.NewParagraph(text+"\n"+strings.Join(left[:min(len(left), mostShown)], "\n"), kit.Style{Scale: kit.Secondary, Tone: kit.Warning}))
	}
	line := kit.NewProgressLine()
	line.Hide()
	parts = append(parts, line)
	add := kit.NewButton(counted("past.contactsAdd", fresh, map[string]any{"Contacts": words.Number(fresh)}), kit.Primary, nil)
	if fresh == 0 {
		add.Disable()
	}
	ctx, cancel := context.WithCancel(c.desk.Context())
	c.sheet = kit.ShowSheet(c.desk.Window.Canvas(), kit.SheetParams{
		Title: lang.L("past.contacts"), Content: container.New(kit.Column{Gap: 12}, parts...), Buttons: []*kit.Button{add}, OnClose: cancel,
	})
	sheet := c.sheet
	add.OnTapped = func() {
		add.Disable()
		line.Show()
		c.addContacts(ctx, found, line, sheet)
	}
}

// leftOut names a contact that can't become a customer.
func leftOut(contact bring.Contact) string {
	name := contact.Name
	if name == "" {
		name = lang.L("past.line", map[string]any{"Line": words.Number(contact.Line)})
	}
	switch {
	case contact.Twice:
		return name + " · " + lang.L("past.twice")
	case len(contact.Strange) > 0:
		return name + " · " + contact.Strange[0]
	default:
		return name + " · " + lang.L("past.noPhone")
	}
}

func (c *Card) addContacts(ctx context.Context, found contacts, line *kit.ProgressLine, sheet *kit.Sheet) {
	done := 0
	c.desk.Work(func(context.Context) error {
		for i, contact := range found.all {
			if ctx.Err() != nil {
				return nil //nolint:nilerr // stopped; those before are customers now
			}
			for _, wish := range contact.Wishes(c.desk.Shop, found.labels) {
				if err := (hands{c.desk}).Do(ctx, wish); err != nil {
					return err
				}
			}
			if contact.New() {
				done++
			}
			if i%50 == 0 {
				fyne.Do(func() { line.Set(float32(i) / float32(len(found.all))) })
			}
		}
		return nil
	}, func(err error) {
		if !sheet.Closed() {
			sheet.Close()
		}
		if err != nil {
			c.desk.Failed(err)
			return
		}
		c.desk.Toast(counted("past.contactsDone", done, map[string]any{"Contacts": words.Number(done)}))
	})
}
