package relay

import (
	"context"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Client gives the platform's client for a shop's channel, with its phone
// number id. All share one pool of connections.
func (r *Relay) Client(_ context.Context, of shop.ShopID, channel shop.ChannelID) (*whatsapp.Client, string, error) {
	token, err := r.registry.Token(of, channel)
	if err != nil {
		return nil, "", err
	}
	found, _ := r.registry.Channel(of, channel)
	client, err := r.clientFor(token)
	return client, found.PhoneNumberID, err
}

func (r *Relay) clientFor(token string) (*whatsapp.Client, error) {
	return whatsapp.NewClient(whatsapp.ClientParams{
		BaseURL: r.params.GraphBaseURL, Version: r.params.GraphVersion, Token: token, AppSecret: r.params.AppSecret,
		UserAgent: "mostrador-relay/" + r.params.Version,
	})
}
