package sandbox

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

const mediaURLLife = 5 * time.Minute

// mediaKinds are the accepted types and largest sizes, per type of message.
var mediaKinds = map[string]struct {
	mimes []string
	max   int64
}{
	whatsapp.TypeImage:   {[]string{"image/jpeg", "image/png"}, 5 << 20},
	whatsapp.TypeVideo:   {[]string{"video/mp4", "video/3gpp"}, 16 << 20},
	whatsapp.TypeAudio:   {[]string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 << 20},
	whatsapp.TypeSticker: {[]string{"image/webp"}, 500 << 10},
	whatsapp.TypeDocument: {[]string{"text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel",
		"application/vnd.ms-powerpoint", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation"}, whatsapp.MaxMedia},
}

func plainMIME(written string) string {
	plain, _, err := mime.ParseMediaType(written)
	if err != nil {
		return strings.ToLower(strings.TrimSpace(written))
	}
	return plain
}

// kindOfMIME says which type of message a file is for; "" when for none.
func kindOfMIME(written string) string {
	for kind, allowed := range mediaKinds {
		if slices.Contains(allowed.mimes, plainMIME(written)) {
			return kind
		}
	}
	return ""
}

// postMedia is POST /{number}/media.
func (sb *Sandbox) postMedia(g graphCall) *refusal {
	number, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	g.r.Body = http.MaxBytesReader(g.w, g.r.Body, whatsapp.MaxMedia+(1<<20))
	if err := g.r.ParseMultipartForm(32 << 20); err != nil {
		return refuse(100, "The upload must be multipart/form-data with the parts messaging_product, type and file")
	}
	defer func() { _ = g.r.MultipartForm.RemoveAll() }()
	if g.r.FormValue("messaging_product") != "whatsapp" {
		return refuse(100, "The parameter messaging_product is required and must be \"whatsapp\".")
	}
	file, header, err := g.r.FormFile("file")
	if err != nil {
		return refuse(100, "The parameter file is required.")
	}
	defer func() { _ = file.Close() }()
	kind := g.r.FormValue("type")
	if part := header.Header.Get("Content-Type"); kindOfMIME(kind) == "" && part != "" {
		kind = part
	}
	accepted := kindOfMIME(kind)
	if accepted == "" {
		return refuse(100, "Param file must be a file with one of the supported types; received file of type '%s'.", kind)
	}
	content, err := io.ReadAll(file)
	if err != nil || len(content) == 0 {
		return refuse(131053, "The file is empty or could not be read")
	}
	if accepted == whatsapp.TypeSticker && !animated(content) && len(content) > stillSticker {
		return refuse(131053, "A sticker that does not move has at most %d bytes", stillSticker)
	}
	if most := mediaKinds[accepted].max; int64(len(content)) > most {
		return refuse(131053, "The file has %d bytes; %s files have at most %d", len(content), accepted, most)
	}
	stored, err := sb.storeMedia(mediaFile{Number: number.ID, MIME: kind, Filename: header.Filename}, content)
	if err != nil {
		return refuse(131000, "The file could not be stored")
	}
	answerJSON(g.w, http.StatusOK, fields{"id": stored.ID})
	return nil
}

// stillSticker is the largest size of a sticker that does not move.
const stillSticker = 100 << 10

// animated looks for the flag in the header of an extended WebP file.
func animated(webp []byte) bool {
	return len(webp) > 20 && string(webp[8:16]) == "WEBPVP8X" && webp[20]&2 != 0
}

// storeMedia keeps a file and what is known of it.
func (sb *Sandbox) storeMedia(m mediaFile, content []byte) (*mediaFile, error) {
	sum := sha256.Sum256(content)
	m.ID, m.SHA256, m.Size, m.Stored = newID(), sum[:], int64(len(content)), sb.now()
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if err := sb.disk.putMedia(m.ID, content); err != nil {
		return nil, err
	}
	sb.state.media[m.ID] = &m
	sb.keep("media", m.ID, &m)
	return &m, nil
}

// checkSentMedia looks whether a message may use a file; the caller holds the lock.
func (sb *Sandbox) checkSentMedia(req *request, kind, id string) *refusal {
	file := sb.state.media[id]
	if file == nil || file.Number != req.number.ID || file.expired(sb.now()) {
		return refuse(131009, "The media id %s is not known for this number, or has expired", id)
	}
	if fits := kindOfMIME(file.MIME); fits != kind && kind != whatsapp.TypeDocument {
		req.late = 131053
	}
	if kind == whatsapp.TypeDocument && req.kind == whatsapp.TypeTemplate && plainMIME(file.MIME) != "application/pdf" {
		req.late = 131053
	}
	return nil
}

// checkVoice wants OGG for a voice note; the caller holds the lock.
func (sb *Sandbox) checkVoice(req *request) {
	if file := sb.state.media[req.content.at("id").text()]; file != nil && plainMIME(file.MIME) != "audio/ogg" {
		req.late = 131053
	}
}

// mediaInfo answers GET /{media-id}.
func (sb *Sandbox) mediaInfo(g graphCall, m mediaFile) *refusal {
	if number := g.param("phone_number_id"); number != "" && number != m.Number {
		return refuse(100, "The media does not belong to the phone number %s", number)
	}
	address := sb.mediaAddress(g.r, m.ID)
	answerJSON(g.w, http.StatusOK, fields{"messaging_product": "whatsapp", "url": address, "mime_type": m.MIME,
		"sha256": hex.EncodeToString(m.SHA256), "file_size": m.Size, "id": m.ID})
	return nil
}

// baseURL is how the client reached the sandbox.
func baseURL(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (sb *Sandbox) mediaSeal(id string, expires int64) string {
	h := hmac.New(sha256.New, sb.key)
	h.Write([]byte(id + "|" + strconv.FormatInt(expires, 10)))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

// serveMedia gives a file at its address; anything wrong is a 404, as there.
func (sb *Sandbox) serveMedia(w http.ResponseWriter, r *http.Request, id string) {
	if code, isCode := strings.CutPrefix(id, qrPicture); isCode {
		sb.serveQR(w, r, code)
		return
	}
	expires, err := strconv.ParseInt(r.URL.Query().Get("ext"), 10, 64)
	sealed := hmac.Equal([]byte(r.URL.Query().Get("hash")), []byte(sb.mediaSeal(id, expires)))
	if err != nil || !sealed || sb.authorize(r) != nil || sb.now().Unix() > expires {
		http.NotFound(w, r)
		return
	}
	sb.mu.Lock()
	m := sb.state.media[id]
	content, readErr := sb.disk.getMedia(id)
	sb.mu.Unlock()
	if m == nil || readErr != nil || m.expired(sb.now()) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", m.MIME)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

func (sb *Sandbox) deleteMediaFile(g graphCall, id string) *refusal {
	sb.mu.Lock()
	delete(sb.state.media, id)
	sb.disk.deleteMedia(id)
	sb.keep("media", id, nil)
	sb.mu.Unlock()
	return g.succeed()
}

// mediaAddress is where a file can be fetched for five minutes.
func (sb *Sandbox) mediaAddress(r *http.Request, id string) string {
	expires := sb.now().Add(mediaURLLife).Unix()
	if sb.Faults().ExpireMedia {
		expires = sb.now().Add(-time.Second).Unix()
	}
	base := sb.p.PublicURL
	if base == "" {
		base = baseURL(r)
	}
	return strings.TrimRight(base, "/") + "/sandbox-media/" + id + "?ext=" + strconv.FormatInt(expires, 10) + "&hash=" + sb.mediaSeal(id, expires)
}
