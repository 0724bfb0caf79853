package practice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mostrador/backend/relay"
	"mostrador/backend/sandbox"
)

// Trouble names something that goes wrong while it is switched on.
type Trouble string

// What can go wrong.
const (
	NoNetwork      Trouble = "no_network"     // the relay can't be reached
	PlatformDown   Trouble = "platform_down"  // WhatsApp answers nothing of use
	SlowPlatform   Trouble = "slow_platform"  // WhatsApp takes its time
	LostAnswers    Trouble = "lost_answers"   // WhatsApp takes a message and the answer is lost
	RefusedSends   Trouble = "refused_sends"  // WhatsApp refuses everything with "something went wrong"
	FailLater      Trouble = "fail_later"     // WhatsApp takes messages that never arrive
	DoubledHooks   Trouble = "doubled_hooks"  // everything is told twice
	LateHooks      Trouble = "late_hooks"     // everything is told late
	ShuffledHooks  Trouble = "shuffled_hooks" // things are told in the wrong order
	LostHooks      Trouble = "lost_hooks"     // nothing is told, for good
	StaleMediaURLs Trouble = "stale_media"    // files can't be fetched
)

// ErrTrouble says that no trouble has that name.
var ErrTrouble = errors.New("no such trouble")

const (
	untilOff    = -1
	slowMS      = 4000
	lateMS      = 8000
	shuffledBy  = 4
	codeWrong   = 131000 // something went wrong
	codeUnreach = 131026 // message undeliverable
)

// troubles set or take back a fault of the platform.
var troubles = map[Trouble]func(f *sandbox.Faults, on bool){
	PlatformDown:   func(f *sandbox.Faults, on bool) { f.Down = on },
	SlowPlatform:   func(f *sandbox.Faults, on bool) { f.SlowMS = when(on, slowMS) },
	LostAnswers:    func(f *sandbox.Faults, on bool) { f.LoseAnswer = when(on, untilOff) },
	RefusedSends:   func(f *sandbox.Faults, on bool) { f.Fail, f.FailCode = when(on, untilOff), codeWrong },
	FailLater:      func(f *sandbox.Faults, on bool) { f.FailLater, f.FailCode = when(on, untilOff), codeUnreach },
	DoubledHooks:   func(f *sandbox.Faults, on bool) { f.Duplicate = when(on, 1) },
	LateHooks:      func(f *sandbox.Faults, on bool) { f.DelayMS = when(on, lateMS) },
	ShuffledHooks:  func(f *sandbox.Faults, on bool) { f.Reorder = when(on, shuffledBy) },
	LostHooks:      func(f *sandbox.Faults, on bool) { f.Drop = when(on, untilOff) },
	StaleMediaURLs: func(f *sandbox.Faults, on bool) { f.ExpireMedia = on },
}

func when(on bool, value int) int {
	if on {
		return value
	}
	return 0
}

// Troubles lists what can be switched on, by name.
func Troubles() []Trouble {
	all := []Trouble{NoNetwork}
	for name := range troubles {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// Fault switches a trouble on or off. All of them are off after a start.
func (p *Practice) Fault(name Trouble, on bool) error {
	if name == NoNetwork {
		p.devices.set(on)
		return p.reachAgain(on)
	}
	change, ok := troubles[name]
	if !ok {
		return fmt.Errorf("%w: %q", ErrTrouble, name)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	faults := p.platform.Faults()
	change(&faults, on)
	p.platform.SetFaults(faults)
	return nil
}

// reachPatience is how long the platform may take to find the relay again.
const reachPatience = 10 * time.Second

// reachAgain lets the platform try at once what it could not deliver: by itself
// it waits the longer the longer nobody answered.
func (p *Practice) reachAgain(gone bool) error {
	if gone {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), reachPatience)
	defer cancel()
	return p.platform.SetCallback(ctx, p.devices.url()+relay.WebhookPath, p.memory.VerifyToken)
}
