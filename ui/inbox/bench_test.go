package inbox

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"mostrador/store/storetest"
	"mostrador/ui/desk"
)

// What the UI goroutine does for one step of the owner's, short of painting it.
// `make bench` reads the 95th percentiles; MOSTRADOR_MESSAGES says how many
// messages the shop has, half of them in the one conversation.

// BenchmarkSwitch opens the conversation with most messages and another one, by turns.
func BenchmarkSwitch(b *testing.B) {
	w, busy, other := benchWindow(b)
	both := []storetest.Customer{busy, other}
	measured(b, w, func(i int) func() {
		c := both[i%2]
		return func() { w.room.show(opening{id: c.Conversation, focus: true}) }
	})
}

// BenchmarkScroll scrolls back through the conversation, a notch of the wheel at a time.
func BenchmarkScroll(b *testing.B) {
	w, busy, _ := benchWindow(b)
	w.show(busy)
	measured(b, w, func(int) func() { return func() { w.room.thread.view.ScrollBy(-75) } })
}

// BenchmarkKey types into the composer.
func BenchmarkKey(b *testing.B) {
	w, busy, _ := benchWindow(b)
	w.show(busy)
	measured(b, w, func(i int) func() {
		if i%200 == 0 {
			w.room.composer.box.SetText("")
		}
		return func() { w.room.composer.box.Entry.TypedRune('a') }
	})
}

// measured does one step after the other, and after each what it brings about,
// and tells how long they took of the UI goroutine.
func measured(b *testing.B, w *shopWindow, step func(i int) func()) {
	took := make([]time.Duration, 0, b.N)
	for i := range b.N {
		act := step(i)
		spent := timed(act)
		for quiet := false; !quiet; {
			spent = max(spent, timed(func() { w.turns.run() })) // what was read is shown in a turn of its own
			select {
			case <-w.turns.woken:
			case <-time.After(4 * time.Millisecond):
				quiet = true
			}
		}
		spent = max(spent, timed(func() { shown(w.window.Content()) }))
		took = append(took, spent)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "most-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
}

func timed(f func()) time.Duration {
	began := time.Now()
	f()
	return time.Since(began)
}

// shown makes every part that is to be seen, as painting does first.
func shown(o fyne.CanvasObject) {
	if !o.Visible() {
		return
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, inner := range o.Objects {
			shown(inner)
		}
	case fyne.Widget:
		for _, inner := range test.WidgetRenderer(o).Objects() {
			shown(inner)
		}
	}
}

func benchWindow(b *testing.B) (w *shopWindow, busy, other storetest.Customer) {
	b.StopTimer()
	messages := 2000
	if n, err := strconv.Atoi(os.Getenv("MOSTRADOR_MESSAGES")); err == nil {
		messages = n
	}
	shopOf := fill(b)
	file := shopOf.Store
	busy = shopOf.Fill(file, messages, 2)
	shopOf.Store = file
	for i := range 100 {
		shopOf.Tick(time.Minute)
		shopOf.Receives(shopOf.lucia, fmt.Sprintf("Good morning, number %d. I would like to order some bread for tomorrow, is that possible?", i))
	}
	w = open(b, windowParams{f: shopOf.Factory})
	w.enter(desk.Place{Conversation: shopOf.lucia.Conversation})
	b.StartTimer()
	return w, busy, shopOf.lucia
}
