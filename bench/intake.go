package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"mostrador/e2e/processes/programs"
)

const (
	oneAtATime  = 400
	manyAtOnce  = 32
	manyPosts   = 6400
	fullRate    = 300 // webhooks a second that the platform sends for one number
	activeShops = 10
)

// intake is from the post of a webhook to its 200, over plain HTTP, beside what
// the disk takes for one write of the same bytes.
func (b *bench) intake() error {
	s, err := b.open(true)
	if err != nil {
		return err
	}
	if _, err := s.shop(); err != nil {
		return err
	}
	before, err := b.fsyncs(oneAtATime, (*os.File).Sync)
	if err != nil {
		return err
	}
	// For a number that nobody owns: kept, and nothing else works on the disk.
	single, err := s.postOneByOne("999999999999999")
	if err != nil {
		return err
	}
	after, err := b.fsyncs(oneAtATime, (*os.File).Sync)
	if err != nil {
		return err
	}
	limit, kept := quantile(append(before, after...), .5), quantile(single, .5)
	b.add("webhook → durable intake, one at a time, p50", ms(kept), "≤ 2 × one fsync", ms(limit)+" = "+times(kept.Seconds(), limit.Seconds()), kept <= 2*limit)

	translated, err := s.postOneByOne("")
	if err != nil {
		return err
	}
	b.tell("the same, while it is translated", ms(quantile(translated, .5)), times(quantile(translated, .5).Seconds(), limit.Seconds()))

	aside, err := s.postAtOnce("999999999999999")
	if err != nil {
		return err
	}
	owned, err := s.postAtOnce("")
	if err != nil {
		return err
	}
	single, err = b.fsyncs(oneAtATime, datasync)
	if err != nil {
		return err
	}
	disk := 1 / quantile(single, .5).Seconds()
	b.add("webhook → durable intake, 32 at once", rate(aside), "≥ 2 × one fdatasync each", rate(disk)+" = "+times(aside, disk), aside >= 2*disk)
	b.tell("the same, while they are translated", rate(owned), times(owned, disk))
	return nil
}

func webhook(number string, n int) []byte {
	phone := fmt.Sprintf("346001%05d", n%500)
	if number == "" {
		return programs.Incoming(phone, fmt.Sprintf("wamid.%d", serial()), "¿Tenéis roscón para el domingo?")
	}
	return programs.IncomingFor(number, phone, fmt.Sprintf("wamid.%d", serial()), "¿Tenéis roscón para el domingo?")
}

var (
	serialMu sync.Mutex
	serialN  int
)

func serial() int {
	serialMu.Lock()
	defer serialMu.Unlock()
	serialN++
	return serialN
}

// fsyncs times a write of a webhook's bytes and what makes it durable.
func (b *bench) fsyncs(n int, durable func(*os.File) error) ([]time.Duration, error) {
	file, err := os.Create(filepath.Join(b.dir, "fsync"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	body := webhook("", 0)
	took := make([]time.Duration, 0, n)
	for range n {
		began := time.Now()
		if _, err := file.Write(body); err != nil {
			return nil, err
		}
		if err := durable(file); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

func (s *stage) post(body []byte) (time.Duration, error) {
	began := time.Now()
	status, err := s.relay.Post(s.b.ctx, body)
	if err != nil {
		return 0, err
	}
	if status != http.StatusOK {
		return 0, fmt.Errorf("a webhook was answered with %d", status)
	}
	return time.Since(began), nil
}

func (s *stage) postOneByOne(number string) ([]time.Duration, error) {
	took := make([]time.Duration, 0, oneAtATime)
	for i := range oneAtATime {
		d, err := s.post(webhook(number, i))
		if err != nil {
			return nil, err
		}
		took = append(took, d)
	}
	return took, nil
}

func (s *stage) postAtOnce(number string) (float64, error) {
	var group errgroup.Group
	group.SetLimit(manyAtOnce)
	began := time.Now()
	for i := range manyPosts {
		group.Go(func() error {
			_, err := s.post(webhook(number, i))
			return err
		})
	}
	err := group.Wait()
	return perSecond(manyPosts, time.Since(began)), err
}

// steady offers a number's full rate and looks at the relay's memory meanwhile.
func (b *bench) steady() error {
	s, err := b.open(true)
	if err != nil {
		return err
	}
	if _, err := s.shop(); err != nil {
		return err
	}
	for i := range activeShops - 1 {
		if _, err := s.relay.Invite(b.ctx, "-new-shop", fmt.Sprint("Shop ", i), "-person", "Ana", "-country", "ES"); err != nil {
			return err
		}
	}
	took := make([]time.Duration, fullRate*b.seconds)
	var group errgroup.Group
	ticker := time.NewTicker(time.Second / fullRate)
	defer ticker.Stop()
	began, most := time.Now(), 0.0
	for i := range took {
		<-ticker.C
		group.Go(func() error {
			var err error
			took[i], err = s.post(webhook("", i))
			return err
		})
		if i%fullRate == 0 {
			if used, ok := memory(s.relay.PID()); ok {
				most = max(most, used)
			}
		}
	}
	err = group.Wait()
	if err != nil {
		return err
	}
	p99, offered := quantile(took, .99), perSecond(len(took), time.Since(began))
	b.add(fmt.Sprintf("%d webhooks/s for %d s, p99", fullRate, b.seconds), ms(p99), "≤ 10 ms", "offered "+rate(offered)+", p50 "+ms(quantile(took, .5)), p99 <= 10*time.Millisecond)
	if most > 0 {
		b.add("relay's memory at that rate (PSS), one busy shop and nine more", fmt.Sprintf("%.0f MB", most), "≤ 100 MB", "", most <= 100)
	}
	return nil
}

// memory is a process's proportional share in MB, where the system tells.
func memory(pid int) (float64, bool) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(raw)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "Pss: %f kB", &kb); err == nil {
			return kb / 1024, true
		}
	}
	return 0, false
}
