package simulation

import (
	"context"
	"fmt"
	"strings"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
)

// history is what was acknowledged, in the order in which it was. It only grows.
type history struct {
	asked []asked
	wrote []wrote
	extra int
}

// asked is a command that a device has on disk.
type asked struct {
	device  string
	command shop.Command
	wish    shop.Wish
}

// end is how everything stands when all is quiet.
type end struct {
	shop    shop.ShopID
	channel shop.ChannelID
	events  []shop.Event
	dumps   map[string]string // by device; "from the beginning" folded the journal anew
	shown   map[shop.MessageID]item
	refused map[shop.CommandID]shop.Reason
	taken   []*taken
}

// report compares past and end.
func (w *world) report() Report {
	e := w.end0()
	r := Report{Events: len(e.events), Asked: len(w.past.asked), Wrote: len(w.past.wrote), Sent: len(e.taken)}
	for _, i := range e.shown {
		switch i.flag {
		case shop.FlagUnknown:
			r.Unknown++
		case shop.FlagFailed:
			r.Failed++
		case shop.FlagRefused:
			r.Refused++
		}
	}
	r.Wrong = append(w.violations, check(w.past, e)...)
	return r
}

func (w *world) end0() end {
	ctx := context.Background()
	e := end{shop: w.shop, channel: w.channel, dumps: map[string]string{}, refused: map[shop.CommandID]shop.Reason{}, taken: w.platform.taken}
	cursor := wire.Cursor("")
	for more := true; more; {
		page, err := w.relays[0].shop.Feed(ctx, cursor, 0)
		w.must(err)
		e.events, cursor, more = append(e.events, page.Events...), page.Cursor, page.More
	}
	for _, d := range w.devices {
		dump, err := d.store.Dump(ctx)
		w.must(err)
		e.dumps[d.name] = dump
		refused, err := d.store.Refused(ctx, store.MaxRows)
		w.must(err)
		for _, r := range refused {
			e.refused[r.Command.ID] = r.Reason
		}
	}
	e.dumps[fromTheBeginning] = w.foldAnew(e.events, string(cursor))
	e.shown = w.shownOn(w.devices[0].store.Store)
	return e
}

const fromTheBeginning = "from the beginning"

// foldAnew is what a device has that begins now.
func (w *world) foldAnew(events []shop.Event, cursor string) string {
	ctx := context.Background()
	s, err := w.params.Files.take(w.shop, w.clock)
	w.must(err)
	_, err = s.Apply(ctx, events, cursor)
	w.must(err)
	dump, err := s.Dump(ctx)
	w.must(err)
	w.must(w.params.Files.give(s))
	return dump
}

// difference is the first line in which two dumps differ.
func difference(a, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range max(len(left), len(right)) {
		if i >= len(left) || i >= len(right) || left[i] != right[i] {
			return fmt.Sprintf("%q is not %q", lineOf(left, i), lineOf(right, i))
		}
	}
	return ""
}

func lineOf(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "nothing"
}
