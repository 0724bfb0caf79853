package sync

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// What the window asks of WhatsApp at once goes through the relay. Each call
// may take as long as WhatsApp does; errors are the same as everywhere
// (ErrNotReachable, ErrFailing, …), with the relay's own words inside.

// Checks goes through the check list of a number.
func (e *Engine) Checks(ctx context.Context, channel shop.ChannelID) (shop.Checks, error) {
	var answer shop.Checks
	return answer, e.client.call(ctx, http.MethodGet, channelPath(wire.PathChecks, channel), nil, &answer)
}

// Library lists WhatsApp's ready-made templates that fit a query.
func (e *Engine) Library(ctx context.Context, channel shop.ChannelID, q shop.LibraryQuery) ([]shop.LibraryTemplate, error) {
	query := url.Values{}
	for name, value := range map[string]string{"search": q.Search, "topic": q.Topic, "use_case": q.UseCase, "language": q.Language} {
		if value != "" {
			query.Set(name, value)
		}
	}
	var answer wire.Library
	err := e.client.call(ctx, http.MethodGet, channelPath(wire.PathLibrary, channel)+"?"+query.Encode(), nil, &answer)
	return answer.Templates, err
}

// Profile reads what customers see of a number, from WhatsApp.
func (e *Engine) Profile(ctx context.Context, channel shop.ChannelID) (shop.Profile, error) {
	var answer shop.Profile
	return answer, e.client.call(ctx, http.MethodGet, channelPath(wire.PathProfile, channel), nil, &answer)
}

// Resume lets a number that was paused try again at once.
func (e *Engine) Resume(ctx context.Context, channel shop.ChannelID) error {
	var answer struct{}
	return e.client.call(ctx, http.MethodPost, channelPath(wire.PathResume, channel), nil, &answer)
}

func channelPath(path string, channel shop.ChannelID) string {
	return strings.Replace(path, "{channel}", channel.String(), 1)
}
