package kit

import (
	"fyne.io/fyne/v2"
)

// Measures of a bubble.
const (
	bubblePadX   = float32(13)
	bubblePadY   = float32(8)
	bubbleMargin = float32(22) // to the sides of the thread
	bubbleMax    = float32(414)
	noteMax      = float32(480)
)

// block is one thing inside a bubble, from top to bottom.
type block interface {
	// fit is the size it takes when at most width is there.
	fit(width float32) fyne.Size
	// place draws it in a column of this width.
	place(at fyne.Position, width float32)
	// tap handles a press at a place relative to the block.
	tap(at fyne.Position)
}

// bubblePlan arranges a bubble. Without a face it only measures.
type bubblePlan struct {
	data   BubbleData
	ground *box
	blocks []block
	tops   []fyne.Position
	foot   *footLine
	react  *reactionPill
	ring   bool
	body   *textBlock // what can be marked and copied
	bodyAt int        // its block
}

func planBubble(data BubbleData, f *face) *bubblePlan {
	measuring := f == nil
	if measuring {
		f = &face{measuring: true}
	}
	p := &bubblePlan{data: data}
	switch data.Kind {
	case DaySeparator, SystemLine:
		p.planDay(f)
	case TeamNote:
		p.planNote(f)
	default:
		p.planMessage(f)
	}
	return p
}

func (p *bubblePlan) planDay(f *face) {
	p.ground = f.box(TheirBubble, Clear, 12)
	if p.data.Kind == SystemLine {
		p.ground.set(Clear, Clear)
	}
	p.blocks = []block{newWords(f, Plain(p.data.Text), textShape{scale: Meta}, Muted)}
}

func (p *bubblePlan) planNote(f *face) {
	p.ground = f.box(Note, Clear, RadiusControl)
	note := newNoteBlock(f, p.data)
	p.body = note.text
	p.blocks = []block{note}
}

func (p *bubblePlan) planMessage(f *face) {
	p.ground = f.box(TheirBubble, Line, RadiusBubble)
	own := p.data.Kind == FromShop
	if own {
		p.ground.set(OwnBubble, OwnEdge)
	}
	if p.data.Picture != nil && p.data.Picture.Plain {
		p.ground.set(Clear, Clear)
	}
	p.corners(own)
	p.addBlocks(f, own)
	p.foot = newFootLine(f, p.data)
	if p.data.Trouble != "" || p.data.Action != "" {
		p.blocks = append(p.blocks, newTroubleBlock(f, p.data))
	}
	if p.data.Reaction != "" {
		p.react = newReactionPill(f, p.data.Reaction)
	}
}

func (p *bubblePlan) addBlocks(f *face, own bool) {
	d := p.data
	if d.Quote != nil {
		p.blocks = append(p.blocks, newQuoteBlock(f, d, own))
	}
	if d.Order != nil {
		p.blocks = append(p.blocks, newOrderBlock(f, *d.Order, own))
	}
	if d.Picture != nil {
		p.blocks = append(p.blocks, newPictureBlock(f, d))
	}
	if d.Voice != nil {
		p.blocks = append(p.blocks, newVoiceBlock(f, d, own))
	}
	if d.File != nil {
		p.blocks = append(p.blocks, newFileBlock(f, "file", d.File.Name, d.File.Detail, own, d.OnFile))
	}
	if d.Location != nil {
		p.blocks = append(p.blocks, newFileBlock(f, "pin", d.Location.Name, d.Location.Address, own, d.OnLocation))
	}
	if d.Text != "" {
		p.addText(f)
	}
}

func (p *bubblePlan) addText(f *face) {
	d := p.data
	runs := Highlighted(withTerms(ParseMessage(d.Text), d.Terms), d.Highlight)
	text := newWords(f, runs, textShape{scale: Body, maxLines: d.MaxLines}, Ink)
	text.onLink = d.OnLink
	p.body, p.bodyAt = text.textBlock, len(p.blocks)
	if d.MaxLines > 0 && d.More != "" {
		p.blocks = append(p.blocks, newFolded(f, text, d))
		return
	}
	p.blocks = append(p.blocks, text)
}

// linkAt is the link under a place in the bubble, or "".
func (p *bubblePlan) linkAt(at fyne.Position) string {
	if p.body == nil || p.bodyAt >= len(p.tops) {
		return ""
	}
	return p.body.linkAt(at.Subtract(p.tops[p.bodyAt]))
}

// overText tells whether a place is on the text that can be marked.
func (p *bubblePlan) overText(at fyne.Position) bool {
	if p.body == nil || p.bodyAt >= len(p.tops) {
		return false
	}
	in := at.Subtract(p.tops[p.bodyAt])
	size := p.body.fit(p.body.width)
	return in.X >= 0 && in.Y >= 0 && in.X <= size.Width && in.Y <= size.Height
}

// corners draws the tail: the corner on the sender's side is tight.
func (p *bubblePlan) corners(own bool) {
	if p.data.Follows {
		return
	}
	if own {
		p.ground.corners(RadiusBubble, RadiusTail, RadiusBubble, RadiusBubble)
		return
	}
	p.ground.corners(RadiusTail, RadiusBubble, RadiusBubble, RadiusBubble)
}

func (p *bubblePlan) gap() float32 {
	switch {
	case p.data.Kind == DaySeparator, p.data.Kind == TeamNote, p.data.Kind == SystemLine:
		return GapBetweenSender
	case p.data.Follows:
		return GapWithinSender
	}
	return GapBetweenSender
}

// room is the widest that the inside of a bubble may be.
func (p *bubblePlan) room(width float32) float32 {
	limit := min(bubbleMax, width*0.66)
	if width < 520 {
		limit = width * 0.8
	}
	if p.data.Kind == TeamNote {
		limit = min(noteMax, width-4*bubbleMargin)
	}
	return max(60, min(limit, width-2*bubbleMargin)-2*bubblePadX)
}

// inside is the size of the bubble's content.
func (p *bubblePlan) inside(width float32) fyne.Size {
	room := p.room(width)
	var size fyne.Size
	for i, b := range p.blocks {
		s := b.fit(room)
		size.Width = max(size.Width, s.Width)
		size.Height += s.Height
		if i > 0 {
			size.Height += 4
		}
	}
	if p.foot != nil && !p.foot.empty() {
		s := p.foot.fit()
		size.Width = max(size.Width, s.Width)
		size.Height += s.Height + 1
	}
	return size
}

func (p *bubblePlan) padY() float32 {
	if p.data.Kind == DaySeparator || p.data.Kind == SystemLine {
		return 3
	}
	return bubblePadY
}

func (p *bubblePlan) fit(width float32) fyne.Size {
	height := p.gap() + p.inside(width).Height + 2*p.padY()
	if p.react != nil {
		height += 14
	}
	return fyne.NewSize(width, height)
}

func (p *bubblePlan) place(width float32) {
	inner := p.inside(width)
	w, h := inner.Width+2*bubblePadX, inner.Height+2*p.padY()
	x := p.left(width, w)
	y := p.gap()
	if p.ring {
		p.ground.edge, p.ground.stroke = Accent, 2
		p.ground.repaint()
	}
	p.ground.at(x, y, w, h)
	p.placeBlocks(fyne.NewPos(x+bubblePadX, y+p.padY()), inner)
	if p.react != nil {
		p.react.place(fyne.NewPos(x+12, y+h-8))
	}
}

func (p *bubblePlan) left(width, w float32) float32 {
	switch p.data.Kind {
	case FromCustomer:
		return bubbleMargin
	case FromShop:
		return width - bubbleMargin - w
	}
	return (width - w) / 2
}

func (p *bubblePlan) placeBlocks(at fyne.Position, inner fyne.Size) {
	p.tops = p.tops[:0]
	for i, b := range p.blocks {
		if i > 0 {
			at.Y += 4
		}
		if _, trouble := b.(*troubleBlock); trouble && p.foot != nil && !p.foot.empty() {
			at.Y += p.placeFoot(at, inner.Width)
		}
		b.place(at, inner.Width)
		p.tops = append(p.tops, at)
		at.Y += b.fit(inner.Width).Height
	}
	if p.foot != nil && !p.foot.empty() && !p.hasTrouble() {
		p.placeFoot(at, inner.Width)
	}
}

func (p *bubblePlan) hasTrouble() bool { return p.data.Trouble != "" || p.data.Action != "" }

func (p *bubblePlan) placeFoot(at fyne.Position, width float32) float32 {
	size := p.foot.fit()
	p.foot.place(fyne.NewPos(at.X+width-size.Width, at.Y+1))
	return size.Height + 1
}

func (p *bubblePlan) tap(at fyne.Position) {
	if p.react != nil && p.react.hit(at) && p.data.OnReaction != nil {
		p.data.OnReaction()
		return
	}
	if p.foot != nil && p.foot.hit(at) && p.data.OnTicks != nil {
		p.data.OnTicks()
		return
	}
	for i := len(p.tops) - 1; i >= 0; i-- {
		if at.Y >= p.tops[i].Y {
			p.blocks[i].tap(at.Subtract(p.tops[i]))
			return
		}
	}
}
