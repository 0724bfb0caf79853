package orderlist

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"mostrador/shop"
	"mostrador/tables"
)

// Order is what matching needs to know of one of the shop's orders.
type Order struct {
	ID       shop.OrderID
	Number   string
	Status   shop.StatusID
	Payment  shop.Payment
	Tracking string
	Name     string
	Customer shop.CustomerID
	Phones   []string // the customer's and the one on the order, as written
	Delivery bool
}

// Params is what a list is matched with.
type Params struct {
	Shop     shop.ShopID
	Country  string // for numbers without a country code
	Currency string
	Zone     *time.Location // of days and times; nil: this computer's
	Pipeline shop.Pipeline
	Orders   []Order
	Words    Words
	// Fixed is the order that a person chose for a row, by its line.
	Fixed map[int]string // an order's number
	// Done remembers to which order a row was once matched by phone or name, so
	// that the same row never goes to the customer's next order.
	Done map[string]shop.OrderID
}

// Kind is what becomes of a row.
type Kind int

// The kinds.
const (
	Change  Kind = iota // an order changes
	Fresh               // a new order
	Nothing             // it is so already
	Unclear             // a person must look at it: see Why
)

// Trouble says why a row needs a person.
type Trouble string

// The troubles.
const (
	NoTrouble     Trouble = ""
	NothingToFind Trouble = "nothing_to_find" // no number, tracking, phone or name in it
	NotFound      Trouble = "not_found"
	Several       Trouble = "several"      // more than one order fits: see Row.Fits
	Disagrees     Trouble = "disagrees"    // its parts speak of different customers
	Twice         Trouble = "twice"        // an earlier row says something else of the same order
	StrangeWord   Trouble = "strange_word" // its status is none that is known
	// OtherTracking: it is found by whom it names only, and the order has another
	// parcel's number already.
	OtherTracking Trouble = "other_tracking"
	StrangePaid   Trouble = "strange_paid"
	Finished      Trouble = "finished" // the order ended otherwise
)

// By says what an order was found by.
type By string

// What a row is found by, the surest first.
const (
	ByPerson   By = "person"
	ByNumber   By = "number"
	ByTracking By = "tracking"
	ByPhone    By = "phone"
	ByName     By = "name"
)

// Row is what becomes of a row of the list.
type Row struct {
	tables.Row
	Kind Kind
	Why  Trouble
	By   By
	// Order is the order it is about; zero for what is unclear.
	Order Order
	// Fits are the numbers of the orders that it could be about.
	Fits []string
	// What changes: an empty status, an empty tracking number: that stays.
	To       shop.StatusID
	Tracking string
	Paid     bool
	// Further says that the order has come further than the list says.
	Further bool
	// New is the order that would be made, with the customer's number in E.164.
	New   *shop.OpenOrder
	Phone string
	key   string
}

// Plan is what would be done with a list.
type Plan struct {
	Rows []Row
	// Strange are status words that mean nothing here, as written, each once.
	Strange []string
}

// Count is how many rows are of a kind.
func (p Plan) Count(kind Kind) int {
	n := 0
	for _, row := range p.Rows {
		if row.Kind == kind {
			n++
		}
	}
	return n
}

// Match finds out what becomes of each row.
func Match(table tables.Table, columns tables.Mapping, p Params) Plan {
	m := newMatcher(columns, p)
	plan := Plan{Rows: make([]Row, len(table.Rows))}
	var todo []int
	for i := range table.Rows {
		todo = append(todo, i)
	}
	// What one row says may find another's order: a tracking number that it
	// brings, an order that it finishes. So rows without an order are looked at
	// again until none finds one: the list then has nothing left to do when it
	// is matched once more.
	for left := len(todo) + 1; len(todo) < left; {
		left = len(todo)
		todo = m.pass(table.Rows, todo, plan.Rows)
	}
	strange := map[string]bool{}
	for _, row := range plan.Rows {
		if word := m.cell(row.Row, Status); row.Why == StrangeWord && !strange[Plain(word)] {
			strange[Plain(word)] = true
			plan.Strange = append(plan.Strange, word)
		}
	}
	return plan
}

// collapse lets of several rows that move an order on (a courier's events) only
// the last one move it, from where it stands now.
func (m *matcher) collapse(rows []Row, i int) {
	if rows[i].To == "" {
		return
	}
	id := rows[i].Order.ID
	if before, moved := m.moved[id]; moved {
		earlier := &rows[before]
		rows[i].Order.Status = earlier.Order.Status
		earlier.To, earlier.Further = "", true
		if earlier.Tracking == "" && !earlier.Paid {
			earlier.Kind = Nothing
		}
	}
	m.moved[id] = i
}

// pass looks at rows and answers which of them are unclear.
func (m *matcher) pass(cells []tables.Row, todo []int, rows []Row) (left []int) {
	for _, i := range todo {
		rows[i] = m.row(cells[i])
		m.collapse(rows, i)
		if rows[i].Kind == Unclear {
			left = append(left, i)
		}
	}
	return left
}

type matcher struct {
	Params
	columns    tables.Mapping
	byID       map[shop.OrderID]int
	byNumber   map[string][]int
	byTracking map[string][]int
	byPhone    map[string][]int
	byName     map[string][]int
	said       map[shop.OrderID]string // the tracking number that earlier rows said
	moved      map[shop.OrderID]int    // the row that moves it
	fresh      map[shop.OrderID]bool
	names      map[string]string // plain ones, by how they are written
	phones     map[string]string // keys, by how they are written
	statuses   map[string]shop.StatusID
}

func newMatcher(columns tables.Mapping, p Params) *matcher {
	m := &matcher{
		Params: p, columns: columns, byID: map[shop.OrderID]int{}, byNumber: map[string][]int{}, byTracking: map[string][]int{},
		byPhone: map[string][]int{}, byName: map[string][]int{}, said: map[shop.OrderID]string{}, moved: map[shop.OrderID]int{}, fresh: map[shop.OrderID]bool{}, names: map[string]string{}, phones: map[string]string{}, statuses: map[string]shop.StatusID{},
	}
	m.Orders = slices.Clone(p.Orders) // they change as rows are read
	add := func(to map[string][]int, key string, i int) {
		if key != "" && (len(to[key]) == 0 || to[key][len(to[key])-1] != i) {
			to[key] = append(to[key], i)
		}
	}
	for i, o := range p.Orders {
		m.byID[o.ID] = i
		add(m.byNumber, numberKey(o.Number), i)
		add(m.byTracking, trackingKey(o.Tracking), i)
		add(m.byName, m.plain(o.Name), i)
		for _, phone := range o.Phones {
			add(m.byPhone, m.phoneKey(phone), i)
		}
	}
	return m
}

func (m *matcher) plain(name string) string {
	if plain, ok := m.names[name]; ok {
		return plain
	}
	plain := Plain(name)
	m.names[name] = plain
	return plain
}

func (m *matcher) cell(row tables.Row, field string) string {
	return tables.Plain(row.Cell(m.columns.Of(field)))
}

// numberKey: "#1042", "Nº 1042" and "1042" are one number; "W1042" is a web shop's.
func numberKey(text string) string {
	plain := Plain(text)
	for _, before := range []string{"no ", "n ", "nº ", "nro ", "num ", "numero ", "pedido ", "order ", "encomenda ", "ref "} {
		plain = strings.TrimPrefix(plain, before)
	}
	plain = strings.TrimPrefix(strings.TrimPrefix(plain, "º"), "nº")
	plain = strings.ReplaceAll(plain, " ", "")
	if digits := strings.TrimLeft(plain, "0"); digits != "" && digitsOf(digits) == digits {
		return digits
	}
	return plain
}

func trackingKey(text string) string {
	return strings.ToUpper(strings.ReplaceAll(Plain(text), " ", ""))
}

// phoneKey is that of a number as somebody wrote it; "" when it is none.
func (m *matcher) phoneKey(text string) string {
	if strings.HasPrefix(text, "+") {
		return shop.PhoneKey(text)
	}
	if key, ok := m.phones[text]; ok {
		return key
	}
	key := ""
	if e164, err := shop.ParsePhone(text, m.Country); err == nil {
		key = shop.PhoneKey(e164)
	}
	m.phones[text] = key
	return key
}

// status is what a word of the list means; "" when nobody knows.
func (m *matcher) status(word string) shop.StatusID {
	id, ok := m.statuses[word]
	if !ok {
		id, _ = m.Words.find(m.Pipeline, word)
		m.statuses[word] = id
	}
	return id
}

// row finds the order of a row and what changes of it.
func (m *matcher) row(cells tables.Row) Row {
	row := Row{Row: cells}
	row.key = remembered(cells)
	at, by, why, fits := m.find(row)
	row.By = by
	if why == NotFound && m.cell(cells, Items) != "" {
		return m.freshRow(row)
	}
	if why != NoTrouble {
		row.Kind, row.Why = Unclear, why
		row.Fits = m.numbers(fits)
		return row
	}
	row.Order = m.Orders[at]
	says := m.changes(&row)
	if row.Kind != Unclear {
		m.note(&row, at, says)
	}
	return row
}

// note carries a row's change out on what the next rows are compared with. A
// row that says something else than an earlier one is a person's to decide.
func (m *matcher) note(row *Row, at int, tracking string) {
	if before := m.said[row.Order.ID]; before != "" && tracking != "" && before != tracking {
		row.Kind, row.Why, row.To, row.Tracking, row.Paid = Unclear, Twice, "", "", false
		return
	}
	m.said[row.Order.ID] = cmp.Or(tracking, m.said[row.Order.ID])
	order := &m.Orders[at]
	if row.To != "" {
		order.Status = row.To
	}
	if row.Tracking != "" {
		order.Tracking = row.Tracking
		key := trackingKey(row.Tracking)
		m.byTracking[key] = append(m.byTracking[key], at)
	}
	if row.Paid {
		order.Payment.State = shop.Paid
	}
}

func (m *matcher) numbers(orders []int) []string {
	var all []string
	for _, i := range orders {
		all = append(all, m.Orders[i].Number)
	}
	return all
}

// find answers which order a row is about.
func (m *matcher) find(row Row) (at int, by By, why Trouble, fits []int) {
	cells := row.Row
	if number, ok := m.Fixed[cells.Line]; ok {
		if all := m.byNumber[numberKey(number)]; len(all) == 1 {
			return all[0], ByPerson, NoTrouble, nil
		}
		return 0, ByPerson, NotFound, nil
	}
	if at, ok := m.made(cells); ok {
		return at, ByNumber, NoTrouble, nil
	}
	if all := m.byNumber[numberKey(m.cell(cells, Number))]; len(all) > 0 {
		return m.sure(all, ByNumber, cells)
	}
	if id, ok := m.Done[row.key]; ok {
		if at, there := m.byID[id]; there {
			return at, ByPhone, NoTrouble, nil
		}
	}
	if all := m.byTracking[trackingKey(m.cell(cells, Tracking))]; len(all) > 0 {
		return m.sure(all, ByTracking, cells)
	}
	return m.byPerson(cells)
}

// made finds the order that was once made from the same row.
func (m *matcher) made(cells tables.Row) (int, bool) {
	if m.cell(cells, Items) == "" {
		return 0, false
	}
	at, ok := m.byID[shop.ListOrderFor(m.Shop, m.reference(cells))]
	return at, ok
}

// byPerson finds the one open order of whoever the row names. A list that brings
// orders in speaks of new ones.
func (m *matcher) byPerson(cells tables.Row) (at int, by By, why Trouble, fits []int) {
	phone, name := m.phoneKey(m.cell(cells, Phone)), m.plain(m.cell(cells, Name))
	if m.cell(cells, Items) != "" {
		return 0, "", NotFound, nil
	}
	switch {
	case phone != "" && len(m.byPhone[phone]) > 0:
		return m.onlyOpen(m.byPhone[phone], ByPhone, cells)
	case name != "" && len(m.byName[name]) > 0:
		if phone != "" { // a namesake
			return 0, ByName, NotFound, nil
		}
		return m.onlyOpen(m.byName[name], ByName, cells)
	case phone == "" && name == "" && m.cell(cells, Number) == "" && m.cell(cells, Tracking) == "":
		return 0, "", NothingToFind, nil
	}
	return 0, "", NotFound, nil
}

// onlyOpen chooses the order that is not finished; of finished ones only a
// single one can be meant.
func (m *matcher) onlyOpen(all []int, by By, cells tables.Row) (at int, found By, why Trouble, fits []int) {
	var open []int
	for _, i := range all {
		if status, _ := m.Pipeline.Status(m.Orders[i].Status); !status.Final {
			open = append(open, i)
		}
	}
	switch {
	case len(open) == 1:
		return m.sure(open, by, cells)
	case len(open) == 0 && len(all) == 1:
		return m.sure(all, by, cells)
	case len(open) > 1:
		return 0, by, Several, open
	}
	return 0, by, Several, all
}

// sure checks that the rest of the row doesn't speak of somebody else: a number
// of the courier's own may be that of another customer's order.
func (m *matcher) sure(all []int, by By, cells tables.Row) (at int, found By, why Trouble, fits []int) {
	if len(all) > 1 {
		return 0, by, Several, all
	}
	order := m.Orders[all[0]]
	phone, name := m.phoneKey(m.cell(cells, Phone)), m.plain(m.cell(cells, Name))
	agrees, known := false, false
	if phone != "" && len(order.Phones) > 0 {
		known = true
		for _, has := range order.Phones {
			agrees = agrees || m.phoneKey(has) == phone
		}
	}
	if theirs := m.plain(order.Name); name != "" && theirs != "" {
		known = true
		agrees = agrees || shareWord(name, theirs)
	}
	if known && !agrees {
		return 0, by, Disagrees, all
	}
	return all[0], by, NoTrouble, nil
}

func shareWord(a, b string) bool {
	for word := range strings.FieldsSeq(a) {
		if len(word) > 1 && strings.Contains(" "+b+" ", " "+word+" ") {
			return true
		}
	}
	return a == b
}

// changes fills in what the row says differently, and answers the tracking
// number that it says.
func (m *matcher) changes(row *Row) (says string) {
	row.Kind = Nothing
	if word := m.cell(row.Row, Status); word != "" {
		m.move(row, m.status(word))
	}
	tracking := m.cell(row.Row, Tracking)
	says = trackingKey(tracking)
	is, known := paid(m.cell(row.Row, Paid))
	has := trackingKey(row.Order.Tracking)
	switch {
	case row.Kind == Unclear:
	case !known:
		row.Kind, row.Why = Unclear, StrangePaid
	case has != "" && says != "" && says != has && (row.By == ByPhone || row.By == ByName):
		row.Kind, row.Why = Unclear, OtherTracking
	}
	if row.Kind == Unclear {
		row.To = ""
		return says
	}
	if says != "" && says != has {
		row.Kind, row.Tracking = Change, tracking
	}
	if is && row.Order.Payment.State != shop.Paid {
		row.Kind, row.Paid = Change, true
	}
	return says
}

// move: an order that has come further stays where it is, one that ended
// otherwise is a person's to decide.
func (m *matcher) move(row *Row, to shop.StatusID) {
	from := row.Order.Status
	status, _ := m.Pipeline.Status(from)
	switch {
	case to == "":
		row.Kind, row.Why = Unclear, StrangeWord
	case from == to:
	case m.Pipeline.Index(to) < m.Pipeline.Index(from) && !isFinal(m.Pipeline, to):
		row.Further = true
	case status.Final:
		row.Kind, row.Why = Unclear, Finished
	default:
		row.Kind, row.To = Change, to
	}
}

func isFinal(pipeline shop.Pipeline, id shop.StatusID) bool {
	status, _ := pipeline.Status(id)
	return status.Final
}

// remembered is a key for a row that is found by whom it names: all that stands
// in it. It tells nothing of them to whoever reads it.
func remembered(cells tables.Row) string {
	sum := sha256.Sum256([]byte(strings.Join(cells.Cells, "\x1f")))
	return hex.EncodeToString(sum[:12])
}
