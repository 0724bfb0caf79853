package kit

import (
	"fmt"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func numbered(from, to int) []string {
	var ids []string
	for i := from; i < to; i++ {
		ids = append(ids, strconv.Itoa(i))
	}
	return ids
}

type threadProbe struct {
	*VirtualThread
	built, above, below int
}

func newProbe(t *testing.T, width, height float32) *threadProbe {
	t.Helper()
	p := &threadProbe{}
	p.VirtualThread = NewVirtualThread(ThreadParams{
		Build:        func(string) fyne.CanvasObject { p.built++; return canvas.NewRectangle(Color(Panel)) },
		Height:       func(id string, width float32) float32 { n, _ := strconv.Atoi(id); return 40 + float32((n%7+7)%7)*9 },
		OnNearTop:    func() { p.above++ },
		OnNearBottom: func() { p.below++ },
	})
	w, _ := window(t, p.VirtualThread, width, height)
	_ = w
	return p
}

func TestAThreadHoldsOnlyWhatIsSeen(t *testing.T) {
	start(t, Light)
	p := newProbe(t, 400, 600)
	p.SetItems(numbered(0, 5000))
	assert.Less(t, p.built, 60)
	assert.True(t, p.AtBottom())
	assert.NotNil(t, p.Object("4999"))
	assert.Nil(t, p.Object("0"))
}

func TestAThreadStaysAtTheBottomAsItGrows(t *testing.T) {
	start(t, Light)
	p := newProbe(t, 400, 600)
	p.SetItems(numbered(0, 100))
	p.SetItems(numbered(0, 103))
	assert.True(t, p.AtBottom())
	assert.InDelta(t, p.maxOffset(), p.Offset(), 0.5)
	p.Resize(fyne.NewSize(400, 450)) // the quick replies push it up
	assert.True(t, p.AtBottom())
	assert.InDelta(t, p.maxOffset(), p.Offset(), 0.5)
}

func TestOlderItemsMoveNothing(t *testing.T) {
	start(t, Light)
	p := newProbe(t, 400, 600)
	p.SetItems(numbered(100, 200))
	p.ScrollBy(-900)
	id, below := p.FirstVisible()
	p.SetItems(numbered(0, 210))
	again, at := p.FirstVisible()
	assert.Equal(t, id, again)
	assert.InDelta(t, below, at, 0.5)
	assert.False(t, p.AtBottom())
}

func TestTheOldEndAsksForMoreOnce(t *testing.T) {
	start(t, Light)
	p := newProbe(t, 400, 600)
	p.SetItems(numbered(100, 200))
	assert.Zero(t, p.above)
	p.ScrollBy(-1e6)
	p.ScrollBy(5)
	assert.Equal(t, 1, p.above)
	p.SetItems(numbered(0, 200))
	p.ScrollBy(-1e6)
	assert.Equal(t, 2, p.above)
}

func TestFewItemsLieAtTheFoot(t *testing.T) {
	start(t, Light)
	p := newProbe(t, 400, 600)
	p.SetItems(numbered(0, 2))
	last := p.Object("1")
	assert.InDelta(t, 600-threadFoot, last.Position().Y+last.Size().Height, 0.5)
}

func TestAnItemCanBeGoneTo(t *testing.T) {
	start(t, Light)
	p := newProbe(t, 400, 600)
	p.SetItems(numbered(0, 500))
	assert.True(t, p.ScrollToItem("250"))
	o := p.Object("250")
	assert.NotNil(t, o)
	middle := o.Position().Y + o.Size().Height/2 - p.Offset()
	assert.InDelta(t, 300, middle, 1)
	assert.False(t, p.AtBottom())
	assert.False(t, p.ScrollToItem("no such"))
}

func TestWhateverChangesTheReaderStays(t *testing.T) {
	start(t, Light)
	p := newProbe(t, 400, 600)
	rapid.Check(t, func(rt *rapid.T) {
		from, to := 1000, 1100
		p.Open(numbered(from, to))
		p.ScrollBy(-float32(rapid.IntRange(50, 2500).Draw(rt, "up")))
		for i := range rapid.IntRange(1, 5).Draw(rt, "changes") {
			id, below := p.FirstVisible()
			bottom := p.AtBottom()
			from -= rapid.IntRange(0, 60).Draw(rt, fmt.Sprint("older", i))
			to += rapid.IntRange(0, 20).Draw(rt, fmt.Sprint("newer", i))
			p.SetItems(numbered(from, to))
			again, at := p.FirstVisible()
			if bottom {
				continue
			}
			if id != again || at-below > 0.5 || below-at > 0.5 {
				rt.Fatalf("%s at %v became %s at %v", id, below, again, at)
			}
		}
	})
}

func BenchmarkThreadScroll(b *testing.B) {
	p := NewVirtualThread(ThreadParams{
		Build: func(id string) fyne.CanvasObject {
			return NewBubble(BubbleData{ID: id, Text: "Hello " + id, Time: "10:31"})
		},
		Height: func(id string, w float32) float32 {
			return BubbleHeight(BubbleData{ID: id, Text: "Hello " + id, Time: "10:31"}, w)
		},
	})
	p.Resize(fyne.NewSize(660, 800))
	p.SetItems(numbered(0, 2000))
	b.ResetTimer()
	for i := range b.N {
		dy := float32(-40)
		if i/500%2 == 1 {
			dy = 40
		}
		p.ScrollBy(dy)
	}
}

func BenchmarkChatRowSet(b *testing.B) {
	r := NewChatRow()
	r.Resize(fyne.NewSize(344, 64))
	for i := range b.N {
		r.Set(ChatRowData{ID: strconv.Itoa(i % 40), Name: "Carmen Prieto", Time: "09:12", Preview: "Voice message " + strconv.Itoa(i%40), PreviewIcon: "mic", Chip: "waits 1 h 30", ChipTone: ToneAmber, Unread: 1})
	}
}

func BenchmarkOpenConversation(b *testing.B) {
	data := func(id string) BubbleData {
		return BubbleData{ID: id, Text: "Hello " + id + ", is my order for tomorrow confirmed? The one with two chapatas", Time: "10:31"}
	}
	t := NewVirtualThread(ThreadParams{
		Build:  func(id string) fyne.CanvasObject { return NewBubble(data(id)) },
		Height: func(id string, w float32) float32 { return BubbleHeight(data(id), w) },
	})
	t.Resize(fyne.NewSize(660, 800))
	for i := range b.N {
		t.Open(numbered(i%40*50, i%40*50+50))
	}
}

func TestLargerTextIsMeasuredAgain(t *testing.T) {
	app := start(t, Light)
	data := func(id string) BubbleData {
		return BubbleData{ID: id, Text: "Is my order for tomorrow confirmed? " + id}
	}
	thread := NewVirtualThread(ThreadParams{
		Build:  func(id string) fyne.CanvasObject { return NewBubble(data(id)) },
		Height: func(id string, w float32) float32 { return BubbleHeight(data(id), w) },
	})
	list := NewRowList(RowListParams{
		Count: func() int { return 20 },
		Make:  func() fyne.CanvasObject { return NewChatRow() },
		Fill:  func(i int, row fyne.CanvasObject) { row.(*ChatRow).Set(ChatRowData{Name: strconv.Itoa(i)}) },
	})
	window(t, container.NewGridWithColumns(2, thread, list), 700, 500)
	thread.SetItems(numbered(0, 60))
	assert.InDelta(t, BubbleHeight(data("59"), thread.Size().Width), thread.Object("59").Size().Height, 0.1)
	app.Settings().SetTheme(NewTheme(Light, true))
	large := BubbleHeight(data("59"), thread.Size().Width)
	assert.InDelta(t, large, thread.Object("59").Size().Height, 0.1)
	assert.True(t, thread.AtBottom())
	rows := 0
	for _, o := range test.LaidOutObjects(list) {
		if row, ok := o.(*ChatRow); ok {
			rows++
			assert.Equal(t, ChatRowHeight(), row.Size().Height)
		}
	}
	assert.NotZero(t, rows)
}
