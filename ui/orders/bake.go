package orders

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// bakeDays is how many days ahead the chooser reaches.
const bakeDays = 7

// bake adds up what a day needs.
type bake struct {
	room    *Room
	day     int // days from today
	slot    desk.Slot
	pills   *kit.FilterPills
	body    *fyne.Container
	content fyne.CanvasObject
}

type bakeData struct {
	lines []store.BakeLine
	err   error
}

func newBake(r *Room) *bake {
	b := &bake{room: r, body: container.NewStack(kit.NewSkeleton(5))}
	b.pills = kit.NewFilterPills(b.days(), 0, func(i int) {
		b.day = i
		b.read()
	})
	head := container.New(kit.Inset{Top: 14, Bottom: 14, Left: 18, Right: 18}, b.pills)
	b.content = container.New(kit.HeadBodyFoot{}, head, b.body, nothing())
	return b
}

func (b *bake) days() []string {
	now := b.room.desk.Now()
	names := make([]string, bakeDays)
	for i := range names {
		names[i] = words.DueDay(now.AddDate(0, 0, i), now)
	}
	return names
}

func (b *bake) read() {
	b.pills.SetLabels(b.days())
	d, day := b.room.desk, b.noon()
	desk.Load(d, &b.slot, func(ctx context.Context) (bakeData, error) {
		lines, err := d.Store.ToBake(ctx, day)
		return bakeData{lines: lines, err: err}, ctx.Err()
	}, b.show)
}

// noon is in the middle of the day, so that it is the same day in the shop's zone.
func (b *bake) noon() time.Time {
	now := b.room.desk.Now()
	return time.Date(now.Year(), now.Month(), now.Day()+b.day, 12, 0, 0, 0, now.Location())
}

func (b *bake) show(data bakeData) {
	var o fyne.CanvasObject
	day := words.DueDay(b.noon(), b.room.desk.Now())
	switch {
	case data.err != nil:
		o = kit.NewEmptyState("alert", lang.L("orders.failedTitle"), desk.Words(data.err), kit.NewButton(lang.L("orders.tryAgain"), kit.SecondaryWeight, b.read))
	case len(data.lines) == 0:
		o = kit.NewEmptyState("wheat", lang.L("orders.bakeNothing"), lang.L("orders.bakeNothingWords", map[string]any{"Day": day}), nil)
	default:
		o = b.list(data.lines)
	}
	b.body.Objects = []fyne.CanvasObject{o}
	b.body.Refresh()
}

func (b *bake) list(lines []store.BakeLine) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, 2*len(lines))
	for i, l := range lines {
		if i > 0 {
			rows = append(rows, kit.NewDivider())
		}
		rows = append(rows, container.New(bakeRow{}, kit.NewText(words.Number(int(l.Quantity)), kit.Style{Scale: kit.Title, Bold: true}),
			kit.NewText(l.Item, kit.Style{Scale: kit.Name}),
			kit.NewText(inOrders(l.Orders), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))
	}
	card := kit.NewCard(container.New(kit.Column{Gap: 4}, rows...))
	return kit.NewScrollColumn(kit.Column{PadX: 18, PadY: 4}, container.New(narrow{width: 640}, card))
}

func inOrders(n int) string {
	if n == 1 {
		return lang.L("orders.inOne")
	}
	return lang.L("orders.inMany", map[string]any{"N": words.Number(n)})
}

// bakeRow sets how many, of what, and in how many orders.
type bakeRow struct{}

const bakeNumber = float32(84)

// Layout is part of fyne.Layout.
func (bakeRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n, item, in := objects[0].MinSize(), objects[1].MinSize(), objects[2].MinSize()
	place(objects[0], bakeNumber-16-n.Width, (size.Height-n.Height)/2, n.Width, n.Height)
	place(objects[2], size.Width-in.Width, (size.Height-in.Height)/2, in.Width, in.Height)
	place(objects[1], bakeNumber, (size.Height-item.Height)/2, size.Width-bakeNumber-in.Width-12, item.Height)
}

// MinSize is part of fyne.Layout.
func (bakeRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(260, height+12)
}
