package media

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Clients gives the platform's client for a channel and the channel's phone
// number id.
type Clients interface {
	Client(ctx context.Context, of shop.ShopID, channel shop.ChannelID) (*whatsapp.Client, string, error)
}

// reuse is how long an uploaded file's id is used again; the platform keeps
// the file for 30 days.
const reuse = 29 * 24 * time.Hour

// Uploads hands files to the platform for the sender.
type Uploads struct {
	Store   *Store
	Clients Clients
	Now     func() time.Time
}

// uploaded remembers, beside the files, what the platform called one.
type uploaded struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// PlatformMedia gives the platform's id for a shop's file, for messages of one
// channel. ErrNotFound: no such file. Errors of the upload are the client's.
func (u *Uploads) PlatformMedia(ctx context.Context, of shop.ShopID, channel shop.ChannelID, hash string) (string, error) {
	if err := hexHash(hash); err != nil {
		return "", err
	}
	note := "uploads/" + of.String() + "/" + channel.String() + "/" + hash
	if id, ok := u.known(ctx, note); ok {
		return id, nil
	}
	file, err := u.Store.Open(ctx, of, hash)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	client, number, err := u.Clients.Client(ctx, of, channel)
	if err != nil {
		return "", err
	}
	kind, err := kindOf(file)
	if err != nil {
		return "", err
	}
	id, err := client.UploadMedia(ctx, number, whatsapp.Upload{MIME: kind, Filename: hash[:12], Data: file, Size: file.Size})
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(uploaded{ID: id, At: u.Now().UTC()})
	if err == nil {
		err = u.Store.bucket.WriteAll(ctx, note, raw, nil)
	}
	if err != nil {
		return id, fmt.Errorf("remember an upload: %w", err)
	}
	return id, nil
}

func (u *Uploads) known(ctx context.Context, note string) (string, bool) {
	raw, err := u.Store.bucket.ReadAll(ctx, note)
	if err != nil {
		return "", false
	}
	var known uploaded
	if json.Unmarshal(raw, &known) != nil || known.ID == "" {
		return "", false
	}
	return known.ID, u.Now().Sub(known.At) < reuse
}

// kindOf is the file's media type: as given, or as its first bytes look.
func kindOf(file *File) (string, error) {
	if file.MIME != "" && file.MIME != "application/octet-stream" {
		return file.MIME, nil
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	_, err = file.Seek(0, io.SeekStart)
	return http.DetectContentType(head[:n]), err
}
