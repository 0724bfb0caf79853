//go:build !windows

package system

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
)

// ErrNoPlayer says that nothing on this computer plays a sound file.
var ErrNoPlayer = errors.New("nothing here plays sounds")

// PlaySound plays a WAV file and waits until it is over.
func PlaySound(ctx context.Context, path string) error {
	players := [][]string{{"pw-play"}, {"paplay"}, {"canberra-gtk-play", "-f"}, {"aplay", "-q"}}
	if runtime.GOOS == "darwin" {
		players = [][]string{{"afplay"}}
	}
	for _, player := range players {
		program, err := exec.LookPath(player[0])
		if err != nil {
			continue
		}
		return exec.CommandContext(ctx, program, append(player[1:], path)...).Run() //nolint:gosec // one of those above
	}
	return ErrNoPlayer
}
