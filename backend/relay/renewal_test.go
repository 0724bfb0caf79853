package relay

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// onDisk is a relay whose journal is JetStream's own files, which a story may
// damage between two runs.
type onDisk struct {
	*world
	dir    string
	secret []byte
}

func newOnDisk(t *testing.T) *onDisk {
	o := &onDisk{dir: t.TempDir(), secret: masterKey(t)}
	o.world = &world{t: t, clock: &clock{}, log: &lines{}}
	o.begin()
	o.shop, o.owner = o.newShop("Panadería Sol", "Marta")
	return o
}

// begin starts the relay on what is on the disk.
func (o *onDisk) begin() {
	engine, err := journal.OpenEmbedded(o.t.Context(), journal.EmbeddedParams{Dir: filepath.Join(o.dir, "journal")})
	require.NoError(o.t, err)
	o.t.Cleanup(func() { require.NoError(o.t, engine.Close()) })
	o.start(func(p *Params) {
		p.DataDir, p.MasterKey, p.Journal, p.SegmentEvents = o.dir, o.secret, engine, smallSegment
	})
}

// finish ends the relay and lets go of the files.
func (o *onDisk) finish() {
	engine := o.relay.engine
	o.end()
	require.NoError(o.t, engine.Close())
}

// blocks are the files that hold a shop's events, largest first.
func (o *onDisk) blocks() []string {
	var found []string
	require.NoError(o.t, filepath.WalkDir(filepath.Join(o.dir, "journal"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".blk") && strings.Contains(path, "log_shop-") {
			found = append(found, path)
		}
		return err
	}))
	require.NotEmpty(o.t, found)
	return found
}

// forgetState removes what the engine keeps of its blocks, as after a crash.
func (o *onDisk) forgetState() {
	require.NoError(o.t, filepath.WalkDir(filepath.Join(o.dir, "journal"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Base(path) == "index.db" {
			return os.Remove(path)
		}
		return err
	}))
}

func (d *device) adds(from, to int) {
	for n := from; n < to; n++ {
		d.ask(d.command(&shop.AddCustomer{Customer: shop.CustomerByPhone(d.shop, phoneOf(n)), Phone: phoneOf(n), Name: "Ana"}))
	}
}

func ids(events []shop.Event) []shop.EventID {
	all := make([]shop.EventID, len(events))
	for i, e := range events {
		all[i] = e.ID
	}
	return all
}

// repaired waits until the shop is served again.
func (d *device) repaired() wire.Page {
	var page wire.Page
	require.Eventually(d.t, func() bool {
		response := d.send(http.MethodGet, wire.PathFeed, d.bearer, nil, &page)
		return response.StatusCode == http.StatusOK
	}, 60*time.Second, 20*time.Millisecond)
	return page
}

// What is sealed comes back whatever happened to the journal; what was not and
// is gone is said, and nothing is sent before the owner says so.
func TestADamagedJournalIsRepairedFromSegments(t *testing.T) {
	for name, damage := range map[string]func(*onDisk){
		"the blocks are gone": func(o *onDisk) {
			for _, path := range o.blocks() {
				require.NoError(o.t, os.Remove(path))
			}
		},
		"the block is cut in half": func(o *onDisk) {
			path := o.blocks()[0]
			info, err := os.Stat(path)
			require.NoError(o.t, err)
			require.NoError(o.t, os.Truncate(path, info.Size()/2))
		},
		"a bit is flipped": func(o *onDisk) {
			path := o.blocks()[0]
			raw, err := os.ReadFile(path)
			require.NoError(o.t, err)
			raw[len(raw)/3] ^= 4
			require.NoError(o.t, os.WriteFile(path, raw, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOnDisk(t)
			d := o.pair()
			d.adds(0, 45)
			before := d.feed("")
			sealed := o.seal()
			require.Positive(t, sealed)
			o.finish()
			damage(o)
			o.forgetState()

			o.begin()
			d.signIn()
			after := d.repaired()
			require.Equal(t, ids(before.Events[:sealed]), ids(after.Events[:sealed]), "all that was sealed is in its place")
			renewed := slices.IndexFunc(after.Events, func(e shop.Event) bool { return e.Kind == shop.KindJournalRenewed })
			require.GreaterOrEqual(t, renewed, sealed)
			for _, e := range after.Events[:renewed] {
				require.True(t, e.Kind == shop.KindEventLost || slices.Contains(ids(before.Events), e.ID))
			}
			require.Contains(t, kinds(after), shop.KindNoticeRaised, "the owner is told")
			require.True(t, o.paused())
			d.ask(d.command(&shop.ResumeSending{}))
			require.False(t, o.paused())

			// The next start finds all in order.
			o.finish()
			o.begin()
			d.signIn()
			require.False(t, o.paused())
			again := d.feed("")
			require.Equal(t, ids(after.Events), ids(again.Events[:len(after.Events)]))
		})
	}
}

// A copy of an earlier day in the journal's place is noticed by relay.db.
func TestARestoredBackupOfTheJournalIsNoticed(t *testing.T) {
	o := newOnDisk(t)
	d := o.pair()
	d.adds(0, 5)
	early := d.feed("")
	o.finish()
	backup := t.TempDir()
	require.NoError(t, os.CopyFS(backup, os.DirFS(filepath.Join(o.dir, "journal"))))

	o.begin()
	d.signIn()
	d.adds(5, 10)
	late := d.feed("")
	o.finish()
	require.NoError(t, os.RemoveAll(filepath.Join(o.dir, "journal")))
	require.NoError(t, os.CopyFS(filepath.Join(o.dir, "journal"), os.DirFS(backup)))

	o.begin()
	d.signIn()
	page := d.repaired()
	require.Equal(t, ids(early.Events), ids(page.Events[:len(early.Events)]))
	require.Contains(t, kinds(page), shop.KindJournalRenewed)
	require.True(t, o.paused())
	require.Empty(t, d.feed(page.Cursor).Events)
	require.NotEmpty(t, d.feed(early.Cursor).Events, "a place that both have is still one")
	refused(t, d.send(http.MethodGet, wire.PathFeed+"?after="+string(late.Cursor), d.bearer, nil, nil), http.StatusConflict, wire.ProblemCursor)
}

// A message that was on its way when the journal broke is never sent by itself.
func TestWhatWasOnItsWayWhenTheJournalBrokeHasAFateThatNobodyKnows(t *testing.T) {
	o := newOnDisk(t)
	d := o.pair()
	o.connectNumber()
	lucia := shop.CustomerByPhone(o.shop, "+34600111222")
	require.Equal(t, http.StatusOK, o.postSigned(luciaWrites))
	require.Eventually(t, func() bool { return slices.Contains(kinds(d.feed("")), shop.KindMessageReceived) }, 60*time.Second, 5*time.Millisecond)
	queued := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	answers := d.ask(d.command(&shop.SendMessage{Message: queued, Channel: shop.ChannelFor(o.shop, "111"), Customer: lucia, Type: shop.TypeText,
		Content: shop.Content{Text: "Sí"}}))
	require.Empty(t, answers[0].Refused)
	d.adds(0, 5)
	o.finish()
	path := o.blocks()[0]
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(path, info.Size()-900)) // a torn tail: the last customers
	o.forgetState()

	o.begin()
	d.signIn()
	page := d.repaired()
	require.Contains(t, kinds(page), shop.KindMessageQueued)
	require.Contains(t, kinds(page), shop.KindMessageUnsettled)
	require.True(t, o.paused())
}

var luciaWrites = []byte(`{"object":"whatsapp_business_account","entry":[{"id":"222","changes":[{"field":"messages","value":{
	"messaging_product":"whatsapp","metadata":{"phone_number_id":"111"},"contacts":[{"profile":{"name":"Lucía"},"wa_id":"34600111222"}],
	"messages":[{"from":"34600111222","id":"wamid.1","timestamp":"` + timestamp() + `","type":"text","text":{"body":"Hola"}}]}}]}]}`)

func timestamp() string { return strconv.FormatInt(time.Now().Unix(), 10) }

func (w *world) connectNumber() {
	number := shop.ChannelConnected{PhoneNumberID: "111", WABA: "222", Portfolio: "77", Number: "+34 954 00 00 00", Name: "Sol"}
	_, err := w.relay.ConnectChannel(w.t.Context(), w.shop, number, "token")
	require.NoError(w.t, err)
}

func (w *world) paused() (paused bool) {
	of, err := w.relay.shopOf(w.t.Context(), w.shop)
	require.NoError(w.t, err)
	require.NoError(w.t, of.View(w.t.Context(), func(f *facts.Tx) error {
		paused = f.Paused()
		return f.Err()
	}))
	return paused
}

// The whole data folder of an earlier day is put back: the relay alone can't
// know. A device that has seen more proves it, and brings back what it has.
func TestADeviceBringsBackWhatARestoredRelayForgot(t *testing.T) {
	o := newOnDisk(t)
	d := o.pair()
	d.adds(0, 5)
	early := d.feed("")
	o.finish()
	backup := t.TempDir()
	require.NoError(t, os.CopyFS(backup, os.DirFS(o.dir)))

	o.begin()
	d.signIn()
	d.adds(5, 10)
	late := d.feed(early.Cursor)
	require.NotEmpty(t, late.Receipt)
	o.finish()
	require.NoError(t, os.RemoveAll(o.dir))
	require.NoError(t, os.CopyFS(o.dir, os.DirFS(backup)))

	o.begin()
	d.signIn()
	d.adds(10, 12) // it goes on, unaware
	offer := wire.Offer{Pages: []wire.OfferedPage{{After: early.Cursor, Cursor: late.Cursor, Receipt: late.Receipt, Events: late.Events}}}
	changed := wire.Offer{Pages: []wire.OfferedPage{{After: early.Cursor, Cursor: late.Cursor, Receipt: late.Receipt, Events: late.Events[1:]}}}
	refused(t, d.send(http.MethodPost, wire.PathOffers, d.bearer, changed, nil), http.StatusUnprocessableEntity, wire.ProblemInvalid)
	require.False(t, o.paused())

	var answer wire.OfferAnswer
	require.Eventually(t, func() bool {
		return d.send(http.MethodPost, wire.PathOffers, d.bearer, offer, &answer).StatusCode == http.StatusOK
	}, 60*time.Second, 20*time.Millisecond)
	require.Equal(t, len(late.Events), answer.Added)
	require.True(t, o.paused())
	page := d.feed("")
	require.Subset(t, ids(page.Events), ids(early.Events))
	require.Subset(t, ids(page.Events), ids(late.Events))
	for n := range 12 {
		require.Contains(t, o.customers(), shop.CustomerByPhone(o.shop, phoneOf(n)))
	}
	response := d.send(http.MethodPost, wire.PathOffers, d.bearer, offer, &answer)
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Zero(t, answer.Added, "each comes back once")
}

// customers are those that the relay's facts know.
func (w *world) customers() map[shop.CustomerID]bool {
	all := map[shop.CustomerID]bool{}
	of, err := w.relay.shopOf(w.t.Context(), w.shop)
	require.NoError(w.t, err)
	require.NoError(w.t, of.View(w.t.Context(), func(f *facts.Tx) error {
		for n := range 20 {
			id := shop.CustomerByPhone(w.shop, phoneOf(n))
			if _, known := f.Customer(id); known {
				all[id] = true
			}
		}
		return f.Err()
	}))
	return all
}
