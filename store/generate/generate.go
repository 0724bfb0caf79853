package generate

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
)

// Params say how much past there is. Zero values have defaults.
type Params struct {
	Shop          shop.ShopID // a shop of its own when zero
	Seed          uint64
	Messages      int       // 1,000,000
	Conversations int       // a hundredth of the messages
	Busiest       int       // messages in the busiest conversation: a tenth of all
	Until         time.Time // when the last message came: 23 November 2026, 18:00 UTC
	Days          int       // how far back it goes: 1,095
	// Brief leaves out of an answer's steps all but that it was taken, which
	// makes filling faster where many millions are wanted.
	Brief bool
}

func (p Params) filled() Params {
	if (p.Shop == shop.ShopID{}) {
		p.Shop = shop.ShopID{UUID: uuid.MustParse("5b0c1d7e-0000-4000-8000-00000000a11e")}
	}
	orElse(&p.Messages, 1_000_000)
	orElse(&p.Conversations, max(p.Messages/100, 1))
	orElse(&p.Busiest, p.Messages/10)
	orElse(&p.Days, 1095)
	if p.Until.IsZero() {
		p.Until = time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	}
	return p
}

func orElse(v *int, other int) {
	if *v <= 0 {
		*v = other
	}
}

// Generator makes the events, in the journal's order.
type Generator struct {
	p       Params
	random  *rand.Rand
	channel shop.ChannelID
	people  []shop.PersonID
	labels  []shop.LabelID

	events   []shop.Event
	position shop.Position
	now      time.Time
	ids      uint64

	threads []thread
	weights []float64 // of the threads but the first, summed up
	rare    []string
	made    int // messages
	orders  int
	open    []openOrder
	texts   int64 // bytes of all texts
	err     error
}

// thread is what is remembered of a conversation.
type thread struct {
	index    int
	id       shop.ConversationID
	customer shop.CustomerID
	phone    string
	language *language
	begun    bool
	done     bool
	last     shop.MessageID
	lastRef  shop.PlatformRef
	inLast   shop.Position // the customer's last
}

// New prepares a generator.
func New(p Params) *Generator {
	p = p.filled()
	g := &Generator{p: p, random: rand.New(rand.NewPCG(p.Seed, 0x4d6f7374)), //nolint:gosec // it must be the same every time
		now: p.Until.AddDate(0, 0, -p.Days), threads: make([]thread, p.Conversations), weights: make([]float64, p.Conversations)}
	g.channel = shop.ChannelFor(p.Shop, "106540352242922")
	sum := 0.0
	for i := range g.threads {
		g.threads[i].index = i
	}
	for i := 1; i < len(g.weights); i++ {
		sum += math.Pow(float64(i), -0.7)
		g.weights[i] = sum
	}
	for range 40_000 {
		g.rare = append(g.rare, title(pick(g, syllables)+pick(g, syllables)+pick(g, syllables)))
	}
	g.begin()
	return g
}

// Shop is the shop that the events are of.
func (g *Generator) Shop() shop.ShopID { return g.p.Shop }

// Person is the shop's owner.
func (g *Generator) Person() shop.PersonID { return g.people[0] }

// Busiest is the conversation with the most messages. It is known once it has
// begun.
func (g *Generator) Busiest() shop.ConversationID { return g.threads[0].id }

// Messages is how many messages were made so far.
func (g *Generator) Messages() int { return g.made }

// TextBytes is how many bytes all texts that were made have.
func (g *Generator) TextBytes() int64 { return g.texts }

// Next makes about as many events as are asked for; none when all is told.
func (g *Generator) Next(about int) ([]shop.Event, error) {
	for len(g.events) < about && g.made < g.p.Messages && g.err == nil {
		g.message()
	}
	events := g.events
	g.events = nil
	return events, g.err
}

// message makes the next message with what belongs to it.
func (g *Generator) message() {
	g.tick()
	t := g.thread()
	if !t.begun {
		g.meet(t)
	}
	g.made++
	if g.chance(40) && (t.inLast > 0) {
		g.answer(t)
	} else {
		g.receive(t)
	}
	g.around(t)
}

// tick moves the clock so that the messages spread over the opening hours of
// all days.
func (g *Generator) tick() {
	perDay := float64(g.p.Messages) / float64(g.p.Days)
	day, part := math.Modf(float64(g.made) / perDay)
	start := g.p.Until.AddDate(0, 0, int(day)-g.p.Days)
	at := start.Add(-10 * time.Hour).Add(time.Duration(part * float64(10*time.Hour)))
	if at.After(g.now) {
		g.now = at
	}
	g.now = g.now.Add(time.Millisecond)
}

// thread chooses who writes: the busiest one often, the others the less the
// further back they stand.
func (g *Generator) thread() *thread {
	if len(g.threads) == 1 || g.random.IntN(g.p.Messages) < g.p.Busiest {
		return &g.threads[0]
	}
	if g.made%97 == 0 { // so that everyone is heard at least once
		if next := 1 + g.made/97%(len(g.threads)-1); !g.threads[next].begun {
			return &g.threads[next]
		}
	}
	total := g.weights[len(g.weights)-1]
	i := sort.SearchFloat64s(g.weights[1:], g.random.Float64()*total)
	return &g.threads[1+min(i, len(g.threads)-2)]
}

// envelope says what stands around a body.
type envelope struct {
	author   shop.AuthorKind
	person   shop.PersonID
	customer shop.CustomerID
}

func (g *Generator) add(e envelope, body shop.Body) shop.Position {
	g.position++
	event, err := shop.NewEvent(shop.Event{
		Position: g.position, ID: shop.EventID{UUID: g.id(3)}, Shop: g.p.Shop, At: g.now.Truncate(time.Millisecond), Recorded: g.now,
		Author: shop.Author{Kind: e.author, Person: e.person}, Channel: g.channel, Customer: e.customer,
	}, body)
	if err != nil && g.err == nil {
		g.err = fmt.Errorf("make %s: %w", body.Kind(), err)
	}
	g.events = append(g.events, event)
	return g.position
}

// id makes ids as spread out as derived ones are, the same every time.
func (g *Generator) id(kind byte) uuid.UUID {
	g.ids++
	var seed [17]byte
	seed[0] = kind
	binary.BigEndian.PutUint64(seed[1:], g.ids)
	binary.BigEndian.PutUint64(seed[9:], g.p.Seed)
	return uuid.NewSHA1(g.p.Shop.UUID, seed[:])
}

// chance is true so many times of a hundred.
func (g *Generator) chance(percent int) bool { return g.random.IntN(100) < percent }

func pick[T any](g *Generator, from []T) T { return from[g.random.IntN(len(from))] }
