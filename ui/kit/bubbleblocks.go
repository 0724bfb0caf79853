package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// words is text inside a bubble.
type words struct {
	*textBlock
	onLink func(string)
}

func newWords(f *face, runs []Run, shape textShape, tone Token) *words {
	return &words{textBlock: f.runs(runs, shape, tone)}
}

func (w *words) place(at fyne.Position, width float32) { w.textBlock.place(at, width) }

func (w *words) tap(at fyne.Position) {
	if link := w.linkAt(at); link != "" && w.onLink != nil {
		w.onLink(link)
	}
}

// foldedBlock is a long text of which the first lines are shown, with the way to the rest.
type foldedBlock struct {
	text, more *words
	onMore     func()
}

func newFolded(f *face, text *words, d BubbleData) *foldedBlock {
	more := newWords(f, []Run{{Text: d.More, Underline: true}}, textShape{scale: Secondary}, Accent)
	return &foldedBlock{text: text, more: more, onMore: d.OnMore}
}

func (b *foldedBlock) fit(width float32) fyne.Size {
	size := b.text.fit(width)
	if b.text.laid.cut {
		size.Height += 2 + b.more.fit(width).Height
	}
	return size
}

func (b *foldedBlock) place(at fyne.Position, width float32) {
	size := b.text.textBlock.place(at, width)
	b.more.box.Hidden = !b.text.laid.cut
	b.more.place(at.AddXY(0, size.Height+2), width)
}

func (b *foldedBlock) tap(at fyne.Position) {
	if at.Y < b.text.fit(b.text.width).Height {
		b.text.tap(at)
		return
	}
	if b.onMore != nil {
		b.onMore()
	}
}

// quoteBlock is the message that is answered.
type quoteBlock struct {
	back, bar    *box
	author, text *textBlock
	onTap        func()
}

func newQuoteBlock(f *face, d BubbleData, own bool) *quoteBlock {
	ground := TheirQuote
	if own {
		ground = OwnQuote
	}
	q := &quoteBlock{back: f.box(ground, Clear, 6), bar: f.box(Accent, Clear, 0), onTap: d.OnQuote}
	q.bar.corners(6, 0, 0, 6)
	q.author = f.text(d.Quote.Author, Secondary, Muted, true)
	q.text = f.runs(Plain(d.Quote.Text), textShape{scale: Secondary, maxLines: 2}, Muted)
	return q
}

func (q *quoteBlock) fit(width float32) fyne.Size {
	a, t := q.author.fit(width-24), q.text.fit(width-24)
	return fyne.NewSize(max(a.Width, t.Width)+24, a.Height+t.Height+8)
}

func (q *quoteBlock) place(at fyne.Position, width float32) {
	size := q.fit(width)
	q.back.at(at.X, at.Y, width, size.Height)
	q.bar.at(at.X, at.Y, 3, size.Height)
	q.author.place(at.AddXY(12, 4), width-24)
	q.text.place(at.AddXY(12, 4+Secondary.LineHeight()), width-24)
}

func (q *quoteBlock) tap(fyne.Position) {
	if q.onTap != nil {
		q.onTap()
	}
}

// orderBlock is an order inside an order update.
type orderBlock struct {
	back          *box
	title, detail *textBlock
	steps         *stepsBar
}

func newOrderBlock(f *face, o OrderNote, own bool) *orderBlock {
	ground := TheirQuote
	if own {
		ground = Panel
	}
	b := &orderBlock{back: f.box(ground, Clear, RadiusControl)}
	title := []Run{{Text: o.Title, Bold: true}}
	if o.Status != "" {
		title = append(title, Run{Text: " · " + o.Status})
	}
	b.title = f.runs(title, textShape{scale: Secondary, maxLines: 1}, Ink)
	b.detail = f.runs(Plain(o.Detail), textShape{scale: Secondary, maxLines: 2}, Muted)
	b.steps = newStepsBar(f)
	b.steps.set(o.Steps, o.Done)
	return b
}

func (b *orderBlock) fit(width float32) fyne.Size {
	t, d := b.title.fit(width-24), b.detail.fit(width-24)
	height := t.Height + d.Height + 18
	if b.steps.steps > 0 {
		height += 12
	}
	return fyne.NewSize(max(t.Width, d.Width, 180)+24, height)
}

func (b *orderBlock) place(at fyne.Position, width float32) {
	size := b.fit(width)
	b.back.at(at.X, at.Y, width, size.Height)
	title := b.title.place(at.AddXY(12, 9), width-24)
	detail := b.detail.place(at.AddXY(12, 9+title.Height), width-24)
	b.steps.place(at.AddXY(12, 9+title.Height+detail.Height+7), width-24)
}

func (b *orderBlock) tap(fyne.Position) {}

// pictureBlock is a picture, or its place until it is there.
type pictureBlock struct {
	data  PictureData
	back  *box
	image *canvas.Image
	icon  *glyph
	label *textBlock
	onTap func()
}

const pictureMax = float32(300)

func newPictureBlock(f *face, d BubbleData) *pictureBlock {
	b := &pictureBlock{data: *d.Picture, back: f.box(Line, Clear, RadiusControl), onTap: d.OnPicture}
	if b.data.Plain && b.data.Image != nil {
		b.back.set(Clear, Clear)
	}
	icon := b.data.Icon
	if icon == "" {
		icon = "photo"
	}
	if b.data.Image != nil {
		b.image = canvas.NewImageFromImage(b.data.Image)
		b.image.FillMode = canvas.ImageFillContain
		b.image.CornerRadius = RadiusControl
		f.add(b.image)
		if icon != "video" {
			return b
		}
		icon = "play"
	}
	b.icon = f.icon(icon, Muted, 26)
	b.label = f.runs(Plain(b.data.Label), textShape{scale: Meta, maxLines: 2}, Muted)
	b.label.align = fyne.TextAlignCenter
	return b
}

// size keeps the picture's shape within the largest size shown.
func (b *pictureBlock) size(width float32) fyne.Size {
	w, h := float32(b.data.Width), float32(b.data.Height)
	if w <= 0 || h <= 0 {
		w, h = 4, 3
	}
	limit := min(pictureMax, width)
	if b.data.Plain {
		limit = min(140, width)
	}
	scale := min(limit/w, pictureMax/h)
	return fyne.NewSize(max(80, w*scale), max(60, h*scale))
}

func (b *pictureBlock) fit(width float32) fyne.Size { return b.size(width) }

func (b *pictureBlock) place(at fyne.Position, width float32) {
	size := b.size(width)
	b.back.at(at.X, at.Y, size.Width, size.Height)
	if b.image != nil {
		b.image.Move(at)
		b.image.Resize(size)
	}
	if b.icon != nil {
		b.icon.place(at.X+size.Width/2, at.Y+size.Height/2-10)
		b.label.place(at.AddXY(8, size.Height/2+8), size.Width-16)
	}
}

func (b *pictureBlock) tap(fyne.Position) {
	if b.onTap != nil {
		b.onTap()
	}
}

// fileBlock is a document or a place: an icon and two lines.
type fileBlock struct {
	back         *box
	icon         *glyph
	name, detail *textBlock
	onTap        func()
}

func newFileBlock(f *face, icon, name, detail string, own bool, onTap func()) *fileBlock {
	ground := TheirQuote
	if own {
		ground = OwnQuote
	}
	return &fileBlock{
		back: f.box(ground, Clear, RadiusControl), icon: f.icon(icon, Accent, 24), onTap: onTap,
		name: f.text(name, Body, Ink, true), detail: f.text(detail, Meta, Muted, false),
	}
}

func (b *fileBlock) fit(width float32) fyne.Size {
	n, d := b.name.fit(width-58), b.detail.fit(width-58)
	return fyne.NewSize(min(width, max(n.Width, d.Width, 120)+59), n.Height+d.Height+16)
}

func (b *fileBlock) place(at fyne.Position, width float32) {
	size := b.fit(width)
	b.back.at(at.X, at.Y, width, size.Height)
	b.icon.place(at.X+24, at.Y+size.Height/2)
	name := b.name.place(at.AddXY(46, 8), width-57)
	b.detail.place(at.AddXY(46, 8+name.Height), width-57)
}

func (b *fileBlock) tap(fyne.Position) {
	if b.onTap != nil {
		b.onTap()
	}
}

// voiceBlock is a voice message: play, its loudness, its length.
type voiceBlock struct {
	data  VoiceData
	disc  *box
	icon  *glyph
	bars  []*box
	text  *textBlock
	onTap func()
}

const voiceBars = 32

func newVoiceBlock(f *face, d BubbleData, own bool) *voiceBlock {
	b := &voiceBlock{data: *d.Voice, disc: f.box(Accent, Clear, 17), onTap: d.OnVoice}
	icon := "play"
	if b.data.Playing {
		icon = "pause"
	}
	b.icon = f.icon(icon, OnAccent, 18)
	rest := Edge
	if own {
		rest = OwnEdge
		if IsDark() {
			rest = Edge
		}
	}
	for i := range voiceBars {
		tone := rest
		if float32(i) < b.data.Played*voiceBars {
			tone = Accent
		}
		b.bars = append(b.bars, f.box(tone, Clear, 1.5))
	}
	b.text = f.text(b.data.Length, Meta, Muted, false)
	return b
}

func (b *voiceBlock) fit(float32) fyne.Size {
	return fyne.NewSize(46+voiceBars*5+8+b.text.fit(0).Width, 38)
}

func (b *voiceBlock) place(at fyne.Position, width float32) {
	b.disc.at(at.X, at.Y+2, 34, 34)
	b.icon.place(at.X+17, at.Y+19)
	for i, bar := range b.bars {
		height := float32(4)
		if n := len(b.data.Wave); n > 0 {
			height = 4 + 22*float32(b.data.Wave[i*n/voiceBars])/255
		}
		bar.at(at.X+46+float32(i)*5, at.Y+19-height/2, 3, height)
	}
	b.text.place(at.AddXY(46+voiceBars*5+8, 19-Meta.LineHeight()/2), b.text.fit(0).Width+1)
}

func (b *voiceBlock) tap(fyne.Position) {
	if b.onTap != nil {
		b.onTap()
	}
}

// noteBlock is a note for the team: a lock and the words.
type noteBlock struct {
	lock *glyph
	text *textBlock
}

// The lock stands before the first word, so the text begins with unbreakable room for it.
const lockRoom = "\u00a0\u00a0\u00a0\u00a0\u00a0"

func newNoteBlock(f *face, d BubbleData) *noteBlock {
	runs := append([]Run{{Text: lockRoom + d.Prefix}}, ParseMessage(d.Text)...)
	return &noteBlock{lock: f.icon("lock", NoteInk, 14), text: f.runs(runs, textShape{scale: Secondary}, NoteInk)}
}

func (b *noteBlock) fit(width float32) fyne.Size { return b.text.fit(width) }

func (b *noteBlock) place(at fyne.Position, width float32) {
	b.lock.place(at.X+7, at.Y+Secondary.LineHeight()/2)
	b.text.place(at, width)
}

func (b *noteBlock) tap(fyne.Position) {}
