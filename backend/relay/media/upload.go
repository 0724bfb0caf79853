package media

import (
	"context"
	"encoding/json"
	"fmt"
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
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	MIME string    `json:"mime,omitempty"`
}

// Outbound is a file of a message on its way out.
type Outbound struct {
	Shop     shop.ShopID
	Channel  shop.ChannelID
	Customer shop.CustomerID // who gets it
	Type     shop.MessageType
	Media    shop.Media
}

// PlatformMedia gives the platform's id for a file, for messages of one
// channel. ErrNotFound: no such file; *UnfitError: the platform would not take
// it. Other errors of the upload are the client's.
func (u *Uploads) PlatformMedia(ctx context.Context, out Outbound) (string, error) {
	hash := out.Media.Hash
	if err := hexHash(hash); err != nil {
		return "", err
	}
	if err := u.Store.Share(ctx, out.Shop, hash, out.Customer); err != nil {
		return "", err
	}
	file, err := u.Store.Open(ctx, out.Shop, hash)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	head, err := headOf(file)
	if err != nil {
		return "", err
	}
	kind, err := kindFor(out.Type, out.Media.MIME, file.Size, head)
	if err != nil {
		return "", err
	}
	note := "uploads/" + out.Shop.String() + "/" + out.Channel.String() + "/" + hash
	if id, ok := u.known(ctx, note, kind); ok {
		return id, nil
	}
	client, number, err := u.Clients.Client(ctx, out.Shop, out.Channel)
	if err != nil {
		return "", err
	}
	id, err := client.UploadMedia(ctx, number, whatsapp.Upload{MIME: kind, Filename: hash[:12] + extensions[kind], Data: file, Size: file.Size})
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(uploaded{ID: id, At: u.Now().UTC(), MIME: kind})
	if err == nil {
		err = u.Store.bucket.WriteAll(ctx, note, raw, nil)
	}
	if err != nil {
		return id, fmt.Errorf("remember an upload: %w", err)
	}
	return id, nil
}

// extensions go with kinds: the platform refuses a file whose name says
// something else (131053).
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "video/mp4": ".mp4", "video/3gpp": ".3gp",
	"audio/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac", "audio/amr": ".amr",
	"application/pdf": ".pdf", "text/plain": ".txt", "application/msword": ".doc", "application/vnd.ms-excel": ".xls",
	"application/vnd.ms-powerpoint":                                             ".ppt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}

func (u *Uploads) known(ctx context.Context, note, kind string) (string, bool) {
	raw, err := u.Store.bucket.ReadAll(ctx, note)
	if err != nil {
		return "", false
	}
	var known uploaded
	if json.Unmarshal(raw, &known) != nil || known.ID == "" || known.MIME != kind {
		return "", false
	}
	return known.ID, u.Now().Sub(known.At) < reuse
}
