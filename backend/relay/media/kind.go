package media

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"mostrador/shop"
)

// headSize is how much of a file is looked at to know its kind.
const headSize = 512

// UnfitError says that a file is not what WhatsApp takes for a message of the
// type, whatever its name and sender said of it.
type UnfitError struct{ Problem shop.Problem }

func (e *UnfitError) Error() string {
	return fmt.Sprintf("WhatsApp does not take this file: %s %s", e.Problem.Part, e.Problem.Reason)
}

// magics are the first bytes of what the platform takes (cloudapi.md section 2).
var magics = []struct {
	at    int
	bytes string
	kind  string
}{
	{0, "\xff\xd8\xff", "image/jpeg"}, {0, "\x89PNG\r\n\x1a\n", "image/png"}, {8, "WEBP", "image/webp"},
	{0, "%PDF-", "application/pdf"}, {0, "OggS", "audio/ogg"}, {0, "#!AMR", "audio/amr"}, {0, "ID3", "audio/mpeg"},
	{4, "ftyp3g", "video/3gpp"}, {4, "ftypM4A", "audio/mp4"}, {4, "ftyp", "video/mp4"},
	{0, "\xff\xf1", "audio/aac"}, {0, "\xff\xf9", "audio/aac"}, {0, "\xff\xfb", "audio/mpeg"}, {0, "\xff\xf3", "audio/mpeg"},
	{0, "\xff\xf2", "audio/mpeg"}, {0, "PK\x03\x04", zipped}, {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", oldOffice},
}

const (
	zipped    = "application/zip"
	oldOffice = "application/x-ole-storage"
	nameless  = "application/octet-stream"
	plainText = "text/plain"
)

// look says what a file is by its first bytes; nameless when they don't tell.
func look(head []byte) string {
	for _, m := range magics {
		if len(head) >= m.at+len(m.bytes) && string(head[m.at:m.at+len(m.bytes)]) == m.bytes {
			return m.kind
		}
	}
	if readable(head) {
		return plainText
	}
	return nameless
}

// readable: UTF-8 without control characters; the last character may be cut.
func readable(head []byte) bool {
	if len(head) == 0 || bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f", r) }) {
		return false
	}
	for cut := range min(utf8.UTFMax, len(head)) {
		if utf8.Valid(head[:len(head)-cut]) {
			return true
		}
	}
	return false
}

// offices are the kinds whose first bytes only say that it is a container.
var offices = map[string]string{
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   zipped,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         zipped,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": zipped,
	"application/msword": oldOffice, "application/vnd.ms-excel": oldOffice, "application/vnd.ms-powerpoint": oldOffice,
}

// settled is what a file is: its first bytes, and what was said of it only
// where those allow it.
func settled(head []byte, declared string) string {
	declared, _, _ = strings.Cut(strings.ToLower(declared), ";")
	declared = strings.TrimSpace(declared)
	seen := look(head)
	switch {
	case offices[declared] == seen && offices[declared] != "":
		return declared
	case seen == "video/mp4" && declared == "audio/mp4", seen == plainText && strings.HasPrefix(declared, "text/"):
		return declared
	case seen == oldOffice:
		return "application/msword"
	}
	return seen
}

// kindFor is the media type to hand a file to the platform with, or *UnfitError.
func kindFor(t shop.MessageType, declared string, size int64, head []byte) (string, error) {
	kind := settled(head, declared)
	switch {
	case (t == shop.TypeAudio || t == shop.TypeVoice) && kind == "video/mp4":
		kind = "audio/mp4"
	case t == shop.TypeDocument && strings.HasPrefix(kind, "text/"):
		kind = plainText // the only text on the platform's list
	}
	problem := shop.CheckFile(t, shop.Media{MIME: kind, Size: size})
	if problem.None() {
		problem = inside(t, kind, size, head)
	}
	if !problem.None() {
		return "", &UnfitError{Problem: problem}
	}
	return kind, nil
}

// inside checks what only the bytes tell: that OGG has Opus in it, that a
// document is something, and that a large sticker moves.
func inside(t shop.MessageType, kind string, size int64, head []byte) shop.Problem {
	switch {
	case t == shop.TypeDocument && kind == nameless, kind == "audio/ogg" && !bytes.Contains(head, []byte("OpusHead")):
		return shop.CheckFile(t, shop.Media{MIME: "application/x-unknown"})
	case t == shop.TypeSticker && size > mostStill && !moves(head):
		return shop.Problem{Reason: shop.ReasonTooLarge, Part: shop.PartSticker, Limit: mostStill, Has: size}
	}
	return shop.Problem{}
}

// mostStill is the largest sticker that doesn't move, in bytes.
const mostStill = 100 << 10

// moves says whether a WebP is animated: a flag of its extended header.
func moves(head []byte) bool {
	return len(head) > 20 && string(head[12:16]) == "VP8X" && head[20]&0x02 != 0
}

// Kind is what a stored file is by its first bytes.
func Kind(file *File) (string, error) {
	head, err := headOf(file)
	return settled(head, file.MIME), err
}

// headOf reads the first bytes and goes back to the beginning.
func headOf(file io.ReadSeeker) ([]byte, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF { //nolint:errorlint // ReadFull gives them bare
		return nil, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return head[:n], err
}
