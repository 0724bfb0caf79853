package kit

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	os.Exit(m.Run())
}

// start begins a test with a fresh app in a mode.
func start(t *testing.T, mode Mode) fyne.App {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(mode, false))
	NoteKey()
	return app
}

// window shows content on a stage of this size.
func window(t *testing.T, content fyne.CanvasObject, width, height float32) (fyne.Window, *Stage) {
	t.Helper()
	stage := NewStage(content)
	w := test.NewTempWindow(t, stage)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w, stage
}

// waits replaces the clock: what was asked to run later runs when the test says so.
type waits struct {
	pending []*waiting
}

type waiting struct {
	after time.Duration
	run   func()
	gone  bool
}

func controlWaits(t *testing.T) *waits {
	t.Helper()
	w := &waits{}
	before := After
	After = func(d time.Duration, f func()) func() {
		one := &waiting{after: d, run: f}
		w.pending = append(w.pending, one)
		return func() { one.gone = true }
	}
	t.Cleanup(func() { After = before })
	return w
}

// pass lets everything run that was asked for within d.
func (w *waits) pass(d time.Duration) {
	due := w.pending
	w.pending = nil
	for _, one := range due {
		if one.after > d && !one.gone {
			one.after -= d
			w.pending = append(w.pending, one)
			continue
		}
		if !one.gone {
			one.run()
		}
	}
}

func typeKeys(target fyne.Focusable, keys ...fyne.KeyName) {
	for _, k := range keys {
		target.TypedKey(&fyne.KeyEvent{Name: k})
	}
}
