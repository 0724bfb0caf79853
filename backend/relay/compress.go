package relay

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// feedWindow bounds what a decoder must hold; pages are a few MB at most.
const feedWindow = 1 << 20

type encoder interface {
	io.WriteCloser
	Reset(io.Writer)
}

// encoders are kept between requests: making one costs more than a page.
var encoders = map[string]*sync.Pool{
	"zstd": {New: func() any {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(feedWindow), zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			panic(err) // the options are constants
		}
		return e
	}},
	"gzip": {New: func() any { return gzip.NewWriter(nil) }},
}

// accepted picks the better encoding that a client takes; empty: none.
func accepted(header string) string {
	best := ""
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if refused := strings.TrimSpace(quality); refused == "q=0" || refused == "q=0.0" {
			continue
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "zstd" || name == "gzip" && best == "" {
			best = name
		}
	}
	return best
}

// compressed lets answers be compressed as the client accepts it.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := accepted(r.Header.Get("Accept-Encoding"))
		w.Header().Add("Vary", "Accept-Encoding")
		if name == "" {
			next.ServeHTTP(w, r)
			return
		}
		e := encoders[name].Get().(encoder)
		e.Reset(w)
		out := &compressedWriter{ResponseWriter: w, name: name, encoder: e}
		defer func() {
			if out.began {
				_ = e.Close() // the client left: nothing to be done
			}
			encoders[name].Put(e)
		}()
		next.ServeHTTP(out, r)
	})
}

type compressedWriter struct {
	http.ResponseWriter
	name    string
	encoder encoder
	began   bool
	decided bool
}

// WriteHeader compresses successes only; problems are small.
func (c *compressedWriter) WriteHeader(status int) {
	if !c.decided {
		c.decided = true
		if c.began = status == http.StatusOK; c.began {
			c.Header().Set("Content-Encoding", c.name)
			c.Header().Del("Content-Length")
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *compressedWriter) Write(b []byte) (int, error) {
	if !c.decided {
		c.WriteHeader(http.StatusOK)
	}
	if !c.began {
		return c.ResponseWriter.Write(b)
	}
	return c.encoder.Write(b)
}

// Unwrap lets deadlines be set through it.
func (c *compressedWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
