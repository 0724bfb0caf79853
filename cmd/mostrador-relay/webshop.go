package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"

	"mostrador/backend/relay/admin"
	"mostrador/backend/relay/webshop"
	"mostrador/shop"
)

// envWebShopSecret holds the secret of a web shop that makes it itself.
const envWebShopSecret = "MOSTRADOR_WEBSHOP_SECRET"

// webShop adds, lists and removes web shops.
func webShop(ctx context.Context, args []string, c console) error {
	if len(args) == 0 {
		return errors.New("say what to do with web shops: webshop add, webshop list or webshop remove")
	}
	switch args[0] {
	case "add":
		return addWebShop(ctx, args[1:], c)
	case "list":
		return listWebShops(ctx, args[1:], c)
	case "remove":
		return removeWebShop(ctx, args[1:], c)
	}
	return fmt.Errorf("don't know %q: use webshop add, webshop list or webshop remove", args[0])
}

func addWebShop(ctx context.Context, args []string, c console) error {
	var d data
	ask := admin.WebShopRequest{Statuses: map[string]shop.StatusID{}}
	var kind string
	set := flag.NewFlagSet("mostrador-relay webshop add", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&ask.Shop, "shop", "", "the shop's name or id, where there are several")
	set.StringVar(&ask.Name, "name", "", "what to call the web shop (required); one that is there is changed")
	set.StringVar(&kind, "kind", "", "woocommerce, shopify or generic (required)")
	set.StringVar(&ask.Fields.Updates, "consent-updates", "", "the checkout's field in which customers say yes to messages about their orders")
	set.StringVar(&ask.Fields.Offers, "consent-offers", "", "the checkout's field in which customers say yes to offers")
	set.StringVar(&ask.Notify, "notify", "", "address to tell when an order moves")
	set.Func("status", "its status and the shop's own, such as processing=new; may be repeated", func(text string) error {
		said, own, ok := strings.Cut(text, "=")
		if !ok || said == "" || own == "" {
			return errors.New("write THEIRS=OURS, such as processing=new")
		}
		ask.Statuses[said] = shop.StatusID(own)
		return nil
	})
	if err := parse(set, args); err != nil {
		return err
	}
	if ask.Kind = webshop.Kind(kind); ask.Name == "" || !ask.Kind.Known() {
		return errors.New("say which web shop: -name NAME -kind woocommerce, shopify or generic")
	}
	var err error
	if ask.Secret, err = secret(c, envWebShopSecret); err != nil {
		return err
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error {
		saved, err := desk.SaveWebShop(ctx, ask)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "Enter at %s:\n  address  %s\n  secret   %s\n", saved.Name, saved.Address, saved.Secret)
		return err
	})
}

func listWebShops(ctx context.Context, args []string, c console) error {
	var d data
	var ask admin.WebShopsRequest
	set := flag.NewFlagSet("mostrador-relay webshop list", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&ask.Shop, "shop", "", "the shop's name or id, where there are several")
	if err := parse(set, args); err != nil {
		return err
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error {
		answer, err := desk.WebShops(ctx, ask)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "NAME\tKIND\tADDRESS\tTELLS")
		for _, one := range answer.WebShops {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", one.Name, one.Kind, one.Address, one.Notify)
		}
		return table.Flush()
	})
}

func removeWebShop(ctx context.Context, args []string, c console) error {
	var d data
	var ask admin.WebShopRemoval
	set := flag.NewFlagSet("mostrador-relay webshop remove", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&ask.Shop, "shop", "", "the shop's name or id, where there are several")
	set.StringVar(&ask.Name, "name", "", "the web shop's name or id (required)")
	if err := parse(set, args); err != nil {
		return err
	}
	if ask.Name == "" {
		return errors.New("say which web shop: -name NAME; mostrador-relay webshop list lists them")
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error {
		gone, err := desk.RemoveWebShop(ctx, ask)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s is let in no more. Its orders stay.\n", gone.Name)
		return err
	})
}
