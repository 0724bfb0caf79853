package main

import (
	"fmt"
	"slices"
	"text/tabwriter"
	"time"
)

// row is one line of the table.
type row struct {
	job, figure, bar, limit string
	judged, held            bool
}

// add adds a line that is held or missed.
func (b *bench) add(job, figure, bar, limit string, held bool) {
	b.rows = append(b.rows, row{job, figure, bar, limit, true, held})
}

// tell adds a line that has no bar.
func (b *bench) tell(job, figure, limit string) {
	b.rows = append(b.rows, row{job: job, figure: figure, limit: limit})
}

func (b *bench) print() {
	b.note("")
	table := tabwriter.NewWriter(b.out, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "JOB\tFIGURE\tBAR\tLIMIT IN THIS RUN\t")
	for _, r := range b.rows {
		verdict := ""
		switch {
		case r.judged && r.held:
			verdict = "pass"
		case r.judged:
			verdict = "MISS"
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.job, r.figure, r.bar, r.limit, verdict)
	}
	_ = table.Flush()
}

// quantile of times that need not be sorted.
func quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Clone(times)
	slices.Sort(sorted)
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func perSecond(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }

func rate(n float64) string { return fmt.Sprintf("%.0f/s", n) }

func times(a, b float64) string { return fmt.Sprintf("%.2f ×", a/b) }
