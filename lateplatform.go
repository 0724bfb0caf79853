package main

import (
	"context"
	"errors"
	stdsync "sync"

	"mostrador/shop"
	"mostrador/sync"
)

// latePlatform asks WhatsApp through a link that is made after the window is
// shown.
type latePlatform struct {
	mu    stdsync.Mutex
	inner *sync.Engine
	ready chan struct{}
}

func newLatePlatform() *latePlatform { return &latePlatform{ready: make(chan struct{})} }

func (l *latePlatform) attach(inner *sync.Engine) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.inner == nil {
		close(l.ready)
	}
	l.inner = inner
}

func (l *latePlatform) wait(ctx context.Context) (*sync.Engine, error) {
	select {
	case <-l.ready:
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.inner, nil
	case <-ctx.Done():
		return nil, errors.Join(errNotConnected, context.Cause(ctx))
	}
}

// Checks goes through the check list of a number.
func (l *latePlatform) Checks(ctx context.Context, channel shop.ChannelID) (shop.Checks, error) {
	inner, err := l.wait(ctx)
	if err != nil {
		return shop.Checks{}, err
	}
	return inner.Checks(ctx, channel)
}

// Library lists WhatsApp's ready-made templates.
func (l *latePlatform) Library(ctx context.Context, channel shop.ChannelID, q shop.LibraryQuery) ([]shop.LibraryTemplate, error) {
	inner, err := l.wait(ctx)
	if err != nil {
		return nil, err
	}
	return inner.Library(ctx, channel, q)
}

// Profile reads what customers see of a number.
func (l *latePlatform) Profile(ctx context.Context, channel shop.ChannelID) (shop.Profile, error) {
	inner, err := l.wait(ctx)
	if err != nil {
		return shop.Profile{}, err
	}
	return inner.Profile(ctx, channel)
}

// Resume lets a number that was paused try again at once.
func (l *latePlatform) Resume(ctx context.Context, channel shop.ChannelID) error {
	inner, err := l.wait(ctx)
	if err != nil {
		return err
	}
	return inner.Resume(ctx, channel)
}
