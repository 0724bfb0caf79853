// Command bench measures what docs/ARCHITECTURE.md promises in numbers, each
// beside its bar and beside the limit that the same machine sets in the same run:
// an fsync, a bare INSERT, a bare SELECT, an empty window. `make bench` runs it. It
// starts relay and sandbox as processes of their own, as on a server.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"mostrador/e2e/processes/programs"
)

// bench is one run.
type bench struct {
	options
	ctx     context.Context
	servers programs.Programs
	dir     string
	rows    []row
	out     io.Writer
	closers []func()
}

type options struct {
	only     string
	seconds  int
	messages int
	window   string
	empty    string
	busy     int
	inbox    string
	strict   bool
}

// part measures some rows.
type part struct {
	name string
	run  func(*bench) error
}

var parts = []part{
	{"visible", (*bench).visible}, {"intake", (*bench).intake}, {"steady", (*bench).steady}, {"apply", (*bench).apply},
	{"reads", (*bench).reads}, {"catchup", (*bench).catchUp}, {"window", (*bench).windowStart},
	{"desktop", (*bench).desktop}, {"handling", (*bench).handling}, {"lists", (*bench).lists},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, errs io.Writer) error {
	b := &bench{ctx: ctx, out: out}
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	set.SetOutput(errs)
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.name
	}
	set.StringVar(&b.only, "only", "", "comma separated `parts`: "+strings.Join(names, ", "))
	set.IntVar(&b.seconds, "seconds", 20, "how long a number's full rate is kept up")
	set.IntVar(&b.messages, "messages", 1_000_000, "how many messages the store of the reads has; the bars speak of these")
	set.StringVar(&b.window, "window", "bin/mostrador", "the desktop program")
	set.StringVar(&b.empty, "empty-window", "bin/emptywindow", "the program with nothing in its window")
	set.IntVar(&b.busy, "shop-messages", 30_000, "how many messages the shop in the window has, half of them in one conversation")
	set.StringVar(&b.inbox, "inbox", "bin/inbox.test", "the inbox's own benchmarks")
	set.BoolVar(&b.strict, "strict", false, "end with an error when a bar is missed")
	if err := set.Parse(args); err != nil {
		return err
	}
	return b.measure()
}

func (b *bench) measure() (err error) {
	if b.dir, err = os.MkdirTemp("", "mostrador-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if b.servers, err = programs.Build(b.ctx, b.dir); err != nil {
		return err
	}
	for _, p := range parts {
		if b.only != "" && !slices.Contains(strings.Split(b.only, ","), p.name) {
			continue
		}
		if err := b.measurePart(p); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	b.print()
	return b.verdict()
}

func (b *bench) measurePart(p part) error {
	began := time.Now()
	err := p.run(b)
	for _, close := range slices.Backward(b.closers) {
		close()
	}
	b.closers = nil
	b.note("%-8s %s", p.name, time.Since(began).Round(time.Millisecond))
	return err
}

// later runs at the end of the part.
func (b *bench) later(close func()) { b.closers = append(b.closers, close) }

func (b *bench) note(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format+"\n", args...) }

func (b *bench) verdict() error {
	missed := 0
	for _, r := range b.rows {
		if r.judged && !r.held {
			missed++
		}
	}
	if missed > 0 && b.strict {
		return fmt.Errorf("%d bars were missed", missed)
	}
	return nil
}
