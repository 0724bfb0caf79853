package practice

import (
	"context"
	"strings"
	"time"

	"mostrador/backend/sandbox"
)

// How often customers write by themselves, before Speed.
const (
	firstAfter = 10 * time.Second // once, after the first start
	oftenAtNew = 4 * time.Minute  // then more and more rarely
	mostApart  = 12 * time.Minute
	mostADay   = 8
)

// live lets customers write by themselves while the program runs, in the
// story's order and not too often.
func (p *Practice) live(ctx context.Context) {
	for {
		timer := time.NewTimer(p.pause())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if err := p.speak(ctx); err != nil && ctx.Err() == nil {
			p.params.Logger.Warn("practice: a customer could not write", "error", err)
		}
	}
}

// pause is how long nobody writes.
func (p *Practice) pause() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	wait := firstAfter
	if p.memory.LifeNext > 0 {
		wait = min(oftenAtNew+time.Duration(p.memory.LifeSaid)*time.Minute, mostApart)
	}
	return time.Duration(float64(wait) / p.params.Speed)
}

// speak lets the next customer of the story write, unless enough was said today.
func (p *Practice) speak(ctx context.Context) error {
	key := p.nextLine()
	if key == "" {
		return nil
	}
	who, _, _ := strings.Cut(key, ".")
	_, err := p.platform.CustomerWrites(ctx, who, sandbox.Message{Text: p.content.word("life", key)})
	return err
}

// nextLine takes the next line of the story's life and keeps that it was taken;
// empty when enough was said today.
func (p *Practice) nextLine() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.memory
	now := p.params.Now().In(p.params.Zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	if !m.LifeDay.Equal(today) {
		m.LifeDay, m.LifeSaid = today, 0
	}
	if m.LifeSaid >= mostADay {
		return ""
	}
	lines := p.content.story.Life
	key := lines[m.LifeNext%len(lines)]
	m.LifeNext++
	m.LifeSaid++
	if err := m.keep(p.params.Dir); err != nil {
		p.params.Logger.Warn("practice: what was said is not kept", "error", err)
	}
	return key
}
