package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTheGuidesExamplesWork runs every sh block of docs/sandbox.md, in order, against the
// program. A refusal by the sandbox ends curl, and with it the script.
func TestTheGuidesExamplesWork(t *testing.T) {
	bash := need(t, "bash")
	need(t, "curl")
	guide, err := os.ReadFile("../../docs/sandbox.md")
	require.NoError(t, err)
	blocks := shellBlocks(string(guide))
	require.Greater(t, len(blocks), 8)
	script := "set -euo pipefail\ncurl() { command curl -fsS --max-time 60 \"$@\"; }\n" + strings.Join(blocks, "\n")

	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	}))
	defer receiver.Close()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(secretsPath(folder), []byte(`{"token":"a-token","app_secret":"a-secret","verify_token":"a-verify-token"}`), 0o600))
	printed, stop := start(t, "-data", folder, "-speed", "1000")
	defer stop()

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, bash, "-c", script)
	run.Dir = t.TempDir()
	run.Env = append(os.Environ(), "BASE="+baseURL.FindString(printed.String()), "TOKEN=a-token", "VERIFY_TOKEN=a-verify-token",
		"CALLBACK="+receiver.URL, "no_proxy=127.0.0.1", "NO_PROXY=127.0.0.1")
	out, err := run.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), "Until two o’clock.", "the answer is in the customer's inbox")
}

// need finds a program; without it the test is skipped where not everything has to be.
func need(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") == "" {
		t.Skip(name + " is missing")
	}
	require.NoError(t, err)
	return path
}

// shellBlocks are the parts of a page between ```sh and ```.
func shellBlocks(page string) (blocks []string) {
	for _, part := range strings.Split(page, "```sh\n")[1:] {
		block, _, _ := strings.Cut(part, "\n```")
		blocks = append(blocks, block)
	}
	return blocks
}

func TestBothHalvesOfACertificateAreNeeded(t *testing.T) {
	err := run(t.Context(), []string{"-tls-cert", "x"}, func(string) string { return "" }, io.Discard, io.Discard)
	require.ErrorContains(t, err, "go together")
}
