package replies

import (
	"context"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// saveSheet makes a quick reply of a text that was sent.
type saveSheet struct {
	desk         *desk.Desk
	slot         desk.Slot
	sheet        *kit.Sheet
	word, folder *kit.TextField
	text         *kit.TextField
	save         *kit.Button
	all          []store.Reply
}

// SaveFrom asks for the word of a new quick reply with a text, over whatever is
// shown. A conversation calls it for a message that was sent.
func SaveFrom(d *desk.Desk, text string) { openSave(d, text) }

func openSave(d *desk.Desk, text string) *saveSheet {
	s := &saveSheet{desk: d}
	s.word = kit.NewTextField(lang.L("replies.shortcut"), "hours", func(string) { s.check() })
	s.text = kit.NewTextArea(lang.L("replies.text"), "", 5, func(string) { s.check() })
	s.folder = kit.NewTextField(lang.L("replies.folder"), "", func(string) { s.check() })
	s.save = kit.NewButton(lang.L("replies.save"), kit.Primary, s.keep)
	s.word.Entry.OnSubmit = func(string) { s.keep() }
	s.folder.Entry.OnSubmit = func(string) { s.keep() }
	s.text.SetText(text)
	s.sheet = kit.ShowSheet(d.Window.Canvas(), kit.SheetParams{Title: lang.L("replies.saveFrom"), Width: 520, First: s.word.Entry,
		Content: container.New(kit.Column{Gap: 14}, s.word, s.text, s.folder), Buttons: []*kit.Button{s.save}})
	desk.Load(d, &s.slot, func(ctx context.Context) ([]store.Reply, error) { return d.Store.Replies(ctx, "") }, func(all []store.Reply) {
		s.all = all
		s.check()
	})
	s.check()
	return s
}

func (s *saveSheet) reply() store.Reply {
	return store.Reply{Shortcut: cleanWord(s.word.Text()), Text: s.text.Text(), Folder: cleanFolder(s.folder.Text())}
}

func (s *saveSheet) check() {
	r := s.reply()
	word, text, folder := wordFault(r, s.all), textFault(r.Text), folderFault(r.Folder)
	s.word.SetError("")
	if s.word.Text() != "" {
		s.word.SetError(word)
	}
	s.text.SetError(text)
	s.folder.SetError(folder)
	enable(s.save, word == "" && text == "" && folder == "")
}

func (s *saveSheet) keep() {
	if s.save.Disabled() {
		return
	}
	r := s.reply()
	r.ID = shop.ReplyID{UUID: desk.NewID()}
	s.sheet.Close()
	s.desk.Do(r.Wish(), func(err error) {
		if err != nil {
			s.desk.Failed(err)
			return
		}
		s.desk.Toast(lang.L("replies.savedAs", map[string]any{"Word": r.Shortcut}))
	})
}
