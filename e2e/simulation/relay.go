package simulation

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/sender"
	"mostrador/shop"
)

// relay is one relay with its own relay.db. All share journal and keys.
type relay struct {
	node
	w          *world
	opening    bool
	shop       *engine.Shop // nil: it is down
	intake     journal.Intake
	translator *engine.Translator
	sender     *sender.Sender
}

// facts is relay.db. In most histories a relay that dies loses it, which is
// quicker; what it had is folded from the journal again.
func (r *relay) facts() string {
	if !r.w.onDisk {
		return ":memory:"
	}
	return filepath.Join(r.w.folder, r.name+".db")
}

// open starts the program; nil when it could not.
func (r *relay) open() error {
	ctx := context.Background()
	log, err := r.w.memory.Log(ctx, "shop-"+r.w.shop.String())
	if err != nil {
		return err
	}
	intake, err := r.w.memory.Intake(ctx)
	if err != nil {
		return err
	}
	opened, err := engine.Open(ctx, engine.Params{Shop: r.w.shop, Log: brittleLog{log, r.w}, Keys: r.w.keys, FactsPath: r.facts(),
		Now: r.Now, RelayName: r.name, Turn: &turn{tasks: &r.w.scheduler}})
	if err != nil {
		return err
	}
	r.intake = brittleIntake{intake, r.w}
	r.translator = engine.NewTranslator(engine.TranslatorParams{Intake: r.intake, Routes: r.w, ByTurns: true})
	r.translator.Add(opened)
	r.sender = sender.New(sender.Params{Shop: opened, Clients: r.w.platform, PerSecond: 1e6,
		Begin: func(work func()) { r.w.start(&r.node, "send", work, nil) },
		Sleep: r.w.sleepIn,
	})
	r.shop = opened
	return nil
}

// die is kill -9.
func (r *relay) die() {
	r.w.end(&r.node)
	r.opening = false
	if r.shop == nil {
		return
	}
	r.sender.Close()
	r.translator.Close()
	r.w.must(r.shop.Close())
	r.shop, r.translator, r.sender = nil, nil, nil
}

// start opens in a task of its own, so that it can die meanwhile.
func (r *relay) start() {
	r.opening = true
	r.w.start(&r.node, "open", func() {
		if err := r.open(); err != nil {
			r.w.note(r.name, "can't open")
		}
	}, func(bool) { r.opening = false })
}

// loseFacts takes relay.db away from a relay that is down.
func (r *relay) loseFacts() {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(r.facts() + suffix); err != nil && !os.IsNotExist(err) {
			r.w.must(err)
		}
	}
}

// translate turns webhooks into events.
func (r *relay) translate() {
	for range 20 {
		if r.shop == nil {
			return // it died while the task waited for its turn
		}
		more, err := r.translator.Step(context.Background(), r.w.shop)
		if err != nil || !more {
			return
		}
	}
}

// look lets leave what may.
func (r *relay) look() {
	ctx := context.Background()
	if err := r.shop.Follow(ctx); err != nil {
		return
	}
	next, err := r.sender.Look()
	if err == nil && !next.IsZero() {
		r.w.alarmAt(next.Add(-r.off))
	}
}

// keep is what the relay does with a webhook: true is 200.
func (r *relay) keep(body []byte) bool {
	if r.w.params.Spoil == EarlyOK && r.w.chance(0.05) {
		return true
	}
	_, err := r.intake.Put(context.Background(), journal.Envelope{ID: uuid.New(), Received: r.Now(), Body: body})
	return err == nil
}

// setUp makes the shop.
func (r *relay) setUp() error {
	ctx := context.Background()
	if err := r.shop.Configure(ctx, startingShop()...); err != nil {
		return err
	}
	_, err := r.shop.ConnectChannel(ctx, &shop.ChannelConnected{PhoneNumberID: numberID, WABA: waba, Portfolio: "77", Number: "+34 900", Name: "Bakery"})
	return err
}

func startingShop() []shop.Body {
	text := func(s string) *string { return &s }
	free := 100
	pipeline := shop.Pipeline{{ID: "new", Name: "New"}, {ID: "baking", Name: "Baking", Update: "It is in the oven"},
		{ID: "ready", Name: "Ready", Update: "It is ready", Template: "order_ready", Parameters: []string{"{order}"}}, {ID: "done", Name: "Done", Final: true}}
	bodies := []shop.Body{
		&shop.ShopConfigured{Name: text("Bakery"), Currency: text("EUR"), Country: text("ES"), TimeZone: text("Europe/Madrid"),
			Pipeline: &pipeline, FreePerMonth: &free, SpendCap: &shop.Money{Micros: spendCap, Currency: "EUR"},
			Prices: map[shop.Category]shop.Money{shop.CategoryUtility: {Micros: utilityPrice, Currency: "EUR"}}},
		&shop.TemplateChanged{WABA: waba, Template: shop.Template{Name: "order_ready", Language: "es", Category: shop.CategoryUtility,
			State: shop.TemplateApproved, Body: "Your order {{1}} is ready"}},
	}
	for i := range labels {
		bodies = append(bodies, &shop.LabelSaved{Label: labelID(i), Name: fmt.Sprint("label ", i), Tone: "info"})
	}
	return bodies
}

const (
	labels       = 3
	utilityPrice = 50_000
	spendCap     = 4 * utilityPrice
)

func labelID(i int) shop.LabelID {
	return shop.LabelID{UUID: uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "label", i))}
}

// Route makes the world a translator's Routes.
func (w *world) Route(_ context.Context, id string) (shop.ShopID, shop.ChannelID, bool) {
	return w.shop, w.channel, id == numberID
}
