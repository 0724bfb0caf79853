package inbox

import (
	"context"

	"mostrador/ui/desk"
)

// turnstile lets one reading through at a time and, after it, one more if there
// was a wish for it meanwhile. Unlike a desk.Slot it never drops what is under
// way, so that a flood of changes can't keep a view from ever being shown.
type turnstile struct {
	busy  bool
	again func()
}

// latest reads off the UI goroutine and shows the result on it.
func latest[T any](d *desk.Desk, t *turnstile, read func(ctx context.Context) (T, error), show func(T)) {
	if t.busy {
		t.again = func() { latest(d, t, read, show) }
		return
	}
	t.busy = true
	var result T
	d.Work(func(ctx context.Context) error {
		var err error
		result, err = read(ctx)
		return err
	}, func(err error) {
		t.busy = false
		if err != nil {
			d.Failed(err)
		} else {
			show(result)
		}
		if next := t.again; next != nil {
			t.again = nil
			next()
		}
	})
}
