package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	handlingTimes = "400x"
	handlingMost  = 16 * time.Millisecond
)

// handled are the benchmarks of package ui/inbox, and what they measure.
var handled = []struct{ name, job string }{
	{"BenchmarkSwitch", "switch conversation"}, {"BenchmarkScroll", "scroll step"}, {"BenchmarkKey", "key press in the composer"},
}

// handling is what the owner's steps take of the UI goroutine, short of
// painting, which is the screen's business. The inbox measures it itself.
func (b *bench) handling() error {
	program, err := filepath.Abs(b.inbox)
	if err != nil {
		return err
	}
	if _, err := os.Stat(program); err != nil {
		b.note("the owner's steps are left out: %v", err)
		return nil
	}
	run := exec.CommandContext(b.ctx, program, "-test.run", "^$", "-test.bench", "Switch|Scroll|Key", "-test.benchtime", handlingTimes)
	run.Dir, run.Env = b.dir, append(os.Environ(), fmt.Sprint("MOSTRADOR_MESSAGES=", 2*b.messages))
	said, err := run.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	for _, h := range handled {
		p95, most := metric(said, h.name, "p95-ms"), metric(said, h.name, "most-ms")
		if p95 == 0 {
			return fmt.Errorf("%s said nothing: %s", h.name, said)
		}
		b.add(fmt.Sprintf("%s, %d messages in it, p95 on the UI goroutine", h.job, b.messages), ms(p95), "≤ 16 ms", "most "+ms(most), p95 <= handlingMost)
	}
	return nil
}

// metric finds the figure before a unit in a benchmark's line.
func metric(said []byte, name, unit string) time.Duration {
	lines := bufio.NewScanner(bytes.NewReader(said))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || !strings.HasPrefix(fields[0], name) {
			continue
		}
		for i, f := range fields {
			if f != unit || i == 0 {
				continue
			}
			if n, err := strconv.ParseFloat(fields[i-1], 64); err == nil {
				return time.Duration(n * float64(time.Millisecond))
			}
		}
	}
	return 0
}
