package media

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// SyncUnder makes Commit wait until the disk has the file. A bucket in a folder
// leaves that to the system, which may take half a minute, while the journal
// says for good that the file is here; object storage answers once it is kept.
func (s *Store) SyncUnder(folder string) { s.folder = filepath.Clean(folder) }

// settle makes an object durable.
func (s *Store) settle(key string) error {
	if s.folder == "" {
		return nil
	}
	return Settle(s.folder, key)
}

// Settle makes an object of a bucket in a folder durable, names included.
func Settle(folder, key string) error {
	top := filepath.Clean(folder)
	path := filepath.Join(top, filepath.FromSlash(key))
	if err := flush(path, os.O_RDWR); err != nil {
		return fmt.Errorf("make a file durable: %w", err)
	}
	if err := flush(path+".attrs", os.O_RDWR); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("make a file durable: %w", err)
	}
	if runtime.GOOS == "windows" { // which writes names with the file
		return nil
	}
	for folder := filepath.Dir(path); len(folder) >= len(top); folder = filepath.Dir(folder) {
		if err := flush(folder, os.O_RDONLY); err != nil {
			return fmt.Errorf("make a file durable: %w", err)
		}
	}
	return nil
}

func flush(path string, flag int) error {
	file, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
