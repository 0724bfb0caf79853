package main

import (
	stdsync "sync"

	"mostrador/sync"
	"mostrador/ui/desk"
)

// lateNews passes on what customers write while the program runs.
type lateNews struct {
	mu      stdsync.Mutex
	hearers map[int]func([]desk.NewMessage)
	next    int
}

func newLateNews() *lateNews { return &lateNews{hearers: map[int]func([]desk.NewMessage){}} }

// Subscribe hears of it.
func (l *lateNews) Subscribe(hear func([]desk.NewMessage)) (cancel func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := l.next
	l.next++
	l.hearers[id] = hear
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.hearers, id)
	}
}

// heard passes on what came just now; what came while the program was off is
// in the list.
func (l *lateNews) heard(news sync.News) {
	if !news.Live {
		return
	}
	messages := make([]desk.NewMessage, 0, len(news.Messages))
	for _, m := range news.Messages {
		messages = append(messages, desk.NewMessage{Message: m.Message, Conversation: m.Conversation, Type: m.Type, Text: m.Text, At: m.At})
	}
	l.mu.Lock()
	hearers := make([]func([]desk.NewMessage), 0, len(l.hearers))
	for _, hear := range l.hearers {
		hearers = append(hearers, hear)
	}
	l.mu.Unlock()
	for _, hear := range hearers {
		hear(messages)
	}
}
