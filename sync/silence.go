package sync

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// silence ends a context when nothing was heard for a while. TCP alone would
// wait a quarter of an hour for a peer that is gone.
type silence struct {
	limit  time.Duration
	timer  *time.Timer
	cancel context.CancelCauseFunc
	heard  atomic.Int64 // Unix nanoseconds: wall time, which runs on while a laptop sleeps
}

func watchSilence(ctx context.Context, limit time.Duration) (context.Context, *silence) {
	ctx, cancel := context.WithCancelCause(ctx)
	s := &silence{limit: limit, cancel: cancel}
	s.heard.Store(time.Now().UnixNano())
	s.timer = time.AfterFunc(limit, s.giveUp)
	return ctx, s
}

func (s *silence) giveUp() { s.cancel(fmt.Errorf("%w for %s", ErrNoAnswer, s.limit)) }

func (s *silence) touch() {
	s.heard.Store(time.Now().UnixNano())
	s.timer.Reset(s.limit)
}

// doubtful says whether so much time has passed that the connection may be
// dead without anyone having noticed.
func (s *silence) doubtful() bool {
	return time.Now().UnixNano()-s.heard.Load() > int64(s.limit/2)
}

// heardWithin says whether something was heard in the last d of wall time.
func (s *silence) heardWithin(d time.Duration) bool {
	return time.Now().UnixNano()-s.heard.Load() < int64(d)
}

func (s *silence) stop() {
	s.timer.Stop()
	s.cancel(context.Canceled)
}

// over makes reads count as signs of life.
func (s *silence) over(r io.Reader) io.Reader { return &listener{r, s} }

type listener struct {
	io.Reader
	silence *silence
}

func (l *listener) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if n > 0 {
		l.silence.touch()
	}
	return n, err
}

// causeOf prefers why a context ended over the error that this led to.
func causeOf(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
