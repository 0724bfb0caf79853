package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is a step from one version of the file to the next.
type migration struct {
	number int
	name   string
	// oldest is the oldest file version whose programs may still open a file
	// that has this step, and oldestProgram is that as a program version.
	oldest        int
	oldestProgram string
}

// migrations are in order and never change once released.
var migrations = []migration{
	{number: 1, name: "0001_start", oldest: 1, oldestProgram: "0.1.0"},
	{number: 2, name: "0002_waits_from", oldest: 1, oldestProgram: "0.1.0"},
	{number: 3, name: "0003_waiting_and_fates", oldest: 1, oldestProgram: "0.1.0"},
	{number: 4, name: "0004_errands", oldest: 1, oldestProgram: "0.1.0"},
	{number: 5, name: "0005_phone_and_notices", oldest: 1, oldestProgram: "0.1.0"},
	{number: 6, name: "0006_device_waiting", oldest: 1, oldestProgram: "0.1.0"},
	{number: 7, name: "0007_imports", oldest: 1, oldestProgram: "0.1.0"},
	{number: 8, name: "0008_phones", oldest: 1, oldestProgram: "0.1.0"},
	{number: 9, name: "0009_kept_pages", oldest: 1, oldestProgram: "0.1.0"},
	{number: 10, name: "0010_reply_folders", oldest: 1, oldestProgram: "0.1.0"},
}

// foldVersion counts what this program understands of events. A file that was
// folded by a lower one and skipped something is outdated (see Outdated), and so
// is one folded by less than sameRows, which would hold other rows today.
const (
	foldVersion = "4"
	sameRows    = 3
)

func newest() int { return migrations[len(migrations)-1].number }

// probe looks at a file without writing, and refuses what this program must
// not open.
func probe(ctx context.Context, path string) error {
	if path == memory {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return begin(path)
	case err == nil && info.Size() == 0:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w (%w)", ErrNotWritable, err)
	case err != nil:
		return fmt.Errorf("look at %s: %w", path, err)
	}
	db, err := sql.Open("sqlite", probeDSN(path))
	if err != nil {
		return fmt.Errorf("look at %s: %w", path, err)
	}
	defer db.Close()
	return explain(path, probeVersion(ctx, db, path))
}

// begin makes the file before SQLite does, readable by nobody else; the log
// beside it gets the same permissions.
func begin(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrNotWritable, err)
	}
	return file.Close()
}

func probeVersion(ctx context.Context, db *sql.DB, path string) error {
	var application, version int
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	switch {
	case application != applicationID:
		return fmt.Errorf("%s: %w", path, ErrNotOurs)
	case version <= newest():
		return nil
	}
	// Only a file whose own version says who may read it can be read: without
	// that line its rules are unknown.
	oldest, program := version, ""
	err := db.QueryRowContext(ctx, `SELECT oldest, oldest_program FROM migrations
		WHERE EXISTS (SELECT 1 FROM migrations WHERE number = ?) ORDER BY oldest DESC, number DESC LIMIT 1`, version).
		Scan(&oldest, &program)
	if err == nil && oldest <= newest() {
		return nil
	}
	return &NewerFileError{Path: path, File: version, Known: newest(), OldestProgram: program}
}

// migrate brings a file to the newest version this program knows, in one
// transaction: either all of it is there and recorded, or nothing.
func migrate(ctx context.Context, w *writer, now time.Time) error {
	return w.do(ctx, full, func(t *tx) error {
		var version int
		t.scan("PRAGMA user_version", nil, &version)
		for _, m := range migrations {
			if m.number <= version || t.err != nil {
				continue
			}
			if err := m.apply(t, now); err != nil {
				return fmt.Errorf("bring the file to version %d: %w", m.number, err)
			}
		}
		return t.err
	})
}

func (m migration) apply(t *tx, now time.Time) error {
	text, err := migrationFiles.ReadFile("migrations/" + m.name + ".sql")
	if err != nil {
		return err
	}
	statements := []string{
		string(text),
		fmt.Sprintf("PRAGMA user_version = %d", m.number),
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
	}
	for _, statement := range statements {
		if _, err := t.w.conn.ExecContext(t.ctx, statement); err != nil {
			return err
		}
	}
	t.exec("INSERT INTO migrations (number, name, applied, oldest, oldest_program) VALUES (?, ?, ?, ?, ?)",
		m.number, m.name, millis(now), m.oldest, m.oldestProgram)
	return t.err
}
