package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	windowStarts   = 7
	windowPatience = 90 * time.Second
	firstFrame     = "first-usable-frame"
)

// windowStart is from starting the program, whose practice shop is there
// already, until its list can be used, beside an empty window.
func (b *bench) windowStart() error {
	for _, program := range []string{b.window, b.empty} {
		if _, err := os.Stat(program); err != nil {
			b.note("the window's start is left out: %v", err)
			return nil
		}
	}
	display, err := b.display()
	if err != nil {
		b.note("the window's start is left out: %v", err)
		return nil
	}
	home := filepath.Join(b.dir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	env := append(os.Environ(), display, "HOME="+home, "XDG_DATA_HOME="+filepath.Join(home, "data"), "XDG_CONFIG_HOME="+filepath.Join(home, "config"),
		"LIBGL_ALWAYS_SOFTWARE=1", "MOSTRADOR_TIMING=1")
	data := filepath.Join(b.dir, "desktop")
	first, err := b.firstFrame(env, b.window, "-data", data, "-language", "en")
	if err != nil {
		return err
	}
	b.tell("very first start: practice shop made, list usable", ms(first), "")
	var ours, empty []time.Duration
	for range windowStarts { // by turns, so that both have the same machine
		took, err := b.firstFrame(env, b.empty)
		if err != nil {
			return err
		}
		empty = append(empty, took)
		if took, err = b.firstFrame(env, b.window, "-data", data, "-language", "en"); err != nil {
			return err
		}
		ours = append(ours, took)
	}
	mine, theirs := quantile(ours, .5), quantile(empty, .5)
	b.add("second start → list usable, software GL", ms(mine), "≤ 2 × an empty window", ms(theirs)+" = "+times(mine.Seconds(), theirs.Seconds()), mine <= 2*theirs)
	return nil
}

// display starts a screen that nobody sees.
func (b *bench) display() (string, error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return "", err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer read.Close()
	server := exec.Command(path, "-displayfd", "3", "-screen", "0", "1600x1000x24", "-nolisten", "tcp") //nolint:noctx // ended below
	server.ExtraFiles = []*os.File{write}
	err = server.Start()
	_ = write.Close() // the server has its own
	if err != nil {
		return "", err
	}
	b.later(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait() // it was asked to end
	})
	number, err := bufio.NewReader(read).ReadString('\n')
	return "DISPLAY=:" + strings.TrimSpace(number), err
}

// firstFrame starts a program and waits for its first frame; the program is
// ended afterwards.
func (b *bench) firstFrame(env []string, program string, args ...string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(b.ctx, windowPatience)
	defer cancel()
	run := exec.CommandContext(ctx, program, args...)
	run.Env = env
	said, err := run.StderrPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := run.Start(); err != nil {
		return 0, err
	}
	took, err := awaitFrame(said, began)
	// What the practice shop has written is durable at any moment.
	_ = run.Process.Signal(syscall.SIGTERM)
	_, _ = io.Copy(io.Discard, said)
	_ = run.Wait() // it was ended by a signal
	return took, err
}

func awaitFrame(said io.Reader, began time.Time) (time.Duration, error) {
	lines := bufio.NewScanner(said)
	var last []string
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), firstFrame) {
			return time.Since(began), nil
		}
		last = append(last, lines.Text())
	}
	return 0, fmt.Errorf("no frame was painted: %w\n%s", errors.Join(lines.Err(), io.ErrUnexpectedEOF), strings.Join(last, "\n"))
}
