package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"mostrador/backend/relay"
	"mostrador/backend/relay/admin"
)

// connecting walks through what connects a WhatsApp business number to a shop.
// What a flag or the environment says is not asked.
type connecting struct {
	data
	ask  admin.ConnectRequest
	c    console
	keys *bufio.Reader
}

// envPIN is the number's two-step PIN, for a walk without questions.
const envPIN = "MOSTRADOR_PIN"

const connectSteps = `To connect a WhatsApp number of your own you need, all at developers.facebook.com and business.facebook.com:
  1. an app of your own (My Apps, Create app, "Business"), with the product WhatsApp added;
  2. a system user (Business settings, System users) to whom the app and the WhatsApp account are assigned;
  3. a token of that system user with whatsapp_business_messaging and whatsapp_business_management;
  4. the WhatsApp Business Account's id (your app, WhatsApp, API Setup).
`

// connect connects a WhatsApp business number to a shop.
func connect(ctx context.Context, args []string, c console) error {
	w := &connecting{c: c, keys: bufio.NewReader(c.in)}
	set := flag.NewFlagSet("mostrador-relay connect", flag.ContinueOnError)
	set.SetOutput(c.err)
	w.flags(set)
	set.StringVar(&w.ask.Shop, "shop", "", "the shop's name or id, where there are several")
	set.StringVar(&w.ask.PhoneNumberID, "phone-number-id", "", "the number's id; without it the account's numbers are listed")
	set.StringVar(&w.ask.WABA, "waba", "", "the WhatsApp Business Account's id, from WhatsApp > API Setup of your app at Meta; without it it is asked for")
	if err := parse(set, args); err != nil {
		return err
	}
	if err := w.check(); err != nil {
		return err
	}
	if w.ask.WABA == "" {
		w.say(connectSteps)
	}
	var err error
	if w.ask.Token, err = accessToken(c, w.keys); err != nil {
		return err
	}
	return w.atDesk(ctx, c, func(desk admin.Desk) error { return w.walk(ctx, desk) })
}

func (w *connecting) say(format string, args ...any) { _, _ = fmt.Fprintf(w.c.out, format, args...) }

// walk goes from the token to a number that works.
func (w *connecting) walk(ctx context.Context, desk admin.Desk) error {
	found, err := desk.Look(ctx, admin.LookRequest{WABA: w.ask.WABA, Token: w.ask.Token})
	if err != nil {
		return err
	}
	if err := w.tokenStands(found); err != nil {
		return err
	}
	if w.ask.WABA == "" {
		w.ask.WABA, err = w.question("The WhatsApp Business Account's id: ", "-waba")
		if err == nil {
			found, err = desk.Look(ctx, admin.LookRequest{WABA: w.ask.WABA, Token: w.ask.Token})
		}
		if err != nil {
			return err
		}
	}
	chosen, err := w.choose(found.Numbers)
	if err != nil {
		return err
	}
	if err := w.register(ctx, desk, chosen); err != nil {
		return err
	}
	done, err := desk.Connect(ctx, w.ask)
	if err != nil {
		return err
	}
	w.say("Connected %s (%s) with %d templates.\n", done.Number, done.Name, done.Templates)
	if done.Warning != "" {
		w.say("Look at this: %s\n", done.Warning)
	}
	w.webhook(found)
	return showChecks(ctx, w.c, desk, w.ask.Shop)
}

func (w *connecting) tokenStands(found relay.Prospect) error {
	if !found.TokenValid {
		return errors.New("WhatsApp says that this token is not valid; make a new one for the system user and try again")
	}
	if len(found.Missing) > 0 {
		return fmt.Errorf("the token lacks %s: make it again with these ticked", strings.Join(found.Missing, " and "))
	}
	w.say("The token is good.\n")
	if !found.Expires.IsZero() {
		w.say("It ends on %s. A system user's token need not end: choose \"never\" when you make one.\n", found.Expires.Format("2 January 2006"))
	}
	return nil
}

// choose takes the number that a flag names, the only one, or asks.
func (w *connecting) choose(numbers []relay.ProspectNumber) (relay.ProspectNumber, error) {
	if w.ask.PhoneNumberID == "" && len(numbers) == 1 {
		w.ask.PhoneNumberID = numbers[0].ID
	}
	if w.ask.PhoneNumberID == "" && len(numbers) == 0 {
		return relay.ProspectNumber{}, fmt.Errorf("account %s has no number yet: add one at Meta under WhatsApp > API Setup, then try again", w.ask.WABA)
	}
	if w.ask.PhoneNumberID == "" {
		for _, n := range numbers {
			w.say("  %s  %s  %s  %s\n", n.ID, n.Number, n.Name, n.Status)
		}
		var err error
		if w.ask.PhoneNumberID, err = w.question("Which one? Its id: ", "-phone-number-id"); err != nil {
			return relay.ProspectNumber{}, err
		}
	}
	for _, n := range numbers {
		if n.ID == w.ask.PhoneNumberID {
			return n, nil
		}
	}
	return relay.ProspectNumber{}, fmt.Errorf("account %s has no number with the id %s", w.ask.WABA, w.ask.PhoneNumberID)
}

// register asks for the PIN only where the number is not on the Cloud API yet.
func (w *connecting) register(ctx context.Context, desk admin.Desk, n relay.ProspectNumber) error {
	if n.Registered() {
		return nil
	}
	pin, err := secret(w.c, envPIN)
	if err != nil {
		return err
	}
	if pin == "" {
		w.say("%s is not registered yet (%s). Registering sets its two-step PIN, or needs the one it has.\n", n.Number, n.Status)
		if pin, err = w.question("Six digits: ", envPIN); err != nil {
			return err
		}
	}
	if _, err := desk.Register(ctx, admin.RegisterRequest{PhoneNumberID: n.ID, Token: w.ask.Token, PIN: pin}); err != nil {
		return err
	}
	w.say("Registered %s.\n", n.Number)
	return nil
}

// webhook says what to enter at Meta, which no call can do for a shop's own app.
func (w *connecting) webhook(found relay.Prospect) {
	if found.Webhook == "" || strings.HasPrefix(found.Webhook, "/") {
		return
	}
	w.say("At Meta, under WhatsApp > Configuration, enter the callback address %s and the verify token from %s,\n"+
		"and subscribe to the fields, \"messages\" first. Switch the app to Live.\n", found.Webhook, filepath.Join(w.folder, "verify-token"))
}

func (w *connecting) question(text, otherwise string) (string, error) {
	_, _ = fmt.Fprint(w.c.err, text)
	line, err := w.keys.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read an answer: %w", err)
	}
	if line = strings.TrimSpace(line); line == "" {
		return "", fmt.Errorf("nothing was typed; %s can say it as well", otherwise)
	}
	return line, nil
}

// accessToken is the system user's token, from the environment, a file, or
// typed in. It is never a flag: flags show in the list of processes.
func accessToken(c console, keys *bufio.Reader) (string, error) {
	token, err := secret(c, envToken)
	if err != nil || token != "" {
		return token, err
	}
	_, _ = fmt.Fprint(c.err, "Paste the access token of a system user (it shows as you paste; "+envToken+"_FILE avoids that): ")
	line, err := keys.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the token: %w", err)
	}
	if token = strings.TrimSpace(line); token == "" {
		return "", errors.New("no access token was given: set " + envToken + " or " + envToken + "_FILE, or paste it")
	}
	return token, nil
}
