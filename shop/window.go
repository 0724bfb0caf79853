package shop

import "time"

// ReplyWindowLength is how long after a customer's last message the shop may
// write freely: WhatsApp's customer service window (cloudapi.md section 6).
const ReplyWindowLength = 24 * time.Hour

// WindowMargin is kept before the window's end: a message that leaves in the
// last seconds may reach WhatsApp too late.
const WindowMargin = 30 * time.Second

// ReplyWindow is computed from the platform's time of the customer's last
// message and compared with the relay's clock.
type ReplyWindow struct {
	LastInbound time.Time // zero: the customer never wrote
}

// Ends is when the window closes; zero when it never opened.
func (w ReplyWindow) Ends() time.Time {
	if w.LastInbound.IsZero() {
		return time.Time{}
	}
	return w.LastInbound.Add(ReplyWindowLength)
}

// OpenAt says whether a free message may leave at now.
func (w ReplyWindow) OpenAt(now time.Time) bool {
	return !w.LastInbound.IsZero() && now.Before(w.Ends().Add(-WindowMargin))
}

// Left is how long the window stays open, 0 when it is closed.
func (w ReplyWindow) Left(now time.Time) time.Duration {
	if !w.OpenAt(now) {
		return 0
	}
	return w.Ends().Sub(now)
}
