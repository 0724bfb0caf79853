package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/skip2/go-qrcode"

	"mostrador/backend/relay/admin"
	"mostrador/shop"
)

// invite prints a link that lets one more desktop in, and its QR code.
func invite(ctx context.Context, args []string, c console) error {
	var d data
	var ask admin.InviteRequest
	var role, newShop, locale, currency, country, zone string
	set := flag.NewFlagSet("mostrador-relay invite", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&ask.Shop, "shop", "", "the shop's name or id, where there are several")
	set.StringVar(&ask.Person, "person", "", "who it is for, by name; added if new. Without it: the owner")
	set.StringVar(&role, "role", "", "of a new person: owner, agent or viewer (agent)")
	set.StringVar(&newShop, "new-shop", "", "make a shop of this name first; -person is its owner")
	set.StringVar(&locale, "locale", "", "of a new shop, such as es or pt-BR")
	set.StringVar(&currency, "currency", "", "of a new shop, such as EUR")
	set.StringVar(&country, "country", "", "of a new shop, such as ES: for numbers written without a country code")
	set.StringVar(&zone, "time-zone", "", "of a new shop, such as Europe/Madrid")
	if err := parse(set, args); err != nil {
		return err
	}
	ask.Role = shop.Role(role)
	if newShop != "" {
		ask.New = &shop.ShopConfigured{Name: &newShop, Locale: given(locale), Currency: given(currency),
			Country: given(country), TimeZone: given(zone)}
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error {
		answer, err := desk.Invite(ctx, ask)
		if err != nil {
			return err
		}
		return show(c, answer)
	})
}

func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func show(c console, answer admin.InviteAnswer) error {
	code, err := qrcode.New(answer.Link, qrcode.Low)
	if err != nil {
		return fmt.Errorf("draw the QR code: %w", err)
	}
	_, err = fmt.Fprintf(c.out, "%s\nFor %s at %s. Paste this link into Mostrador within ten minutes; it works once.\n\n%s\n",
		code.ToSmallString(false), answer.Person, answer.Shop, answer.Link)
	return err
}
