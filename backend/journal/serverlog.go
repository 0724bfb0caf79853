package journal

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// serverLog passes the embedded server's messages on: what it notes is of
// interest only when looking for a fault.
type serverLog struct {
	logger *slog.Logger

	mu     sync.Mutex
	why    error
	failed chan struct{} // closed when the disk refused a write
}

func newServerLog(logger *slog.Logger) *serverLog {
	return &serverLog{logger: logger, failed: make(chan struct{})}
}

// writeFailed is what the server says when a stream's file could not be
// written or synced; it does not answer any more then (nats-server 2.15,
// stream.setWriteErr). There is no other sign of it.
const writeFailed = "critical write error"

func (l *serverLog) fatal() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

func (l *serverLog) Noticef(format string, v ...any) { l.logger.Debug(fmt.Sprintf(format, v...)) }
func (l *serverLog) Debugf(string, ...any)           {}
func (l *serverLog) Tracef(string, ...any)           {}
func (l *serverLog) Warnf(format string, v ...any)   { l.logger.Warn(fmt.Sprintf(format, v...)) }

// Errorf watches for the disk's refusal.
func (l *serverLog) Errorf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	l.logger.Error(text)
	if !strings.Contains(text, writeFailed) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.failed:
	default:
		close(l.failed)
	}
}

// Fatalf keeps the reason for whoever waits for the server to start.
func (l *serverLog) Fatalf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	l.logger.Error(text)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.why = errors.New(text)
}
