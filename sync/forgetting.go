package sync

import (
	"context"
	"time"

	"mostrador/store"
)

// forgetAgain is when files of forgotten customers that could not be removed
// are tried again: another program may hold one open.
const forgetAgain = time.Minute

// forgetLoop removes the files of customers who are forgotten.
func (e *Engine) forgetLoop(ctx context.Context) {
	wake := make(chan struct{}, 1)
	poke(wake) // what an earlier run left
	defer e.store.Subscribe(func(c store.Changed) {
		if c.All || len(c.Customers) > 0 {
			poke(wake)
		}
	})()
	retry := time.NewTimer(forgetAgain)
	retry.Stop()
	defer retry.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-retry.C:
		}
		if err := e.forgetFiles(ctx); err != nil && ctx.Err() == nil {
			e.log.Warn("files of a forgotten customer could not be removed", "why", err)
			retry.Reset(forgetAgain)
		}
	}
}

func (e *Engine) forgetFiles(ctx context.Context) error {
	hashes, err := e.store.FilesToForget(ctx)
	if err != nil || len(hashes) == 0 {
		return err
	}
	for _, hash := range hashes {
		if err := e.media.Remove(hash); err != nil {
			return err
		}
	}
	return e.store.FilesForgotten(ctx, hashes)
}
