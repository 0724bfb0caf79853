// Mostrador is a desktop inbox for small businesses: customers' chats, saved
// replies and orders, in step with the shop's relay. This file has the flags;
// the others beside it wire the packages together and hold no rules.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"mostrador/instance"
)

// version is set when the program is packaged.
var version = "dev"

// options are what the program was started with.
type options struct {
	data     string
	language string
	shop     string
	practice bool
	rebuild  bool
	files    bool
	version  bool
	verbose  bool
	links    []string
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	opts, err := parse(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case opts.version:
		fmt.Fprintln(out, "Mostrador", version)
		return 0
	case opts.files:
		fmt.Fprintln(out, opts.data)
		return 0
	}
	if err := start(opts); err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	return 0
}

func parse(args []string, errs io.Writer) (options, error) {
	folder, err := dataFolder()
	if err != nil {
		fmt.Fprintln(errs, err)
		return options{}, err
	}
	var o options
	flags := flag.NewFlagSet("mostrador", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.data, "data", folder, "the `folder` in which shops are kept")
	flags.StringVar(&o.language, "language", "", "en, es or pt-BR instead of the system's")
	flags.StringVar(&o.shop, "shop", "", "open the shop in this `folder` below the data folder's shops")
	flags.BoolVar(&o.practice, "practice", false, "open the practice shop")
	flags.BoolVar(&o.rebuild, "rebuild", false, "fill the shop's file again from its history; what waits to leave and drafts stay")
	flags.BoolVar(&o.files, "files", false, "say where the files are, and leave")
	flags.BoolVar(&o.version, "version", false, "say the version, and leave")
	flags.BoolVar(&o.verbose, "verbose", false, "write what happens to the standard error")
	flags.Usage = func() {
		fmt.Fprintln(errs, "Mostrador opens the window of your shop, the practice shop at the first start.")
		fmt.Fprintln(errs, "usage: mostrador [flags] [invite link]")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	o.links = flags.Args()
	return o, nil
}

// start claims the data folder and opens the window. A second start shows the
// first and is content.
func start(o options) error {
	if err := makeFolder(o.data); err != nil {
		return err
	}
	if err := needScreen(); err != nil {
		return err
	}
	crash := keepCrashes(o.data)
	defer crash()
	shown := make(chan []string, 8)
	hurry()
	claim, err := instance.Claim(context.Background(), o.data, o.links, func(links []string) {
		select {
		case shown <- links:
		default: // the window is being asked already
		}
	})
	if errors.Is(err, instance.ErrRunning) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open Mostrador: %w", err)
	}
	defer claim.Close()
	return newProgram(o, shown).run()
}

// needScreen says in words what the window library would end the program for.
func needScreen() error {
	switch runtime.GOOS {
	case "windows", "darwin":
		return nil
	}
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("Mostrador needs a screen, and neither DISPLAY nor WAYLAND_DISPLAY names one. Start it from a desktop, or with xvfb-run") //nolint:staticcheck // a sentence for a person
	}
	return nil
}

// keepCrashes writes the traces of a crash beside the shops; a clean end
// removes the file again.
func keepCrashes(folder string) (clean func()) {
	file, err := os.Create(crashFile(folder))
	if err != nil {
		return func() {}
	}
	if err := debug.SetCrashOutput(file, debug.CrashOptions{}); err != nil {
		file.Close()
		return func() {}
	}
	return func() {
		file.Close()
		os.Remove(crashFile(folder))
	}
}
