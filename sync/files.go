package sync

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// writeFile replaces a file so that after a power cut it is the old or the new
// one, never half of it.
func writeFile(path string, content []byte, mode os.FileMode) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
			err = fmt.Errorf("write %s: %w", filepath.Base(path), err)
		}
	}()
	if err = temp.Chmod(mode); err != nil && runtime.GOOS != "windows" {
		return err
	}
	if _, err = temp.Write(content); err != nil {
		return err
	}
	return settle(temp, path)
}

// settle makes a finished temporary file durable under its name.
func settle(temp *os.File, path string) error {
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the names in a folder durable. Windows writes them with the
// file and can't open a folder for this.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
