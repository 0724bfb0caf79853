package inbox

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// programs are kinds of file that do something when they are opened; what a
// customer sends is never run.
var programs = map[string]bool{
	".exe": true, ".bat": true, ".cmd": true, ".com": true, ".scr": true, ".msi": true, ".js": true, ".vbs": true, ".ps1": true,
	".sh": true, ".jar": true, ".desktop": true, ".lnk": true, ".app": true, ".hta": true, ".reg": true, ".py": true, ".apk": true,
}

// openFile opens a message's file with the program that the system has for it.
func (r *Room) openFile(item store.ThreadItem) {
	media := item.Content.Media
	switch {
	case media == nil || media.Hash == "" || r.d.Media == nil:
		r.d.Toast(say("inbox.fileWaits"))
		return
	case programs[strings.ToLower(filepath.Ext(media.Name))]:
		r.d.Toast(say("inbox.fileProgram"))
		return
	}
	var path string
	r.d.Work(func(ctx context.Context) error {
		found, err := r.d.Media.Open(ctx, media.Hash)
		if err != nil {
			return err
		}
		path, err = named(found, *media)
		return err
	}, func(err error) {
		if err != nil {
			r.d.Failed(err)
			return
		}
		r.openURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)})
	})
}

// named gives a file the ending that other programs know it by.
func named(path string, media shop.Media) (string, error) {
	if filepath.Ext(path) != "" {
		return path, nil
	}
	name := filepath.Base(media.Name)
	if media.Name == "" || filepath.Ext(name) == "" {
		name = "file" + endings[strings.Split(media.MIME, ";")[0]]
	}
	folder := filepath.Join(os.TempDir(), "mostrador-files", media.Hash[:min(16, len(media.Hash))])
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("open a file: %w", err)
	}
	copied := filepath.Join(folder, name)
	return copied, copyFile(path, copied)
}

var endings = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "video/mp4": ".mp4", "audio/ogg": ".ogg", "audio/mpeg": ".mp3",
	"audio/aac": ".aac", "audio/amr": ".amr", "audio/mp4": ".m4a", "application/pdf": ".pdf", "text/plain": ".txt", "video/3gpp": ".3gp",
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("open a file: %w", err)
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("open a file: %w", err)
	}
	if _, err = io.Copy(out, in); err != nil {
		_ = out.Close()
		return fmt.Errorf("open a file: %w", err)
	}
	return out.Close()
}

func (r *Room) openPlace(l shop.Location) {
	query := strconv.FormatFloat(l.Latitude, 'f', 6, 64) + "," + strconv.FormatFloat(l.Longitude, 'f', 6, 64)
	r.openURL(&url.URL{Scheme: "https", Host: "www.openstreetmap.org", Path: "/search", RawQuery: url.Values{"query": {query}}.Encode()})
}

// openLink opens web and mail addresses; nothing else in a message leads anywhere.
func (r *Room) openLink(target string) {
	if number, ok := strings.CutPrefix(target, orderLink); ok {
		r.openOrder(number)
		return
	}
	if number, ok := strings.CutPrefix(target, kit.PhoneLink); ok {
		r.phoneMenu(number)
		return
	}
	u, err := url.Parse(target)
	if err != nil {
		return
	}
	switch u.Scheme {
	case "http", "https", "mailto":
		r.openURL(u)
	}
}

func (r *Room) openURL(u *url.URL) {
	if err := fyne.CurrentApp().OpenURL(u); err != nil {
		r.d.Toast(say("inbox.noProgram"))
	}
}

// size writes a number of bytes: "240 kB", "1.2 MB".
func size(bytes int64) string {
	switch {
	case bytes <= 0:
		return ""
	case bytes < 1_000_000:
		return strconv.FormatInt(max(1, bytes/1000), 10) + " kB"
	}
	return words.Amount(shop.Money{Micros: bytes / 100_000 * 100_000}) + " MB"
}

func extension(name string) string {
	return strings.ToUpper(strings.TrimPrefix(filepath.Ext(name), "."))
}
