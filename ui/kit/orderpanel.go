package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// OrderPanelData is what the order in the side panel shows.
type OrderPanelData struct {
	Title      string // "1042 · tomorrow 9:00"
	Status     string // "Ready"
	StatusTone Tone
	Items      string
	Money      string // "18,40 € · unpaid, transfer"
	Steps      int
	Done       int
	Next       string // the next status in the shop's words; "" when there is none
	Tell       string // "tell Lucía" or "tell Manuel, 0,02 €"; "" where nobody may be told
	Telling    bool
	Told       string // "Told 10:40"
	Ticks      BubbleState
}

// OrderPanel is the order card of the side panel: where it is, and one button to move it on.
type OrderPanel struct {
	widget.BaseWidget
	OnNext func(tell bool)
	OnOpen func()
	OnMenu func(at fyne.Position)

	data OrderPanelData
	next *Button
	tell *Checkbox
	more *IconButton
}

// NewOrderPanel makes one.
func NewOrderPanel(data OrderPanelData) *OrderPanel {
	p := &OrderPanel{data: data}
	p.next = NewButton("", Primary, func() {
		if p.OnNext != nil {
			p.OnNext(p.data.Tell != "" && p.tell.Checked())
		}
	})
	p.next.Small = true
	p.tell = NewTick("", data.Telling, nil)
	p.more = NewIconButton("more", "", p.menu)
	p.ExtendBaseWidget(p)
	return p
}

// Set shows another state. The tick keeps what the owner chose unless Telling changed.
func (p *OrderPanel) Set(data OrderPanelData) {
	if data.Telling != p.data.Telling || data.Title != p.data.Title {
		p.tell.SetChecked(data.Telling)
	}
	p.data = data
	p.Refresh()
}

func (p *OrderPanel) menu() {
	if p.OnMenu != nil {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.more)
		p.OnMenu(at.AddXY(0, p.more.Size().Height))
	}
}

// Tapped opens the order.
func (p *OrderPanel) Tapped(*fyne.PointEvent) {
	NotePointer()
	if p.OnOpen != nil {
		p.OnOpen()
	}
}

// TappedSecondary opens the menu.
func (p *OrderPanel) TappedSecondary(ev *fyne.PointEvent) {
	if p.OnMenu != nil {
		p.OnMenu(ev.AbsolutePosition)
	}
}

// CreateRenderer is part of fyne.Widget.
func (p *OrderPanel) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Panel, Line, RadiusControl)
	o := &orderPanelFace{steps: newStepsBar(f)}
	o.title = f.text("", Secondary, Ink, true)
	o.status = f.text("", Secondary, Accent, true)
	o.items = f.runs(nil, textShape{scale: Secondary, maxLines: 3}, Muted)
	o.money = f.text("", Secondary, Muted, false)
	o.told = f.text("", Secondary, Muted, false)
	o.ticks = f.icon("", Muted, 14)
	f.add(p.next, p.tell, p.more)
	f.update = func() { o.set(p) }
	f.least = func() fyne.Size { return fyne.NewSize(200, o.arrange(p, max(p.Size().Width, 200), false)) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		o.arrange(p, s.Width, true)
	}
	return f.start()
}

type orderPanelFace struct {
	title, status, items, money, told *textBlock
	ticks                             *glyph
	steps                             *stepsBar
}

func (o *orderPanelFace) set(p *OrderPanel) {
	d := p.data
	o.title.setText(d.Title)
	o.status.setText(d.Status)
	_, _, ink := d.StatusTone.Tokens()
	o.status.setTone(ink)
	o.items.setText(d.Items)
	o.money.setText(d.Money)
	o.told.setText(d.Told)
	o.told.box.Hidden = d.Told == ""
	o.ticks.name, o.ticks.tone = stateIcon(d.Ticks)
	o.steps.set(d.Steps, d.Done)
	p.next.Hidden = d.Next == ""
	p.tell.Hidden = d.Next == "" || d.Tell == ""
	p.more.Hidden = p.OnMenu == nil
	if p.next.label != d.Next {
		p.next.SetLabel(d.Next)
	}
	if p.tell.label != d.Tell {
		p.tell.SetLabel(d.Tell)
	}
}

// arrange sets the card from top to bottom and tells its height; with move false it only measures.
func (o *orderPanelFace) arrange(p *OrderPanel, width float32, move bool) float32 {
	left, inner, y := float32(13), width-26, float32(10)
	line := Secondary.LineHeight()
	status := o.status.fit(0)
	titleWidth := max(20, inner-status.Width-8)
	items := o.items.fit(inner)
	if move {
		o.title.place(fyne.NewPos(left, y), titleWidth)
		o.status.place(fyne.NewPos(left+inner-status.Width, y), status.Width+1)
		o.items.place(fyne.NewPos(left, y+line), inner)
		o.money.place(fyne.NewPos(left, y+line+items.Height), inner)
	}
	y += 2*line + items.Height + 6
	if p.data.Steps > 0 {
		if move {
			o.steps.place(fyne.NewPos(left, y), inner)
		}
		y += 5 + 10
	}
	y += o.arrangeNext(p, left, inner, y, move)
	if p.data.Told != "" {
		if move {
			size := o.told.place(fyne.NewPos(left, y), inner-20)
			o.ticks.place(left+size.Width+12, y+line/2)
		}
		y += line
	} else if move {
		o.ticks.Hide()
	}
	return y + 10
}

func (o *orderPanelFace) arrangeNext(p *OrderPanel, left, inner, y float32, move bool) float32 {
	if p.data.Next == "" {
		return 0
	}
	size := p.next.MinSize()
	if move {
		p.next.Resize(size)
		p.next.Move(fyne.NewPos(left, y))
		room := inner - size.Width - 10
		more := p.more.MinSize()
		if !p.more.Hidden {
			room -= more.Width
			p.more.Resize(more)
			p.more.Move(fyne.NewPos(left+inner-more.Width+6, y+(size.Height-more.Height)/2))
		}
		tell := p.tell.MinSize()
		p.tell.Resize(fyne.NewSize(max(20, room), tell.Height))
		p.tell.Move(fyne.NewPos(left+size.Width+10, y+(size.Height-tell.Height)/2))
	}
	return size.Height + 8
}
