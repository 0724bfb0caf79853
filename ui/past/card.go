package past

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// Card is the part of the page.
type Card struct {
	desk    *desk.Desk
	content *fyne.Container
	list    *fyne.Container
	slot    desk.Slot
	sheet   *kit.Sheet // of contacts
	chat    *chat
}

// NewCard makes it.
func NewCard(d *desk.Desk) *Card {
	c := &Card{desk: d, list: container.New(kit.Column{Gap: 8})}
	bring := kit.NewButton(lang.L("past.bring"), kit.SecondaryWeight, c.choose)
	take := kit.NewButton(lang.L("past.take"), kit.SecondaryWeight, c.take)
	c.content = container.New(kit.Column{Gap: 12, PadX: 20, PadY: 18},
		kit.NewText(lang.L("past.title"), kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewParagraph(lang.L("past.text"), kit.Style{Scale: kit.Body}),
		container.New(kit.Row{Gap: 8, Stretch: -1}, bring, take),
		c.list,
	)
	return c
}

// Content is what the page shows.
func (c *Card) Content() fyne.CanvasObject { return kit.NewCard(c.content) }

// record is an import that this device made, so that it can be taken back.
type record struct {
	ID       shop.ImportID `json:"id"`
	Name     string        `json:"name"`
	Messages int           `json:"messages"`
	At       time.Time     `json:"at"`
}

// What this device remembers: its imports, and what the shop is called in chats.
const (
	settingImports = "past.imports"
	settingOwn     = "past.own"
)

// mostRecords is how many imports are offered to be taken back.
const mostRecords = 8

// Read shows the imports there were.
func (c *Card) Read() {
	desk.Load(c.desk, &c.slot, c.records, func(all []record) {
		c.list.RemoveAll()
		for _, r := range all {
			c.list.Add(c.row(r))
		}
		c.list.Refresh()
	})
}

func (c *Card) records(ctx context.Context) (all []record, err error) {
	text, err := c.desk.Store.Setting(ctx, settingImports)
	if err != nil || text == "" {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, nil //nolint:nilerr // written by a program that is not this one: nothing to offer
	}
	return all, nil
}

func (c *Card) keep(ctx context.Context, all []record) error {
	if len(all) > mostRecords {
		all = all[:mostRecords]
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("note what was brought in: %w", err)
	}
	return c.desk.Store.SaveSetting(ctx, settingImports, string(raw))
}

func (c *Card) row(r record) fyne.CanvasObject {
	text := lang.L("past.record", map[string]any{"Name": r.Name, "Messages": words.Number(r.Messages), "Day": words.Date(r.At, c.desk.Now())})
	undo := kit.NewButton(lang.L("past.undo"), kit.Ghost, func() { c.undo(r) })
	return container.New(kit.Row{Gap: 8, Stretch: 0}, kit.NewText(text, kit.Style{Scale: kit.Secondary, Tone: kit.Muted}), undo)
}

// undo asks before it takes an import back.
func (c *Card) undo(r record) {
	var sheet *kit.Sheet
	yes := kit.NewButton(lang.L("past.undo"), kit.Primary, func() {
		sheet.Close()
		c.desk.Do(&shop.UndoImport{Import: r.ID}, func(err error) {
			if err != nil {
				c.desk.Failed(err)
				return
			}
			c.forget(r)
		})
	})
	sheet = kit.ShowSheet(c.desk.Window.Canvas(), kit.SheetParams{
		Title:   lang.L("past.undoTitle"),
		Content: kit.NewParagraph(lang.L("past.undoText", map[string]any{"Name": r.Name, "Messages": words.Number(r.Messages)}), kit.Style{Scale: kit.Body}),
		Buttons: []*kit.Button{yes},
	})
}

func (c *Card) forget(r record) {
	c.desk.Work(func(ctx context.Context) error {
		all, err := c.records(ctx)
		if err != nil {
			return err
		}
		kept := all[:0]
		for _, other := range all {
			if other.ID != r.ID {
				kept = append(kept, other)
			}
		}
		return c.keep(ctx, kept)
	}, func(err error) {
		if err != nil {
			c.desk.Failed(err)
			return
		}
		c.desk.Toast(lang.L("past.undone", map[string]any{"Name": r.Name}))
		c.Read()
	})
}

// choose asks for a file; what it is shows by its content.
func (c *Card) choose() {
	dialog.ShowFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			c.desk.Failed(err)
		case file != nil:
			_ = file.Close() // it is opened again by its path, to be read in any order
			c.Open(file.URI().Path())
		}
	}, c.desk.Window)
}

// mostContacts is how large a list of contacts may be, in bytes.
const mostContacts = 64 << 20

// Open looks at a file and shows what would be brought in of it.
func (c *Card) Open(path string) {
	if contactsEnding(path) {
		c.openContacts(path)
		return
	}
	c.openChat(path)
}

func contactsEnding(path string) bool {
	lower := strings.ToLower(path)
	for _, ending := range []string{".vcf", ".vcard", ".csv", ".xlsx", ".tsv"} {
		if strings.HasSuffix(lower, ending) {
			return true
		}
	}
	return false
}

func readSmall(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the owner chose it
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(file, mostContacts+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return data, nil
}

// hands carry plans out on the desk's store, in the order of the calls.
type hands struct{ desk *desk.Desk }

// Do is part of bring.Hands.
func (h hands) Do(ctx context.Context, wish shop.Wish) error {
	command, err := shop.NewCommand(shop.CommandID{UUID: desk.NewID()}, h.desk.Now(), h.desk.Person, wish)
	if err != nil {
		return fmt.Errorf("ask for it: %w", err)
	}
	_, err = h.desk.Store.Do(ctx, command)
	return err //nolint:wrapcheck // the store names what is wrong
}

// Put is part of bring.Hands.
func (h hands) Put(ctx context.Context, content io.Reader) (string, error) {
	if h.desk.Media == nil {
		return "", errNoFiles
	}
	return h.desk.Media.Put(ctx, content) //nolint:wrapcheck // it names what is wrong
}
