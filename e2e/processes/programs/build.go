package programs

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// FolderEnv names a folder with programs that are built already.
const FolderEnv = "MOSTRADOR_E2E_PROGRAMS"

// Programs are the paths of the two servers.
type Programs struct {
	Relay, Sandbox string
}

// Build compiles both servers into a folder, as they are released: without cgo.
func Build(ctx context.Context, folder string) (Programs, error) {
	suffix := ""
	if runtime.GOOS == "windows" {
		suffix = ".exe"
	}
	built := os.Getenv(FolderEnv)
	if built == "" {
		built = folder
		command := exec.CommandContext(ctx, "go", "build", "-o", folder+string(filepath.Separator),
			"mostrador/cmd/mostrador-relay", "mostrador/cmd/mostrador-sandbox")
		command.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := command.CombinedOutput(); err != nil {
			return Programs{}, fmt.Errorf("build the servers: %w\n%s", err, out)
		}
	}
	return Programs{
		Relay:   filepath.Join(built, "mostrador-relay"+suffix),
		Sandbox: filepath.Join(built, "mostrador-sandbox"+suffix),
	}, nil
}
