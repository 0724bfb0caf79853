//go:build e2e

package window

import (
	"bufio"
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// screen is a virtual display.
type screen struct {
	t       *testing.T
	display string
	width   int
	height  int
}

// newScreen starts Xvfb on a free display; it ends with the test.
func newScreen(t *testing.T, width, height int) *screen {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write, err := os.Pipe()
	require.NoError(t, err)
	cmd := exec.CommandContext(ctx, "Xvfb", "-displayfd", "3", "-screen", "0",
		strconv.Itoa(width)+"x"+strconv.Itoa(height)+"x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{write}
	require.NoError(t, cmd.Start())
	require.NoError(t, write.Close())
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err, "Xvfb says its display")
	return &screen{t: t, display: ":" + strings.TrimSpace(line), width: width, height: height}
}

func (s *screen) env() []string {
	return append(os.Environ(), "DISPLAY="+s.display, "WAYLAND_DISPLAY=", "LC_ALL=C.UTF-8", "FYNE_SCALE=1",
		"LIBGL_ALWAYS_SOFTWARE=1", "XDG_SESSION_TYPE=x11")
}

func (s *screen) do(args ...string) {
	s.t.Helper()
	cmd := exec.Command("xdotool", args...)
	cmd.Env = s.env()
	out, err := cmd.CombinedOutput()
	require.NoError(s.t, err, "xdotool %v: %s", args, out)
}

// key presses keys such as "Return" or "ctrl+k".
func (s *screen) key(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.do("key", "--delay", "40", k)
		s.settle()
	}
}

// write types a text, slowly: a virtual keyboard that is too fast drops letters.
func (s *screen) write(text string) {
	s.t.Helper()
	s.do("type", "--delay", "70", text)
	s.settle()
}

func (s *screen) click(x, y int) {
	s.t.Helper()
	s.do("mousemove", strconv.Itoa(x), strconv.Itoa(y))
	s.do("click", "1")
	s.settle()
}

func (s *screen) drag(x, y, toX, toY int) {
	s.t.Helper()
	s.do("mousemove", strconv.Itoa(x), strconv.Itoa(y))
	s.do("mousedown", "1")
	for i := 1; i <= 8; i++ {
		s.do("mousemove", strconv.Itoa(x+(toX-x)*i/8), strconv.Itoa(y+(toY-y)*i/8))
	}
	s.do("mouseup", "1")
	s.settle()
}

// settle waits until the picture no longer changes, three seconds at most.
func (s *screen) settle() {
	s.t.Helper()
	before := s.grab()
	for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); {
		now := s.grab()
		if bytes.Equal(before, now) {
			return
		}
		before = now
	}
}

// grab is the screen as PNG.
func (s *screen) grab() []byte {
	s.t.Helper()
	cmd := exec.Command("import", "-window", "root", "-depth", "8", "png:-")
	cmd.Env = s.env()
	out, err := cmd.Output()
	require.NoError(s.t, err)
	return out
}

// picture keeps the screen in the tour, and checks that there is something on it.
func (s *screen) picture(name string) {
	s.t.Helper()
	s.settle()
	raw := s.grab()
	decoded, err := png.Decode(bytes.NewReader(raw))
	require.NoError(s.t, err)
	require.Greater(s.t, colours(decoded), 8, "%s shows something", name)
	folder := os.Getenv("MOSTRADOR_TOUR")
	if folder == "" {
		folder = s.t.TempDir()
	}
	require.NoError(s.t, os.MkdirAll(folder, 0o755))
	require.NoError(s.t, os.WriteFile(filepath.Join(folder, name+".png"), raw, 0o644))
}

// alive says whether there is more to be seen than a ground.
func (s *screen) alive() bool {
	decoded, err := png.Decode(bytes.NewReader(s.grab()))
	return err == nil && colours(decoded) > 50
}

func colours(picture image.Image) int {
	seen := map[[3]uint32]bool{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y += 3 {
		for x := bounds.Min.X; x < bounds.Max.X; x += 3 {
			r, g, b, _ := picture.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

// until waits for something to be so.
func until(t *testing.T, patience time.Duration, what string, so func() bool) {
	t.Helper()
	require.Eventually(t, so, patience, 100*time.Millisecond, what)
}
