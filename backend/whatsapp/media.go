package whatsapp

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"path"
	"strings"
)

// MaxMedia is the largest file the platform moves, in bytes.
const MaxMedia = 100 << 20

// Why a download failed although the platform answered.
var (
	ErrMediaHost  = errors.New("the media's address is not on a host that the token may be sent to")
	ErrMediaGone  = errors.New("the media's address has expired: ask for it again")
	ErrMediaHash  = errors.New("the media that came is not what the platform announced: its hash differs")
	ErrMediaLarge = errors.New("the media is larger than allowed")
)

// Upload is a file for the platform.
type Upload struct {
	MIME     string
	Filename string
	Data     io.Reader
	// Size in bytes, known beforehand.
	Size int64
}

// UploadMedia stores a file for 30 days, for use by that number only, and gives its id.
func (c *Client) UploadMedia(ctx context.Context, phoneNumberID string, u Upload) (mediaID string, err error) {
	id, err := pathID(phoneNumberID)
	if err != nil {
		return "", err
	}
	if u.Size <= 0 || u.Size > MaxMedia {
		return "", problem("the file", "a file has 1 byte to 100 MB; this has %d bytes", u.Size)
	}
	head, tail, contentType, err := uploadFrame(u)
	if err != nil {
		return "", &NotSentError{Err: err}
	}
	var out struct {
		ID string `json:"id"`
	}
	err = c.doRequest(ctx, call{method: "POST", path: id + "/media", contentType: contentType,
		stream: io.MultiReader(bytes.NewReader(head), io.LimitReader(u.Data, u.Size), bytes.NewReader(tail)),
		length: int64(len(head)) + u.Size + int64(len(tail)), out: &out})
	if err != nil {
		return "", err
	}
	if out.ID == "" {
		return "", &UnknownOutcomeError{Err: errors.New("the platform answered an upload without an id")}
	}
	return out.ID, nil
}

// uploadFrame writes what stands before and after the file, so that the file itself is
// streamed and the length is known.
func uploadFrame(u Upload) (head, tail []byte, contentType string, err error) {
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	err = firstError(w.WriteField("messaging_product", "whatsapp"), w.WriteField("type", u.MIME))
	if err != nil {
		return nil, nil, "", err
	}
	name := strings.NewReplacer("\\", "_", `"`, "_", "\r", "_", "\n", "_").Replace(path.Base(orDefault(u.Filename, "file")))
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename="%s"`, name))
	header.Set("Content-Type", strings.NewReplacer("\r", "", "\n", "").Replace(u.MIME))
	if _, err = w.CreatePart(header); err != nil {
		return nil, nil, "", err
	}
	cut := buffer.Len()
	if err = w.Close(); err != nil {
		return nil, nil, "", err
	}
	all := buffer.Bytes()
	return all[:cut], all[cut:], w.FormDataContentType(), nil
}

// MediaInfo is what the platform knows of a file. URL lives five minutes.
type MediaInfo struct {
	ID     string
	URL    string
	MIME   string
	SHA256 string
	Size   int64
}

// MediaInfo asks for a file's address and hash. An empty phoneNumberID skips the check
// that the file belongs to that number.
func (c *Client) MediaInfo(ctx context.Context, mediaID, phoneNumberID string) (MediaInfo, error) {
	id, err := pathID(mediaID)
	if err != nil {
		return MediaInfo{}, err
	}
	var answer json.RawMessage
	err = c.doRequest(ctx, call{method: "GET", path: id, query: numberQuery(phoneNumberID), out: &answer})
	if err != nil {
		return MediaInfo{}, err
	}
	o, _ := readObject(answer)
	return MediaInfo{ID: orDefault(o.text("id"), mediaID), URL: o.text("url"), MIME: o.text("mime_type"),
		SHA256: o.text("sha256"), Size: o.integer("file_size")}, nil
}

func numberQuery(phoneNumberID string) url.Values {
	query := url.Values{}
	if phoneNumberID != "" {
		query.Set("phone_number_id", phoneNumberID)
	}
	return query
}

// DeleteMedia removes a file from the platform.
func (c *Client) DeleteMedia(ctx context.Context, mediaID, phoneNumberID string) error {
	id, err := pathID(mediaID)
	if err != nil {
		return err
	}
	return c.doRequest(ctx, call{method: "DELETE", path: id, query: numberQuery(phoneNumberID)})
}

// DownloadMedia writes a file to w and checks its size and hash. It goes by the id only,
// so that no address from a message ever receives the token. On ErrMediaGone call again;
// after any error what was written is to be thrown away.
func (c *Client) DownloadMedia(ctx context.Context, mediaID, phoneNumberID string, w io.Writer) (MediaInfo, error) {
	info, err := c.MediaInfo(ctx, mediaID, phoneNumberID)
	if err != nil {
		return info, err
	}
	if info.Size > MaxMedia {
		return info, ErrMediaLarge
	}
	target, err := c.mediaURL(info.URL)
	if err != nil {
		return info, err
	}
	return info, c.fetchMedia(ctx, target, info, w)
}

func (c *Client) mediaURL(address string) (*url.URL, error) {
	target, err := url.Parse(address)
	if err != nil || target.User != nil || !c.mediaHosts[strings.ToLower(target.Host)] {
		return nil, ErrMediaHost
	}
	// Plain HTTP only where the Graph API itself is plain: a sandbox on this machine.
	if target.Scheme != "https" && (target.Scheme != "http" || c.base.Scheme != "http") {
		return nil, ErrMediaHost
	}
	return target, nil
}

func (c *Client) fetchMedia(ctx context.Context, target *url.URL, info MediaInfo, w io.Writer) error {
	ctx, cancel := within(ctx, mediaTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return fmt.Errorf("making the request for media: %w", err)
	}
	c.authorize(req)
	answer, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("fetching media: %w", withoutAddress(err))
	}
	defer func() { _ = answer.Body.Close() }()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusUnauthorized, http.StatusForbidden, http.StatusGone:
		return ErrMediaGone
	default:
		return &APIError{HTTPStatus: answer.StatusCode}
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, hash), io.LimitReader(answer.Body, MaxMedia+1))
	if err != nil {
		return fmt.Errorf("fetching media: %w", err)
	}
	if n > MaxMedia {
		return ErrMediaLarge
	}
	if !sameHash(info.SHA256, hash.Sum(nil)) {
		return ErrMediaHash
	}
	return nil
}

// sameHash compares with a hash written in hex or base64: both have been seen. A platform
// that gives none is believed.
func sameHash(written string, got []byte) bool {
	if written == "" {
		return true
	}
	if raw, err := hex.DecodeString(written); err == nil {
		return bytes.Equal(raw, got)
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if raw, err := encoding.DecodeString(written); err == nil {
			return bytes.Equal(raw, got)
		}
	}
	return false
}
