//go:build unix

package journal

import (
	"errors"
	"os"
	"syscall"
)

// folderLock is held as long as its process lives, however it ends.
type folderLock struct{ file *os.File }

func lockFolder(path string) (*folderLock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, err
	}
	return &folderLock{file}, nil
}

func (l *folderLock) release() error { return l.file.Close() }

func diskFree(dir string) (free, total int64, err error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(dir, &stat); err != nil {
		return 0, 0, err
	}
	block := int64(stat.Bsize) //nolint:unconvert // another type on macOS
	return int64(stat.Bavail) * block, int64(stat.Blocks) * block, nil
}
