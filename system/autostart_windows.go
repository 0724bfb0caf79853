package system

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Autostart is whether a program starts when its user logs in.
type Autostart struct {
	// Program and its Arguments; the program by its whole path.
	Program   string
	Arguments []string
}

const (
	runKey  = `Software\Microsoft\Windows\CurrentVersion\Run`
	runName = "Mostrador"
)

// On tells whether it does.
func (a Autostart) On() (bool, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if err != nil {
		return false, fmt.Errorf("look what starts with the session: %w", err)
	}
	defer key.Close()
	_, _, err = key.GetStringValue(runName)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Set changes it.
func (a Autostart) Set(on bool) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("start with the session: %w", err)
	}
	defer key.Close()
	if !on {
		if err := key.DeleteValue(runName); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return fmt.Errorf("no longer start with the session: %w", err)
		}
		return nil
	}
	words := []string{windows.EscapeArg(a.Program)}
	for _, word := range a.Arguments {
		words = append(words, windows.EscapeArg(word))
	}
	if err := key.SetStringValue(runName, strings.Join(words, " ")); err != nil {
		return fmt.Errorf("start with the session: %w", err)
	}
	return nil
}
