package admin

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/backend/journal"
	"mostrador/backend/relay"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// deskOf serves a relay's desk and gives the folder to find it by.
func deskOf(t *testing.T) (folder string, stop func()) {
	folder = t.TempDir()
	memory := journal.NewMemory(journal.MemoryParams{})
	opened, err := relay.New(t.Context(), relay.Params{DataDir: folder, MasterKey: make([]byte, 32), Journal: memory,
		PublicURL: "https://relay.example.com", SenderPaused: true})
	require.NoError(t, err)
	door, err := Listen(t.Context(), "127.0.0.1:0", folder)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- door.Serve(ctx, Local{Relay: opened}, opened.MetricsHandler(), slog.New(slog.DiscardHandler))
	}()
	return folder, func() {
		cancel()
		require.NoError(t, <-ended)
		require.NoError(t, opened.Close(context.Background()))
		require.NoError(t, memory.Close())
	}
}

func whereIs(t *testing.T, folder string) where {
	raw, err := os.ReadFile(filepath.Join(folder, FileName))
	require.NoError(t, err)
	var w where
	require.NoError(t, json.Unmarshal(raw, &w))
	return w
}

func ask(t *testing.T, method, address, token string) (int, string) {
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+address, strings.NewReader("{}"))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	client := &http.Client{}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	require.NoError(t, err)
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, string(raw)
}

func TestOnlyTheHolderOfTheFileIsAnswered(t *testing.T) {
	folder, stop := deskOf(t)
	defer stop()
	at := whereIs(t, folder)
	info, err := os.Stat(filepath.Join(folder, FileName))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	for _, path := range []string{pathInvite, pathConnect, pathDevices, pathRevoke} {
		for _, token := range []string{"", "guess", at.Token[:len(at.Token)-1]} {
			status, _ := ask(t, http.MethodPost, at.Address+path, token)
			require.Equal(t, http.StatusUnauthorized, status, path)
		}
		status, _ := ask(t, http.MethodPost, at.Address+path, at.Token)
		require.Equal(t, http.StatusUnprocessableEntity, status, "let in, and told what is missing")
	}
	status, figures := ask(t, http.MethodGet, at.Address+pathMetrics, "")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, figures, "mostrador_streams 0")
}

func TestAFileLeftOverFromAKilledRelayMisleadsNobody(t *testing.T) {
	folder, stop := deskOf(t)
	at := whereIs(t, folder)
	stop()
	_, err := Find(folder)
	require.ErrorIs(t, err, ErrNotRunning)
	require.NoError(t, writeWhere(filepath.Join(folder, FileName), at))
	remote, err := Find(folder)
	require.NoError(t, err)
	_, err = remote.Devices(t.Context(), DevicesRequest{})
	require.ErrorIs(t, err, ErrNotRunning)
}

func TestTheDeskIsOnThisMachineOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", "192.0.2.1:0", ":0", "example.com:0", "9090"} {
		_, err := Listen(t.Context(), address, t.TempDir())
		require.ErrorIs(t, err, ErrNotLoopback, address)
	}
}
