package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"

	"mostrador/backend/relay/admin"
)

// devices lists the desktops of a shop.
func devices(ctx context.Context, args []string, c console) error {
	var d data
	var ask admin.DevicesRequest
	set := flag.NewFlagSet("mostrador-relay devices", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&ask.Shop, "shop", "", "the shop's name or id, where there are several")
	if err := parse(set, args); err != nil {
		return err
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error {
		answer, err := desk.Devices(ctx, ask)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "ID\tNAME\tPERSON\tSINCE\t")
		for _, one := range answer.Devices {
			state := ""
			if one.Revoked {
				state = "cut off"
			}
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", one.ID, one.Name, one.Person, one.Paired.Format(time.DateTime), state)
		}
		return table.Flush()
	})
}

// revoke cuts a desktop off: what it holds stays there, but it gets nothing more.
func revoke(ctx context.Context, args []string, c console) error {
	var d data
	var ask admin.RevokeRequest
	set := flag.NewFlagSet("mostrador-relay revoke", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&ask.Shop, "shop", "", "the shop's name or id, where there are several")
	set.StringVar(&ask.Device, "device", "", "the desktop's name or id (required)")
	if err := parse(set, args); err != nil {
		return err
	}
	if ask.Device == "" {
		return errors.New("say which desktop: -device NAME; mostrador-relay devices lists them")
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error {
		cut, err := desk.Revoke(ctx, ask)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s (%s) is cut off.\n", cut.Name, cut.Person)
		return err
	})
}
