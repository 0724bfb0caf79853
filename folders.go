package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// dataFolder is where a system keeps what programs know about their user.
func dataFolder() (string, error) {
	if runtime.GOOS == "linux" || runtime.GOOS == "freebsd" {
		if home := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(home) {
			return filepath.Join(home, "mostrador"), nil
		}
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("find your home folder: %w; name one with -data", err)
		}
		return filepath.Join(home, ".local", "share", "mostrador"), nil
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find your data folder: %w; name one with -data", err)
	}
	return filepath.Join(base, "Mostrador"), nil
}

// makeFolder makes the data folder and tries to write in it.
func makeFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("Mostrador keeps its files in %s, which can't be made: %w. Choose another folder with -data", folder, err) //nolint:staticcheck // a sentence for a person
	}
	probe, err := os.CreateTemp(folder, ".probe-*")
	if err != nil {
		return fmt.Errorf("Mostrador keeps its files in %s, which can't be written: %w. Correct its permissions or choose another folder with -data", folder, err) //nolint:staticcheck // a sentence for a person
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func crashFile(folder string) string      { return filepath.Join(folder, "crash.txt") }
func shopsFolder(folder string) string    { return filepath.Join(folder, "shops") }
func practiceFolder(folder string) string { return filepath.Join(folder, "practice") }

// practiceShop is the name of the practice shop's folder among the shops.
const practiceShop = "practice"

// preferences are the program's own, whatever shop is open.
type preferences struct {
	Shop     string  `json:"shop,omitempty"` // folder among the shops; empty: the practice shop
	Language string  `json:"language,omitempty"`
	Mode     string  `json:"mode,omitempty"` // light, dark or empty for the system's
	Large    bool    `json:"large,omitempty"`
	Width    float32 `json:"width,omitempty"`
	Height   float32 `json:"height,omitempty"`
}

func preferencesFile(folder string) string { return filepath.Join(folder, "preferences.json") }

// loadPreferences answers defaults when there are none, or none that can be
// read: a broken file must not keep the shop shut.
func loadPreferences(folder string) preferences {
	p := preferences{Width: 1400, Height: 880}
	raw, err := os.ReadFile(preferencesFile(folder))
	if err == nil {
		_ = json.Unmarshal(raw, &p) //nolint:errcheck // defaults stand for what can't be read
	}
	if p.Width < 400 || p.Height < 320 {
		p.Width, p.Height = 1400, 880
	}
	return p
}

func (p preferences) save(folder string) error {
	raw, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	temporary := preferencesFile(folder) + ".new"
	if err := os.WriteFile(temporary, append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("keep the preferences: %w", err)
	}
	return os.Rename(temporary, preferencesFile(folder))
}
