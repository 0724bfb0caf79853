package practice

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mostrador/shop"
)

// The files of the practice shop's folder.
const (
	addressFile = "practice.json" // where everything is, for tests that drive the window
	memoryFile  = "shop.json"     // what the practice shop keeps for itself
	relayDir    = "relay"
	platformDir = "platform"
)

// memory is what the practice shop keeps for itself. It holds secrets.
type memory struct {
	AppSecret   string `json:"app_secret"`
	VerifyToken string `json:"verify_token"`
	Token       string `json:"token"`
	MasterKey   []byte `json:"master_key"`

	RelayPort    int `json:"relay_port,omitempty"` // taken again where it is free
	PlatformPort int `json:"platform_port,omitempty"`

	// Seeded says that everything before the first start is there.
	Seeded   bool          `json:"seeded"`
	Language string        `json:"language,omitempty"`
	Shop     shop.ShopID   `json:"shop,omitzero"`
	Owner    shop.PersonID `json:"owner,omitzero"`

	// What customers wrote by themselves: how far in the story's list, and how
	// many on which day.
	LifeNext int       `json:"life_next,omitempty"`
	LifeDay  time.Time `json:"life_day,omitzero"`
	LifeSaid int       `json:"life_said,omitempty"`
}

// recall reads the memory, or makes a new one with new secrets.
func recall(dir string) (*memory, error) {
	raw, err := os.ReadFile(filepath.Join(dir, memoryFile))
	if errors.Is(err, os.ErrNotExist) {
		return newMemory(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the practice shop's settings: %w", err)
	}
	m := &memory{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("read the practice shop's settings in %s: %w", filepath.Join(dir, memoryFile), err)
	}
	return m, nil
}

func newMemory() *memory {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return &memory{AppSecret: newSecret(), VerifyToken: newSecret(), Token: newSecret(), MasterKey: key}
}

func newSecret() string {
	raw := make([]byte, 24)
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}

// keep writes the memory; either the old one or the new one is on disk.
func (m *memory) keep(dir string) error {
	return writeFile(dir, memoryFile, m)
}

func writeFile(dir, name string, value any) error {
	raw, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return fmt.Errorf("encode %s: %w", name, err)
	}
	next, err := os.CreateTemp(dir, "."+name+"-*") // made with 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = next.Write(append(raw, '\n'))
	err = errors.Join(err, next.Sync(), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		_ = os.Remove(next.Name())
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
