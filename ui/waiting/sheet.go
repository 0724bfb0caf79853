// Package waiting shows what has not left this computer yet: each entry can be
// looked at, changed or taken back, and where something has changed since it
// was written the owner decides. The window opens it from its strip.
package waiting

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// Sheet is the list over the window.
type Sheet struct {
	desk   *desk.Desk
	sheet  *kit.Sheet
	body   *fyne.Container
	slot   desk.Slot
	cancel func()
	shown  []store.WaitingCommand
	loaded bool
}

// most is how many entries are listed; the others follow when these have gone.
const most = 50

// Open shows the list. It keeps itself true, and closes with the last entry.
func Open(d *desk.Desk) *Sheet {
	s := &Sheet{desk: d, body: container.New(kit.Column{Gap: 14})}
	s.cancel = d.OnChanged(func(c store.Changed) {
		if c.Outbox || c.All {
			s.read()
		}
	})
	s.sheet = kit.ShowSheet(d.Window.Canvas(), kit.SheetParams{Title: lang.L("waiting.title"), Content: s.body, Width: 560,
		OnClose: func() { s.cancel() }})
	s.read()
	return s
}

// Closed tells whether it has gone.
func (s *Sheet) Closed() bool { return s.sheet.Closed() }

func (s *Sheet) read() {
	desk.Load(s.desk, &s.slot, func(ctx context.Context) ([]store.WaitingCommand, error) {
		all, err := s.desk.Store.Waiting(ctx, 500)
		all = slices.DeleteFunc(all, func(w store.WaitingCommand) bool { return quiet(w.Wish) })
		return all, err
	}, s.show)
}

// quiet: nobody wrote it, so nobody looks for it.
func quiet(wish shop.Wish) bool {
	_, is := wish.(*shop.ReadConversation)
	return is
}

func (s *Sheet) show(all []store.WaitingCommand) {
	if s.sheet.Closed() {
		return
	}
	s.shown, s.loaded = all, true
	s.body.Objects = nil
	if len(all) == 0 {
		s.body.Add(kit.NewEmptyState("check", lang.L("waiting.none"), lang.L("waiting.noneWords"), nil))
	}
	held := slices.ContainsFunc(all, func(w store.WaitingCommand) bool { return w.Held != store.NotHeld })
	if len(all) > 0 {
		text := lang.L("waiting.words")
		if held {
			text = lang.L("waiting.heldWords")
		}
		s.body.Add(kit.NewParagraph(text, kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	for _, w := range all[:min(len(all), most)] {
		s.body.Add(s.entry(w))
	}
	s.sheet.Refresh()
}

// entry is one thing that waits, with what can be done about it.
func (s *Sheet) entry(w store.WaitingCommand) fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.NewParagraph(Title(w), kit.Style{Bold: true})}
	if w.Held != store.NotHeld {
		parts = append(parts, kit.NewParagraph(lang.L("waiting.held."+string(w.Held)), kit.Style{Scale: kit.Secondary, Tone: kit.Warning}))
	}
	if text := textOf(w.Wish); text != "" {
		quote := kit.NewParagraph(text, kit.Style{Scale: kit.Secondary})
		quote.MaxLines = 4
		parts = append(parts, quote)
	}
	if w.Fixed {
		parts = append(parts, kit.NewParagraph(lang.L("waiting.fixed"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	} else {
		parts = append(parts, s.ways(w))
	}
	return kit.NewOutlinedCard(container.New(kit.Inset{Top: 8, Bottom: 8, Left: 12, Right: 12}, container.New(kit.Column{Gap: 6}, parts...)))
}

func (s *Sheet) ways(w store.WaitingCommand) fyne.CanvasObject {
	var buttons []fyne.CanvasObject
	add := func(key string, weight kit.Weight, do func()) {
		b := kit.NewButton(lang.L(key), weight, do)
		b.Small = true
		buttons = append(buttons, b)
	}
	switch {
	case w.Held == store.HeldWindow:
		add("waiting.template", kit.Primary, func() { s.bringBack(w) })
	case w.Held == store.HeldMoved:
		add("waiting.look", kit.Primary, func() { s.lookAt(w) })
	case w.Held != store.NotHeld:
		add("waiting.look", kit.SecondaryWeight, func() { s.lookAt(w) })
		add("waiting.release", kit.Primary, func() { s.release(w) })
	}
	if _, ok := changeable(w.Wish); ok && w.Held != store.HeldWindow {
		add("waiting.change", kit.SecondaryWeight, func() { s.change(w) })
	}
	add("waiting.cancel", kit.Ghost, func() { s.takeBack(w) })
	return container.New(kit.Row{Gap: 6, Stretch: -1}, buttons...)
}

// do changes an entry; what left a moment ago can't be changed, and that is said.
func (s *Sheet) do(work func(ctx context.Context) error) {
	s.desk.Work(work, func(err error) {
		switch {
		case errors.Is(err, store.ErrLeft), errors.Is(err, store.ErrNotFound):
			s.desk.Toast(lang.L("waiting.left"))
		case err != nil:
			s.desk.Failed(err)
		}
		s.read()
	})
}

func (s *Sheet) release(w store.WaitingCommand) {
	s.do(func(ctx context.Context) error {
		_, err := s.desk.Store.Release(ctx, w.Command.ID)
		return err
	})
}

func (s *Sheet) takeBack(w store.WaitingCommand) {
	s.do(func(ctx context.Context) error {
		_, err := s.desk.Store.Cancel(ctx, w.Command.ID)
		return err
	})
}

// bringBack takes a text out of what waits and puts it where it was written.
func (s *Sheet) bringBack(w store.WaitingCommand) {
	text, _ := changeable(w.Wish)
	s.do(func(ctx context.Context) error {
		if text != "" {
			draft, err := s.desk.Store.Draft(ctx, w.Conversation)
			if err == nil && draft.Text == "" {
				err = s.desk.Store.SaveDraft(ctx, w.Conversation, text, shop.MessageID{})
			}
			if err != nil {
				return err
			}
		}
		_, err := s.desk.Store.Cancel(ctx, w.Command.ID)
		return err
	})
	s.lookAt(w)
}

// lookAt shows what an entry is about.
func (s *Sheet) lookAt(w store.WaitingCommand) {
	s.sheet.Close()
	if move, ok := w.Wish.(*shop.MoveOrder); ok && w.Held == store.HeldMoved {
		s.desk.Go(desk.Place{Room: desk.Orders, Order: move.Order})
		return
	}
	if (w.Conversation != shop.ConversationID{}) {
		s.desk.Go(desk.Place{Room: desk.Inbox, Conversation: w.Conversation})
	}
}

// change edits a text in its place.
func (s *Sheet) change(w store.WaitingCommand) {
	text, _ := changeable(w.Wish)
	field := kit.NewTextArea(lang.L("waiting.text"), "", 5, nil)
	field.SetText(text)
	var sheet *kit.Sheet
	keep := kit.NewButton(lang.L("waiting.keep"), kit.Primary, func() {
		wish, reason := changed(w.Wish, field.Text())
		if reason != shop.ReasonNone {
			field.SetError(reasonWords(reason))
			return
		}
		sheet.Close()
		s.do(func(ctx context.Context) error {
			_, err := s.desk.Store.Revise(ctx, w.Command.ID, wish)
			return err
		})
	})
	sheet = kit.ShowSheet(s.desk.Window.Canvas(), kit.SheetParams{Title: Title(w), Content: field, Width: 480,
		Buttons: []*kit.Button{keep}, First: field.Entry})
	field.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown}) // one goes on at the end
}
