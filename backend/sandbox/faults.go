package sandbox

import "math/rand/v2"

// Faults are the ways in which the platform misbehaves. Counters say how many times more
// (they run down); -1 means until switched off. The zero value behaves well.
type Faults struct {
	// Duplicate delivers each webhook this many more times.
	Duplicate int `json:"duplicate,omitempty"`
	// Drop loses the next so many webhooks for good.
	Drop int `json:"drop,omitempty"`
	// Reorder holds back so many webhooks and then delivers them last first.
	Reorder int `json:"reorder,omitempty"`
	// DelayMS holds each webhook back.
	DelayMS int `json:"delay_ms,omitempty"`
	// LoseAnswer takes the next so many messages and cuts the connection without a word.
	LoseAnswer int `json:"lose_answer,omitempty"`
	// Hang takes nothing and leaves the next so many sends without an answer.
	Hang int `json:"hang,omitempty"`
	// NoID answers the next so many sends with 200 and no message id, having taken them.
	NoID int `json:"no_id,omitempty"`
	// Fail refuses the next so many sends with FailCode.
	Fail     int `json:"fail,omitempty"`
	FailCode int `json:"fail_code,omitempty"`
	// FailLater takes the next so many messages and reports FailCode as a failed status.
	FailLater int `json:"fail_later,omitempty"`
	// FailSubcode goes with FailCode.
	FailSubcode int `json:"fail_subcode,omitempty"`
	// FailShare and FailLaterShare do the same by chance, to so large a part of all sends:
	// 0.1 is one in ten.
	FailShare      float64 `json:"fail_share,omitempty"`
	FailLaterShare float64 `json:"fail_later_share,omitempty"`
	// HoldTemplates holds the next so many templates for quality assessment.
	HoldTemplates int `json:"hold_templates,omitempty"`
	// Batch gathers so many changes in one webhook (or what came within a second).
	Batch int `json:"batch,omitempty"`
	// LatePrice tells prices with delivered or read instead of with sent.
	LatePrice bool `json:"late_price,omitempty"`
	// SlowMS delays every answer of the Graph API.
	SlowMS int `json:"slow_ms,omitempty"`
	// Down answers every Graph call with 503 and no explanation.
	Down bool `json:"down,omitempty"`
	// ExpireMedia makes every media address stale at once.
	ExpireMedia bool `json:"expire_media,omitempty"`
	// LateErrors reports closed windows as a failed status instead of refusing at once.
	LateErrors bool `json:"late_errors,omitempty"`
}

// unlucky says whether a send is among those that fail by chance.
func (f Faults) unlucky() bool { return f.FailShare > 0 && rand.Float64() < f.FailShare }

func (f Faults) unluckyLater() bool { return f.FailLaterShare > 0 && rand.Float64() < f.FailLaterShare }

// SetFaults replaces all faults. Webhooks that were held back for reordering or for
// others to go with them go out.
func (sb *Sandbox) SetFaults(f Faults) {
	sb.mu.Lock()
	sb.faults = f
	sb.mu.Unlock()
	sb.flushBatch()
	sb.hooks.setReorder(f.Reorder)
}

// Faults gives the faults as they stand, with what is left of the counters.
func (sb *Sandbox) Faults() Faults {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return sb.faults
}

// take uses up one of a counter; the caller holds the lock.
func take(counter *int) bool {
	switch {
	case *counter < 0:
		return true
	case *counter == 0:
		return false
	}
	*counter--
	return true
}

// strike is take for callers without the lock.
func (sb *Sandbox) strike(counter func(*Faults) *int) bool {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return take(counter(&sb.faults))
}
