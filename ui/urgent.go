package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// urgentStrip says what WhatsApp said that can't wait; it is not there while
// there is nothing.
type urgentStrip struct {
	desk   *desk.Desk
	banner *kit.Banner
	look   *kit.Button
	settle *kit.Button
	box    *fyne.Container
	slot   desk.Slot
	first  store.Notice // the one that is shown
	moved  func()       // the strip came or went
}

func newUrgentStrip(d *desk.Desk, moved func()) *urgentStrip {
	u := &urgentStrip{desk: d, moved: moved}
	u.look = kit.NewButton(lang.L("notice.look"), kit.SecondaryWeight, u.goThere)
	u.settle = kit.NewButton(lang.L("notice.settle"), kit.Ghost, func() { u.desk.Settle(u.first) })
	u.settle.Tip = lang.L("notice.settleTip")
	u.look.Small, u.settle.Small = true, true
	u.banner = kit.NewBanner(kit.ToneWarning, "", "", u.settle, u.look)
	u.box = container.NewStack(u.banner)
	u.box.Hide()
	return u
}

// watch reads again whenever something was said or settled.
func (u *urgentStrip) watch() (cancel func()) {
	u.desk.AfterShown(u.read)
	return u.desk.OnChanged(func(c store.Changed) {
		if c.Notices || c.All {
			u.read()
		}
	})
}

func (u *urgentStrip) read() {
	desk.Load(u.desk, &u.slot, func(ctx context.Context) ([]store.Notice, error) {
		return u.desk.Store.Notices(ctx, store.NoticeQuery{Open: true, Limit: 50})
	}, u.show)
}

func (u *urgentStrip) show(open []store.Notice) {
	var urgent []store.Notice
	for _, n := range open {
		if n.Severity == shop.SeverityUrgent {
			urgent = append(urgent, n)
		}
	}
	was := u.box.Visible()
	if len(urgent) == 0 {
		u.box.Hide()
		if was {
			u.moved()
		}
		return
	}
	u.first = urgent[0]
	u.settle.Hidden = u.first.About == shop.NoticeJournalRenewed // it asks for an answer
	what, next := words.Notice(u.first.About, u.first.Parameters, u.desk.Now())
	if more := len(urgent) - 1; more > 0 {
		what = lang.L("notice.stripMore", map[string]any{"What": what, "N": words.Number(more)})
	}
	u.banner.Set(strings.TrimSuffix(what, "."), next)
	u.box.Show()
	if !was {
		u.moved()
	}
}

func (u *urgentStrip) goThere() {
	place, ok := desk.PlaceOfNotice(u.first)
	if !ok {
		place = desk.Place{Room: desk.Today}
	}
	u.desk.Go(place)
}
