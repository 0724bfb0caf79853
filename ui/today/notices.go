package today

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// mostNotices keeps a flood of them from pushing customers out of sight.
const mostNotices = 20

// openNotices are those that ask for something, the urgent first.
func openNotices(ctx context.Context, from *store.Store) ([]store.Notice, error) {
	open, err := from.Notices(ctx, store.NoticeQuery{Open: true, Limit: mostNotices})
	slices.SortStableFunc(open, func(a, b store.Notice) int { return urgency(a) - urgency(b) })
	return open, err
}

func urgency(n store.Notice) int {
	if n.Severity == shop.SeverityUrgent {
		return 0
	}
	return 1
}

// notices is what WhatsApp said about the shop, each with its next step.
func (r *Room) notices() fyne.CanvasObject {
	if len(r.state.notices) == 0 {
		return nil
	}
	rows := make([]fyne.CanvasObject, 0, len(r.state.notices))
	tone := kit.Amber
	for _, n := range r.state.notices {
		rows = append(rows, r.notice(n))
		if n.Severity == shop.SeverityUrgent {
			tone = kit.Warning
		}
	}
	return part("alert", tone, counted("notice.title1", "notice.titleN", len(rows)), nil, rows...)
}

func (r *Room) notice(n store.Notice) fyne.CanvasObject {
	now := r.desk.Now()
	details := n.Parameters
	if n.About == shop.NoticeOther || n.Field != "" {
		details = map[string]string{"field": n.Field}
		for name, value := range n.Parameters {
			details[name] = value
		}
	}
	what, next := words.Notice(n.About, details, now)
	said := []fyne.CanvasObject{kit.NewParagraph(what, kit.Style{Bold: true}), kit.NewParagraph(next, kit.Style{Scale: kit.Secondary}),
		kit.NewParagraph(words.ListTime(n.At, now), kit.Style{Scale: kit.Meta, Tone: kit.Muted})}
	return container.New(kit.Inset{Top: 6, Bottom: 6, Left: 16, Right: 16},
		container.New(kit.Column{Gap: 6}, append(said, container.New(kit.Row{Gap: 4, Stretch: -1}, r.noticeButtons(n)...))...))
}

func (r *Room) noticeButtons(n store.Notice) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	add := func(key string, weight kit.Weight, do func()) *kit.Button {
		b := kit.NewButton(lang.L(key), weight, do)
		b.Small = true
		all = append(all, b)
		return b
	}
	place, leads := desk.PlaceOfNotice(n)
	switch {
	case n.About == shop.NoticeJournalRenewed:
		add("notice.resume", kit.SecondaryWeight, func() { r.desk.LetLeave(n) })
		return all
	case leads:
		add("notice.look", kit.SecondaryWeight, r.leads(place))
	case n.About != shop.NoticeReactionFailed:
		add("today.manager", kit.SecondaryWeight, r.openManager)
	}
	add("notice.settle", kit.Ghost, func() { r.desk.Settle(n) }).Tip = lang.L("notice.settleTip")
	return all
}
