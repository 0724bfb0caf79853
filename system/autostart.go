//go:build !windows

package system

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Autostart is whether a program starts when its user logs in.
type Autostart struct {
	// Program and its Arguments; the program by its whole path.
	Program   string
	Arguments []string
}

// On tells whether it does.
func (a Autostart) On() (bool, error) {
	file, err := autostartFile(runtime.GOOS)
	if err != nil {
		return false, err
	}
	_, err = os.Stat(file)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Set changes it.
func (a Autostart) Set(on bool) error {
	file, err := autostartFile(runtime.GOOS)
	if err != nil {
		return err
	}
	if !on {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("no longer start with the session: %w", err)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("start with the session: %w", err)
	}
	text := a.desktopEntry()
	if runtime.GOOS == "darwin" {
		text = a.launchAgent()
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return fmt.Errorf("start with the session: %w", err)
	}
	return nil
}

// agentName is what launchd knows the program by.
const agentName = "app.mostrador.desktop"

// autostartFile is where a system looks: freedesktop.org's Desktop Application
// Autostart Specification, or Apple's launchd agents.
func autostartFile(system string) (string, error) {
	if system == "darwin" {
		home, err := os.UserHomeDir()
		return filepath.Join(home, "Library", "LaunchAgents", agentName+".plist"), err
	}
	config, err := os.UserConfigDir() // $XDG_CONFIG_HOME or ~/.config
	return filepath.Join(config, "autostart", entryName+".desktop"), err
}

func (a Autostart) desktopEntry() string {
	words := make([]string, 0, len(a.Arguments)+1)
	for _, word := range append([]string{a.Program}, a.Arguments...) {
		words = append(words, quoted(word))
	}
	return "[Desktop Entry]\nType=Application\nName=Mostrador\nExec=" + strings.Join(words, " ") +
		"\nIcon=" + entryName + "\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
}

// quoted is a word as the Desktop Entry Specification wants it in Exec: quoted,
// the reserved letters behind a backslash that is doubled once more by the
// file's own rule for strings, and % twice.
func quoted(word string) string {
	return `"` + strings.NewReplacer(`\`, `\\\\`, `"`, `\\"`, "`", "\\\\`", `$`, `\\$`, `%`, `%%`).Replace(word) + `"`
}

func (a Autostart) launchAgent() string {
	var b strings.Builder
	b.WriteString(xml.Header + `<plist version="1.0"><dict><key>Label</key><string>` + agentName +
		`</string><key>RunAtLoad</key><true/><key>ProgramArguments</key><array>`)
	for _, word := range append([]string{a.Program}, a.Arguments...) {
		b.WriteString("<string>")
		_ = xml.EscapeText(&b, []byte(word)) //nolint:errcheck // a strings.Builder takes everything
		b.WriteString("</string>")
	}
	b.WriteString("</array></dict></plist>\n")
	return b.String()
}
