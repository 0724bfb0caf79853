package practice

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
)

// gate is a listener that can be shut, as when the network is gone: connections
// break, and new ones break at once.
type gate struct {
	net.Listener

	mu    sync.Mutex
	shut  bool
	conns map[*gatedConn]struct{}
}

type gatedConn struct {
	net.Conn
	gate *gate
}

// listen takes a port on loopback: the same as last time where it is free.
func listen(ctx context.Context, port int) (*gate, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil && port != 0 {
		listener, err = config.Listen(ctx, "tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fmt.Errorf("take a port on this computer: %w", err)
	}
	return &gate{Listener: listener, conns: map[*gatedConn]struct{}{}}, nil
}

func (g *gate) port() int {
	if address, ok := g.Addr().(*net.TCPAddr); ok {
		return address.Port
	}
	return 0
}

func (g *gate) url() string { return "http://" + g.Addr().String() }

// Accept waits for a connection. One that comes while the gate is shut is
// broken off; the server sees it end.
func (g *gate) Accept() (net.Conn, error) {
	conn, err := g.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &gatedConn{Conn: conn, gate: g}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conns[c] = struct{}{}
	if g.shut {
		_ = conn.Close()
	}
	return c, nil
}

// set shuts the gate or opens it again.
func (g *gate) set(shut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = shut
	if !shut {
		return
	}
	for c := range g.conns {
		_ = c.Conn.Close()
	}
}

func (g *gate) isShut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}

// Close ends a connection.
func (c *gatedConn) Close() error {
	c.gate.mu.Lock()
	delete(c.gate.conns, c)
	c.gate.mu.Unlock()
	return c.Conn.Close()
}
