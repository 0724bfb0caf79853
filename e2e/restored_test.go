package e2e_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay"
	"mostrador/shop"
	"mostrador/store"
)

// The relay's whole data folder of an earlier day is put back while a desktop
// has seen more: the desktop brings back what the relay forgot, and both go on.
func TestADesktopBringsBackWhatARestoredRelayForgot(t *testing.T) {
	o := &oldShop{t: t}
	key, dir := make([]byte, 32), filepath.Join(t.TempDir(), "relay")
	_, _ = rand.Read(key)
	var there atomic.Pointer[relay.Relay]
	o.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if now := there.Load(); now != nil {
			now.Handler().ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	}))
	start := func() {
		var err error
		o.relay, err = relay.New(t.Context(), relay.Params{DataDir: dir, MasterKey: key, AppSecret: secret, SenderPaused: true})
		require.NoError(t, err)
		o.relay.Announce(o.server.URL, "")
		there.Store(o.relay)
	}
	stop := func() {
		there.Store(nil)
		o.server.CloseClientConnections()
		require.NoError(t, o.relay.Close(context.Background()))
	}
	start()
	t.Cleanup(func() {
		stop()
		o.server.Close()
	})
	name := "Panadería Sol"
	var err error
	o.id, o.owner, err = o.relay.CreateShop(t.Context(), shop.ShopConfigured{Name: &name}, "Marta")
	require.NoError(t, err)
	_, err = o.relay.ConnectChannel(t.Context(), o.id, shop.ChannelConnected{PhoneNumberID: "111", WABA: "222", Number: "+34 954", Name: name}, token)
	require.NoError(t, err)
	d := o.pair("Counter")
	d.start(0)
	o.write(20)
	d.eventually("the first day is here", func() bool { return d.size().Messages == 20 })

	stop()
	backup := filepath.Join(t.TempDir(), "backup")
	require.NoError(t, os.CopyFS(backup, os.DirFS(dir)))
	start()
	o.write(20)
	label := shop.LabelID(o.id) // any id
	wish, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), shop.PersonID{}, &shop.SaveLabel{Label: label, Name: "Wholesale", Tone: "info"})
	require.NoError(t, err)
	_, err = d.store.Do(t.Context(), wish)
	require.NoError(t, err)
	d.eventually("the second day is here", func() bool { return d.size().Messages == 40 && len(d.labels()) == 1 })

	stop()
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.CopyFS(dir, os.DirFS(backup)))
	start()
	d.eventually("nothing of the second day is lost", func() bool {
		return d.size().Messages == 40 && len(d.labels()) == 1 && d.renewed()
	})
	other := o.pair("Back room")
	other.start(0)
	o.write(1)
	require.Equal(t, d.whole(o), other.whole(o), "and the relay has it again, for everybody")
	other.stop()
	d.stop()
}

func (d *desktop) labels() []store.Label {
	all, err := d.store.Labels(d.t.Context())
	require.NoError(d.t, err)
	return all
}

// renewed says whether the owner was told that the journal was repaired.
func (d *desktop) renewed() bool {
	notices, err := d.store.Notices(d.t.Context(), store.NoticeQuery{Open: true, Limit: 10})
	require.NoError(d.t, err)
	for _, n := range notices {
		if n.About == shop.NoticeJournalRenewed {
			return true
		}
	}
	return false
}
