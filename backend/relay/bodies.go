package relay

import (
	"errors"
	"io"

	"golang.org/x/sync/semaphore"
)

// Webhook bodies are read into memory before anything is known of who sent
// them. Each gets a little without asking; what is beyond comes from a budget
// that all share, so that strangers can't fill the memory. A full budget is
// answered with 503, after which the platform repeats.
const (
	bodyFree   = 64 << 10
	bodyStep   = 256 << 10
	bodyBudget = 64 << 20
)

var errNoRoom = errors.New("too many large bodies at once")

// budgeted reads a body within the budget. Release gives back what it took.
type budgeted struct {
	io.Reader
	budget *semaphore.Weighted
	read   int64
	taken  int64
}

func (b *budgeted) Read(p []byte) (int, error) {
	if b.read >= bodyFree+b.taken {
		if !b.budget.TryAcquire(bodyStep) {
			return 0, errNoRoom
		}
		b.taken += bodyStep
	}
	n, err := b.Reader.Read(p[:min(int64(len(p)), bodyFree+b.taken-b.read)])
	b.read += int64(n)
	return n, err
}

// Release gives back what reading took, once the body is no longer held.
func (b *budgeted) Release() {
	b.budget.Release(b.taken)
	b.taken = 0
}
