package sandbox

import (
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

const (
	uploadPrefix = "upload:"
	// uploadLife is how long an upload can be resumed.
	uploadLife = 24 * time.Hour
	// openUploads is how many may be under way.
	openUploads = 100
)

// upload is a resumable upload under way; it is not kept over a restart.
type upload struct {
	name, mime string
	size       int64
	got        []byte
	began      time.Time
}

// startUpload is POST /{app}/uploads.
func (sb *Sandbox) startUpload(g graphCall) *refusal {
	if g.id != sb.p.AppID && g.id != "app" {
		return notThere(g.id)
	}
	size, err := strconv.ParseInt(g.param("file_length"), 10, 64)
	switch {
	case err != nil || size <= 0 || size > whatsapp.MaxMedia:
		return refuse(100, "Param file_length must be the file's size in bytes, at most %d", whatsapp.MaxMedia)
	case g.param("file_type") == "":
		return refuse(100, "The parameter file_type is required.")
	}
	now, id := sb.now(), newID()
	sb.mu.Lock()
	for old, u := range sb.uploads {
		if now.Sub(u.began) > uploadLife {
			delete(sb.uploads, old)
		}
	}
	full := len(sb.uploads) >= openUploads
	if !full {
		sb.uploads[id] = &upload{name: g.param("file_name"), mime: g.param("file_type"), size: size, began: now}
	}
	sb.mu.Unlock()
	if full {
		return refuse(4, "There are too many uploads under way")
	}
	answerJSON(g.w, http.StatusOK, fields{"id": uploadPrefix + id + "?sig=" + sb.mediaSeal(id, 0)})
	return nil
}

// serveUpload is POST and GET /upload:{id}: a piece of the file, or how much is there.
func (sb *Sandbox) serveUpload(w http.ResponseWriter, r *http.Request, step string) *refusal {
	if refused := sb.authorize(r); refused != nil {
		return refused
	}
	id, sealed, _ := strings.Cut(strings.TrimPrefix(step, uploadPrefix), "?sig=")
	if given := r.URL.Query().Get("sig"); given != "" {
		sealed = given
	}
	if !sameSecret(sealed, sb.mediaSeal(id, 0)) {
		return notThere(step)
	}
	switch r.Method {
	case http.MethodGet:
		return sb.tellUpload(w, id)
	case http.MethodPost:
		return sb.takePiece(w, r, id)
	}
	return refuse(100, "Unsupported %s request", strings.ToLower(r.Method))
}

func (sb *Sandbox) tellUpload(w http.ResponseWriter, id string) *refusal {
	sb.mu.Lock()
	u := sb.uploads[id]
	offset := 0
	if u != nil {
		offset = len(u.got)
	}
	sb.mu.Unlock()
	if u == nil {
		return notThere(uploadPrefix + id)
	}
	answerJSON(w, http.StatusOK, fields{"id": uploadPrefix + id, "file_offset": offset})
	return nil
}

func (sb *Sandbox) takePiece(w http.ResponseWriter, r *http.Request, id string) *refusal {
	// What arrived before a connection broke counts, so that the client can go on there.
	piece, readErr := io.ReadAll(io.LimitReader(r.Body, whatsapp.MaxMedia+1))
	sb.mu.Lock()
	u := sb.uploads[id]
	if u == nil {
		sb.mu.Unlock()
		return notThere(uploadPrefix + id)
	}
	offset, err := strconv.Atoi(r.Header.Get("file_offset"))
	if err != nil || offset != len(u.got) || int64(len(u.got)+len(piece)) > u.size {
		has := len(u.got)
		sb.mu.Unlock()
		return refuse(100, "The file_offset does not fit: the upload has %d of its %d bytes", has, u.size)
	}
	u.got = append(u.got, piece...)
	whole := int64(len(u.got)) == u.size
	if whole {
		delete(sb.uploads, id)
	}
	sb.mu.Unlock()
	if readErr != nil {
		return refuse(100, "The piece could not be read to its end")
	}
	if !whole {
		answerJSON(w, http.StatusOK, fields{"id": uploadPrefix + id, "file_offset": len(u.got)})
		return nil
	}
	stored, err := sb.storeMedia(mediaFile{MIME: u.mime, Filename: u.name}, u.got)
	if err != nil {
		return refuse(131000, "The file could not be stored")
	}
	answerJSON(w, http.StatusOK, fields{"h": "4::" + base64.StdEncoding.EncodeToString([]byte(u.mime)) + ":" + stored.ID})
	return nil
}

// handleMedia finds the file behind an upload's handle; the caller holds the lock.
func (sb *Sandbox) handleMedia(handle string) *mediaFile {
	return sb.state.media[handle[strings.LastIndexByte(handle, ':')+1:]]
}
