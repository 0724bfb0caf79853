package processes_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/e2e/processes/programs"
)

// TestAFullDisk: what can't be kept is not acknowledged, and all goes on once
// there is room again.
func TestAFullDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("a small disk can only be made by root")
	}
	s := &street{t: t, ctx: t.Context(), dir: t.TempDir()}
	disk := filepath.Join(s.dir, "disk")
	require.NoError(t, os.MkdirAll(disk, 0o700))
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=96m"); err != nil {
		t.Skip("a small disk can't be mounted here: ", err)
	}
	t.Cleanup(func() { assert.NoError(t, syscall.Unmount(disk, syscall.MNT_DETACH)) })
	s.startBoth(filepath.Join(disk, "data"))
	d := s.join("counter", s.openShop())
	past, n := &history{}, 0
	post := func(size int) int {
		n++
		wamid := fmt.Sprintf("wamid.%d", n)
		status, err := s.relay.Post(s.ctx, programs.Incoming(lucia, wamid, wamid+strings.Repeat("x", size)))
		if err != nil {
			return 0 // nothing answers: it is ending, or has ended
		}
		if status == http.StatusOK {
			past.note(fact{what: kept, wamid: wamid})
		}
		return status
	}
	require.Equal(t, http.StatusOK, post(10))

	ballast := filepath.Join(disk, "ballast")
	fillUp(t, ballast, 4<<20)
	s.eventually("the last room is kept free", func() bool { return post(10) == http.StatusServiceUnavailable })
	s.prints("make room on it")
	require.NoError(t, os.Remove(ballast))
	s.eventually("there is room again", func() bool { return post(10) == http.StatusOK })

	// Somebody else takes all that is left, faster than the relay can look.
	fillUp(t, ballast, 0)
	for n < 60 && s.relay.Running() {
		switch status := post(200_000); status {
		case http.StatusOK, http.StatusServiceUnavailable, 0:
		default:
			t.Fatalf("a full disk is answered with %d", status)
		}
	}
	// A journal whose write failed half-way is read anew before it is written to
	// again: the relay ends, so that whoever supervises it starts it.
	s.eventually("the relay ends by itself", func() bool { return !s.relay.Running() })
	s.prints("the disk refused a write")

	require.NoError(t, os.Remove(ballast))
	require.NoError(t, s.relay.Start(s.ctx))
	require.Equal(t, http.StatusOK, post(10))
	account, err := d.Account()
	require.NoError(t, err)
	s.eventually("all that was acknowledged is here", func() bool {
		chats, err := d.Chats()
		return err == nil && len(past.check(end{shop: account.Shop, chats: chats})) == 0
	})
	thread := items(t, d, lucia)
	assert.Len(t, thread, len(past.of(kept)), "and nothing that was refused")
}

// fillUp writes a file until so many bytes are free.
func fillUp(t *testing.T, path string, leave uint64) {
	file, err := os.Create(path)
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	block := make([]byte, 64<<10)
	for err == nil {
		var disk syscall.Statfs_t
		require.NoError(t, syscall.Statfs(path, &disk))
		if disk.Bavail*uint64(disk.Bsize) < leave {
			return
		}
		_, err = file.Write(block)
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
}
