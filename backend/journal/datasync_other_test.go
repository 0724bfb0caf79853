//go:build bench && !linux

package journal_test

import "os"

func datasync(file *os.File) error { return file.Sync() }
