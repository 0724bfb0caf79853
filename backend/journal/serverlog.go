package journal

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// serverLog passes the embedded server's messages on: what it notes is of
// interest only when looking for a fault.
type serverLog struct {
	logger *slog.Logger

	mu  sync.Mutex
	why error
}

func (l *serverLog) fatal() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why
}

func (l *serverLog) Noticef(format string, v ...any) { l.logger.Debug(fmt.Sprintf(format, v...)) }
func (l *serverLog) Debugf(string, ...any)           {}
func (l *serverLog) Tracef(string, ...any)           {}
func (l *serverLog) Warnf(format string, v ...any)   { l.logger.Warn(fmt.Sprintf(format, v...)) }
func (l *serverLog) Errorf(format string, v ...any)  { l.logger.Error(fmt.Sprintf(format, v...)) }

// Fatalf keeps the reason for whoever waits for the server to start.
func (l *serverLog) Fatalf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	l.logger.Error(text)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.why = errors.New(text)
}
