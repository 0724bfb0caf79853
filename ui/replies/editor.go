package replies

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// editor changes one reply.
type editor struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	closed  func()

	word, text *kit.TextField
	folder     *kit.TextField
	preview    *kit.Bubble
	known      *kit.Paragraph
	save       *kit.Button
	remove     *kit.Button

	reply store.Reply
	all   []store.Reply
	fresh bool
	slot  desk.Slot
	vars  shop.Variables
}

func newEditor(d *desk.Desk, closed func(), back fyne.CanvasObject) *editor {
	e := &editor{desk: d, closed: closed, vars: shop.Variables{}}
	e.word = kit.NewTextField(lang.L("replies.shortcut"), "hours", func(string) { e.check() })
	e.word.Entry.OnSubmit = func(string) { e.text.Entry.TapToFocus() }
	e.text = kit.NewTextArea(lang.L("replies.text"), "", 6, func(string) { e.check() })
	e.folder = kit.NewTextField(lang.L("replies.folder"), "", func(string) { e.check() })
	e.folder.SetHint(lang.L("replies.folderHint"))
	e.preview = kit.NewBubble(kit.BubbleData{Kind: kit.FromShop})
	e.known = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	e.save = kit.NewButton(lang.L("replies.save"), kit.Primary, e.keep)
	e.remove = kit.NewButton(lang.L("replies.delete"), kit.Danger, e.drop)
	form := container.New(kit.Column{Gap: 16, PadX: 24, PadY: 24},
		e.word, e.text, e.known, e.folder,
		kit.NewSectionTitle(lang.L("replies.preview")), container.New(previewWidth{}, e.preview),
		container.New(kit.Row{Gap: 8, Stretch: -1}, e.save, e.remove))
	e.content = container.NewVScroll(container.New(narrow{width: 620},
		container.New(kit.Column{}, container.New(kit.Inset{Left: 16, Top: 8}, back), form)))
	return e
}

func (e *editor) load(r store.Reply, all []store.Reply) {
	e.reply, e.all, e.fresh = r, all, r.Shortcut == ""
	e.word.SetText(r.Shortcut)
	e.text.SetText(r.Text)
	e.folder.SetText(r.Folder)
	show(e.remove, !e.fresh)
	e.readVariables()
	e.check()
}

func (e *editor) focus() {
	if e.fresh {
		e.word.Entry.TapToFocus()
		return
	}
	e.text.Entry.TapToFocus()
}

// readVariables fills the preview as for a customer with an order.
func (e *editor) readVariables() {
	desk.Load(e.desk, &e.slot, func(ctx context.Context) (store.ShopInfo, error) { return e.desk.Store.Shop(ctx) },
		func(info store.ShopInfo) {
			now := e.desk.Now()
			e.vars = shop.Variables{
				shop.VarCustomer: lang.L("replies.sampleCustomer"), shop.VarShop: info.Name, shop.VarOrder: "1042",
				shop.VarDue: words.Due(now.AddDate(0, 0, 1).Truncate(3600e9), now), shop.VarItems: "2 × Chapata",
				shop.VarTotal:  words.Money(shop.Money{Micros: 18_400_000, Currency: info.Currency}),
				shop.VarStatus: lang.L("replies.state.APPROVED"), shop.VarPerson: lang.L("shell.you"),
			}
			names := e.vars.Names()
			for i, name := range names {
				names[i] = "{" + lang.L("replies.variable."+name) + "}"
			}
			e.known.SetText(lang.L("replies.variables") + " " + strings.Join(names, " ") + ". " + lang.L("replies.variablesMore"))
			e.check()
		})
}

// check says what is wrong beside the field, and shows the preview.
func (e *editor) check() {
	wordWrong, textWrong := e.wordWrong(), e.textWrong()
	touched := e.word.Text() != "" || e.text.Text() != ""
	e.word.SetError("")
	e.text.SetError("")
	if touched {
		e.word.SetError(wordWrong)
		if e.text.Text() != "" || !e.fresh {
			e.text.SetError(textWrong)
		}
	}
	if wordWrong == "" {
		e.word.SetHint(lang.L("replies.shortcutHint", map[string]any{"Word": e.written().Shortcut}))
	}
	filled, _ := e.vars.Fill(e.text.Text())
	e.preview.Set(kit.BubbleData{Kind: kit.FromShop, Text: filled, Time: words.Clock(e.desk.Now()), State: kit.Read})
	folderWrong := folderFault(e.written().Folder)
	e.folder.SetError(folderWrong)
	enable(e.save, wordWrong == "" && textWrong == "" && folderWrong == "")
	e.content.Refresh()
}

func enable(b *kit.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// written is the reply as the fields have it.
func (e *editor) written() store.Reply {
	r := e.reply
	r.Shortcut, r.Text, r.Folder = cleanWord(e.word.Text()), e.text.Text(), cleanFolder(e.folder.Text())
	return r
}

func (e *editor) wordWrong() string { return wordFault(e.written(), e.all) }

func (e *editor) textWrong() string { return textFault(e.text.Text()) }

func (e *editor) keep() {
	if e.save.Disabled() {
		return
	}
	e.desk.Do(e.written().Wish(), func(err error) {
		if err != nil {
			e.desk.Failed(err)
			return
		}
		e.fresh = false
		show(e.remove, true)
		e.desk.Toast(lang.L("replies.saved"))
	})
}

// drop deletes the reply, with a way back.
func (e *editor) drop() {
	reply := e.reply
	e.closed()
	e.desk.Do(&shop.DeleteReply{Reply: reply.ID}, func(err error) {
		if err != nil {
			e.desk.Failed(err)
			return
		}
		e.desk.Undo(lang.L("replies.deleted", map[string]any{"Word": reply.Shortcut}), undoFor, func() {
			e.desk.Do(reply.Wish(), nil)
		}, func() {})
	})
}

const undoFor = 8e9 // nanoseconds: eight seconds

// narrow keeps a form from growing wider than one reads.
type narrow struct{ width float32 }

// Layout is part of fyne.Layout.
func (n narrow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(n.width, size.Width)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
	}
}

// MinSize is part of fyne.Layout.
func (n narrow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, objects[0].MinSize().Height)
}

// previewWidth gives the bubble the height it needs at the width there is.
type previewWidth struct{}

// Layout is part of fyne.Layout.
func (previewWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// MinSize is part of fyne.Layout.
func (previewWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	bubble, ok := objects[0].(*kit.Bubble)
	if !ok {
		return objects[0].MinSize()
	}
	return fyne.NewSize(200, kit.BubbleHeight(bubble.Data(), 560))
}
