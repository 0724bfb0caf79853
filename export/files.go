package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"mostrador/shop"
	"mostrador/store"
)

// copied is a file of a message; without a name it could not be had.
type copied struct {
	name  string // below files/
	media shop.Media
}

// copyFiles copies the files of a message. Each content is there once, however
// often it was sent.
func (w *writer) copyFiles(ctx context.Context, item store.ThreadItem) ([]copied, error) {
	var all []copied
	for _, media := range item.Content.Files() {
		c := copied{media: *media}
		if name, ok := w.files[media.Hash]; ok && media.Hash != "" {
			c.name = name
			all = append(all, c)
			continue
		}
		name, err := w.copyFile(ctx, *media)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err() //nolint:wrapcheck // cancelled
		case errors.Is(err, errNotHere):
			w.report.Missing++
		case err != nil:
			return nil, err
		default:
			c.name, w.files[media.Hash] = name, name
			w.report.Files++
		}
		all = append(all, c)
	}
	return all, nil
}

// errNotHere is a file that is neither here nor to be had now: what is missing
// is counted and said, and everything else is written.
var errNotHere = errors.New("the file is not here")

func (w *writer) copyFile(ctx context.Context, media shop.Media) (string, error) {
	if w.Files == nil || w.Choice.NoFiles || len(media.Hash) < 16 {
		return "", errNotHere
	}
	from, err := w.Files.Open(ctx, media.Hash)
	if err != nil {
		return "", errNotHere
	}
	name := fileName(media)
	to := filepath.Join(w.folder, "files", name)
	if err := copyTo(from, to); err != nil {
		return "", err
	}
	return name, nil
}

func copyTo(from, to string) (err error) {
	in, err := os.Open(from) //nolint:gosec // the path is ours, made of a hash
	if err != nil {
		return errNotHere
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // within the folder that is being written
	if err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("copy a file: %w", err)
	}
	return nil
}

// extensions of what a platform sends without a name.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif", "video/mp4": ".mp4", "video/3gpp": ".3gp",
	"audio/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac", "audio/amr": ".amr", "application/pdf": ".pdf",
	"text/plain": ".txt",
}

// fileName is part of the content's hash and what is harmless of the name it was
// sent under: names come from strangers.
func fileName(media shop.Media) string {
	base := path.Base(strings.ReplaceAll(media.Name, `\`, "/"))
	ending := safe(path.Ext(base))
	stem := safe(strings.TrimSuffix(base, path.Ext(base)))
	kind, _, _ := strings.Cut(media.MIME, ";")
	if known, ok := extensions[strings.TrimSpace(kind)]; ok && (ending == "" || media.Name == "") {
		ending = known
	}
	if ending != "" && !strings.HasPrefix(ending, ".") {
		ending = "." + ending
	}
	name := safe(media.Hash[:16])
	if stem != "" {
		name += "-" + stem
	}
	return name + ending
}

// safe leaves letters, digits, dots within and dashes; short enough for every
// file system.
func safe(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' || r == '_':
			return r
		case unicode.IsSpace(r):
			return '-'
		default:
			return -1
		}
	}, text)
	for len(text) > 60 {
		_, size := lastRune(text)
		text = text[:len(text)-size]
	}
	return strings.Trim(text, ".-")
}

func lastRune(text string) (rune, int) {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i]&0xC0 != 0x80 {
			return rune(text[i]), len(text) - i
		}
	}
	return 0, len(text)
}
