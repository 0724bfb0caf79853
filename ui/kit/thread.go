package kit

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// ThreadParams says where a thread's items come from.
type ThreadParams struct {
	// Build makes the object of an item; called only for what is about to be seen.
	Build func(id string) fyne.CanvasObject
	// Height is the item's height at a width; called once for each item and width.
	Height func(id string, width float32) float32
	// OnNearTop and OnNearBottom ask for older and newer items, once until the items change.
	OnNearTop    func()
	OnNearBottom func()
	// OnScrolled tells of every change of place.
	OnScrolled func()
}

// VirtualThread is a list of items of unlike heights that holds objects only for what is to be seen. What the reader
// looks at stays where it is when older items are put before it or newer ones after it; at the bottom it stays at the
// bottom. Few items lie at its foot.
type VirtualThread struct {
	widget.BaseWidget
	params ThreadParams

	ids     []string
	index   map[string]int
	tops    []float32 // tops[i] is where item i begins; one more for the end
	heights map[string]float32
	shown   map[string]fyne.CanvasObject
	width   float32
	large   bool
	lead    float32 // free room above few items

	scroll     *container.Scroll
	body       *threadBody
	view       fyne.Size
	stick      bool
	askedAbove bool
	askedBelow bool
}

const (
	threadFoot     = float32(14)  // room under the last item
	threadOverscan = float32(240) // drawn beyond both ends of the view
	nearEnd        = float32(600) // this close, more is asked for
)

// NewVirtualThread makes an empty thread.
func NewVirtualThread(p ThreadParams) *VirtualThread {
	t := &VirtualThread{params: p, stick: true}
	t.forget()
	t.body = &threadBody{thread: t}
	t.body.ExtendBaseWidget(t.body)
	t.scroll = container.NewVScroll(t.body)
	t.scroll.OnScrolled = func(fyne.Position) { t.scrolled() }
	t.ExtendBaseWidget(t)
	return t
}

func (t *VirtualThread) forget() {
	t.heights = map[string]float32{}
	t.shown = map[string]fyne.CanvasObject{}
}

// SetItems gives the items from oldest to newest. Items that were there keep their objects.
func (t *VirtualThread) SetItems(ids []string) {
	keep := t.holdPlace()
	t.ids = append(t.ids[:0:0], ids...)
	t.index = make(map[string]int, len(ids))
	for i, id := range ids {
		t.index[id] = i
	}
	for id := range t.shown {
		if _, there := t.index[id]; !there {
			delete(t.shown, id)
		}
	}
	t.askedAbove, t.askedBelow = false, false
	t.stack()
	keep()
	t.askForMore()
}

// Open gives the items of another conversation and goes to its bottom.
func (t *VirtualThread) Open(ids []string) {
	t.forget()
	t.stick = true
	t.SetItems(ids)
	t.ScrollToBottom()
}

// Items lists the ids from oldest to newest.
func (t *VirtualThread) Items() []string { return t.ids }

// Changed says that items look different now: they are measured and made again.
func (t *VirtualThread) Changed(ids ...string) {
	keep := t.holdPlace()
	for _, id := range ids {
		delete(t.heights, id)
		delete(t.shown, id)
	}
	t.stack()
	keep()
}

// Object is the object of an item if it is near the view, else nil.
func (t *VirtualThread) Object(id string) fyne.CanvasObject { return t.shown[id] }

// AtBottom tells whether the end is to be seen.
func (t *VirtualThread) AtBottom() bool { return t.stick || t.scroll.Offset.Y >= t.maxOffset()-4 }

// ScrollToBottom goes to the newest item.
func (t *VirtualThread) ScrollToBottom() {
	t.stick = true
	t.goTo(t.maxOffset())
}

// ScrollToItem brings an item to the middle of the view; it tells whether the item is there.
func (t *VirtualThread) ScrollToItem(id string) bool {
	i, ok := t.index[id]
	if !ok {
		return false
	}
	height := t.tops[i+1] - t.tops[i]
	offset := t.lead + t.tops[i] - (t.view.Height-height)/2
	t.goTo(offset)
	t.stick = t.scroll.Offset.Y >= t.maxOffset()-4
	return true
}

// ScrollBy moves by a distance, downwards when positive.
func (t *VirtualThread) ScrollBy(dy float32) {
	t.goTo(t.scroll.Offset.Y + dy)
	t.scrolled()
}

// Offset is how far the view is from the first item.
func (t *VirtualThread) Offset() float32 { return t.scroll.Offset.Y }

// FirstVisible is the id of the first item in view, and how far its top is under the top of the view.
func (t *VirtualThread) FirstVisible() (id string, below float32) {
	if len(t.ids) == 0 {
		return "", 0
	}
	i := t.itemAt(t.scroll.Offset.Y - t.lead)
	return t.ids[i], t.lead + t.tops[i] - t.scroll.Offset.Y
}

// ItemUnder is the id of the item at a height of the view, the nearest one beyond the ends; "" when there is none.
func (t *VirtualThread) ItemUnder(y float32) string {
	if len(t.ids) == 0 {
		return ""
	}
	return t.ids[max(0, t.itemAt(t.scroll.Offset.Y-t.lead+y))]
}

// AskAgain asks once more for older and newer items where the view is near an end, as when what there is may have
// changed.
func (t *VirtualThread) AskAgain() {
	t.askedAbove, t.askedBelow = false, false
	t.askForMore()
}

// itemAt is the item that covers a height, the first or last one beyond the ends.
func (t *VirtualThread) itemAt(y float32) int {
	i := sort.Search(len(t.ids), func(i int) bool { return t.tops[i+1] > y })
	return min(i, len(t.ids)-1)
}

// holdPlace remembers what the reader looks at and gives a function that brings it back there.
func (t *VirtualThread) holdPlace() func() {
	if t.AtBottom() || len(t.ids) == 0 {
		return t.ScrollToBottom
	}
	type place struct {
		id    string
		below float32
	}
	var seen []place // several, in case the first ones go
	for i := t.itemAt(t.scroll.Offset.Y - t.lead); i < len(t.ids) && len(seen) < 40; i++ {
		seen = append(seen, place{t.ids[i], t.lead + t.tops[i] - t.scroll.Offset.Y})
	}
	return func() {
		for _, p := range seen {
			if i, ok := t.index[p.id]; ok {
				t.goTo(t.lead + t.tops[i] - p.below)
				return
			}
		}
		t.goTo(t.scroll.Offset.Y)
	}
}

// stack measures what isn't measured yet and adds the heights up.
func (t *VirtualThread) stack() {
	t.tops = append(t.tops[:0], 0)
	y := float32(0)
	for _, id := range t.ids {
		h, ok := t.heights[id]
		if !ok && t.width > 0 {
			h = t.params.Height(id, t.width)
			t.heights[id] = h
		}
		y += h
		t.tops = append(t.tops, y)
	}
	t.lead = max(0, t.view.Height-y-threadFoot)
}

func (t *VirtualThread) total() float32 {
	if len(t.tops) == 0 {
		return 0
	}
	return t.lead + t.tops[len(t.tops)-1] + threadFoot
}

func (t *VirtualThread) maxOffset() float32 { return max(0, t.total()-t.view.Height) }

func (t *VirtualThread) goTo(offset float32) {
	t.body.Resize(fyne.NewSize(t.view.Width, max(t.total(), t.view.Height)))
	t.scroll.Offset.Y = max(0, min(offset, t.maxOffset()))
	t.scroll.Refresh()
	t.body.Refresh()
}

func (t *VirtualThread) scrolled() {
	t.stick = t.scroll.Offset.Y >= t.maxOffset()-4
	t.body.Refresh()
	if t.params.OnScrolled != nil {
		t.params.OnScrolled()
	}
	t.askForMore()
}

func (t *VirtualThread) askForMore() {
	if len(t.ids) == 0 || t.view.Height == 0 {
		return
	}
	if t.scroll.Offset.Y < nearEnd && !t.askedAbove && t.params.OnNearTop != nil {
		t.askedAbove = true
		t.params.OnNearTop()
	}
	if t.scroll.Offset.Y > t.maxOffset()-nearEnd && !t.askedBelow && t.params.OnNearBottom != nil {
		t.askedBelow = true
		t.params.OnNearBottom()
	}
}

// resize measures again for another width; for another height the foot of the view stays where it is.
func (t *VirtualThread) resize(size fyne.Size) {
	if size == t.view && t.large == largeText() {
		return
	}
	foot := t.scroll.Offset.Y + t.view.Height
	keep := t.holdPlace()
	again := size.Width != t.width || t.large != largeText()
	if again {
		t.heights = map[string]float32{}
	}
	grown := t.view.Height > 0 && size.Height != t.view.Height && !again && !t.stick
	t.view, t.width, t.large = size, size.Width, largeText()
	t.scroll.Resize(size)
	t.stack()
	if grown {
		t.goTo(foot - size.Height)
	} else {
		keep()
	}
	t.askForMore()
}

// CreateRenderer is part of fyne.Widget.
func (t *VirtualThread) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.add(t.scroll)
	f.least = func() fyne.Size { return fyne.NewSize(160, 80) }
	f.place = func(s fyne.Size) { t.resize(s) }
	return f.start()
}

// threadBody is the scrolled plane: as high as all items, with objects only near the view.
type threadBody struct {
	widget.BaseWidget
	thread *VirtualThread
}

// MinSize makes the plane as high as its items.
func (b *threadBody) MinSize() fyne.Size {
	return fyne.NewSize(10, max(b.thread.total(), b.thread.view.Height))
}

// CreateRenderer is part of fyne.Widget.
func (b *threadBody) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.update = func() { f.objects = b.thread.visible() }
	f.least = b.MinSize
	return f.start()
}

// visible makes and places the objects near the view, and lets the others go.
func (t *VirtualThread) visible() []fyne.CanvasObject {
	if len(t.ids) == 0 || t.width <= 0 {
		return nil
	}
	from := t.itemAt(t.scroll.Offset.Y - t.lead - threadOverscan)
	to := t.itemAt(t.scroll.Offset.Y - t.lead + t.view.Height + threadOverscan)
	objects := make([]fyne.CanvasObject, 0, to-from+1)
	near := make(map[string]fyne.CanvasObject, to-from+1)
	for i := from; i <= to; i++ {
		id := t.ids[i]
		o, ok := t.shown[id]
		if !ok {
			o = t.params.Build(id)
		}
		near[id] = o
		o.Move(fyne.NewPos(0, t.lead+t.tops[i]))
		o.Resize(fyne.NewSize(t.width, t.tops[i+1]-t.tops[i]))
		objects = append(objects, o)
	}
	t.shown = near
	return objects
}
