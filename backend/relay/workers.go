package relay

import "context"

// startWorkers starts what works for all shops.
func (r *Relay) startWorkers(context.Context) error { return nil }
