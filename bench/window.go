package main

import (
	"bufio"
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
	windowStarts   = 9
	windowPatience = 90 * time.Second
	firstFrame     = "first-usable-frame"
)

// windowStart is from starting the program until its list can be used, beside
// an empty window. Both say it by the same rule, see package frames. The desktop
// row's shop is a connected one, whose relay is a process of its own.
func (b *bench) windowStart() error {
	screen, ok, err := b.screen()
	if !ok || err != nil {
		return err
	}
	data, err := b.connectedShop(0)
	if err != nil {
		return err
	}
	practice := filepath.Join(b.dir, "practising")
	first, err := screen.firstFrame(b.window, "-data", practice, "-language", "en")
	if err != nil {
		return err
	}
	b.tell("very first start: practice shop made, list usable", ms(first), "")
	took := make([][]time.Duration, 3)
	programs := [][]string{
		{b.empty}, {b.window, "-data", data, "-language", "en"}, {b.window, "-data", practice, "-language", "en"},
	}
	for round := range windowStarts + 1 { // by turns, so that all have the same machine
		for i, args := range programs {
			d, err := screen.firstFrame(args[0], args[1:]...)
			if err != nil {
				return err
			}
			if round > 0 { // before, caches may be cold
				took[i] = append(took[i], d)
			}
		}
	}
	empty := quantile(took[0], .5)
	for i, name := range []string{1: "second start → list usable, software GL", 2: "the same, with the practice shop's relay to start as well"} {
		if i == 0 {
			continue
		}
		mine := quantile(took[i], .5)
		b.add(name, ms(mine), "≤ 2 × an empty window, ≤ 1 s",
			ms(empty)+" = "+times(mine.Seconds(), empty.Seconds()), mine <= 2*empty && mine <= time.Second)
	}
	return nil
}

// screen is where windows are opened: a display that nobody sees.
type screen struct {
	b   *bench
	env []string
}

// screen is not there where there is no Xvfb, or no program.
func (b *bench) screen() (*screen, bool, error) {
	for _, program := range []string{b.window, b.empty} {
		if _, err := os.Stat(program); err != nil {
			b.note("windows are left out: %v", err)
			return nil, false, nil
		}
	}
	display, err := b.display()
	if err != nil {
		b.note("windows are left out: %v", err)
		return nil, false, nil
	}
	home := filepath.Join(b.dir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, false, err
	}
	env := append(os.Environ(), display, "HOME="+home, "XDG_DATA_HOME="+filepath.Join(home, "data"),
		"XDG_CONFIG_HOME="+filepath.Join(home, "config"), "XDG_CACHE_HOME="+filepath.Join(home, "cache"),
		"FYNE_SCALE=1", "LC_ALL=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1", "MOSTRADOR_TIMING=1")
	return &screen{b, env}, true, nil
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

// window is a program that was started.
type window struct {
	run  *exec.Cmd
	said io.ReadCloser
	took time.Duration // until its first frame
}

// open starts a program and waits for its first frame.
func (s *screen) open(program string, args ...string) (*window, error) {
	w := &window{run: exec.CommandContext(s.b.ctx, program, args...)}
	w.run.Env = s.env
	var err error
	if w.said, err = w.run.StderrPipe(); err != nil {
		return nil, err
	}
	began := time.Now()
	if err := w.run.Start(); err != nil {
		return nil, err
	}
	patience := time.AfterFunc(windowPatience, func() { _ = w.run.Process.Kill() })
	w.took, err = awaitFrame(w.said, began)
	patience.Stop()
	if err != nil {
		w.close()
		return nil, err
	}
	go func() { _, _ = io.Copy(io.Discard, w.said) }()
	return w, nil
}

// close ends the program; what it has written is durable at any moment.
func (w *window) close() {
	_ = w.run.Process.Signal(syscall.SIGTERM)
	_ = w.run.Wait() // it was ended by a signal
}

func (s *screen) firstFrame(program string, args ...string) (time.Duration, error) {
	w, err := s.open(program, args...)
	if err != nil {
		return 0, err
	}
	w.close()
	return w.took, nil
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
