package orders

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/telling"
)

// How long a move can be undone before it is handed over. WhatsApp has no
// unsend, so many at once leave more time. For one the owner chooses, as for a
// reply.
const (
	undoOne  = 3 * time.Second
	undoMany = 10 * time.Second
)

// moving hands moves over once they can't be undone any more.
type moving struct {
	room *Room
	// pending is where orders are shown until their move is in the outbox.
	pending map[shop.OrderID]shop.StatusID
	one     time.Duration
	slot    desk.Slot
}

func newMoving(r *Room) *moving {
	return &moving{room: r, pending: map[shop.OrderID]shop.StatusID{}, one: undoOne}
}

// recall reads how long the owner wants to be able to undo.
func (m *moving) recall() {
	d := m.room.desk
	desk.Load(d, &m.slot, func(ctx context.Context) (string, error) { return d.Store.Setting(ctx, desk.SettingUndo) }, func(text string) {
		m.one = undoOne
		if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= 10 {
			m.one = time.Duration(n) * time.Second
		}
	})
}

// move moves orders and, if tell is set, tells those customers that can be
// told exactly what was shown.
func (m *moving) move(previews []telling.Preview, tell bool) {
	told := 0
	for _, p := range previews {
		m.pending[p.Order] = p.To
		if tell && p.Can() {
			told++
		}
	}
	m.room.movesChanged()
	wait := m.one
	if len(previews) > 1 {
		wait = undoMany
	}
	m.room.desk.Undo(movedWords(previews, told), wait, func() { m.settle(previews) }, func() { m.handOver(previews, tell) })
}

func (m *moving) handOver(previews []telling.Preview, tell bool) {
	left := len(previews)
	var failed error
	for _, p := range previews {
		m.room.desk.Do(p.Move(tell), func(err error) {
			if err != nil {
				failed = err
			}
			if left--; left > 0 {
				return
			}
			m.room.board.then = append(m.room.board.then, func() { m.forget(previews) })
			m.room.board.read()
			m.room.movesChanged()
			if failed != nil {
				m.room.desk.Failed(failed)
				return
			}
			m.room.desk.Did(desk.MovedOrder)
		})
	}
}

// settle stops showing the moves ahead of time: they were undone.
func (m *moving) settle(previews []telling.Preview) {
	m.forget(previews)
	m.room.movesChanged()
}

func (m *moving) forget(previews []telling.Preview) {
	for _, p := range previews {
		delete(m.pending, p.Order)
	}
}

func (r *Room) movesChanged() {
	r.board.draw()
	r.read()
	if r.page != nil {
		r.page.read()
	}
}

func movedWords(previews []telling.Preview, told int) string {
	first := previews[0]
	facts := map[string]any{"Number": numberWords(first.Number), "Status": first.StatusName, "N": len(previews), "Told": told, "Name": first.FirstName()}
	switch {
	case len(previews) == 1 && told == 1:
		return lang.L("orders.moved.oneTold", facts)
	case len(previews) == 1:
		return lang.L("orders.moved.one", facts)
	case told > 0:
		return lang.L("orders.moved.manyTold", facts)
	}
	return lang.L("orders.moved.many", facts)
}
