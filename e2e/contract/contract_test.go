package contract

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/sandbox"
)

// patience bounds everything that Node does; a cold npm cache needs the most of it.
const patience = 4 * time.Minute

// oldestNode is the first major version of Node that the clients run on.
const oldestNode = 20

// toolFolder is where scripts/setup.sh puts Node where the system has none.
const toolFolder = "../../bin/node/bin"

const (
	token, appSecret, verifyToken = "token-for-contracts", "secret-for-contracts", "verify-contracts"
	customer                      = "34600111222"
)

func TestClientsOfOthers(t *testing.T) {
	node, npm := tools(t)
	install(t, npm)
	for _, suite := range []string{"kapso", "whatsapp-api-js", "great-detail"} {
		t.Run(suite, func(t *testing.T) { runSuite(t, node, suite+".test.mjs") })
	}
}

// tools finds Node and npm. Without them the test is skipped, except where everything is
// supposed to be there.
func tools(t *testing.T) (node, npm string) {
	t.Helper()
	ours, err := filepath.Abs(toolFolder)
	require.NoError(t, err)
	t.Setenv("PATH", ours+string(os.PathListSeparator)+os.Getenv("PATH"))
	node, nodeErr := exec.LookPath("node")
	npm, npmErr := exec.LookPath("npm")
	switch {
	case nodeErr != nil || npmErr != nil:
		missing(t, "node or npm is missing: run scripts/setup.sh test")
	case majorOf(t, node) < oldestNode:
		missing(t, "node is too old: run scripts/setup.sh test")
	}
	return node, npm
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func majorOf(t *testing.T, node string) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, node, "--version").Output()
	require.NoError(t, err)
	major, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(out)), "v"), ".")
	n, err := strconv.Atoi(major)
	require.NoError(t, err)
	return n
}

// install fetches the clients that the lock file names, unless they are there already.
func install(t *testing.T, npm string) {
	t.Helper()
	lock, err := os.Stat("package-lock.json")
	require.NoError(t, err)
	if done, err := os.Stat("node_modules/.package-lock.json"); err == nil && !done.ModTime().Before(lock.ModTime()) {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	out, err := exec.CommandContext(ctx, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts").CombinedOutput()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("the clients could not be fetched: %v\n%s", err, out)
	}
	require.NoError(t, err, string(out))
	now := time.Now()
	require.NoError(t, os.Chtimes("node_modules/.package-lock.json", now, now))
}

// runSuite gives one client a sandbox of its own.
func runSuite(t *testing.T, node, file string) {
	platform, err := sandbox.Open(sandbox.Params{Token: token, AppSecret: appSecret, VerifyToken: verifyToken, Instant: true,
		Limits: sandbox.Limits{NoPairRate: true}})
	require.NoError(t, err)
	server := httptest.NewServer(platform)
	defer func() {
		require.NoError(t, platform.Close())
		server.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections() //nolint:forcetypeassert // the standard one
	}()
	_, err = platform.AddCustomer(sandbox.Customer{Phone: customer, Name: "Lucía"})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	run := exec.CommandContext(ctx, node, "--test", "--test-reporter=tap", file)
	run.Env = append(os.Environ(), "SANDBOX="+server.URL, "TOKEN="+token, "APP_SECRET="+appSecret, "VERIFY_TOKEN="+verifyToken,
		"NUMBER="+sandbox.DefaultNumber, "WABA="+sandbox.DefaultWABA, "APP="+sandbox.DefaultApp, "CUSTOMER="+customer)
	out, err := run.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NotEmpty(t, platform.Inbox(customer), "nothing arrived:\n%s", out)
}

func TestTheLockFileNamesNoPlace(t *testing.T) {
	lock, err := os.ReadFile("package-lock.json")
	require.NoError(t, err)
	require.NotContains(t, string(lock), `"resolved"`, "npm takes the clients from wherever it is set up to")
	require.Contains(t, string(lock), `"integrity"`)
}
