package programs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Screen is what a program prints, readable while it prints.
type Screen struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newScreen() *Screen { return &Screen{changed: make(chan struct{})} }

// Write takes what was printed.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
	return s.text.Write(p)
}

// String is all that was printed.
func (s *Screen) String() string {
	text, _ := s.read()
	return text
}

func (s *Screen) read() (string, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String(), s.changed
}

// child is a running program.
type child struct {
	name   string
	screen *Screen
	cmd    *exec.Cmd
	ended  chan struct{}
	err    error // once ended
}

func startChild(name, path string, env []string, args ...string) (*child, error) {
	c := &child{name: name, screen: newScreen(), ended: make(chan struct{})}
	c.cmd = exec.Command(path, args...) //nolint:noctx // it is ended by Stop or Kill, which wait for it
	c.cmd.Env = append(cleanEnv(), env...)
	c.cmd.Stdout, c.cmd.Stderr = c.screen, c.screen
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		c.err = c.cmd.Wait()
		close(c.ended)
	}()
	return c, nil
}

// cleanEnv leaves out the secrets of whoever runs the tests.
func cleanEnv() []string {
	env := []string{}
	for _, line := range os.Environ() {
		if !strings.HasPrefix(line, "MOSTRADOR_") {
			env = append(env, line)
		}
	}
	return env
}

// printed waits until a text is on the screen.
func (c *child) printed(ctx context.Context, text string) error {
	for {
		shown, changed := c.screen.read()
		if strings.Contains(shown, text) {
			return nil
		}
		select {
		case <-changed:
		case <-c.ended:
			return fmt.Errorf("%s ended before it said %q: %w\n%s", c.name, text, c.err, c.screen)
		case <-ctx.Done():
			return fmt.Errorf("%s did not say %q: %w\n%s", c.name, text, context.Cause(ctx), c.screen)
		}
	}
}

// Kill is kill -9; it waits until the process is gone.
func (c *child) Kill() {
	_ = c.cmd.Process.Kill() // it may be gone already
	<-c.ended
}

// Stop asks the program to end (SIGTERM) and gives what it ended with.
func (c *child) Stop(ctx context.Context) error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return c.Wait(ctx)
}

// Wait gives what the program ended with.
func (c *child) Wait(ctx context.Context) error {
	select {
	case <-c.ended:
		return c.err
	case <-ctx.Done():
		return fmt.Errorf("%s does not end: %w", c.name, context.Cause(ctx))
	}
}

// Running says whether the process is still there.
func (c *child) Running() bool {
	select {
	case <-c.ended:
		return false
	default:
		return true
	}
}

// Screen is what the program printed.
func (c *child) Screen() *Screen { return c.screen }

// PID is the process's number.
func (c *child) PID() int { return c.cmd.Process.Pid }

// FreePort is a port that nobody has at the moment.
func FreePort(ctx context.Context) (int, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // TCP was asked for
	return port, listener.Close()
}

const startPatience = 30 * time.Second
