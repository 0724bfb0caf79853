package inbox

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// mode is what the composer writes.
type mode int

const (
	writing  mode = iota // a free answer, inside the reply window
	noting               // a note for the team
	choosing             // a template, outside the window
)

// composer is the foot of the conversation: what is written to the customer.
type composer struct {
	room   *Room
	object *fyne.Container
	box    *kit.ComposerBox
	quick  *quickReplies
	picker *templatePicker
	strip  *strip
	looks  *lookStrip
	quoted *quoteStrip
	send   *kit.Button
	emoji  *kit.IconButton
	emojis *emojiChoice
	attach *kit.IconButton
	layout *kit.IconButton // tells that a template is being filled in
	note   *kit.IconButton
	bar    *kit.Ground

	id     shop.ConversationID
	quotes shop.MessageID
	mode   mode
	noted  bool    // the owner turned notes on
	usedQR bool    // what is written came from a quick reply
	held   *held   // waits for its Undo
	handed []*held // handed over, and not yet read from the store
	last   *leaving
	wait   time.Duration // before a reply leaves

	saving func() // cancels the draft's waiting save
}

// notePrefix begins a note for the team, where it is typed and in a draft, so
// that a note never comes back as an answer.
const notePrefix = "/note "

// draftPause is how long typing must pause before the draft is written down.
const draftPause = 400 * time.Millisecond

func newComposer(r *Room) *composer {
	c := &composer{room: r, wait: defaultWait, last: &leaving{d: r.d}, emojis: &emojiChoice{room: r}}
	c.box = kit.NewComposerBox(kit.ComposerParams{
		OnChanged: c.changed, OnSubmit: func(string) { c.submit() }, OnKey: c.key,
		KeepTab: func() bool { return c.quick.list.Open() }, OnGrown: r.relay, OnShortcut: c.shortcut,
	})
	c.quick = newQuickReplies(c)
	c.picker = newTemplatePicker(c)
	c.strip = newStrip()
	c.looks = newLookStrip()
	c.quoted = newQuoteStrip(func() { c.unquote() })
	c.send = kit.NewButton(say("inbox.send"), kit.Primary, c.submit)
	c.send.Tip = say("inbox.sendTip")
	c.emoji = kit.NewIconButton("smile", say("inbox.emoji"), c.pickEmoji)
	c.attach = kit.NewIconButton("paperclip", say("inbox.attach"), c.pickFile)
	c.layout = kit.NewIconButton("template", say("inbox.templates"), func() { r.d.Go(desk.Place{Room: desk.Replies}) })
	c.note = kit.NewIconButton("note", say("inbox.noteTip"), func() { c.noteMode(!c.noted) })
	c.bar = kit.NewComposerBar([]fyne.CanvasObject{c.layout, c.emoji, c.attach}, c.box, []fyne.CanvasObject{c.note, c.send})
	c.object = container.New(kit.Column{}, c.picker.object, c.quick.list, c.quoted.object, c.strip.object, c.looks.object, c.bar)
	return c
}

// open brings a conversation's draft back.
func (c *composer) open(o opened) {
	if c.id != o.id {
		c.id, c.noted, c.usedQR = o.id, false, false
		c.quotes = shop.MessageID{}
		c.quick.forget()
		c.picker.forget()
		c.mode = writing
		c.strip.clear()
		text := o.draft.Text
		if held, ok := c.heldFor(o.id); ok {
			text = strings.TrimPrefix(strings.TrimPrefix(text, held), "\n\n")
		} else {
			c.quotes = o.draft.Quotes
		}
		text, c.noted = strings.CutPrefix(text, notePrefix)
		c.box.SetText(text)
		c.stopSaving()
	}
	c.refresh()
	c.insert(o.compose)
	if o.focus {
		c.focus()
	}
}

// refresh follows what changed around what is written.
func (c *composer) refresh() {
	c.quick.loadVariables()
	c.picker.load()
	c.choose()
	c.showQuote()
}

// choose takes the mode that the reply window and the owner call for.
func (c *composer) choose() {
	if (c.id == shop.ConversationID{}) {
		return
	}
	was, next := c.mode, c.fitting()
	if next == choosing {
		c.keep()
	}
	c.mode = next
	if was == choosing && c.mode != choosing || was != choosing && c.mode == choosing {
		c.picker.swap(c.mode == choosing)
	}
	c.dress()
}

func (c *composer) fitting() mode {
	switch {
	case c.noted:
		return noting
	case c.room.info.Window.OpenAt(c.room.now()):
		return writing
	}
	return choosing
}

// dress shows the mode.
func (c *composer) dress() {
	name := words.FirstName(nameOr(c.room.info.Name))
	c.layout.Hidden = c.mode != choosing
	c.emoji.Hidden, c.attach.Hidden = c.mode == choosing, c.mode != writing
	c.note.SetActive(c.mode == noting)
	c.bar.SetTone(kit.Panel)
	c.send.SetLabel(say("inbox.send"))
	switch c.mode {
	case noting:
		c.box.SetPlaceholder(say("inbox.writeNote", "Name", name))
		c.bar.SetTone(kit.Note)
		c.send.SetLabel(say("inbox.addNote"))
	case choosing:
		c.box.SetPlaceholder(c.picker.asks())
	default:
		c.box.SetPlaceholder(say("inbox.write", "Name", name))
	}
	c.picker.show(c.mode == choosing)
	c.priced()
	c.room.relay()
}

// priced tells what sending will cost, and whether there is something to send.
func (c *composer) priced() {
	switch c.mode {
	case noting:
		c.send.SetSecond("")
		c.enable(strings.TrimSpace(c.box.Text()) != "")
	case choosing:
		c.send.SetSecond(c.picker.price())
		c.enable(c.picker.ready())
	default:
		price, left, known := c.room.shop.Price(c.room.info.Channel, shop.CategoryService)
		c.send.SetSecond(words.Price(price, known, left))
		c.enable(shop.CheckContent(shop.TypeText, shop.Content{Text: c.box.Text()}) == shop.ReasonNone)
	}
	c.bar.Refresh()
}

func (c *composer) enable(on bool) {
	if on {
		c.send.Enable()
	} else {
		c.send.Disable()
	}
}

func (c *composer) changed(text string) {
	shown := text
	if c.mode == choosing {
		shown = ""
	}
	if c.looks.show(shown) {
		c.room.relay()
	}
	if c.mode == choosing {
		c.picker.typed(text)
		c.priced()
		return
	}
	c.room.company.typed(text)
	if strings.TrimSpace(text) == "" {
		c.usedQR = false
	}
	if note, ok := strings.CutPrefix(text, notePrefix); ok && c.mode == writing {
		c.box.SetText(note)
		c.noteMode(true)
		return
	}
	c.saveSoon()
	c.measure(text)
	if c.mode == writing {
		c.quick.typed()
	}
	c.priced()
}

// measure warns before WhatsApp's limit is reached.
func (c *composer) measure(text string) {
	length := utf8.RuneCountInString(text)
	switch {
	case c.mode != writing:
		c.strip.clear()
	case length > shop.MaxText:
		c.strip.warn(say("inbox.tooLong", "N", words.Number(length), "Most", words.Number(shop.MaxText), "Over", words.Number(length-shop.MaxText)))
	case length > shop.MaxText-200:
		c.strip.tell(say("inbox.length", "N", words.Number(length), "Most", words.Number(shop.MaxText)))
	default:
		c.quick.gaps(text)
	}
	c.room.relay()
}

func (c *composer) key(ev *fyne.KeyEvent) bool {
	if c.quick.list.Open() {
		used := c.quick.key(ev)
		if used {
			c.room.relay()
		}
		return used
	}
	switch ev.Name {
	case fyne.KeyEscape:
		return c.stepBack()
	case fyne.KeyPageUp:
		c.room.thread.page(-1)
	case fyne.KeyPageDown:
		c.room.thread.page(1)
	case fyne.KeyUp:
		return c.box.Text() == "" && c.room.thread.takeLast()
	default:
		return false
	}
	return true
}

// shortcut copies what is chosen in the conversation while nothing is marked
// in the composer itself.
func (c *composer) shortcut(s fyne.Shortcut) bool {
	if _, copies := s.(*fyne.ShortcutCopy); copies && c.box.Entry.SelectedText() == "" {
		return c.room.chosen.copyKey()
	}
	return c.pasted(s)
}

// stepBack closes what the composer opened.
func (c *composer) stepBack() bool {
	switch {
	case c.quick.list.Open():
		c.quick.dismiss()
	case c.quotes != shop.MessageID{}:
		c.unquote()
	case c.noted:
		c.noteMode(false)
	default:
		return false
	}
	return true
}

// submit sends what is written, or asks first where it may not be meant.
func (c *composer) submit() {
	text := c.box.Text()
	switch {
	case c.mode == choosing && c.held != nil && strings.TrimSpace(text) == "":
		c.release()
	case c.mode == choosing:
		c.picker.submit()
	case strings.TrimSpace(text) == "":
		c.release() // Enter again skips the wait
	case c.mode == noting:
		c.addNote(text)
	default:
		c.room.company.unless(func() { c.check(text) })
	}
}

func (c *composer) check(text string) {
	switch reason := shop.CheckContent(shop.TypeText, shop.Content{Text: text}); {
	case reason == shop.ReasonTooLong:
		c.measure(text)
	case reason != shop.ReasonNone:
		c.strip.warn(words.Reason(reason))
		c.room.relay()
	case strayCommand(text):
		c.room.ask(say("inbox.strayTitle"), say("inbox.strayWords", "Text", oneLine(text)), say("inbox.sendAnyway"), func() { c.hold(text) })
	case len(gapsIn(text)) > 0:
		c.quick.gaps(text)
		c.room.ask(say("inbox.gapTitle"), say("inbox.gapWords", "What", strings.Join(gapsIn(text), ", ")), say("inbox.sendAnyway"), func() { c.hold(text) })
	default:
		c.hold(text)
	}
}

// strayCommand says that a text is only a /word, which was hardly meant for
// the customer.
func strayCommand(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) > 1 && text[0] == '/' && !strings.ContainsAny(text, " \n\t") && !strings.Contains(text[1:], "/")
}

func (c *composer) addNote(text string) {
	wish := &shop.AddNote{Note: shop.NoteID{UUID: desk.NewID()}, Conversation: c.id, Text: strings.TrimSpace(text)}
	id := c.id
	c.box.SetText("")
	c.stopSaving()
	c.room.d.Do(wish, func(err error) {
		if err != nil {
			c.giveBack(id, text, shop.MessageID{})
			c.room.d.Failed(err)
		}
	})
	c.clearDraft(id)
	c.noteMode(false)
	c.room.thread.toBottom()
}

// noteMode turns notes for the team on or off; what is written stays.
func (c *composer) noteMode(on bool) {
	c.noted = on
	c.quick.dismiss()
	c.choose()
	c.focus()
}

// focus asks the canvas itself: before the first frame Fyne does not yet know
// on which canvas the entry is.
func (c *composer) focus() {
	if canvas := c.room.canvas(); c.room.shown && canvas != nil && c.room.main.Visible() {
		canvas.Focus(c.box.Entry)
	}
}

func (c *composer) limit(height float32) { c.box.Limit = max(64, height) }

// insert puts a text to what is written.
func (c *composer) insert(text string) {
	if text == "" {
		return
	}
	if before := c.box.Text(); before != "" && !strings.HasSuffix(before, "\n") && !strings.HasSuffix(before, " ") {
		text = " " + text
	}
	c.box.SetText(c.box.Text() + text)
}

// quote makes what is written an answer to a message.
func (c *composer) quote(item store.ThreadItem) {
	if item.Kind != store.ItemMessage || item.Command != (shop.CommandID{}) {
		return
	}
	c.quotes = item.Message
	c.saveSoon()
	c.showQuote()
	c.focus()
}

func (c *composer) unquote() {
	c.quotes = shop.MessageID{}
	c.saveSoon()
	c.showQuote()
}

func (c *composer) showQuote() {
	c.quoted.hide()
	if (c.quotes != shop.MessageID{}) && c.mode == writing {
		for _, item := range c.room.thread.items {
			if item.Message == c.quotes {
				q := c.room.quoteOf(store.Quoted{Message: item.Message, Outgoing: item.Outgoing, Type: item.Type, Text: item.Content.Text})
				c.quoted.show(q.Author, q.Text)
			}
		}
	}
	c.room.relay()
}

// saveSoon writes the draft down once typing pauses.
func (c *composer) saveSoon() {
	c.stopSaving()
	c.saving = kit.After(draftPause, c.keep)
	c.last.write(&typed{id: c.id, text: c.draftText(), quotes: c.quotes})
}

// draftText is what is written, so that a note comes back as one.
func (c *composer) draftText() string {
	text := c.box.Text()
	if c.noted && text != "" {
		text = notePrefix + text
	}
	return text
}

func (c *composer) stopSaving() {
	if c.saving != nil {
		c.saving()
		c.saving = nil
	}
	c.last.write(nil)
}

// keep writes the draft down now. What waits for its Undo is part of it, so
// that nothing is lost however the program ends.
func (c *composer) keep() {
	if (c.id == shop.ConversationID{}) || c.mode == choosing || c.saving == nil {
		return
	}
	c.stopSaving()
	id, text, quotes := c.id, c.draftText(), c.quotes
	if held, ok := c.heldFor(id); ok {
		text = strings.TrimSuffix(held+"\n\n"+text, "\n\n")
	}
	c.last.inOrder(func(ctx context.Context) error { return c.room.d.Store.SaveDraft(ctx, id, text, quotes) })
}

func (c *composer) clearDraft(id shop.ConversationID) {
	c.last.inOrder(func(ctx context.Context) error { return c.room.d.Store.SaveDraft(ctx, id, "", shop.MessageID{}) })
}

// giveBack puts a text that could not be handed over where it was written.
func (c *composer) giveBack(id shop.ConversationID, text string, quotes shop.MessageID) {
	if id == c.id && c.mode != choosing {
		if typed := c.box.Text(); typed != "" {
			text += "\n\n" + typed
		}
		c.quotes = quotes
		c.box.SetText(text)
		c.saveSoon()
		c.keep()
		c.showQuote()
		return
	}
	c.last.inOrder(func(ctx context.Context) error { return c.room.d.Store.SaveDraft(ctx, id, text, quotes) })
}

// writeAgain brings the text of a message that did not arrive back.
func (c *composer) writeAgain(item store.ThreadItem) {
	if item.Command != (shop.CommandID{}) {
		c.room.dismiss(item.Command)
	}
	c.insert(item.Content.Text)
	c.focus()
}

// asTemplate leads from a refused free text to the templates.
func (c *composer) asTemplate(item store.ThreadItem) {
	if item.Command != (shop.CommandID{}) {
		c.room.dismiss(item.Command)
	}
	if c.mode == noting {
		c.noted = false
		c.choose()
	}
	if c.mode == writing {
		c.insert(item.Content.Text) // the customer wrote meanwhile: it may leave as it is
	}
	c.focus()
}
