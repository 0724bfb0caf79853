package crashdisk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	fuse "github.com/hanwen/go-fuse/v2/fs"
	kernel "github.com/hanwen/go-fuse/v2/fuse"
)

// Disk is a mounted disk.
type Disk struct {
	path   string // where it is mounted
	cached string // everything as programs see it
	synced string // what files hold on the platters, by inode
	server *kernel.Server

	mu     sync.Mutex
	off    bool
	broken bool                     // syncs fail
	slow   time.Duration            // each sync takes so long
	dirty  map[uint64]map[int64]int // by inode: lengths of unsynced writes by offset
	syncs  atomic.Int64
	unsure atomic.Int64 // bytes that the last cut lost
}

// Mount makes an empty disk below a folder and mounts it there as "disk".
func Mount(folder string) (*Disk, error) {
	d := &Disk{path: filepath.Join(folder, "disk"), cached: filepath.Join(folder, "cached"), synced: filepath.Join(folder, "synced"),
		dirty: map[uint64]map[int64]int{}}
	for _, dir := range []string{d.path, d.cached, d.synced} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	return d, d.mount()
}

// Path is where programs find it.
func (d *Disk) Path() string { return d.path }

// Syncs is how often something was asked to be kept.
func (d *Disk) Syncs() int64 { return d.syncs.Load() }

// Lost is how many bytes that were written the last cut took away.
func (d *Disk) Lost() int64 { return d.unsure.Load() }

// Slow makes each sync take so long.
func (d *Disk) Slow(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.slow = by
}

// Break makes each sync fail, as a dying disk does; what was written meanwhile
// stays unkept. Restore mends it.
func (d *Disk) Break() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = true
}

func (d *Disk) mount() error {
	root := &fuse.LoopbackRoot{Path: d.cached}
	root.RootNode = &node{LoopbackNode: fuse.LoopbackNode{RootData: root}, disk: d}
	second := time.Second
	server, err := fuse.Mount(d.path, root.RootNode, &fuse.Options{AttrTimeout: &second, EntryTimeout: &second,
		MountOptions: kernel.MountOptions{DirectMountStrict: true, FsName: "crashdisk", Name: "crashdisk"}})
	if err != nil {
		return fmt.Errorf("mount a disk whose power can be cut: %w", err)
	}
	d.server = server
	return nil
}

// Cut cuts the power: from now on nothing can be written or kept any more.
// Whoever uses the disk is to be killed before Restore.
func (d *Disk) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = true
}

// Restore mounts the disk again with what was kept.
func (d *Disk) Restore() error {
	if err := d.Close(); err != nil {
		return err
	}
	lost := int64(0)
	err := filepath.WalkDir(d.cached, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		n, err := d.forget(path)
		lost += n
		return err
	})
	if err != nil {
		return fmt.Errorf("lose what was not synced: %w", err)
	}
	d.unsure.Store(lost)
	d.mu.Lock()
	d.off, d.broken, d.dirty = false, false, map[uint64]map[int64]int{}
	d.mu.Unlock()
	return d.mount()
}

// forget gives a file what was kept of it.
func (d *Disk) forget(path string) (lost int64, err error) {
	var st syscall.Stat_t
	if err := syscall.Stat(path, &st); err != nil {
		return 0, err
	}
	for _, n := range d.dirty[st.Ino] {
		lost += int64(n)
	}
	kept, err := os.ReadFile(d.keeper(st.Ino))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0) // the inode stays
	if err != nil {
		return 0, err
	}
	_, err = file.Write(kept)
	return lost, errors.Join(err, file.Close())
}

// Close unmounts the disk.
func (d *Disk) Close() error {
	if d.server == nil {
		return nil
	}
	if err := d.server.Unmount(); err != nil {
		if err := syscall.Unmount(d.path, syscall.MNT_DETACH); err != nil {
			return fmt.Errorf("unmount %s: %w", d.path, err)
		}
	}
	d.server.Wait()
	d.server = nil
	return nil
}

func (d *Disk) keeper(inode uint64) string {
	return filepath.Join(d.synced, strconv.FormatUint(inode, 10))
}

// alive says whether there is power.
func (d *Disk) alive() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !d.off
}

// began is a new file: whatever had its inode before is gone.
func (d *Disk) began(inode uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.dirty, inode)
	_ = os.Remove(d.keeper(inode)) // mostly there is none
}

// wrote notes what a sync would have to keep.
func (d *Disk) wrote(inode uint64, at int64, length int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dirty[inode] == nil {
		d.dirty[inode] = map[int64]int{}
	}
	d.dirty[inode][at] = max(d.dirty[inode][at], length)
}

// cutShort: a file that became shorter is so at once.
func (d *Disk) cutShort(inode uint64, size int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept, err := os.Stat(d.keeper(inode))
	if err != nil || kept.Size() <= size {
		return nil //nolint:nilerr // nothing of it was kept yet
	}
	return os.Truncate(d.keeper(inode), size)
}

// keep makes durable what a file holds.
func (d *Disk) keep(inode uint64, from io.ReaderAt) error {
	d.mu.Lock()
	slow := d.slow
	d.mu.Unlock()
	if slow > 0 {
		timer := time.NewTimer(slow)
		defer timer.Stop()
		<-timer.C
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off || d.broken {
		return syscall.EIO
	}
	d.syncs.Add(1)
	file, err := os.OpenFile(d.keeper(inode), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	for at, length := range d.dirty[inode] {
		if err := copyAt(file, from, at, length); err != nil {
			return errors.Join(err, file.Close())
		}
	}
	delete(d.dirty, inode)
	return file.Close()
}

// copyAt copies a stretch; what was cut off meanwhile is not there any more.
func copyAt(to io.WriterAt, from io.ReaderAt, at int64, length int) error {
	data := make([]byte, length)
	n, err := from.ReadAt(data, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	_, err = to.WriteAt(data[:n], at)
	return err
}

// node is a file or folder of the disk.
type node struct {
	fuse.LoopbackNode
	disk *Disk
}

// WrapChild makes what is in a folder part of the disk as well.
func (n *node) WrapChild(_ context.Context, ops fuse.InodeEmbedder) fuse.InodeEmbedder {
	return &node{LoopbackNode: fuse.LoopbackNode{RootData: n.RootData}, disk: n.disk}
}

func (n *node) where() string { return filepath.Join(n.disk.cached, n.Path(n.Root())) }

// Create makes a file.
func (n *node) Create(ctx context.Context, name string, flags, mode uint32, out *kernel.EntryOut) (*fuse.Inode, fuse.FileHandle, uint32, syscall.Errno) {
	if !n.disk.alive() {
		return nil, nil, 0, syscall.EIO
	}
	_, missing := os.Lstat(filepath.Join(n.where(), name))
	inode, inner, fuseFlags, errno := n.LoopbackNode.Create(ctx, name, flags&^uint32(os.O_APPEND), mode, out)
	if errno != 0 {
		return inode, nil, fuseFlags, errno
	}
	opened, err := n.disk.open(filepath.Join(n.where(), name), inner)
	if err != nil {
		return nil, nil, 0, fuse.ToErrno(err)
	}
	if missing != nil {
		n.disk.began(opened.inode)
	}
	return inode, opened, 0, 0
}

// Open opens a file.
func (n *node) Open(ctx context.Context, flags uint32) (fuse.FileHandle, uint32, syscall.Errno) {
	inner, _, errno := n.LoopbackNode.Open(ctx, flags)
	if errno != 0 {
		return nil, 0, errno
	}
	opened, err := n.disk.open(n.where(), inner)
	if err != nil {
		return nil, 0, fuse.ToErrno(err)
	}
	return opened, 0, 0
}

// Setattr changes a file, its length for example.
func (n *node) Setattr(ctx context.Context, handle fuse.FileHandle, in *kernel.SetAttrIn, out *kernel.AttrOut) syscall.Errno {
	if !n.disk.alive() {
		return syscall.EIO
	}
	if f, ok := handle.(*file); ok {
		handle = f.inner
	}
	errno := n.LoopbackNode.Setattr(ctx, handle, in, out)
	if size, ok := in.GetSize(); ok && errno == 0 {
		return fuse.ToErrno(n.disk.cutShort(out.Ino, int64(size))) //nolint:gosec // no file is that long
	}
	return errno
}

// Getattr reads what is known of a file.
func (n *node) Getattr(ctx context.Context, handle fuse.FileHandle, out *kernel.AttrOut) syscall.Errno {
	if f, ok := handle.(*file); ok {
		handle = f.inner
	}
	return n.LoopbackNode.Getattr(ctx, handle, out)
}

// Unlink takes a name away.
func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	if !n.disk.alive() {
		return syscall.EIO
	}
	return n.LoopbackNode.Unlink(ctx, name)
}

// Rename gives another name.
func (n *node) Rename(ctx context.Context, name string, to fuse.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	if !n.disk.alive() {
		return syscall.EIO
	}
	if other, ok := to.(*node); ok {
		to = &other.LoopbackNode
	}
	return n.LoopbackNode.Rename(ctx, name, to, newName, flags)
}

// CopyFileRange is not what is simulated; programs copy by hand then.
func (n *node) CopyFileRange(context.Context, fuse.FileHandle, uint64, *fuse.Inode, fuse.FileHandle, uint64, uint64, uint64) (uint32, syscall.Errno) {
	return 0, syscall.ENOSYS
}

// file is an open file.
type file struct {
	disk  *Disk
	inner *fuse.LoopbackFile
	own   *os.File // to read what is to be kept
	inode uint64
}

func (d *Disk) open(path string, inner fuse.FileHandle) (*file, error) {
	loop, ok := inner.(*fuse.LoopbackFile)
	if !ok {
		return nil, syscall.EIO
	}
	own, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	var st syscall.Stat_t
	if err := syscall.Fstat(int(own.Fd()), &st); err != nil { //nolint:gosec // a descriptor
		return nil, errors.Join(err, own.Close())
	}
	return &file{disk: d, inner: loop, own: own, inode: st.Ino}, nil
}

// Read reads.
func (f *file) Read(ctx context.Context, buf []byte, off int64) (kernel.ReadResult, syscall.Errno) {
	return f.inner.Read(ctx, buf, off)
}

// Write writes, into the cache.
func (f *file) Write(ctx context.Context, data []byte, off int64) (uint32, syscall.Errno) {
	if !f.disk.alive() {
		return 0, syscall.EIO
	}
	n, errno := f.inner.Write(ctx, data, off)
	if errno == 0 {
		f.disk.wrote(f.inode, off, int(n))
	}
	return n, errno
}

// Fsync keeps what was written.
func (f *file) Fsync(context.Context, uint32) syscall.Errno {
	return fuse.ToErrno(f.disk.keep(f.inode, f.own))
}

// Flush is called at each close; it keeps nothing.
func (f *file) Flush(ctx context.Context) syscall.Errno { return f.inner.Flush(ctx) }

// Release ends the file.
func (f *file) Release(ctx context.Context) syscall.Errno {
	_ = f.own.Close() // it only read
	return f.inner.Release(ctx)
}

// Getlk asks for a lock's owner.
func (f *file) Getlk(ctx context.Context, owner uint64, lk *kernel.FileLock, flags uint32, out *kernel.FileLock) syscall.Errno {
	return f.inner.Getlk(ctx, owner, lk, flags, out)
}

// Setlk locks.
func (f *file) Setlk(ctx context.Context, owner uint64, lk *kernel.FileLock, flags uint32) syscall.Errno {
	return f.inner.Setlk(ctx, owner, lk, flags)
}

// Setlkw locks and waits.
func (f *file) Setlkw(ctx context.Context, owner uint64, lk *kernel.FileLock, flags uint32) syscall.Errno {
	return f.inner.Setlkw(ctx, owner, lk, flags)
}

// Lseek finds holes and data.
func (f *file) Lseek(ctx context.Context, off uint64, whence uint32) (uint64, syscall.Errno) {
	return f.inner.Lseek(ctx, off, whence)
}
