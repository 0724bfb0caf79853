package telling

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// Many is how the customers of several orders would be told of a status.
type Many struct{ Previews []Preview }

// PlanMany is Plan for several orders that go to one status. Each free message
// counts towards the month's free ones, so prices are those of sending them all.
// It is called off the UI goroutine.
func PlanMany(ctx context.Context, d *desk.Desk, orders []shop.OrderID, to shop.StatusID) (Many, error) {
	info, err := d.Store.Shop(ctx)
	if err != nil {
		return Many{}, fmt.Errorf("plan order updates: %w", err)
	}
	used := map[shop.ChannelID]int{}
	for _, c := range info.Channels {
		used[c.ID] = c.Delivered
	}
	m := Many{Previews: make([]Preview, 0, len(orders))}
	for _, order := range orders {
		p, err := Plan(ctx, d, order, to)
		if err != nil {
			return Many{}, err
		}
		if p.Can() && p.Plan.Category == shop.CategoryService {
			p.Price, p.PriceKnown = shop.PriceOf(info.ShopFacts, p.Plan.Category, used[p.Channel])
			p.FreeLeft = max(0, info.FreePerMonth-used[p.Channel])
			used[p.Channel]++
		}
		m.Previews = append(m.Previews, p)
	}
	return m, nil
}

// Told are the previews of those who can be told.
func (m Many) Told() []Preview {
	var can []Preview
	for _, p := range m.Previews {
		if p.Can() {
			can = append(can, p)
		}
	}
	return can
}

// Line is a line of a summary.
type Line struct {
	Runs []kit.Run
	Left bool // it tells of somebody who is left out
}

// Summary says how many are told by which way and for how much, and who is
// left out and why.
func (m Many) Summary() []Line {
	if len(m.Previews) == 1 {
		return []Line{m.Previews[0].line()}
	}
	return append(m.ways(), m.leftOut()...)
}

// line is the summary of one alone.
func (p Preview) line() Line {
	if p.Can() {
		return Line{Runs: p.Way()}
	}
	return Line{Runs: kit.Plain(p.Why()), Left: p.Plan.Reason != shop.ReasonNoUpdate}
}

type wayGroup struct {
	n      int
	title  string
	price  shop.Money
	priced bool // every price is known
}

func (m Many) ways() []Line {
	groups, order := map[string]*wayGroup{}, []string{}
	for _, p := range m.Told() {
		key := string(p.Plan.Way) + "\x00" + p.TemplateTitle
		if p.Plan.Way == shop.FreeForm {
			key = string(p.Plan.Way)
		}
		g := groups[key]
		if g == nil {
			g = &wayGroup{priced: true}
			groups[key], order = g, append(order, key)
			if p.Plan.Way == shop.ByTemplate {
				g.title = p.TemplateTitle
			}
		}
		g.add(p)
	}
	lines := make([]Line, 0, len(order))
	for _, key := range order {
		lines = append(lines, groups[key].line())
	}
	return lines
}

func (g *wayGroup) add(p Preview) {
	g.n++
	sum, err := g.price.Plus(p.Price)
	if err != nil || !p.PriceKnown {
		g.priced = false
		return
	}
	g.price = sum
}

func (g *wayGroup) line() Line {
	price := words.Price(g.price, g.priced, 0)
	if g.title == "" {
		return Line{Runs: kit.Plain(lang.L("telling.many.window", map[string]any{"N": g.n, "Price": price}))}
	}
	return Line{Runs: []kit.Run{{Text: lang.L("telling.many.template", map[string]any{"N": g.n}) + " "}, {Text: g.title, Bold: true}, {Text: ", " + price}}}
}

func (m Many) leftOut() []Line {
	who, order := map[shop.Reason][]string{}, []shop.Reason{}
	for _, p := range m.Previews {
		if p.Can() {
			continue
		}
		if who[p.Plan.Reason] == nil {
			order = append(order, p.Plan.Reason)
		}
		who[p.Plan.Reason] = append(who[p.Plan.Reason], p.called())
	}
	lines := make([]Line, 0, len(order))
	for _, reason := range order {
		lines = append(lines, Line{Runs: kit.Plain(leftWords(reason, who[reason])), Left: reason != shop.ReasonNoUpdate})
	}
	return lines
}

// called is the first name, or the order's number where it has none.
func (p Preview) called() string {
	if name := p.FirstName(); name != "" {
		return name
	}
	return p.Number
}

// shortReasons are those that have words to stand behind a name.
var shortReasons = map[shop.Reason]bool{
	shop.ReasonOptedOut: true, shop.ReasonNoConsent: true, shop.ReasonAlreadyTold: true, shop.ReasonNoCustomer: true,
	shop.ReasonWindowClosed: true, shop.ReasonTemplateMissing: true, shop.ReasonTemplateState: true, shop.ReasonTemplateGaps: true,
}

func leftWords(reason shop.Reason, who []string) string {
	if reason == shop.ReasonNoUpdate {
		return words.Reason(reason)
	}
	names := strings.Join(who[:min(len(who), 3)], ", ")
	if more := len(who) - 3; more > 0 {
		names += " +" + words.Number(more)
	}
	if !shortReasons[reason] {
		return lang.L("telling.left", map[string]any{"N": len(who), "Who": names + ". " + words.Reason(reason)})
	}
	key := "telling.left1."
	if len(who) > 1 {
		key = "telling.leftN."
	}
	return lang.L("telling.left", map[string]any{"N": len(who), "Who": lang.L(key+string(reason), map[string]any{"Who": names})})
}
