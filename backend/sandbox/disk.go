package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// disk keeps the platform's state as one file of JSON lines, each the newest form of one
// thing, and media beside it. A line torn by a crash is left out at the next start;
// opening writes the file anew without what was replaced. Without a folder nothing is
// kept but media, in memory.
type disk struct {
	folder string
	file   *os.File
	media  map[string][]byte
}

type record struct {
	Kind  string          `json:"t"`
	ID    string          `json:"k"`
	Value json.RawMessage `json:"v"`
}

const logName = "platform.jsonl"

func openDisk(folder string) (*disk, error) {
	d := &disk{folder: folder, media: map[string][]byte{}}
	if folder == "" {
		return d, nil
	}
	if err := os.MkdirAll(filepath.Join(folder, "media"), 0o700); err != nil {
		return nil, err
	}
	if err := d.compact(); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(d.path(), os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	d.file = file
	return d, nil
}

func (d *disk) path() string { return filepath.Join(d.folder, logName) }

// each gives every whole record of the file, oldest first.
func (d *disk) each(visit func(record) error) error {
	if d.folder == "" {
		return nil
	}
	raw, err := os.Open(d.path())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = raw.Close() }()
	lines := bufio.NewReaderSize(raw, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil // what follows the last line break is torn
		}
		if err != nil {
			return err
		}
		var r record
		if json.Unmarshal(line, &r) != nil {
			continue
		}
		if err := visit(r); err != nil {
			return fmt.Errorf("reading %s %s: %w", r.Kind, r.ID, err)
		}
	}
}

// compact writes the newest record of each thing, in the order in which things began.
func (d *disk) compact() error {
	newest := map[[2]string]record{}
	var order [][2]string
	err := d.each(func(r record) error {
		key := [2]string{r.Kind, r.ID}
		if _, known := newest[key]; !known {
			order = append(order, key)
		}
		newest[key] = r
		return nil
	})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, key := range order {
		if r := newest[key]; string(r.Value) != "null" {
			line, err := json.Marshal(r)
			if err != nil {
				return err
			}
			out.Write(append(line, '\n'))
		}
	}
	return replaceFile(d.path(), out.Bytes())
}

func replaceFile(path string, content []byte) error {
	next, err := os.OpenFile(path+".next", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = next.Write(content)
	err = errors.Join(err, next.Sync(), next.Close())
	if err != nil {
		return err
	}
	return os.Rename(path+".next", path)
}

// put writes the newest form of a thing; nil removes it.
func (d *disk) put(kind, id string, value any) error {
	if d.file == nil {
		return nil
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	line, err := json.Marshal(record{Kind: kind, ID: id, Value: raw})
	if err != nil {
		return err
	}
	_, err = d.file.Write(append(line, '\n'))
	return err
}

func (d *disk) putMedia(id string, content []byte) error {
	if d.folder == "" {
		d.media[id] = content
		return nil
	}
	return replaceFile(filepath.Join(d.folder, "media", id), content)
}

func (d *disk) getMedia(id string) ([]byte, error) {
	if d.folder != "" {
		return os.ReadFile(filepath.Join(d.folder, "media", id))
	}
	content, ok := d.media[id]
	if !ok {
		return nil, os.ErrNotExist
	}
	return content, nil
}

func (d *disk) deleteMedia(id string) {
	delete(d.media, id)
	if d.folder != "" {
		_ = os.Remove(filepath.Join(d.folder, "media", id))
	}
}

func (d *disk) close() error {
	if d.file == nil {
		return nil
	}
	file := d.file
	d.file = nil
	return errors.Join(file.Sync(), file.Close())
}
