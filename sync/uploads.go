package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// What is still to be uploaded is a folder with one empty file per hash: it
// survives everything that the files themselves survive.

type upload int

const (
	uploadDone upload = iota // or there is nothing to upload
	uploadWaits
	uploadRefused
)

// plan notes that a file must go up; before the file gets its name, so that no
// power cut can leave a file that is thought to be at the relay and isn't.
func (m *Media) plan(hash string) error {
	if m.Has(hash) && !exists(filepath.Join(m.refusedDir(), hash)) {
		return nil // it came from the relay, went there, or is planned
	}
	if err := writeFile(filepath.Join(m.pendingDir(), hash), nil, 0o600); err != nil {
		return err
	}
	return gone(filepath.Join(m.refusedDir(), hash))
}

// tidy drops what a crash left: half files, and plans for files that never got
// their name.
func (m *Media) tidy() error {
	halves, err := os.ReadDir(m.tempDir())
	if err != nil {
		return fmt.Errorf("look for unfinished files: %w", err)
	}
	for _, half := range halves {
		if err := gone(filepath.Join(m.tempDir(), half.Name())); err != nil {
			return err
		}
	}
	plans, err := os.ReadDir(m.pendingDir())
	if err != nil {
		return fmt.Errorf("look for files to upload: %w", err)
	}
	for _, plan := range plans {
		if !m.Has(plan.Name()) {
			if err := gone(filepath.Join(m.pendingDir(), plan.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// uploaded says how it stands with the file of a command; an empty hash is done.
func (m *Media) uploaded(hash string) (upload, shop.Reason) {
	if !isHash(hash) {
		return uploadDone, shop.ReasonNone
	}
	if exists(filepath.Join(m.pendingDir(), hash)) {
		return uploadWaits, shop.ReasonNone
	}
	reason, err := os.ReadFile(filepath.Join(m.refusedDir(), hash))
	if err == nil {
		return uploadRefused, shop.Reason(reason)
	}
	return uploadDone, shop.ReasonNone
}

// want says that a command in the outbox names a file. Only then does it go
// up: what the owner thought better of never leaves this computer, and the
// relay seals the file with the key of the customer who gets it.
func (m *Media) want(f file) {
	m.mu.Lock()
	_, known := m.wanted[f.hash]
	m.wanted[f.hash] = f.customer
	m.mu.Unlock()
	if !known {
		m.wake()
	}
}

// wantedNow lists the files to upload.
func (m *Media) wantedNow() []file {
	m.mu.Lock()
	defer m.mu.Unlock()
	files := make([]file, 0, len(m.wanted))
	for hash, customer := range m.wanted {
		files = append(files, file{hash, customer})
	}
	return files
}

// upload takes one file to the relay. A file that the relay will never take is
// noted as refused, which is not an error.
func (m *Media) upload(ctx context.Context, f file) error {
	err := m.send(ctx, f)
	if neverTaken(err) {
		note := filepath.Join(m.refusedDir(), f.hash)
		if err := writeFile(note, []byte(reasonFor(err)), 0o600); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	if err := gone(filepath.Join(m.pendingDir(), f.hash)); err != nil {
		return err
	}
	m.mu.Lock()
	delete(m.wanted, f.hash)
	m.mu.Unlock()
	return syncFolder(m.pendingDir())
}

// neverTaken tells the file's own faults from those of the way there.
func neverTaken(err error) bool {
	var r *refusal
	if errors.Is(err, os.ErrNotExist) {
		return true // someone removed it from this computer
	}
	return errors.As(err, &r) && errors.Is(err, errInvalid) && r.problem.Status != http.StatusBadRequest
}

// send takes a file up: whole, or in parts that go on where an earlier try got
// to.
func (m *Media) send(ctx context.Context, f file) error {
	content, err := os.Open(m.Path(f.hash))
	if err != nil {
		return fmt.Errorf("open a file to upload: %w", err)
	}
	defer content.Close()
	info, err := content.Stat()
	if err != nil {
		return fmt.Errorf("open a file to upload: %w", err)
	}
	if info.Size() <= wire.PartSize {
		return m.sendWhole(ctx, f, content, info.Size())
	}
	err = m.sendParts(ctx, f, content, info.Size())
	if errors.Is(err, errMissing) { // an older relay
		return m.sendWhole(ctx, f, content, info.Size())
	}
	return err
}

func (m *Media) sendWhole(ctx context.Context, f file, content io.ReaderAt, size int64) error {
	address := m.client.base + wire.PathMedia + f.hash
	if (f.customer != shop.CustomerID{}) {
		address += "?customer=" + f.customer.String()
	}
	return m.put(ctx, address, io.NewSectionReader(content, 0, size), func(body io.Reader) error {
		_, _ = io.Copy(io.Discard, body) // so that the connection can be used again
		return nil
	})
}

// sendParts asks what the relay has of a file and takes up the rest.
func (m *Media) sendParts(ctx context.Context, f file, content io.ReaderAt, size int64) error {
	query := url.Values{}
	if (f.customer != shop.CustomerID{}) {
		query.Set("customer", f.customer.String())
	}
	path := strings.Replace(wire.PathParts, "{hash}", f.hash, 1)
	var parts wire.Parts
	if err := m.client.call(ctx, http.MethodGet, path+"?"+query.Encode(), nil, &parts); err != nil {
		return err
	}
	for last := int64(-1); !parts.Kept; {
		if parts.Have <= last || parts.Have >= size {
			return fmt.Errorf("%w: an upload does not get on", ErrFailing)
		}
		last = parts.Have
		query.Set("offset", strconv.FormatInt(parts.Have, 10))
		query.Set("size", strconv.FormatInt(size, 10))
		next := io.NewSectionReader(content, parts.Have, min(wire.PartSize, size-parts.Have))
		err := m.put(ctx, m.client.base+path+"?"+query.Encode(), next, func(body io.Reader) error { return json.NewDecoder(body).Decode(&parts) })
		if err != nil {
			return err
		}
	}
	return nil
}

// put takes a stretch of a file up and has the answer read.
func (m *Media) put(ctx context.Context, address string, stretch *io.SectionReader, read func(io.Reader) error) error {
	ctx, quiet := watchSilence(ctx, m.client.silence)
	defer quiet.stop()
	answer, err := m.client.open(ctx, func(ctx context.Context) (*http.Request, error) {
		// Each try reads from the beginning, whatever the last one had read.
		again := io.NewSectionReader(stretch, 0, stretch.Size())
		request, err := http.NewRequestWithContext(ctx, http.MethodPut, address, io.NopCloser(quiet.over(again)))
		if err != nil {
			return nil, err
		}
		request.ContentLength = stretch.Size()
		if stretch.Size() == 0 {
			request.Body = http.NoBody
		}
		request.Header.Set("Content-Type", "application/octet-stream")
		return request, nil
	})
	if err != nil {
		return err
	}
	err = read(io.LimitReader(quiet.over(answer.Body), 64<<10))
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return unreached(m.client.base, causeOf(ctx, err), m.client.now())
	}
	return nil
}

// uploadLoop takes files up, one after the other.
func (e *Engine) uploadLoop(ctx context.Context) {
	retry := e.timing.backoff()
	for ctx.Err() == nil {
		err := e.uploadAll(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			e.log.Info("files have to wait", "why", err)
			e.pause(ctx, retry.NextBackOff(), e.wakeUploads)
		default:
			retry.Reset()
			select {
			case <-ctx.Done():
			case <-e.wakeUploads:
			}
		}
	}
}

// uploadAll tries every file: one that fails doesn't hold the others up.
func (e *Engine) uploadAll(ctx context.Context) error {
	var err error
	for _, wanted := range e.media.wantedNow() {
		failure := e.media.upload(ctx, wanted)
		if failure == nil {
			poke(e.wakeOutbox)
		}
		err = errors.Join(err, failure)
		if ctx.Err() != nil || errors.Is(failure, ErrNotReachable) {
			break
		}
	}
	return err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
