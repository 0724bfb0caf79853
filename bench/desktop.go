package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mostrador/shop"
)

// shopFolder is the connected shop's name below the data folder's shops.
const shopFolder = "bench"

// connectedShop is a data folder that has joined a shop on a relay of its own.
// At least a page of conversations waits in it, and n messages in all, half of
// them in one conversation.
func (b *bench) connectedShop(n int) (string, error) {
	s, err := b.open(false)
	if err != nil {
		return "", err
	}
	link, err := s.shop()
	if err != nil {
		return "", err
	}
	const folder = "desktop"
	data := filepath.Join(s.dir, folder)
	d, err := s.pair(filepath.Join(folder, "shops", shopFolder), link)
	if err != nil {
		return "", err
	}
	d.run()
	n = max(n, perWebhook)
	for i := 0; i < n; i += perWebhook {
		if _, err := s.post(batch(i, oneOfTwo)); err != nil {
			return "", err
		}
	}
	if err := b.reaches(d, shop.Position(n)); err != nil {
		return "", err
	}
	d.close()
	preferences := fmt.Sprintf(`{"shop": %q, "width": 1400, "height": 880}`, shopFolder)
	return data, os.WriteFile(filepath.Join(data, "preferences.json"), []byte(preferences), 0o600)
}

// oneOfTwo gives every other message to one customer and the rest to many.
func oneOfTwo(i int) string {
	if i%2 == 0 {
		return "34600100000"
	}
	return ofMany(i)
}

const (
	settled  = 6 * time.Second // after the first frame
	idleFor  = 10 * time.Second
	scrolled = 10_000 // messages
)

// desktop is what the window takes while it stands there, beside an empty one:
// memory, and the processor's time with the composer focused.
func (b *bench) desktop() error {
	screen, ok, err := b.screen()
	if !ok || err != nil {
		return err
	}
	data, err := b.connectedShop(b.busy)
	if err != nil {
		return err
	}
	empty, err := screen.open(b.empty)
	if err != nil {
		return err
	}
	b.rest(settled)
	emptyMemory, known := memory(empty.run.Process.Pid)
	emptyIdle, err := empty.idle()
	empty.close()
	if err != nil || !known {
		b.note("memory and idle time are left out: %v", err)
		return nil
	}
	ours, err := screen.open(b.window, "-data", data, "-language", "en")
	if err != nil {
		return err
	}
	defer ours.close()
	b.rest(settled)
	after, _ := memory(ours.run.Process.Pid)
	b.add("memory after start (PSS)", mb(after), "≤ 1.5 × an empty window", mb(emptyMemory)+" = "+times(after, emptyMemory), after <= 1.5*emptyMemory)
	idle, err := ours.idle()
	if err != nil {
		return err
	}
	b.add("idle, composer focused", percent(idle), "≤ empty window + 2 % of a core", percent(emptyIdle), idle <= emptyIdle+0.02)
	if err := screen.scroll(); err != nil {
		b.note("scrolling is left out: %v", err)
		return nil
	}
	after, _ = memory(ours.run.Process.Pid)
	b.add(fmt.Sprintf("memory after scrolling %d messages", scrolled), mb(after), "≤ 2 × an empty window", mb(emptyMemory)+" = "+times(after, emptyMemory), after <= 2*emptyMemory)
	return nil
}

// rest lets things settle.
func (b *bench) rest(d time.Duration) {
	select {
	case <-time.After(d):
	case <-b.ctx.Done():
	}
}

// idle is the share of a core that a window takes while nothing happens.
func (w *window) idle() (float64, error) {
	before, err := processorTime(w.run.Process.Pid)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	<-time.After(idleFor)
	after, err := processorTime(w.run.Process.Pid)
	return (after - before).Seconds() / time.Since(began).Seconds(), err
}

// ticks is how often a second Linux counts a process's time, on every machine.
const ticks = 100

// processorTime is what a process has used, in user and system.
func processorTime(pid int) (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name may have spaces and ends with the last parenthesis.
	fields := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	if len(fields) < 13 {
		return 0, errors.New("/proc tells no times")
	}
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / ticks, err
}

// notchesPerMessage is somewhat more than it takes to pass a message.
const notchesPerMessage = 3

// scroll turns the wheel over the open conversation, upwards.
func (s *screen) scroll() error {
	tool, err := exec.LookPath("xdotool")
	if err != nil {
		return err
	}
	notches := strconv.Itoa(scrolled * notchesPerMessage)
	turn := exec.CommandContext(s.b.ctx, tool, "mousemove", "800", "400", "click", "--repeat", notches, "--delay", "4", "4")
	turn.Env = s.env
	return turn.Run()
}

func mb(n float64) string { return fmt.Sprintf("%.0f MB", n) }

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
