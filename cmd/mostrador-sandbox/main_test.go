package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// page collects what the program prints.
type page struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

var baseURL = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// start runs the program until the returned function is called.
func start(t *testing.T, args ...string) (printed *page, stop func()) {
	t.Helper()
	printed = &page{}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), func(string) string { return "" }, printed, printed)
	}()
	require.Eventually(t, func() bool { return strings.Contains(printed.String(), "Phone number id") }, 10*time.Second, 5*time.Millisecond)
	return printed, func() {
		cancel()
		require.NoError(t, <-ended)
	}
}

func ask(t *testing.T, base, token string) int {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, base+"/sandbox/", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	req.Close = true
	answer, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	return answer.StatusCode
}

func TestTheFirstStartShowsItsSecretsOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	first, stop := start(t, "-data", folder)
	raw, err := os.ReadFile(filepath.Join(folder, "secrets.json"))
	require.NoError(t, err)
	var keys secrets
	require.NoError(t, json.Unmarshal(raw, &keys))
	require.Contains(t, first.String(), keys.Token)
	require.Equal(t, http.StatusOK, ask(t, baseURL.FindString(first.String()), keys.Token))
	require.Equal(t, http.StatusUnauthorized, ask(t, baseURL.FindString(first.String()), "guess"))
	stop()
	info, err := os.Stat(filepath.Join(folder, "secrets.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	second, stop := start(t, "-data", folder)
	require.NotContains(t, second.String(), keys.Token)
	require.Equal(t, http.StatusOK, ask(t, baseURL.FindString(second.String()), keys.Token))
	stop()
}

func TestSecretsFromTheEnvironmentComeFirst(t *testing.T) {
	given := map[string]string{"MOSTRADOR_SANDBOX_TOKEN": "t", "MOSTRADOR_SANDBOX_APP_SECRET": "a", "MOSTRADOR_SANDBOX_VERIFY_TOKEN": "v"}
	keys, fresh, err := loadSecrets(t.TempDir(), func(name string) string { return given[name] })
	require.NoError(t, err)
	require.False(t, fresh)
	require.Equal(t, secrets{Token: "t", AppSecret: "a", VerifyToken: "v"}, keys)
}

func TestMistakesAreNamed(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "secrets.json"), []byte("{"), 0o600))
	for want, args := range map[string][]string{
		"-speed must be more than 0": {"-speed", "0"},
		"don't know what to do with": {"serve"},
		"repair it, or delete it":    {"-data", folder},
		"reading the personas":       {"-personas", filepath.Join(folder, "none.json")},
		"choose another address":     {"-listen", "256.0.0.1:1"},
	} {
		var out bytes.Buffer
		err := run(t.Context(), args, func(string) string { return "" }, &out, &out)
		require.ErrorContains(t, err, want)
	}
	var out bytes.Buffer
	require.ErrorIs(t, run(t.Context(), []string{"-help"}, func(string) string { return "" }, &out, &out), flag.ErrHelp)
	require.Contains(t, out.String(), "-callback")
	require.NotContains(t, out.String(), "-token", "secrets are never flags")
}
