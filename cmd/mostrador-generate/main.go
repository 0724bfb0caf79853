// Command mostrador-generate makes a shop with a long past, for benchmarks and
// for looking at:
//
//	go run ./cmd/mostrador-generate -data /tmp/busy -messages 1000000
//	bin/mostrador -data /tmp/busy
//
// The window opens it without a relay, so it says that it is offline.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"mostrador/store"
	"mostrador/store/generate"
)

// folder is the shop's among the shops of the data folder.
const folder = "generated"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "mostrador-generate:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, errs io.Writer) error {
	set := flag.NewFlagSet("mostrador-generate", flag.ContinueOnError)
	set.SetOutput(errs)
	data := set.String("data", "", "the data `folder` that the shop is made in; the program takes the same one")
	var p generate.Params
	set.IntVar(&p.Messages, "messages", 1_000_000, "how many messages")
	set.IntVar(&p.Conversations, "conversations", 0, "in how many conversations; a hundredth of the messages when 0")
	set.IntVar(&p.Busiest, "busiest", 0, "how many of them in the busiest one; a tenth when 0")
	set.Uint64Var(&p.Seed, "seed", 1, "the same seed makes the same shop")
	set.BoolVar(&p.Brief, "brief", false, "leave out most steps of what was sent, to be faster")
	if err := set.Parse(args); err != nil {
		return err
	}
	if *data == "" {
		return errors.New("name a folder for the shop with -data")
	}
	p.Until = time.Now().UTC().Truncate(time.Hour)
	return fill(ctx, filepath.Join(*data, "shops", folder), *data, generate.New(p), out)
}

func fill(ctx context.Context, dir, data string, g *generate.Generator, out io.Writer) (err error) {
	path := filepath.Join(dir, "shop.db")
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s is there already; name another folder with -data, or delete it first", path)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the shop's folder: %w", err)
	}
	s, err := store.Open(ctx, store.Params{Path: path, Shop: g.Shop()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	told := time.Now()
	done, err := generate.Fill(ctx, s, g, func(now generate.Filled) {
		if time.Since(told) > 5*time.Second {
			told = time.Now()
			_, _ = fmt.Fprintf(out, "%d messages, %.0f events/s\n", now.Messages, float64(now.Events)/now.Applying.Seconds())
		}
	})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "%s: %d messages of %d events in %v, %.0f events/s\n", path, done.Messages, done.Events,
		done.Applying.Round(time.Second), float64(done.Events)/done.Applying.Seconds())
	return write(dir, data, g)
}

// write makes the files that the window looks for: an account without a relay
// that could be reached, and which shop to open.
func write(dir, data string, g *generate.Generator) error {
	account := map[string]any{"relay": "https://127.0.0.1:9", "shop": g.Shop(), "name": "Horno Triana", "device": g.Person(),
		"device_name": "generated", "person": g.Person(), "key_id": "generated", "joined": time.Now().UTC()}
	for path, what := range map[string]any{
		filepath.Join(dir, "account.json"):      account,
		filepath.Join(data, "preferences.json"): map[string]string{"shop": folder},
	} {
		raw, err := json.MarshalIndent(what, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, append(raw, '\n'), 0o600); err != nil {
			return fmt.Errorf("write beside the shop: %w", err)
		}
	}
	return nil
}
