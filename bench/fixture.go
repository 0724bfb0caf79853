package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"mostrador/shop"
	"mostrador/store/storetest"
)

// fixture is what storetest's factory asks of a test. Its failures end the
// goroutine that inFixture made.
type fixture struct {
	b   *bench
	err error
}

// Helper is part of storetest.TB.
func (*fixture) Helper() {}

// Fatalf is part of storetest.TB.
func (f *fixture) Fatalf(format string, args ...any) {
	f.err = fmt.Errorf(format, args...)
	runtime.Goexit()
}

// Cleanup is part of storetest.TB.
func (f *fixture) Cleanup(close func()) { f.b.later(close) }

// TempDir is part of storetest.TB.
func (f *fixture) TempDir() string {
	dir, err := os.MkdirTemp(f.b.dir, "store-")
	if err != nil {
		f.Fatalf("make a folder: %v", err)
	}
	return dir
}

// inFixture runs what may call Fatalf.
func (b *bench) inFixture(work func(tb storetest.TB)) error {
	f := &fixture{b: b}
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(f)
	}()
	<-done
	return f.err
}

func (b *bench) storePath(name string) string { return filepath.Join(b.dir, name+".db") }

// mixture is what a busy day writes: messages of both sides, the steps of ours,
// and reading.
func (b *bench) mixture(n int) (of shop.ShopID, setup, events []shop.Event, err error) {
	err = b.inFixture(func(tb storetest.TB) {
		f := storetest.Collect(tb)
		of = f.Shop
		customers := make([]storetest.Customer, 500)
		for i := range customers {
			customers[i] = f.Customer(fmt.Sprint("Cliente ", i))
		}
		setup = f.Take()
		for i := 0; len(f.Events()) < n; i++ {
			c := customers[i*7919%len(customers)]
			f.Tick(1e9)
			f.Receives(c, f.Sentence(i))
			if i%2 == 0 {
				m := f.Sends(c, f.Sentence(i+1))
				f.Progresses(m, shop.DeliverySent)
				f.Progresses(m, shop.DeliveryDelivered)
				f.Reads(c)
			}
		}
		events = f.Take()[:n]
	})
	return of, setup, events, err
}
