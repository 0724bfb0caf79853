package inbox

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// whatHappened lists every step of a message with its time.
func (r *Room) whatHappened(item store.ThreadItem) {
	var slot desk.Slot
	desk.Load(r.d, &slot, func(ctx context.Context) ([]store.LedgerStep, error) {
		return r.d.Store.Ledger(ctx, item.Message)
	}, func(steps []store.LedgerStep) {
		rows := make([]fyne.CanvasObject, 0, len(steps)+1)
		for _, step := range steps {
			rows = append(rows, r.stepRow(step))
		}
		if next := nextStep(item); next != "" {
			rows = append(rows, kit.NewToneCard(kit.ToneAmber, container.New(kit.Inset{Top: 8, Bottom: 8, Left: 12, Right: 12},
				kit.NewParagraph(next, kit.Style{Scale: kit.Secondary}))))
		}
		kit.ShowSheet(r.canvas(), kit.SheetParams{Title: say("inbox.menu.happened"), Width: 520,
			Content: container.New(kit.Column{Gap: 12}, rows...)})
	})
}

// lastHappened is whatHappened for the message that is marked, else for the
// last one of ours, else for the last.
func (r *Room) lastHappened() {
	var chosen *store.ThreadItem
	for i := len(r.thread.items) - 1; i >= 0; i-- {
		item := &r.thread.items[i]
		if item.Kind != store.ItemMessage {
			continue
		}
		if r.thread.marked != "" && keyOf(*item) == r.thread.marked {
			chosen = item
			break
		}
		if chosen == nil || item.Outgoing && !chosen.Outgoing {
			chosen = item
		}
	}
	if chosen != nil {
		r.whatHappened(*chosen)
	}
}

// stepRow is a step's time beside what happened then.
func (r *Room) stepRow(step store.LedgerStep) fyne.CanvasObject {
	now := r.now()
	at := step.At.In(now.Location())
	when := at.Format("15:04:05")
	if at.Format(time.DateOnly) != now.Format(time.DateOnly) {
		when = words.Date(at, now) + "  " + when
	}
	what := container.New(kit.Column{Gap: 2}, kit.NewParagraph(stepTitle(step), kit.Style{}))
	for _, detail := range stepDetails(step, now.Location()) {
		what.Add(kit.NewParagraph(detail, kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	return container.New(&stepLayout{}, kit.NewText(when, kit.Style{Scale: kit.Meta, Tone: kit.Muted}), what)
}

// stepLayout sets a step's time before its words.
type stepLayout struct{ width float32 }

const stepTime = float32(124)

// Layout is part of fyne.Layout.
func (l *stepLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	objects[0].Resize(objects[0].MinSize())
	objects[0].Move(fyne.NewPos(0, 3))
	objects[1].Resize(fyne.NewSize(max(1, size.Width-stepTime), objects[1].MinSize().Height))
	objects[1].Move(fyne.NewPos(stepTime, 0))
	objects[1].Resize(fyne.NewSize(max(1, size.Width-stepTime), objects[1].MinSize().Height))
}

// MinSize is part of fyne.Layout.
func (l *stepLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(stepTime+120, max(objects[0].MinSize().Height+3, objects[1].MinSize().Height))
}

// stepTitle names a step, and who took it; later versions may tell of others.
func stepTitle(step store.LedgerStep) string {
	switch step.Step {
	case "written":
		switch {
		case step.Person != "" && step.Device != "":
			return say("inbox.step.writtenByOn", "Name", step.Person, "Device", step.Device)
		case step.Person != "":
			return say("inbox.step.writtenBy", "Name", step.Person)
		}
	case "claimed":
		if step.Attempt > 1 {
			return say("inbox.step.claimedAgain", "N", words.Number(step.Attempt))
		}
	case "received", "phoned", "imported", "got", "here", "waiting", "queued", "postponed", "accepted", "sent", "delivered", "read", "played",
		"failed", "unsettled", "refused", "settled":
	default:
		return step.Step
	}
	return say("inbox.step." + step.Step)
}

// stepDetails says in small print what a step was about.
func stepDetails(step store.LedgerStep, zone *time.Location) []string {
	var details []string
	if why := stepWhy(step, zone); why != "" {
		details = append(details, why)
	}
	if step.Wamid != "" && step.Step == "accepted" {
		details = append(details, say("inbox.step.id", "ID", step.Wamid))
	}
	if step.Cost != nil {
		details = append(details, costWords(*step.Cost))
	}
	return details
}

func stepWhy(step store.LedgerStep, zone *time.Location) string {
	switch step.Step {
	case "failed":
		if step.Detail != "" {
			return words.Failure(step.Code) + " (" + step.Detail + ")"
		}
		return words.Failure(step.Code)
	case "refused":
		return words.Reason(shop.Reason(step.Detail))
	case "postponed":
		return joined(postponedWhy(step.Code), say("inbox.triedAgain", "When", step.Until.In(zone).Format("15:04:05")))
	case "unsettled":
		return words.Unknown()
	case "accepted":
		if step.Detail != "" {
			return say("inbox.step.held")
		}
	}
	return ""
}

// postponedWhy is why an attempt was not taken; without a code WhatsApp was not
// reached at all.
func postponedWhy(code int) string {
	if code == 0 {
		return say("inbox.step.notReached")
	}
	return words.Failure(code)
}

// costWords says what WhatsApp said of the cost.
func costWords(c store.Cost) string {
	switch {
	case !c.Billed:
		return say("inbox.step.free")
	case c.Price.Micros > 0:
		return say("inbox.step.cost", "Price", words.Money(c.Price))
	}
	return say("inbox.step.billed")
}

// nextStep says what can be done about a message that did not arrive.
func nextStep(item store.ThreadItem) string {
	switch item.Flag {
	case shop.FlagUnknown:
		return say("inbox.next.unknown")
	case shop.FlagFailed, shop.FlagRefused:
		return words.NextStep(words.CauseOf(item.Flag, item.Code, item.Reason))
	}
	return ""
}
