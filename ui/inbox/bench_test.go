package inbox

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/ui/desk"
)

// BenchmarkSwitch measures what the UI goroutine does to show another
// conversation, and BenchmarkKey what it does for a letter.
func BenchmarkSwitch(b *testing.B) {
	benchmark(b, func(w *shopWindow, both [2]opened) {
		for i := range b.N {
			w.room.opened(both[i%2])
			w.window.Canvas().Capture()
		}
	})
}

// BenchmarkSwitchOnly leaves the drawing out.
func BenchmarkSwitchOnly(b *testing.B) {
	benchmark(b, func(w *shopWindow, both [2]opened) {
		for i := range b.N {
			w.room.opened(both[i%2])
		}
	})
}

// BenchmarkKey types into the composer.
func BenchmarkKey(b *testing.B) {
	benchmark(b, func(w *shopWindow, _ [2]opened) {
		for i := range b.N {
			if i%200 == 0 {
				w.room.composer.box.SetText("")
			}
			w.room.composer.box.Entry.TypedRune('a')
		}
	})
}

func benchmark(b *testing.B, run func(*shopWindow, [2]opened)) {
	var both [2]opened
	b.StopTimer()
	shopOf := fill(b)
	for i := range 100 {
		shopOf.Tick(time.Minute)
		shopOf.Receives(shopOf.lucia, fmt.Sprintf("Good morning, number %d. I would like to order some bread for tomorrow, is that possible?", i))
		shopOf.Sends(shopOf.javier, fmt.Sprintf("Of course, number %d, and we have it ready at nine or ten as you like it best.", i))
	}
	w := open(b, windowParams{f: shopOf.Factory})
	w.enter(desk.Place{Conversation: shopOf.lucia.Conversation})
	for i, c := range []opening{{id: shopOf.lucia.Conversation}, {id: shopOf.javier.Conversation}} {
		var err error
		both[i], err = w.room.read(context.Background(), c)
		require.NoError(b, err)
	}
	b.StartTimer()
	run(w, both)
}
