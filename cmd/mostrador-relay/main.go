// Command mostrador-relay is a shop's server: it takes WhatsApp's webhooks in,
// keeps the shop's history in order, and serves the shop's desktops. See
// docs/relay.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// version is set when a release is built.
var version = ""

const help = `mostrador-relay serves a shop's desktops and talks to WhatsApp for them.

  mostrador-relay serve    run the relay
  mostrador-relay invite   make a link that lets one more desktop in
  mostrador-relay connect  connect a WhatsApp business number, step by step
  mostrador-relay check    see what a number still needs to work
  mostrador-relay devices  list the desktops of a shop
  mostrador-relay revoke   cut a desktop off
  mostrador-relay webshop  add, list or remove web shops that report orders
  mostrador-relay version  say which version this is

Each has its own flags: mostrador-relay serve -help. Secrets come from the
environment or from files, never from flags; docs/relay.md lists them.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv})
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "mostrador-relay:", err)
		os.Exit(1)
	}
}

// console is what the program is started from.
type console struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

func run(ctx context.Context, args []string, c console) error {
	if len(args) == 0 {
		_, _ = io.WriteString(c.err, help)
		return errors.New("say what to do: serve, invite, connect, check, devices, revoke, webshop or version")
	}
	switch args[0] {
	case "serve":
		return serve(ctx, args[1:], c)
	case "invite":
		return invite(ctx, args[1:], c)
	case "connect":
		return connect(ctx, args[1:], c)
	case "check":
		return check(ctx, args[1:], c)
	case "devices":
		return devices(ctx, args[1:], c)
	case "revoke":
		return revoke(ctx, args[1:], c)
	case "webshop":
		return webShop(ctx, args[1:], c)
	case "version", "-version", "--version":
		_, err := fmt.Fprintln(c.out, "mostrador-relay", programVersion())
		return err
	case "help", "-h", "-help", "--help":
		_, err := io.WriteString(c.out, help)
		return err
	}
	return fmt.Errorf("don't know %q: use serve, invite, connect, check, devices, revoke, webshop or version", args[0])
}

// parse reads a command's flags and refuses what is left over.
func parse(set *flag.FlagSet, args []string) error {
	if err := set.Parse(args); err != nil {
		return err
	}
	if set.NArg() > 0 {
		return fmt.Errorf("don't know what to do with %q; %s -help lists the flags", set.Arg(0), set.Name())
	}
	return nil
}

func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}
