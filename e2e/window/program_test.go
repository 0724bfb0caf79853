//go:build e2e

package window

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/practice"
	"mostrador/store"
	"mostrador/sync"
)

// program is Mostrador with a data folder, as somebody would start it.
type program struct {
	t      *testing.T
	screen *screen
	data   string
	args   []string
	cmd    *exec.Cmd
	errors bytes.Buffer
	done   chan error
}

func newProgram(t *testing.T, s *screen, args ...string) *program {
	t.Helper()
	return &program{t: t, screen: s, data: t.TempDir(), args: args}
}

func binary(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/mostrador")
	require.NoError(t, err)
	require.FileExists(t, path, "make build makes it")
	return path
}

// start opens the window and waits until the practice shop is there.
func (p *program) start() {
	p.t.Helper()
	p.cmd = exec.Command(binary(p.t), append([]string{"-data", p.data, "-verbose"}, p.args...)...)
	p.cmd.Env = append(p.screen.env(), "XDG_RUNTIME_DIR="+p.t.TempDir())
	p.cmd.Stderr = &p.errors
	require.NoError(p.t, p.cmd.Start())
	p.done = make(chan error, 1)
	go func(cmd *exec.Cmd, done chan error) { done <- cmd.Wait() }(p.cmd, p.done)
	p.t.Cleanup(p.kill)
	p.screen.t.Logf("started %s", strings.Join(p.cmd.Args, " "))
}

// ready waits for the practice shop's other side.
func (p *program) ready() {
	p.t.Helper()
	until(p.t, 60*time.Second, "the practice shop is open", func() bool {
		_, err := os.Stat(filepath.Join(p.data, "practice", "practice.json"))
		return err == nil && p.count() > 10
	})
	until(p.t, 30*time.Second, "the window shows it", p.screen.alive)
	p.screen.settle()
}

// count is how many conversations the shop's file has, read beside the program.
func (p *program) count() int {
	n := 0
	p.read(func(ctx context.Context, s *store.Store) {
		rows, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 100})
		if err == nil {
			n = len(rows)
		}
	})
	return n
}

// read opens a copy of the shop's file, so that the program is not disturbed.
func (p *program) read(look func(context.Context, *store.Store)) {
	p.t.Helper()
	folder := filepath.Join(p.data, "shops", "practice")
	account, err := sync.LoadAccount(folder)
	if err != nil {
		return
	}
	copied := filepath.Join(p.t.TempDir(), "shop.db")
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(filepath.Join(folder, "shop.db"+suffix))
		if err != nil {
			continue
		}
		require.NoError(p.t, os.WriteFile(copied+suffix, raw, 0o600))
	}
	opened, err := store.Open(p.t.Context(), store.Params{Path: copied, Shop: account.Shop})
	if err != nil {
		return // caught between two writes; the caller looks again
	}
	defer opened.Close()
	look(p.t.Context(), opened)
}

// leave ends the program by its key, and waits for the end.
func (p *program) leave() {
	p.t.Helper()
	p.screen.do("key", "ctrl+q")
	select {
	case err := <-p.done:
		require.NoError(p.t, err, "it leaves cleanly: %s", p.errors.String())
	case <-time.After(30 * time.Second):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT)
		<-p.done
		p.t.Fatalf("the window was closed but the program stays: %s", p.errors.String())
	}
	p.cmd = nil
}

// kill pulls the plug.
func (p *program) kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	<-p.done
	p.cmd = nil
}

// addresses are where the practice shop's parts are.
func (p *program) addresses() map[string]string {
	raw, err := os.ReadFile(filepath.Join(p.data, "practice", "practice.json"))
	require.NoError(p.t, err)
	var where map[string]string
	require.NoError(p.t, json.Unmarshal(raw, &where))
	return where
}

// phones opens the practice shop's other side after the program has left, to
// see what its customers have on their phones.
func (p *program) phones(look func(*practice.Practice)) {
	p.t.Helper()
	other, err := practice.Start(p.t.Context(), practice.Params{Dir: filepath.Join(p.data, "practice"), Quiet: true})
	require.NoError(p.t, err)
	defer func() { require.NoError(p.t, other.Close(context.WithoutCancel(p.t.Context()))) }()
	look(other)
}

// inbox is what a customer got from the shop.
// itoa keeps the stories short.
func itoa(n int) string { return strconv.Itoa(n) }

func inbox(t *testing.T, other *practice.Practice, name string) []practice.Phone {
	t.Helper()
	for _, c := range other.Customers() {
		if c.Name == name {
			chat, err := other.InboxOf(c.ID)
			require.NoError(t, err)
			var got []practice.Phone
			for _, m := range chat {
				if m.FromShop {
					got = append(got, m)
				}
			}
			return got
		}
	}
	t.Fatalf("nobody is called %s", name)
	return nil
}

func times(got []practice.Phone, text string) int {
	n := 0
	for _, m := range got {
		if strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}
