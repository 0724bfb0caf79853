package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"mostrador/backend/relay/admin"
)

// connect connects a WhatsApp business number to a shop.
func connect(ctx context.Context, args []string, c console) error {
	var d data
	var ask admin.ConnectRequest
	set := flag.NewFlagSet("mostrador-relay connect", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&ask.Shop, "shop", "", "the shop's name or id, where there are several")
	set.StringVar(&ask.PhoneNumberID, "phone-number-id", "", "the number's id, from WhatsApp > API Setup of your app at Meta (required)")
	set.StringVar(&ask.WABA, "waba", "", "the WhatsApp Business Account's id, from the same page (required)")
	if err := parse(set, args); err != nil {
		return err
	}
	if ask.PhoneNumberID == "" || ask.WABA == "" {
		return errors.New("-phone-number-id and -waba are needed; both are at Meta under your app, WhatsApp > API Setup")
	}
	if err := d.check(); err != nil {
		return err
	}
	var err error
	if ask.Token, err = accessToken(c); err != nil {
		return err
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error {
		done, err := desk.Connect(ctx, ask)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "Connected %s (%s) with %d templates.\n", done.Number, done.Name, done.Templates)
		if done.Warning != "" {
			_, err = fmt.Fprintln(c.out, "Look at this:", done.Warning)
		}
		return err
	})
}

// accessToken is the system user's token, from the environment, a file, or
// typed in. It is never a flag: flags show in the list of processes.
func accessToken(c console) (string, error) {
	token, err := secret(c, envToken)
	if err != nil || token != "" {
		return token, err
	}
	_, _ = fmt.Fprint(c.err, "Paste the access token of a system user (it shows as you paste; "+envToken+"_FILE avoids that): ")
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the token: %w", err)
	}
	if token = strings.TrimSpace(line); token == "" {
		return "", errors.New("no access token was given: set " + envToken + " or " + envToken + "_FILE, or paste it")
	}
	return token, nil
}
