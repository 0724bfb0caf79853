package orders

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mostrador/orderlist"
	"mostrador/shop"
	"mostrador/tables"
	"mostrador/ui/desk"
	"mostrador/ui/words"
)

// group is orders that go to one status.
type group struct {
	to  shop.StatusID
	ids []shop.OrderID
}

// take makes the list's changes. Where customers are to be told, the moves are
// proposed afterwards, status by status, with all that they would read.
func (l *listPage) take() {
	if l.cancel != nil {
		return
	}
	data, tell := l.data, l.tell.Checked()
	ctx, cancel := context.WithCancel(l.room.desk.Context())
	l.cancel = cancel
	l.working(true)
	made := 0
	l.room.desk.Work(func(context.Context) error {
		var err error
		made, err = l.carryOut(ctx, data, tell)
		return err
	}, func(err error) {
		cancel()
		l.cancel = nil
		l.working(false)
		switch {
		case err != nil && ctx.Err() == nil:
			l.room.desk.Failed(err)
			l.again()
		case made < l.wanted(data):
			l.room.desk.Toast(lang.L("orders.list.stopped", map[string]any{"N": words.Number(made)}))
			l.again()
		default:
			l.finished(data, tell)
		}
	})
}

func (*listPage) wanted(data listData) int {
	return data.plan.Count(orderlist.Change) + data.plan.Count(orderlist.Fresh)
}

// carryOut hands the wishes in, row by row; what is done stays done when it is
// stopped, and matching again finds the rest.
func (l *listPage) carryOut(ctx context.Context, data listData, tell bool) (made int, err error) {
	d := l.room.desk
	data.memory.note(data.plan.Rows, d.Now())
	if err := saveJSON(ctx, d.Store, settingListDone, data.memory.done); err != nil {
		return 0, err
	}
	if err := saveJSON(ctx, d.Store, settingListLeft, leftAfter(data, d)); err != nil {
		return 0, err
	}
	wanted := max(1, l.wanted(data))
	for _, row := range data.plan.Rows {
		if row.Kind != orderlist.Change && row.Kind != orderlist.Fresh {
			continue
		}
		wishes := row.Edits()
		if move := row.Move(); move != nil && !tell {
			wishes = append(wishes, move)
		}
		for _, wish := range wishes {
			select {
			case <-ctx.Done():
				return made, nil
			default:
			}
			if err := doNow(ctx, d, wish); err != nil {
				return made, err
			}
		}
		if made++; made%25 == 0 {
			share := float32(made) / float32(wanted)
			fyne.Do(func() { l.progress.Set(share) })
		}
	}
	return made, nil
}

func doNow(ctx context.Context, d *desk.Desk, wish shop.Wish) error {
	command, err := shop.NewCommand(shop.CommandID{UUID: desk.NewID()}, d.Now(), d.Person, wish)
	if err != nil {
		return err
	}
	_, err = d.Store.Do(context.WithoutCancel(ctx), command)
	return err
}

// leftAfter keeps the rows that need a person, with those of earlier lists.
func leftAfter(data listData, d *desk.Desk) []leftover {
	kept := make([]leftover, 0, len(data.memory.left)+1)
	for _, other := range data.memory.left {
		if data.source.left == nil || !other.At.Equal(data.source.left.At) {
			kept = append(kept, other)
		}
	}
	now := leftover{At: d.Now(), Header: data.table.Header, Columns: data.columns}
	for _, row := range data.plan.Rows {
		if row.Kind == orderlist.Unclear && !keptAlready(kept, row.Cells) {
			now.Rows = append(now.Rows, row.Row)
		}
	}
	if len(now.Rows) > 0 {
		kept = append(kept, now)
	}
	return kept
}

func keptAlready(kept []leftover, cells []string) bool {
	for _, other := range kept {
		if slices.ContainsFunc(other.Rows, func(row tables.Row) bool { return slices.Equal(row.Cells, cells) }) {
			return true
		}
	}
	return false
}

// finished goes back to the orders and proposes what customers are told.
func (l *listPage) finished(data listData, tell bool) {
	left := data.plan.Count(orderlist.Unclear)
	text := lang.L("orders.list.done", map[string]any{"N": words.Number(l.wanted(data))})
	if left > 0 {
		text = lang.L("orders.list.doneLeft", map[string]any{"N": words.Number(l.wanted(data)), "Left": words.Number(left)})
	}
	l.room.desk.Toast(text)
	l.room.closeList()
	if tell {
		l.room.sheet.proposeAll(groupsOf(data.plan.Rows))
	}
}

// groupsOf are the orders that move, by where they go.
func groupsOf(rows []orderlist.Row) []group {
	var groups []group
	for _, row := range rows {
		move := row.Move()
		if move == nil {
			continue
		}
		at := slices.IndexFunc(groups, func(g group) bool { return g.to == move.To })
		if at < 0 {
			at, groups = len(groups), append(groups, group{to: move.To})
		}
		groups[at].ids = append(groups[at].ids, move.Order)
	}
	return groups
}
