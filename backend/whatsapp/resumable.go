package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// uploadTries is how often a broken upload is taken up again.
const uploadTries = 4

// UploadHandle hands a file to the app with the resumable upload API and gives
// the handle that template samples and profile pictures are named by. What
// breaks goes on where the platform got to.
func (c *Client) UploadHandle(ctx context.Context, appID string, u Upload, file io.ReadSeeker) (handle string, err error) {
	session, err := c.beginUpload(ctx, appID, u)
	if err != nil {
		return "", err
	}
	offset := int64(0)
	for try := 1; ; try++ {
		handle, err = c.continueUpload(ctx, session, file, offset, u.Size)
		if err == nil || try == uploadTries || ctx.Err() != nil {
			return handle, err
		}
		var api *APIError
		if errors.As(err, &api) && Policy(api.Code).Action == Never && api.Documented {
			return "", err
		}
		if offset, err = c.uploadOffset(ctx, session); err != nil {
			return "", err
		}
	}
}

func (c *Client) beginUpload(ctx context.Context, appID string, u Upload) (string, error) {
	id, err := pathID(appID)
	if err != nil {
		return "", err
	}
	query := url.Values{"file_name": {orDefault(u.Filename, "file")}, "file_length": {strconv.FormatInt(u.Size, 10)}, "file_type": {u.MIME}}
	var answer struct {
		ID string `json:"id"`
	}
	if err := c.doRequest(ctx, call{method: http.MethodPost, path: id + "/uploads", query: query, out: &answer, managing: true}); err != nil {
		return "", err
	}
	if !strings.HasPrefix(answer.ID, "upload:") || strings.Contains(answer.ID, "/") {
		return "", &UnknownOutcomeError{Err: errors.New("the platform began an upload without an id")}
	}
	return answer.ID, nil
}

// uploadPath splits "upload:ABC?sig=XYZ", whose signature belongs to the query.
func uploadPath(session string) (string, url.Values, error) {
	path, query, _ := strings.Cut(session, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", nil, &NotSentError{Err: fmt.Errorf("an upload's id: %w", err)}
	}
	return path, values, nil
}

func (c *Client) continueUpload(ctx context.Context, session string, file io.ReadSeeker, offset, size int64) (string, error) {
	path, query, err := uploadPath(session)
	if err != nil {
		return "", err
	}
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return "", &NotSentError{Err: err}
	}
	var answer struct {
		Handle string `json:"h"`
	}
	err = c.doRequest(ctx, call{method: http.MethodPost, path: path, query: query, stream: io.LimitReader(file, size-offset), length: size - offset,
		contentType: "application/octet-stream", header: http.Header{"file_offset": {strconv.FormatInt(offset, 10)}}, oauth: true, out: &answer})
	if err == nil && answer.Handle == "" {
		err = &UnknownOutcomeError{Err: errors.New("the platform answered an upload without a handle")}
	}
	return answer.Handle, err
}

func (c *Client) uploadOffset(ctx context.Context, session string) (int64, error) {
	path, query, err := uploadPath(session)
	if err != nil {
		return 0, err
	}
	var answer json.RawMessage
	if err := c.doRequest(ctx, call{method: http.MethodGet, path: path, query: query, oauth: true, out: &answer}); err != nil {
		return 0, err
	}
	o, _ := readObject(answer)
	return max(o.integer("file_offset"), 0), nil
}
