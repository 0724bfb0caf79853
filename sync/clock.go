package sync

import (
	"context"
	"net"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Timing is how long the engine waits for what. The zero value of each field
// means its default.
type Timing struct {
	// Silence: a connection on which nothing was heard for so long is dead
	// (40 s; the relay sends a heartbeat every 15 s).
	Silence time.Duration
	// First and Most bound the pause between two tries (300 ms, 30 s); the
	// pause grows and is jittered.
	First, Most time.Duration
	// Settled: a stream that lasted so long makes the next pause short again (5 s).
	Settled time.Duration
	// Blocked is the pause when only a person can help (30 s).
	Blocked time.Duration
	// Approval is the pause while somebody is to approve this device (4 s).
	Approval time.Duration
	// FirstCheck is how long after the start this device compares its file with
	// the relay's count (20 s), and Check how often after that (30 min).
	FirstCheck, Check time.Duration
	// Look is how often, while offline, the network's addresses are looked at (2 s).
	Look time.Duration
}

func (t Timing) withDefaults() Timing {
	for _, field := range []struct {
		at  *time.Duration
		def time.Duration
	}{
		{&t.Silence, 40 * time.Second}, {&t.First, 300 * time.Millisecond}, {&t.Most, 30 * time.Second},
		{&t.Settled, 5 * time.Second}, {&t.Blocked, 30 * time.Second}, {&t.Approval, 4 * time.Second}, {&t.FirstCheck, 20 * time.Second}, {&t.Check, 30 * time.Minute},
		{&t.Look, 2 * time.Second},
	} {
		if *field.at <= 0 {
			*field.at = field.def
		}
	}
	return t
}

func (t Timing) backoff() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{
		InitialInterval: t.First, MaxInterval: t.Most, Multiplier: 2, RandomizationFactor: 0.5,
	}
}

// pause waits, at most d, for a wake-up or for the network to change.
func (e *Engine) pause(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	end := time.NewTimer(d)
	defer end.Stop()
	look := time.NewTicker(e.timing.Look)
	defer look.Stop()
	before := e.network()
	for {
		select {
		case <-ctx.Done():
			return
		case <-end.C:
			return
		case <-wake:
			return
		case <-look.C:
			if e.network() != before {
				return
			}
		}
	}
}

// poke wakes whoever waits on a channel with room for one.
func poke(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// addresses is a text that changes when this computer gets or loses a network.
func addresses() string {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	var text strings.Builder
	for _, a := range all {
		text.WriteString(a.String())
		text.WriteByte(' ')
	}
	return text.String()
}
