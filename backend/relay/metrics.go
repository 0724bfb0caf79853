package relay

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what the operator's monitoring reads. No label names a shop or
// a customer.
type metrics struct {
	all      *prometheus.Registry
	webhooks *prometheus.CounterVec
	took     prometheus.Histogram
	streams  prometheus.Gauge
	media    *prometheus.CounterVec
	alarms   *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		all:      prometheus.NewRegistry(),
		webhooks: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mostrador_webhooks_total", Help: "Webhooks by the status answered."}, []string{"status"}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "mostrador_webhook_seconds", Help: "From headers read to answered, of webhooks kept.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .025, .05, .1, .25, 1, 5}}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "mostrador_streams", Help: "Devices connected now."}),
		media:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mostrador_media_total", Help: "Customers' files by what became of them."}, []string{"outcome"}),
		alarms:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "mostrador_alarms_total", Help: "What an operator should look at, by kind."}, []string{"kind"}),
	}
	m.all.MustRegister(m.webhooks, m.took, m.streams, m.media, m.alarms,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) webhook(status int, took time.Duration) {
	m.webhooks.WithLabelValues(strconv.Itoa(status)).Inc()
	if status == http.StatusOK {
		m.took.Observe(took.Seconds())
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.all, promhttp.HandlerOpts{})
}
