// Package instance sees to it that one program at a time works with a data
// folder. A second start asks the first to show its window, hands over the
// links it was given, and leaves. Only main calls it.
package instance

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// ErrRunning says that another program has the folder and was asked to show
// itself.
var ErrRunning = errors.New("already running")

// patience is how long the first program may take to answer.
const patience = 3 * time.Second

// Instance is the one program of a folder.
type Instance struct {
	listener net.Listener
	path     string
	work     sync.WaitGroup
}

// request is what a second start says.
type request struct {
	Show  bool     `json:"show"`
	Links []string `json:"links,omitempty"`
}

// Claim makes this program the one of the folder. When another one answers, it
// is asked to show itself with the links, and the error is ErrRunning. onShow
// is called on a goroutine of its own.
func Claim(ctx context.Context, folder string, links []string, onShow func(links []string)) (*Instance, error) {
	path, err := socketPath(folder)
	if err != nil {
		return nil, err
	}
	if ask(ctx, path, links) == nil {
		return nil, ErrRunning
	}
	// Nobody answered: what lies there was left by a program that died.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove stale %s: %w", path, err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen for a second start: %w", err)
	}
	i := &Instance{listener: listener, path: path}
	i.work.Add(1)
	go func() {
		defer i.work.Done()
		i.serve(onShow)
	}()
	return i, nil
}

// Close lets another program have the folder.
func (i *Instance) Close() error {
	err := i.listener.Close()
	i.work.Wait()
	return err
}

func (i *Instance) serve(onShow func([]string)) {
	for {
		conn, err := i.listener.Accept()
		if err != nil {
			return
		}
		if r, err := answer(conn); err == nil && r.Show {
			onShow(r.Links)
		}
	}
}

func answer(conn net.Conn) (request, error) {
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return request{}, err
	}
	var r request
	if err := json.NewDecoder(bufio.NewReader(conn)).Decode(&r); err != nil {
		return request{}, err
	}
	_, err := conn.Write([]byte("ok\n"))
	return r, err
}

func ask(ctx context.Context, path string, links []string) error {
	dialer := net.Dialer{Timeout: patience}
	conn, err := dialer.DialContext(ctx, "unix", path)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if err := json.NewEncoder(conn).Encode(request{Show: true, Links: links}); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || line != "ok\n" {
		return fmt.Errorf("no answer from the running program: %w", err)
	}
	return nil
}

// socketPath is short whatever the folder: systems allow about 100 characters.
func socketPath(folder string) (string, error) {
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(absolute))
	base := os.Getenv("XDG_RUNTIME_DIR")
	if base == "" {
		base = os.TempDir()
	}
	home := filepath.Join(base, fmt.Sprintf("mostrador-%d", os.Getuid()))
	if err := os.MkdirAll(home, 0o700); err != nil {
		return "", fmt.Errorf("make %s: %w", home, err)
	}
	return filepath.Join(home, hex.EncodeToString(sum[:8])+".sock"), nil
}
