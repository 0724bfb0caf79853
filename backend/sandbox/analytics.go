package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

// spans are the lengths of a data point by the name of its granularity. Months are cut by
// the calendar.
var spans = map[string]time.Duration{"HALF_HOUR": 30 * time.Minute, "DAY": 24 * time.Hour, "DAILY": 24 * time.Hour, "MONTH": 0, "MONTHLY": 0}

// asking is what a client wants to know of a time.
type asking struct {
	start, end  time.Time
	granularity string
	dimensions  []string
	numbers     []string
	countries   []string
}

func readAsking(args map[string]string) (asking, *refusal) {
	from, err := strconv.ParseInt(args["start"], 10, 64)
	to, err2 := strconv.ParseInt(args["end"], 10, 64)
	a := asking{start: time.Unix(from, 0).UTC(), end: time.Unix(to, 0).UTC(), granularity: strings.Trim(args["granularity"], `"'`),
		dimensions: bareWords(args["dimensions"]), numbers: bareWords(args["phone_numbers"]), countries: bareWords(args["country_codes"])}
	_, known := spans[a.granularity]
	switch {
	case err != nil || err2 != nil || to <= from:
		return a, refuse(100, "Params start and end must be UNIX timestamps, the end after the start")
	case !known:
		return a, refuse(100, "Param granularity must be one of {HALF_HOUR, DAY, DAILY, MONTH, MONTHLY}")
	}
	return a, nil
}

// bareWords reads [A,B] and ["A","B"].
func bareWords(list string) (words []string) {
	for word := range strings.SplitSeq(strings.Trim(list, "[] "), ",") {
		if word = strings.Trim(strings.TrimSpace(word), `"'`); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// point gives the data point that a moment belongs to.
func (a asking) point(at time.Time) (start, end time.Time) {
	span := spans[a.granularity]
	if span == 0 {
		start = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 1, 0)
	}
	start = at.Truncate(span)
	return start, start.Add(span)
}

// each visits the messages within the time and on the numbers asked for, oldest first;
// the caller holds the lock.
func (sb *Sandbox) eachIn(a asking, visit func(*message, *Customer)) {
	for _, id := range sb.state.order {
		m := sb.state.messages[id]
		c := sb.state.customers[m.Customer]
		if c == nil || m.At.Before(a.start) || !m.At.Before(a.end) {
			continue
		}
		_, country := countryOf(c.Phone)
		ours := len(a.numbers) == 0 || slices.Contains(a.numbers, sb.state.numbers[m.Number].Phone)
		if ours && (len(a.countries) == 0 || slices.Contains(a.countries, country)) {
			visit(m, c)
		}
	}
}

// sums adds up data points by key, and gives them in order of time.
type sums struct {
	order  []string
	points map[string]fields
}

func (s *sums) at(key string, fresh fields) fields {
	if s.points == nil {
		s.points = map[string]fields{}
	}
	if s.points[key] == nil {
		s.order = append(s.order, key)
		s.points[key] = fresh
	}
	return s.points[key]
}

func (s *sums) list() []fields {
	sort.Strings(s.order)
	out := []fields{}
	for _, key := range s.order {
		out = append(out, s.points[key])
	}
	return out
}

func add(point fields, name string, more float64) {
	had, _ := point[name].(float64)
	point[name] = had + more
}

// figures answers one of the analytics fields of an account.
func (sb *Sandbox) figures(name string, args map[string]string) (fields, *refusal) {
	a, refused := readAsking(args)
	if refused != nil {
		return nil, refused
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if name == "analytics" {
		return fields{"phone_numbers": a.numbers, "granularity": a.granularity, "data_points": sb.sentAndDelivered(a)}, nil
	}
	return fields{"data": []fields{{"data_points": sb.priced(a)}}}, nil
}

func (sb *Sandbox) sentAndDelivered(a asking) []fields {
	var s sums
	sb.eachIn(a, func(m *message, _ *Customer) {
		if !m.FromShop || m.FromApp {
			return
		}
		start, end := a.point(m.At)
		point := s.at(start.Format(time.RFC3339), fields{"start": start.Unix(), "end": end.Unix(), "sent": 0.0, "delivered": 0.0})
		add(point, "sent", 1)
		if _, arrived := m.reached(whatsapp.StatusDelivered); arrived {
			add(point, "delivered", 1)
		}
	})
	return s.list()
}

// priced adds up volume and cost along the dimensions asked for.
func (sb *Sandbox) priced(a asking) []fields {
	var s sums
	sb.eachIn(a, func(m *message, c *Customer) {
		if m.Price == nil {
			return
		}
		start, end := a.point(m.At)
		_, country := countryOf(c.Phone)
		fresh := fields{"start": start.Unix(), "end": end.Unix(), "volume": 0.0, "cost": 0.0}
		for _, dimension := range []struct{ asked, name, value string }{
			{"PHONE", "phone_number", sb.state.numbers[m.Number].Phone}, {"COUNTRY", "country", country},
			{"PRICING_TYPE", "pricing_type", strings.ToUpper(m.Price.Type)}, {"PRICING_CATEGORY", "pricing_category", strings.ToUpper(m.Price.Category)},
			{"TIER", "tier", "0:MAX"}} {
			if slices.Contains(a.dimensions, dimension.asked) {
				fresh[dimension.name] = dimension.value
			}
		}
		point := s.at(start.Format(time.RFC3339)+fmt.Sprint(fresh), fresh)
		add(point, "volume", 1)
		add(point, "cost", m.Price.cost())
	})
	return s.list()
}

// analyticsEdge answers GET /{waba}/{name} with the same as the field gives.
func analyticsEdge(name string) graphHandler {
	return func(sb *Sandbox, g graphCall) *refusal {
		if refused := sb.needWABA(g.id); refused != nil {
			return refused
		}
		args := map[string]string{}
		for key := range g.params {
			args[key] = strings.Join(g.words(key), ",")
		}
		figures, refused := sb.figures(name, args)
		if refused != nil {
			return refused
		}
		answerJSON(g.w, http.StatusOK, figures)
		return nil
	}
}

// longestTemplateLook is how far back template figures go.
const longestTemplateLook = 90 * 24 * time.Hour

// templateAnalytics is GET /{waba}/template_analytics.
func (sb *Sandbox) templateAnalytics(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	a, refused := readAsking(map[string]string{"start": g.param("start"), "end": g.param("end"), "granularity": "DAILY"})
	ids := g.words("template_ids")
	switch {
	case refused != nil:
		return refused
	case sb.now().Sub(a.start) > longestTemplateLook+24*time.Hour:
		return refuse(100, "Param start is more than 90 days ago")
	case len(ids) == 0 || len(ids) > 10:
		return refuse(100, "Param template_ids has 1 to 10 ids")
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	var s sums
	sb.eachIn(a, func(m *message, _ *Customer) {
		for _, id := range ids {
			if t := sb.state.templates[id]; t != nil && t.Name == m.Template {
				start, end := a.point(m.At)
				countTemplate(s.at(start.Format(time.RFC3339)+id, fields{"template_id": id, "start": start.Unix(), "end": end.Unix(),
					"sent": 0.0, "delivered": 0.0, "read": 0.0, "clicked": []fields{}}), m)
			}
		}
	})
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{{"granularity": "DAILY", "data_points": s.list()}},
		"paging": fields{"cursors": fields{"before": "MAZDZD", "after": "MjQZD"}}})
	return nil
}

func countTemplate(point fields, m *message) {
	for name, status := range map[string]string{"sent": whatsapp.StatusSent, "delivered": whatsapp.StatusDelivered, "read": whatsapp.StatusRead} {
		if _, reached := m.reached(status); reached {
			add(point, name, 1)
		}
	}
}
