package journal

import (
	"context"
	"errors"
	"sync"
)

var errConnectionLost = errors.New("the connection was lost")

// connection knows whether answers can still come.
type connection struct {
	mu   sync.Mutex
	ctx  context.Context // ends when the connection is lost
	lose context.CancelFunc
}

// alive is a context that ends when the connection is lost.
func (c *connection) alive() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx == nil {
		c.ctx, c.lose = context.WithCancel(context.Background())
	}
	return c.ctx
}

func (c *connection) lost() {
	c.alive()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lose()
}

func (c *connection) back() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ctx, c.lose = context.WithCancel(context.Background())
}
