//go:build !linux

package main

import "os"

func datasync(file *os.File) error { return file.Sync() }
