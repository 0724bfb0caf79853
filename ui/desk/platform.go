package desk

import (
	"context"

	"mostrador/shop"
)

// Platform asks WhatsApp something at once, through the relay. Its methods
// take seconds and are called off the UI goroutine (Load does); errors have
// words by Words. Nil where there is no relay.
type Platform interface {
	// Checks goes through the check list of a number; owners only.
	Checks(ctx context.Context, channel shop.ChannelID) (shop.Checks, error)
	// Library lists WhatsApp's ready-made templates that fit a query.
	Library(ctx context.Context, channel shop.ChannelID, q shop.LibraryQuery) ([]shop.LibraryTemplate, error)
	// Profile reads what customers see of a number.
	Profile(ctx context.Context, channel shop.ChannelID) (shop.Profile, error)
	// Resume lets a number whose sending is paused try again at once; owners only.
	Resume(ctx context.Context, channel shop.ChannelID) error
}
