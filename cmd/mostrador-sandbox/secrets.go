package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mostrador/backend/sandbox"
)

// secrets are what client and sandbox share. There are no default ones.
type secrets struct {
	Token       string `json:"token"`
	AppSecret   string `json:"app_secret"`
	VerifyToken string `json:"verify_token"`
}

func secretsPath(folder string) string { return filepath.Join(folder, "secrets.json") }

// loadSecrets takes them from the environment, else from the data folder, else makes and
// keeps new ones; fresh says that some were made now.
func loadSecrets(folder string, env func(string) string) (keys secrets, fresh bool, err error) {
	if folder != "" {
		raw, err := os.ReadFile(secretsPath(folder))
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return keys, false, fmt.Errorf("reading the secrets: %w", err)
		default:
			if err := json.Unmarshal(raw, &keys); err != nil {
				return keys, false, fmt.Errorf("%s is not the JSON expected (%w): repair it, or delete it to get new secrets", secretsPath(folder), err)
			}
		}
	}
	for name, place := range map[string]*string{"TOKEN": &keys.Token, "APP_SECRET": &keys.AppSecret, "VERIFY_TOKEN": &keys.VerifyToken} {
		if given := env("MOSTRADOR_SANDBOX_" + name); given != "" {
			*place = given
		}
	}
	if keys.Token != "" && keys.AppSecret != "" && keys.VerifyToken != "" {
		return keys, false, nil
	}
	fill(&keys.Token, "EAA"+randomText(48))
	fill(&keys.AppSecret, randomHex(16))
	fill(&keys.VerifyToken, randomText(18))
	if folder == "" {
		return keys, true, nil
	}
	return keys, true, keepSecrets(folder, keys)
}

func fill(place *string, value string) {
	if *place == "" {
		*place = value
	}
}

func keepSecrets(folder string, keys secrets) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	raw, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(secretsPath(folder), append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("keeping the secrets: %w", err)
	}
	return nil
}

func randomText(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func randomHex(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}

// loadPersonas reads the ways customers react.
func loadPersonas(path string) (map[string]sandbox.Persona, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the personas: %w", err)
	}
	var personas map[string]sandbox.Persona
	if err := json.Unmarshal(raw, &personas); err != nil {
		return nil, fmt.Errorf("%s is not the JSON expected: %w", path, err)
	}
	return personas, nil
}
