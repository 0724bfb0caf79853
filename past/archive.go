package past

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// most files an archive may list; WhatsApp's have at most one per message.
const mostFiles = 100_000

// Archive is an export with its files; close it when they are copied.
type Archive struct {
	*Export
	files map[string]*zip.File
}

// Read reads a chat's .txt or the .zip around it.
func Read(name string, file io.ReaderAt, size int64, how How) (*Archive, error) {
	head := make([]byte, 4)
	if n, err := file.ReadAt(head, 0); err != nil && n < len(head) {
		return nil, fmt.Errorf("%s: %w", path.Base(name), ErrNotExport)
	}
	if !bytes.Equal(head, []byte("PK\x03\x04")) {
		export, err := ReadText(name, io.NewSectionReader(file, 0, size), how)
		if err != nil {
			return nil, err
		}
		archive := &Archive{Export: export}
		archive.link()
		return archive, nil
	}
	archive, err := readZip(name, file, size, how)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path.Base(name), err)
	}
	return archive, nil
}

func readZip(name string, file io.ReaderAt, size int64, how How) (*Archive, error) {
	unzipped, err := zip.NewReader(file, size)
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	archive := &Archive{files: map[string]*zip.File{}}
	var chat *zip.File
	for _, f := range unzipped.File[:min(len(unzipped.File), mostFiles)] {
		switch base := baseName(f.Name); {
		case f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX"):
		case isChatText(base) && (chat == nil || f.UncompressedSize64 > chat.UncompressedSize64):
			chat = f
		default:
			archive.files[base] = f
		}
	}
	if chat == nil {
		return nil, ErrNoChat
	}
	text, err := chat.Open()
	if err != nil {
		return nil, fmt.Errorf("open the chat: %w", err)
	}
	defer func() { _ = text.Close() }() // only read
	named := baseName(chat.Name)
	if strings.HasPrefix(named, "_chat") {
		named = baseName(name)
	}
	archive.Export, err = ReadText(named, text, how)
	if err != nil {
		return nil, err
	}
	archive.link()
	return archive, nil
}

// isChatText tells the chat from a text file that somebody sent in it.
func isChatText(base string) bool {
	lower := strings.ToLower(base)
	return strings.HasSuffix(lower, ".txt") && (strings.HasPrefix(lower, "_chat") || strings.Contains(lower, "whatsapp") || !strings.HasPrefix(lower, "doc-"))
}

// link notes which of the files that messages speak of are there.
func (a *Archive) link() {
	for name := range a.files {
		a.Files = append(a.Files, name)
	}
	slices.Sort(a.Files)
	for _, m := range a.Messages {
		if m.File != "" && a.files[m.File] == nil {
			a.Absent = append(a.Absent, m.File)
		}
	}
}

// Open opens a file of the archive. No more than most bytes can be read of it:
// an archive can claim any size.
func (a *Archive) Open(name string, most int64) (io.ReadCloser, error) {
	f, ok := a.files[name]
	if !ok {
		return nil, fmt.Errorf("%s is not in the archive", name)
	}
	if f.UncompressedSize64 > uint64(max(most, 0)) {
		return nil, fmt.Errorf("%s has %d MB; %d MB are possible", name, f.UncompressedSize64>>20, most>>20)
	}
	opened, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(opened, most), opened}, nil
}

// chatWords come before the name in an export's file name.
var chatWords = []string{
	"whatsapp chat with ", "whatsapp chat - ", "chat de whatsapp con ", "chat de whatsapp - ", "conversa do whatsapp com ", "conversa do whatsapp - ",
	"whatsapp-chat mit ", "whatsapp-chat - ", "discussion whatsapp avec ", "discussion whatsapp - ", "chat whatsapp con ", "chat whatsapp - ",
	"whatsapp-gesprek met ", "whatsapp-chat met ", "xat de whatsapp amb ", "conversación de whatsapp con ", "conversa de whatsapp con ",
}

// chatName is the name in an export's file name; empty where there is none.
func chatName(file string) string {
	base := plainLine(baseName(file))
	for _, end := range []string{".zip", ".txt", ".ZIP", ".TXT"} {
		base = strings.TrimSuffix(base, end)
	}
	lower := strings.ToLower(base)
	for _, words := range chatWords {
		if strings.HasPrefix(lower, words) && len(lower) == len(base) {
			return withoutCopy(strings.TrimSpace(base[len(words):]))
		}
	}
	return ""
}

// withoutCopy takes off the " (2)" of a file that was saved again.
func withoutCopy(name string) string {
	if i := strings.LastIndex(name, " ("); i > 0 && strings.HasSuffix(name, ")") && strings.Trim(name[i+2:len(name)-1], "0123456789") == "" {
		return name[:i]
	}
	return name
}
