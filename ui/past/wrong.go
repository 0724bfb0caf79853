package past

import (
	"errors"
	"path/filepath"

	"fyne.io/fyne/v2/lang"

	"mostrador/export"
	"mostrador/past"
	"mostrador/tables"
	"mostrador/ui/desk"
)

// errNoFiles says that this desk keeps no files.
var errNoFiles = errors.New("no files are kept here")

// wrong says what is wrong with a file, and what to do.
func wrong(path string, err error) string {
	name := map[string]any{"Name": filepath.Base(path)}
	for _, known := range []struct {
		err error
		key string
	}{
		{past.ErrNotExport, "past.notExport"}, {past.ErrNoChat, "past.noChat"}, {past.ErrTooLarge, "past.tooLarge"},
		{tables.ErrEmpty, "past.empty"}, {tables.ErrTooLong, "past.tooLong"}, {tables.ErrTooLarge, "past.tooLarge"},
		{tables.ErrOldExcel, "past.oldExcel"}, {tables.ErrNotTable, "past.notTable"}, {export.ErrThere, "past.there"},
	} {
		if errors.Is(err, known.err) {
			return lang.L(known.key, name)
		}
	}
	return desk.Words(err)
}
