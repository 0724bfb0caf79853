package orders

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/telling"
)

// bulkFrom is from how many orders on a move is looked through row by row, and
// made so that it can be paused.
const bulkFrom = 12

// bulkAhead is how many customers are being told at a time: what is beyond
// them can still be paused or left.
const bulkAhead = 20

// What this device keeps of a move of many orders, so that a restart goes on
// where it stopped.
const (
	settingBulkRun   = "orders.bulk.run"
	settingBulkPlace = "orders.bulk.place"
)

// bulkRun is a move of many orders, as it was looked through. It is written once.
type bulkRun struct {
	At         time.Time                 `json:"at"`
	To         shop.StatusID             `json:"to"`
	StatusName string                    `json:"status_name"`
	Rows       []bulkRow                 `json:"rows"`
	Standing   map[shop.ChannelID]string `json:"standing"` // the numbers' quality when it began
}

// bulkRow is one order of it. Its command has its id before it is handed in, so
// that handing it in twice is harmless.
type bulkRow struct {
	Command  shop.Command `json:"command"`
	Order    shop.OrderID `json:"order"`
	Number   string       `json:"number"`
	Name     string       `json:"name"`
	Text     string       `json:"text,omitempty"`
	Template string       `json:"template,omitempty"` // outside the reply window
	Price    shop.Money   `json:"price,omitzero"`
	Priced   bool         `json:"priced,omitempty"`
	Left     string       `json:"left,omitempty"` // why the customer is not told
}

// bulkPlace is how far it is.
type bulkPlace struct {
	Run    time.Time `json:"run"`  // the bulkRun it belongs to
	Next   int       `json:"next"` // the first row that was not handed in
	Paused bool      `json:"paused,omitempty"`
	Why    bulkStop  `json:"why,omitempty"`
	Ended  bool      `json:"ended,omitempty"` // what is left is not told
	// Despite says that the owner went on although the numbers stood worse.
	Despite bool `json:"despite,omitempty"`
}

// bulkStop is why it stands still.
type bulkStop string

const (
	stopAsked    bulkStop = ""
	stopRestart  bulkStop = "restart"
	stopStanding bulkStop = "standing"
	stopTooMany  bulkStop = "tooMany" // WhatsApp holds messages back
)

// bulkState is how a row stands.
type bulkState int

const (
	bulkToCome  bulkState = iota
	bulkLeftOut           // moved, and nobody told
	bulkOnWay             // handed in, not with WhatsApp yet
	bulkTold
	bulkUnknown
	bulkFailed
)

// bulkFate is what became of a row.
type bulkFate struct {
	state bulkState
	told  store.Told
	why   shop.Reason // refused by a rule
}

// settled says that nothing more is heard of it.
func (f bulkFate) settled() bool {
	return f.state == bulkLeftOut || f.state == bulkFailed || f.state == bulkTold && f.told.Rank >= shop.RankRead
}

// planRun makes a run of previews.
func planRun(d *desk.Desk, previews []telling.Preview, standing map[shop.ChannelID]string) (*bulkRun, error) {
	run := &bulkRun{At: d.Now(), Standing: standing}
	for _, p := range previews {
		run.To, run.StatusName = p.To, p.StatusName
		command, err := shop.NewCommand(shop.CommandID{UUID: desk.NewID()}, d.Now(), d.Person, p.Move(true))
		if err != nil {
			return nil, err
		}
		row := bulkRow{Command: command, Order: p.Order, Number: p.Number, Name: p.Name}
		if p.Can() {
			row.Text, row.Template, row.Price, row.Priced = textOf(p), templateOf(p), p.Price, p.PriceKnown
		} else {
			row.Left = p.Why()
		}
		run.Rows = append(run.Rows, row)
	}
	return run, nil
}

func templateOf(p telling.Preview) string {
	if p.Plan.Way == shop.ByTemplate {
		return p.TemplateTitle
	}
	return ""
}

// tells counts who is told.
func (r *bulkRun) tells() (n int) {
	for _, row := range r.Rows {
		if row.Left == "" {
			n++
		}
	}
	return n
}

// price adds up what is known; false: a price is not.
func (r *bulkRun) price() (total shop.Money, known bool) {
	known = true
	for _, row := range r.Rows {
		sum, err := total.Plus(row.Price)
		if err != nil || row.Left == "" && !row.Priced {
			known = false
			continue
		}
		total = sum
	}
	return total, known
}

// readBulk reads what an earlier run of the program left.
func readBulk(ctx context.Context, from *store.Store) (*bulkRun, bulkPlace, error) {
	var run bulkRun
	var place bulkPlace
	for key, to := range map[string]any{settingBulkRun: &run, settingBulkPlace: &place} {
		text, err := from.Setting(ctx, key)
		if err != nil {
			return nil, bulkPlace{}, err
		}
		if text == "" {
			return nil, bulkPlace{}, nil
		}
		if json.Unmarshal([]byte(text), to) != nil {
			break // written by a program that is not this one
		}
	}
	if len(run.Rows) == 0 || !place.Run.Equal(run.At) {
		return nil, bulkPlace{}, nil
	}
	place.Next = min(max(place.Next, 0), len(run.Rows))
	return &run, place, nil
}

// bulkFacts is what all rows are judged by.
type bulkFacts struct {
	refused map[shop.CommandID]shop.Reason
	waiting map[shop.CommandID]bool // on this device
}

func readFacts(ctx context.Context, from *store.Store) (bulkFacts, error) {
	f := bulkFacts{refused: map[shop.CommandID]shop.Reason{}, waiting: map[shop.CommandID]bool{}}
	refused, err := from.Refused(ctx, 500)
	if err != nil {
		return f, err
	}
	for _, one := range refused {
		f.refused[one.Command.ID] = one.Reason
	}
	waiting, err := from.Outbox(ctx, 500)
	for _, one := range waiting {
		f.waiting[one.Command.ID] = true
	}
	return f, err
}

// fateOf reads what became of a row that was handed in.
func fateOf(ctx context.Context, from *store.Store, row bulkRow, to shop.StatusID, facts bulkFacts) (bulkFate, error) {
	if why, ok := facts.refused[row.Command.ID]; ok {
		return bulkFate{state: bulkFailed, why: why}, nil
	}
	if row.Left != "" {
		return bulkFate{state: bulkLeftOut}, nil
	}
	if facts.waiting[row.Command.ID] {
		return bulkFate{state: bulkOnWay}, nil
	}
	card, err := from.Order(ctx, row.Order)
	if err != nil {
		return bulkFate{}, err
	}
	return fateBy(card.Tellings[to]), nil
}

// fateBy judges a row that the relay has by how the customer stands with the
// status.
func fateBy(told store.Told) bulkFate {
	fate := bulkFate{state: bulkOnWay, told: told}
	switch told.State {
	case store.ToldSent:
		switch {
		case told.Flag == shop.FlagUnknown:
			fate.state = bulkUnknown
		case told.Rank >= shop.RankAccepted:
			fate.state = bulkTold
		}
	case store.ToldFailed, store.ToldWithheld:
		fate.state, fate.why = bulkFailed, told.Reason
	}
	return fate
}

func textOf(p telling.Preview) string {
	var text strings.Builder
	for _, run := range p.Runs() {
		text.WriteString(run.Text)
	}
	return text.String()
}
