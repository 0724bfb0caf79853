package past

import (
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"mostrador/backup"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// BackupCard is the part of the page about copies of the shop's file: when the
// last was made and where, one made now, one checked.
type BackupCard struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	slot    desk.Slot
	last    *kit.Paragraph
	told    *kit.Paragraph
	make    *kit.Button
	check   *kit.Button
	pass    *passphrase
}

// NewBackupCard makes it; where no copies are made it has nothing to show.
func NewBackupCard(d *desk.Desk) *BackupCard {
	c := &BackupCard{desk: d}
	muted := kit.Style{Scale: kit.Secondary, Tone: kit.Muted}
	c.last, c.told = kit.NewParagraph("", muted), kit.NewParagraph("", kit.Style{Scale: kit.Body})
	c.make = kit.NewButton(lang.L("backup.now"), kit.SecondaryWeight, c.makeNow)
	c.check = kit.NewButton(lang.L("backup.check"), kit.SecondaryWeight, c.checkNewest)
	folder := kit.NewButton(lang.L("backup.folder"), kit.Ghost, c.chooseFolder)
	pass := kit.NewButton(lang.L("backup.passphrase"), kit.Ghost, c.askPassphrase)
	c.content = kit.NewCard(container.New(kit.Column{Gap: 12, PadX: 20, PadY: 18},
		kit.NewText(lang.L("backup.title"), kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewParagraph(lang.L("backup.text"), kit.Style{Scale: kit.Body}),
		c.last,
		container.New(kit.Row{Gap: 8, Stretch: -1}, c.make, c.check),
		container.New(kit.Row{Gap: 8, Stretch: -1}, folder, pass),
		c.told))
	if d.Backups == nil {
		c.content.Hide()
	}
	return c
}

// Content is what the page shows.
func (c *BackupCard) Content() fyne.CanvasObject { return c.content }

// Read shows what there is.
func (c *BackupCard) Read() {
	if c.desk.Backups == nil {
		return
	}
	desk.Load(c.desk, &c.slot, c.desk.Backups.State, func(s desk.BackupState) { c.last.SetText(c.stateWords(s)) })
}

func (c *BackupCard) stateWords(s desk.BackupState) string {
	now := c.desk.Now()
	text := lang.L("backup.none")
	if !s.None {
		at := s.Newest.At.In(now.Location())
		text = lang.L("backup.last", map[string]any{"Day": words.Date(at, now), "Clock": words.Clock(at), "Size": megabytes(s.Newest.Bytes)})
	}
	seal := lang.L("backup.plain")
	if s.Sealed {
		seal = lang.L("backup.sealed")
	}
	return text + "\n" + lang.L("backup.where", map[string]any{"Folder": s.Folder}) + "\n" + seal
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", max(1, n>>10))
	}
	return fmt.Sprintf("%d MB", n>>20)
}

func (c *BackupCard) makeNow() {
	var made backup.Made
	c.during("backup.making", func(ctx context.Context) (err error) {
		made, err = c.desk.Backups.Make(ctx)
		return err
	}, func() string { return c.contentsWords("backup.made", made.Contents) })
}

func (c *BackupCard) checkNewest() {
	var held store.Contents
	c.during("backup.checking", func(ctx context.Context) (err error) {
		held, err = c.desk.Backups.Check(ctx)
		return err
	}, func() string {
		if held.Newest.IsZero() {
			return lang.L("backup.wholeEmpty")
		}
		return c.contentsWords("backup.whole", held)
	})
}

func (c *BackupCard) contentsWords(key string, held store.Contents) string {
	now := c.desk.Now()
	return lang.L(key, map[string]any{"Messages": words.Number(held.Messages), "Customers": words.Number(held.Customers),
		"Orders": words.Number(held.Orders), "Day": words.Date(held.Newest.In(now.Location()), now)})
}

// during does what takes a while: it says so, then how it went.
func (c *BackupCard) during(key string, work func(ctx context.Context) error, well func() string) {
	c.make.Disable()
	c.check.Disable()
	c.told.SetText(lang.L(key))
	c.desk.Work(work, func(err error) {
		c.make.Enable()
		c.check.Enable()
		if err != nil {
			c.told.SetText(backupWrong(err))
		} else {
			c.told.SetText(well())
		}
		c.Read()
	})
}

func backupWrong(err error) string {
	for _, known := range []struct {
		err error
		key string
	}{
		{backup.ErrPassphrase, "backup.wrongPassphrase"}, {backup.ErrDamaged, "backup.damaged"}, {backup.ErrDiffers, "backup.differs"},
		{desk.ErrNoPassphrase, "backup.noKeyring"}, {desk.ErrNoBackup, "backup.none"},
	} {
		if errors.Is(err, known.err) {
			return lang.L(known.key)
		}
	}
	return desk.Words(err)
}

func (c *BackupCard) chooseFolder() {
	dialog.ShowFolderOpen(func(folder fyne.ListableURI, err error) {
		switch {
		case err != nil:
			c.desk.Failed(err)
		case folder != nil:
			c.setFolder(folder.Path())
		}
	}, c.desk.Window)
}

func (c *BackupCard) setFolder(path string) {
	c.settle(func(ctx context.Context) error { return c.desk.Backups.SetFolder(ctx, path) })
}

// settle changes what the next copies are like.
func (c *BackupCard) settle(work func(ctx context.Context) error) {
	c.desk.Work(work, func(err error) {
		if err != nil {
			c.told.SetText(backupWrong(err))
		}
		c.Read()
	})
}

// passphrase is the sheet in which it is typed, twice.
type passphrase struct {
	sheet        *kit.Sheet
	field, again *kit.TextField
	keep         *kit.Button
}

func (c *BackupCard) askPassphrase() {
	p := &passphrase{}
	c.pass = p
	p.field = kit.NewPasswordField(lang.L("backup.passField"), "", nil)
	p.again = kit.NewPasswordField(lang.L("backup.passAgain"), "", func(string) { p.again.SetError("") })
	p.keep = kit.NewButton(lang.L("backup.passKeep"), kit.Primary, func() {
		if p.field.Text() != p.again.Text() {
			p.again.SetError(lang.L("backup.passDiffer"))
			return
		}
		p.sheet.Close()
		c.settle(func(ctx context.Context) error { return c.desk.Backups.SetPassphrase(ctx, p.field.Text()) })
	})
	p.sheet = kit.ShowSheet(c.desk.Window.Canvas(), kit.SheetParams{
		Title: lang.L("backup.passTitle"), Buttons: []*kit.Button{p.keep}, First: p.field.Entry,
		Content: container.New(kit.Column{Gap: 12}, kit.NewParagraph(lang.L("backup.passText"), kit.Style{Scale: kit.Body}), p.field, p.again),
	})
}
