package practice

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/backend/journal"
	"mostrador/shop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, params Params) *Practice {
	t.Helper()
	if params.Dir == "" {
		params.Dir = t.TempDir()
	}
	p, err := Start(t.Context(), params)
	require.NoError(t, err)
	t.Cleanup(func() { stop(t, p) })
	return p
}

func stop(t *testing.T, p *Practice) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
	defer cancel()
	require.NoError(t, p.Close(ctx))
}

func TestTheFirstStartShowsABakeryInTheMiddleOfItsWeek(t *testing.T) {
	t.Parallel()
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			d := pair(t, start(t, Params{Language: language, Quiet: true}))
			d.read()
			checkConversations(t, d)
			checkOrders(t, d)
			checkShop(t, d)
			checkFiles(t, d)
		})
	}
}

func checkConversations(t *testing.T, d *device) {
	t.Helper()
	conversations, types := map[shop.ConversationID]bool{}, map[shop.MessageType]int{}
	wamids := map[string]bool{}
	for _, got := range all[*shop.MessageReceived](d) {
		conversations[got.body.Conversation] = true
		types[got.body.Type]++
		assert.False(t, wamids[got.body.Personal.Wamid], "a message came in twice")
		wamids[got.body.Personal.Wamid] = true
		assert.False(t, got.event.At.After(got.event.Recorded))
	}
	assert.GreaterOrEqual(t, len(conversations), 14)
	for _, kind := range []shop.MessageType{shop.TypeText, shop.TypeImage, shop.TypeVoice, shop.TypeDocument, shop.TypeLocation, shop.TypeCart} {
		assert.Positive(t, types[kind], "nobody sent a %s", kind)
	}
	assert.Zero(t, types[shop.TypeUnknown])
	assert.Empty(t, all[*shop.PartKept](d), "the relay did not understand something")
	for _, progressed := range all[*shop.MessageProgressed](d) {
		assert.NotZero(t, progressed.body.Message, "a status is of no message")
	}
	assert.NotEmpty(t, all[*shop.MessageReacted](d))
	codes := map[int]bool{}
	for _, failed := range all[*shop.MessageFailed](d) {
		codes[failed.body.Code] = true
	}
	assert.Equal(t, map[int]bool{131026: true, 131047: true}, codes)
}

func checkOrders(t *testing.T, d *device) {
	t.Helper()
	status, numbers, walkIns := map[shop.OrderID]shop.StatusID{}, map[string]bool{}, 0
	payments := map[shop.PaymentState]bool{}
	for _, opened := range all[*shop.OrderOpened](d) {
		status[opened.body.OrderID] = opened.body.Status
		numbers[opened.body.Number] = true
		payments[opened.body.Order.Payment.State] = true
		if (opened.body.Customer == shop.CustomerID{}) {
			walkIns++
		}
	}
	for _, moved := range all[*shop.OrderMoved](d) {
		assert.Equal(t, moved.body.From, status[moved.body.OrderID])
		status[moved.body.OrderID] = moved.body.To
	}
	count := map[shop.StatusID]int{}
	for _, now := range status {
		count[now]++
	}
	for _, step := range []shop.StatusID{"new", "baking", "ready", "on_its_way", "collected"} {
		assert.Positive(t, count[step], "no order is %s", step)
	}
	for _, number := range []string{"1036", "1037", "1038", "1039", "1040", "1041", "1042", "1043", "1044", "1045", "1046", "1047"} {
		assert.True(t, numbers[number], "order %s", number)
	}
	assert.Positive(t, walkIns)
	assert.Len(t, payments, 4)
}

func checkShop(t *testing.T, d *device) {
	t.Helper()
	assert.Len(t, all[*shop.ReplySaved](d), 8)
	templates := map[string]shop.Template{}
	for _, changed := range all[*shop.TemplateChanged](d) {
		templates[changed.body.Template.Name] = changed.body.Template
	}
	states := map[shop.TemplateState]int{}
	for _, template := range templates {
		states[template.State]++
		assert.NotEmpty(t, template.Title)
		if template.State == shop.TemplateRejected {
			assert.NotEmpty(t, template.Reason)
		}
	}
	assert.Equal(t, map[shop.TemplateState]int{shop.TemplateApproved: 4, shop.TemplateRejected: 1}, states)
	people := map[shop.PersonID]string{}
	for _, saved := range all[*shop.PersonSaved](d) {
		people[saved.body.Person] = saved.body.Name
	}
	assert.Len(t, people, 1, "a second person would turn on authors' names")
	assert.NotEmpty(t, all[*shop.ConsentChanged](d))
	assert.NotEmpty(t, all[*shop.CustomerLabelled](d))
	assert.NotEmpty(t, all[*shop.NoteAdded](d))
}

func checkFiles(t *testing.T, d *device) {
	t.Helper()
	sent := 0
	d.eventually("the relay has every file", func() bool {
		sent = 0
		for _, got := range all[*shop.MessageReceived](d) {
			if got.body.Type.HasMedia() {
				sent++
			}
		}
		return len(all[*shop.MediaStored](d))+len(all[*shop.MediaMissed](d)) == sent
	})
	assert.Empty(t, all[*shop.MediaMissed](d))
	assert.GreaterOrEqual(t, sent, 7)
}

func TestARestartKeepsEverythingAndFillsNothingTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, Params{Dir: dir, Language: "es", Quiet: true})
	d := pair(t, first)
	d.eventually("the files are there", func() bool { return len(all[*shop.MediaStored](d)) >= 7 })
	before, port := first.Shop(), first.RelayURL()
	checkOnlyTheOwnerReads(t, dir, first)
	d.client.CloseIdleConnections()
	stop(t, first)

	second := start(t, Params{Dir: dir, Language: "en", Quiet: true})
	assert.Equal(t, before, second.Shop())
	assert.Equal(t, "es", second.Language(), "the bakery stays in the language it began in")
	assert.Equal(t, port, second.RelayURL(), "the port was free")
	again := pair(t, second)
	again.read()
	paired := 0
	for _, event := range again.events {
		if event.Kind == shop.KindDevicePaired {
			paired++
		}
	}
	assert.Equal(t, 2, paired)
	require.GreaterOrEqual(t, len(again.events), len(d.events))
	for i, event := range d.events {
		require.Equal(t, event.ID, again.events[i].ID)
	}
	for _, event := range again.events[len(d.events):] {
		assert.Contains(t, []shop.Kind{shop.KindDevicePaired, shop.KindMessageProgressed}, event.Kind)
	}
}

func TestAFirstStartThatWasInterruptedBeginsAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	half := start(t, Params{Dir: dir, Quiet: true})
	stop(t, half)
	half.memory.Seeded = false // as a kill just before the end leaves it
	require.NoError(t, half.memory.keep(dir))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "seeding-1", "x"), 0o700))

	whole := start(t, Params{Dir: dir, Quiet: true})
	assert.NotEqual(t, half.Shop(), whole.Shop())
	d := pair(t, whole)
	d.read()
	checkConversations(t, d)
	checkOrders(t, d)
	left, err := filepath.Glob(filepath.Join(dir, "seeding-*"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestOnlyOneProgramAtATime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: filepath.Join(dir, relayDir, "journal")})
	require.NoError(t, err)
	_, err = Start(t.Context(), Params{Dir: dir, Quiet: true})
	require.ErrorIs(t, err, journal.ErrInUse)
	require.NoError(t, other.Close())
}

func TestAFolderThatCannotBeMadeIsNamed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := Start(t.Context(), Params{Dir: filepath.Join(file, "shop")})
	require.ErrorContains(t, err, "folder")
}

func TestSecretsAreMadeAnewForEveryone(t *testing.T) {
	t.Parallel()
	mine, yours := newMemory(), newMemory()
	for _, pair := range [][2]string{{mine.Token, yours.Token}, {mine.AppSecret, yours.AppSecret}, {mine.VerifyToken, yours.VerifyToken},
		{string(mine.MasterKey), string(yours.MasterKey)}, {mine.Token, mine.AppSecret}} {
		assert.NotEqual(t, pair[0], pair[1])
		assert.GreaterOrEqual(t, len(pair[0]), 32)
	}
}

func checkOnlyTheOwnerReads(t *testing.T, dir string, p *Practice) {
	t.Helper()
	for _, name := range []string{memoryFile, addressFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		if runtime.GOOS != "windows" {
			assert.Zero(t, info.Mode().Perm()&0o077, name)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, addressFile))
	require.NoError(t, err)
	var where addresses
	require.NoError(t, json.Unmarshal(raw, &where))
	assert.Equal(t, p.RelayURL(), where.Relay)
	assert.Equal(t, p.SandboxURL(), where.Sandbox)
}
