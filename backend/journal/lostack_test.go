package journal_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
)

// faultyLine passes a connection on, and breaks it on demand after what the
// client wrote has gone through and before any answer comes back.
type faultyLine struct {
	listener net.Listener
	target   string
	all      sync.WaitGroup

	mu     sync.Mutex
	marker []byte // break when the client sends this; nil: never
	conns  []net.Conn
}

func newFaultyLine(t *testing.T, target string) *faultyLine {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	line := &faultyLine{listener: listener, target: strings.TrimPrefix(target, "nats://")}
	line.all.Go(line.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		line.mu.Lock()
		for _, conn := range line.conns {
			_ = conn.Close()
		}
		line.mu.Unlock()
		line.all.Wait()
	})
	return line
}

func (l *faultyLine) breakAt(marker string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marker = []byte(marker)
}

func (l *faultyLine) broke() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.marker == nil
}

func (l *faultyLine) due(sent []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.marker == nil || !bytes.Contains(sent, l.marker) {
		return false
	}
	l.marker = nil
	return true
}

func (l *faultyLine) accept() {
	for {
		client, err := l.listener.Accept()
		if err != nil {
			return
		}
		behind, err := net.Dial("tcp", l.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		l.mu.Lock()
		l.conns = append(l.conns, client, behind)
		l.mu.Unlock()
		broken := make(chan struct{})
		l.all.Go(func() { l.forward(client, behind, broken) })
		l.all.Go(func() { back(behind, client, broken) })
	}
}

func (l *faultyLine) forward(client, behind net.Conn, broken chan struct{}) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if l.due(buffer[:n]) {
			close(broken) // from here on the client hears nothing
			_, _ = behind.Write(buffer[:n])
			_ = client.Close()
			return // the server's side stays open: it has taken the message
		}
		if _, writeErr := behind.Write(buffer[:n]); errors.Join(err, writeErr) != nil {
			_ = behind.Close()
			return
		}
	}
}

func back(behind, client net.Conn, broken chan struct{}) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := behind.Read(buffer)
		select {
		case <-broken:
			_, _ = io.Copy(io.Discard, behind)
			return
		default:
		}
		if _, writeErr := client.Write(buffer[:n]); errors.Join(err, writeErr) != nil {
			_ = client.Close()
			return
		}
	}
}

// The line breaks between the entry and its acknowledgement: the writer still
// gets a definite answer, and the entry is there once.
func TestALostAcknowledgementIsFoundInTheTail(t *testing.T) {
	running := natsServer(t, func(*server.Options) {})
	line := newFaultyLine(t, running.ClientURL())
	p := params(running)
	p.URL = "nats://" + line.listener.Addr().String()
	engine := openExternal(t, p)
	defer func() { require.NoError(t, engine.Close()) }()
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	end := appendTo(t, log, journal.Cursor{}, "before")

	line.breakAt("lost alone")
	begin := time.Now()
	end = appendTo(t, log, end, "lost alone")
	require.Less(t, time.Since(begin), 3*time.Second)
	require.True(t, line.broke())
	line.breakAt("lost last")
	end = appendTo(t, log, end, "one", "two", "lost last")
	require.True(t, line.broke())
	appendTo(t, log, end, "after")

	entries, err := log.Read(t.Context(), journal.Cursor{}, 0, 0)
	require.NoError(t, err)
	var got []string
	for _, entry := range entries {
		got = append(got, string(entry.Data))
	}
	require.Equal(t, []string{"before", "lost alone", "one", "two", "lost last", "after"}, got)
}

// A server that is gone: a quick and definite refusal.
func TestAServerThatIsGone(t *testing.T) {
	running := natsServer(t, func(*server.Options) {})
	engine := openExternal(t, params(running))
	defer func() { require.NoError(t, engine.Close()) }()
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	intake, err := engine.Intake(t.Context())
	require.NoError(t, err)
	end := appendTo(t, log, journal.Cursor{}, "before")
	running.Shutdown()
	running.WaitForShutdown()
	require.Eventually(t, func() bool {
		_, err = log.Append(t.Context(), newBatch(), end, [][]byte{[]byte("no")})
		return errors.Is(err, journal.ErrUnavailable) && !errors.Is(err, journal.ErrUnknown)
	}, 10*time.Second, 10*time.Millisecond)
	begin := time.Now()
	_, err = intake.Put(t.Context(), journal.Envelope{Body: []byte("{}")})
	require.ErrorIs(t, err, journal.ErrUnavailable)
	require.Less(t, time.Since(begin), time.Second)
}
