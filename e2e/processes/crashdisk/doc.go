// Package crashdisk is a disk whose power can be cut: a file system that keeps
// what was written and not synced apart, and loses all of it when the power
// goes, as a machine's page cache does. Names, and files that became shorter,
// are kept at once; what a file holds is kept by fsync, fdatasync or a write
// that asks for it. It needs /dev/fuse and the right to mount; tests of power
// cuts skip themselves where Mount says that it can't.
package crashdisk
