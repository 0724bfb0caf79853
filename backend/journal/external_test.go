package journal_test

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/journal/journaltest"
)

// natsServer starts a server of its own as an operator would, on loopback.
func natsServer(t testing.TB, change func(*server.Options)) *server.Server {
	t.Helper()
	options := &server.Options{
		ServerName: "nats-" + filepath.Base(t.TempDir()), Host: "127.0.0.1", Port: server.RANDOM_PORT,
		HTTPHost: "127.0.0.1", HTTPPort: server.RANDOM_PORT,
		JetStream: true, StoreDir: t.TempDir(), SyncAlways: true, JetStreamMaxStore: 1 << 30,
		MaxPayload: 8 << 20, NoLog: true, NoSigs: true,
	}
	change(options)
	running, err := server.NewServer(options)
	require.NoError(t, err)
	running.Start()
	t.Cleanup(func() {
		running.Shutdown()
		running.WaitForShutdown()
	})
	return running
}

func params(servers ...*server.Server) journal.ExternalParams {
	p := journal.ExternalParams{URL: servers[0].ClientURL(), Replicas: len(servers)}
	for _, s := range servers {
		p.MonitoringURLs = append(p.MonitoringURLs, "http://"+s.MonitorAddr().String())
	}
	return p
}

// cluster starts three servers that know each other.
func cluster(t testing.TB) []*server.Server {
	ports := freePorts(t, 3)
	var servers []*server.Server
	for i, port := range ports {
		servers = append(servers, natsServer(t, func(o *server.Options) {
			o.ServerName = fmt.Sprint("nats-", i)
			o.Cluster = server.ClusterOpts{Name: "shops", Host: "127.0.0.1", Port: port}
			for _, other := range ports {
				o.Routes = append(o.Routes, &url.URL{Scheme: "nats-route", Host: fmt.Sprint("127.0.0.1:", other)})
			}
		}))
	}
	require.Eventually(t, func() bool {
		for _, s := range servers {
			if s.JetStreamIsLeader() && len(s.JetStreamClusterPeers()) == len(servers) {
				return true
			}
		}
		return false
	}, 30*time.Second, 50*time.Millisecond)
	return servers
}

func freePorts(t testing.TB, count int) []int {
	var ports []int
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer listener.Close()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func openExternal(t testing.TB, p journal.ExternalParams) journal.Engine {
	t.Helper()
	engine, err := journal.OpenExternal(t.Context(), p)
	require.NoError(t, err)
	return engine
}

func TestExternalServerConforms(t *testing.T) {
	where := map[journal.Engine]journal.ExternalParams{}
	journaltest.Run(t, journaltest.Make{
		Open: func(t testing.TB) journal.Engine {
			p := params(natsServer(t, func(*server.Options) {}))
			engine := openExternal(t, p)
			where[engine] = p
			return engine
		},
		Reopen: func(t testing.TB, engine journal.Engine) journal.Engine {
			require.NoError(t, engine.Close())
			next := openExternal(t, where[engine])
			where[next] = where[engine]
			return next
		},
	})
}

func TestTwoRelaysShareACluster(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three servers")
	}
	servers := cluster(t)
	var logs []journal.Log
	for i := range 2 {
		p := params(servers...)
		p.URL = servers[i].ClientURL()
		engine := openExternal(t, p)
		defer func() { require.NoError(t, engine.Close()) }()
		log, err := engine.Log(t.Context(), "shop-1")
		require.NoError(t, err)
		logs = append(logs, log)
	}
	one, two := logs[0], logs[1]
	waiting := two.Changed(t.Context(), journal.Cursor{})
	end := appendTo(t, one, journal.Cursor{}, "from one", "and one")
	<-waiting
	_, err := two.Append(t.Context(), newBatch(), journal.Cursor{}, [][]byte{[]byte("late")})
	require.ErrorIs(t, err, journal.ErrConflict)
	var seen []journal.Entry
	require.Eventually(t, func() bool { // a follower may answer a moment late
		seen, err = two.Read(t.Context(), journal.Cursor{}, 0, 0)
		return err == nil && len(seen) == 2
	}, 10*time.Second, 10*time.Millisecond)
	require.Equal(t, end, seen[1].Cursor)
	end = appendTo(t, two, end, "from two")

	servers[2].Shutdown()
	servers[2].WaitForShutdown()
	require.Eventually(t, func() bool {
		next, err := one.Append(t.Context(), newBatch(), end, [][]byte{[]byte("with two of three")})
		if err == nil {
			end = next
		}
		return err == nil
	}, 30*time.Second, 50*time.Millisecond)
	require.Equal(t, journal.Position(4), end.Position)
}

func TestUnsafeServersAreRefused(t *testing.T) {
	for want, change := range map[string]func(*server.Options){
		"sync_interval: always":    func(o *server.Options) { o.SyncAlways = false },
		"JetStream is not enabled": func(o *server.Options) { o.JetStream = false },
		"max_payload":              func(o *server.Options) { o.MaxPayload = 1 << 20 },
	} {
		_, err := journal.OpenExternal(t.Context(), params(natsServer(t, change)))
		require.ErrorIs(t, err, journal.ErrUnsafe)
		require.ErrorContains(t, err, want)
	}
	safe := params(natsServer(t, func(*server.Options) {}))
	safe.MonitoringURLs = append(safe.MonitoringURLs, safe.MonitoringURLs[0])
	safe.Replicas = 2
	_, err := journal.OpenExternal(t.Context(), safe)
	require.ErrorIs(t, err, journal.ErrUnsafe, "one server is not two copies")
	safe.MonitoringURLs = nil
	_, err = journal.OpenExternal(t.Context(), safe)
	require.ErrorIs(t, err, journal.ErrUnsafe, "without monitoring nothing is known")
}
