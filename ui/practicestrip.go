package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// practiceDone is the setting that remembers which ticks are made.
const practiceDone = "practice.done"

// The ticks of the first five minutes.
const (
	tickReply  = "reply"
	tickMove   = "move"
	tickThanks = "thanks"
)

// practiceStrip leads through the first five minutes, and to the owner's own
// number. It never covers anything.
type practiceStrip struct {
	desk   *desk.Desk
	banner *kit.Banner
	ticks  map[string]*kit.Checkbox
	done   map[string]bool
	slot   desk.Slot
	moving bool      // the owner moved an order since the start
	told   firstTold // whom the owner told that an order is ready
}

// firstTold is the first order update of the first five minutes.
type firstTold struct {
	customer shop.CustomerID
	at       time.Time
}

func newPracticeStrip(d *desk.Desk, writeAs func()) *practiceStrip {
	s := &practiceStrip{desk: d, ticks: map[string]*kit.Checkbox{}, done: map[string]bool{}}
	extras := make([]fyne.CanvasObject, 0, 5)
	for _, t := range []struct{ id, key string }{{tickReply, "strip.tickReply"}, {tickMove, "strip.tickMove"}, {tickThanks, "strip.tickThanks"}} {
		s.ticks[t.id] = kit.NewTick(lang.L(t.key), false, nil)
		s.ticks[t.id].Fixed, s.ticks[t.id].Tone = true, kit.Info
		extras = append(extras, s.ticks[t.id])
	}
	play := kit.NewButton(lang.L("strip.writeAs"), kit.Ghost, writeAs)
	own := kit.NewButton(lang.L("strip.own"), kit.SecondaryWeight, func() { d.Go(desk.Place{Room: desk.Settings, Connect: true}) })
	play.Small, own.Small = true, true
	s.banner = kit.NewBanner(kit.ToneInfo, lang.L("strip.practice"), lang.L("strip.stays"), append(extras, play, own)...)
	d.OnDeed(func(deed desk.Deed) {
		switch deed {
		case desk.AnsweredWithReply:
			s.made(tickReply)
		case desk.MovedOrder:
			s.moving = true
		}
	})
	s.recall()
	return s
}

func (s *practiceStrip) content() fyne.CanvasObject { return container.NewStack(s.banner) }

// recall makes the ticks that were made before.
func (s *practiceStrip) recall() {
	desk.Load(s.desk, &s.slot, func(ctx context.Context) (string, error) { return s.desk.Store.Setting(ctx, practiceDone) },
		func(done string) {
			for _, id := range strings.Fields(done) {
				s.show(id)
			}
		})
}

func (s *practiceStrip) show(id string) {
	if tick, ok := s.ticks[id]; ok {
		s.done[id] = true
		tick.SetChecked(true)
		s.banner.Refresh() // in a narrow window the next tick takes its place
	}
}

func (s *practiceStrip) made(id string) {
	if s.done[id] {
		return
	}
	s.show(id)
	var all []string
	for _, known := range []string{tickReply, tickMove, tickThanks} {
		if s.done[known] {
			all = append(all, known)
		}
	}
	s.desk.InOrder(func(ctx context.Context) error {
		return s.desk.Store.SaveSetting(ctx, practiceDone, strings.Join(all, " "))
	})
}

// changed looks whether an order was told, and whether its customer answered.
func (s *practiceStrip) changed(c store.Changed) {
	if s.done[tickThanks] || !s.moving {
		return
	}
	before := s.told
	var slot desk.Slot
	desk.Load(s.desk, &slot, func(ctx context.Context) (progress, error) {
		return lookForThanks(ctx, s.desk.Store, c, before)
	}, func(p progress) {
		if (p.told.customer != shop.CustomerID{}) {
			s.told = p.told
			s.made(tickMove)
		}
		if p.thanked {
			s.made(tickThanks)
		}
	})
}

// practiceReady is the status of the practice bakery that the second tick asks for.
const practiceReady shop.StatusID = "ready"

type progress struct {
	told    firstTold
	thanked bool
}

func lookForThanks(ctx context.Context, from *store.Store, c store.Changed, before firstTold) (progress, error) {
	p := progress{told: before}
	for _, id := range c.Orders {
		order, err := from.Order(ctx, id)
		if err != nil {
			return p, err
		}
		if told := order.Tellings[practiceReady]; order.Status == practiceReady && told.Held() && told.At.After(p.told.at) {
			p.told = firstTold{customer: order.Customer, at: told.At}
		}
	}
	for _, id := range c.Conversations {
		chat, err := from.Chat(ctx, id)
		if err != nil {
			return p, err
		}
		p.thanked = p.thanked || chat.Leaf == before.customer && !chat.LastInbound.Before(before.at.Truncate(time.Second))
	}
	return p, nil
}
