package relay

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"mostrador/backend/relay/errands"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// registerPlatform registers what asks WhatsApp at once.
func (r *Relay) registerPlatform(api huma.API) {
	huma.Register(api, operation(api, "get-checks", http.MethodGet, wire.PathChecks,
		"Go through everything that a business number needs to work; for owners"), r.getChecks)
	huma.Register(api, operation(api, "get-library", http.MethodGet, wire.PathLibrary,
		"WhatsApp's ready-made templates"), r.getLibrary)
	huma.Register(api, operation(api, "get-profile", http.MethodGet, wire.PathProfile,
		"What customers see of a business number"), r.getProfile)
	huma.Register(api, operation(api, "resume-sending", http.MethodPost, wire.PathResume,
		"Let a number whose sending is paused try again at once; for owners"), r.resumeSending)
}

type channelInput struct {
	Channel string `path:"channel" doc:"Id of the business number in the shop"`
}

// channelOf is a caller's channel.
func (r *Relay) channelOf(of shop.ShopID, text string) (shop.ChannelID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return shop.ChannelID{}, newProblem(http.StatusUnprocessableEntity, wire.ProblemInvalid, "channel is not an id", "")
	}
	channel := shop.ChannelID{UUID: id}
	if _, known := r.registry.Channel(of, channel); !known {
		return channel, notFound("channel")
	}
	return channel, nil
}

func notFound(what string) *problem {
	return newProblem(http.StatusNotFound, wire.ProblemNotFound, "the shop has no such "+what, "")
}

// ownersOnly refuses everybody else.
func ownersOnly(c caller) error {
	if c.role == shop.Owner {
		return nil
	}
	return newProblem(http.StatusForbidden, wire.ProblemForbidden, "only an owner of the shop may do this", "ask the owner")
}

func (r *Relay) getChecks(ctx context.Context, in *channelInput) (*output[shop.Checks], error) {
	c := callerOf(ctx)
	if err := ownersOnly(c); err != nil {
		return nil, err
	}
	channel, err := r.channelOf(c.shop, in.Channel)
	if err != nil {
		return nil, err
	}
	checks, err := r.Checks(ctx, c.shop, channel)
	return answer(r, checks, err)
}

type libraryInput struct {
	Channel  string `path:"channel" doc:"Id of the business number in the shop"`
	Search   string `query:"search" maxLength:"200"`
	Topic    string `query:"topic" maxLength:"100"`
	UseCase  string `query:"use_case" maxLength:"100"`
	Language string `query:"language" maxLength:"20"`
}

func (r *Relay) getLibrary(ctx context.Context, in *libraryInput) (*output[wire.Library], error) {
	client, _, err := r.platformOf(ctx, in.Channel)
	if err != nil {
		return nil, err
	}
	found, err := client.Library(ctx, whatsapp.LibraryQuery{Search: in.Search, Topic: in.Topic, UseCase: in.UseCase, Language: in.Language})
	if err != nil {
		return nil, platformProblem(err)
	}
	all := make([]shop.LibraryTemplate, len(found))
	for i, t := range found {
		all[i] = libraryTemplate(t)
	}
	return answer(r, wire.Library{Templates: all}, nil)
}

func libraryTemplate(t whatsapp.LibraryTemplate) shop.LibraryTemplate {
	plain := errands.TemplateOf(whatsapp.Template{Components: []whatsapp.TemplateText{{Type: "BUTTONS", Buttons: t.Buttons}}})
	return shop.LibraryTemplate{ID: t.ID, Name: t.Name, Language: t.Language, Category: shop.Category(strings.ToLower(t.Category)), Topic: t.Topic,
		UseCase: t.UseCase, Header: t.Header, Body: t.Body, Samples: t.Params, Kinds: t.Kinds, Buttons: plain.Actions}
}

func (r *Relay) getProfile(ctx context.Context, in *channelInput) (*output[shop.Profile], error) {
	client, number, err := r.platformOf(ctx, in.Channel)
	if err != nil {
		return nil, err
	}
	profile, err := client.Profile(ctx, number)
	if err != nil {
		return nil, platformProblem(err)
	}
	return answer(r, errands.ProfileOf(profile), nil)
}

// platformOf is the platform's client for a caller's channel.
func (r *Relay) platformOf(ctx context.Context, text string) (*whatsapp.Client, string, error) {
	of := callerOf(ctx).shop
	channel, err := r.channelOf(of, text)
	if err != nil {
		return nil, "", err
	}
	client, number, err := r.Client(ctx, of, channel)
	if err != nil {
		return nil, "", r.refusal(err)
	}
	return client, number, nil
}

// platformProblem passes on what WhatsApp said.
func platformProblem(err error) error {
	return newProblem(http.StatusBadGateway, wire.ProblemPlatform, "WhatsApp did not answer as hoped", err.Error())
}

func (r *Relay) resumeSending(ctx context.Context, in *channelInput) (*output[struct{}], error) {
	c := callerOf(ctx)
	if err := ownersOnly(c); err != nil {
		return nil, err
	}
	channel, err := r.channelOf(c.shop, in.Channel)
	if err != nil {
		return nil, err
	}
	r.senders.resume(c.shop, channel)
	return answer(r, struct{}{}, nil)
}
