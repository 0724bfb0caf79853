package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"mostrador/backend/relay/admin"
	"mostrador/shop"
)

// check goes through everything that a shop's numbers need to work.
func check(ctx context.Context, args []string, c console) error {
	var d data
	var of string
	set := flag.NewFlagSet("mostrador-relay check", flag.ContinueOnError)
	set.SetOutput(c.err)
	d.flags(set)
	set.StringVar(&of, "shop", "", "the shop's name or id, where there are several")
	if err := parse(set, args); err != nil {
		return err
	}
	return d.atDesk(ctx, c, func(desk admin.Desk) error { return showChecks(ctx, c, desk, of) })
}

func showChecks(ctx context.Context, c console, desk admin.Desk, of string) error {
	answer, err := desk.Check(ctx, admin.CheckRequest{Shop: of})
	if err != nil {
		return err
	}
	if len(answer.Numbers) == 0 {
		_, err = fmt.Fprintln(c.out, "The shop has no number yet: mostrador-relay connect")
		return err
	}
	for _, n := range answer.Numbers {
		_, _ = fmt.Fprintf(c.out, "\n%s (%s)\n", n.Number, n.Name)
		for _, line := range n.Checks.Lines {
			_, _ = fmt.Fprintf(c.out, "  %-8s %s\n", marks[line.State], checkWords(line))
			if line.Said != "" {
				_, _ = fmt.Fprintf(c.out, "           WhatsApp: %s\n", line.Said)
			}
		}
	}
	return nil
}

var marks = map[shop.CheckState]string{shop.CheckGood: "ok", shop.CheckWarning: "look", shop.CheckBad: "WRONG",
	shop.CheckWaiting: "wait", shop.CheckUnknown: "?"}

// subjects are what the lines are about.
var subjects = map[shop.CheckID]string{
	shop.CheckToken: "the token", shop.CheckScopes: "what the token allows", shop.CheckApp: "the app at Meta",
	shop.CheckWebhook: "the webhook's address", shop.CheckEvent: "webhooks", shop.CheckSubscribed: "the account's subscription",
	shop.CheckRegistered: "the number's registration", shop.CheckHealth: "sending, as WhatsApp sees it", shop.CheckSending: "sending, as the relay sees it",
	shop.CheckName: "the display name", shop.CheckQuality: "the quality rating", shop.CheckPayment: "the payment method",
	shop.CheckLimit: "people who may be written to first", shop.CheckTemplates: "templates", shop.CheckHistory: "chats from before",
}

// advice says what to do, by line, state and reason.
var advice = map[string]string{
	"token/bad/invalid":       "WhatsApp no longer accepts it: make a new one for the system user and run connect again",
	"token/warning/ends":      "ends on {Date}: make one that never ends",
	"scopes/bad":              "lacks {Missing}: make the token again with these, and assign the account to the system user",
	"app/bad":                 "it is in development, so customers' messages don't come in: switch it to Live",
	"webhook/bad":             "Meta has not checked it: enter {Address} and the verify token under WhatsApp > Configuration",
	"event/waiting":           "nothing came in yet: press Test beside \"messages\" at Meta, or write to the number",
	"event/good":              "the last came on {When}",
	"subscribed/bad":          "the account's events don't go to this app: run connect again",
	"registered/bad":          "it is {Status}: run connect again with the PIN",
	"health/warning":          "limited: look in WhatsApp Manager",
	"health/bad":              "not possible now: look in WhatsApp Manager",
	"sending/bad":             "held back after error {Code}: settle what is wrong here; it goes on by itself, or with Try again in the desktop",
	"name/good":               "{Name}",
	"name/waiting":            "{Name} is being reviewed",
	"name/bad":                "{Name} was not approved: choose another in WhatsApp Manager",
	"quality/waiting":         "not rated yet",
	"quality/warning":         "medium: write less, and only what people asked for",
	"quality/bad":             "low: stop offers for some days",
	"payment/bad":             "missing or refused: add one in WhatsApp Manager under billing",
	"limit/good":              "{Limit} in 24 h",
	"limit/good/unlimited":    "no limit",
	"templates/good":          "{Approved} of {All} approved",
	"templates/warning":       "none approved: without one nobody can be written to after 24 h; the desktop offers ready-made ones",
	"history/good/own":        "none to fetch: the number is not shared with the phone app",
	"history/waiting":         "on their way",
	"history/waiting/percent": "{Percent} % are here",
	"history/warning":         "they were not shared when the number was linked",
}

func checkWords(c shop.Check) string {
	key := string(c.ID) + "/" + string(c.State)
	if c.Why != "" {
		key += "/" + c.Why
	}
	text, known := advice[key]
	if !known {
		return subjects[c.ID]
	}
	for name, value := range c.Params {
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			value = at.Format("2 January 2006 15:04 MST")
		}
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return subjects[c.ID] + ": " + text
}
