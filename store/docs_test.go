package store_test

import (
	"bufio"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/store"
	"mostrador/store/storetest"
)

// documented reads which columns docs/store.md tells of, by table.
func documented(t *testing.T) map[string]map[string]bool {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "docs", "store.md"))
	require.NoError(t, err)
	defer file.Close()
	all, table := map[string]map[string]bool{}, ""
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "### "); ok {
			table, all[name] = name, map[string]bool{}
		}
		if rest, ok := strings.CutPrefix(lines.Text(), "- `"); ok && table != "" {
			column, words, _ := strings.Cut(rest, "`: ")
			require.NotEmpty(t, words, "%s.%s needs words", table, column)
			all[table][column] = true
		}
	}
	return all
}

func TestThePageTellsOfEveryTableAndColumn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.db")
	s, err := store.Open(ctx, store.Params{Path: path, Shop: storetest.Collect(t).Shop})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite@_%' ESCAPE '@' AND t.name NOT GLOB '*_fts_*'`)
	require.NoError(t, err)
	defer rows.Close()
	page := documented(t)
	for rows.Next() {
		var table, column string
		require.NoError(t, rows.Scan(&table, &column))
		require.Contains(t, page, table, "docs/store.md needs a heading ### %s", table)
		require.True(t, page[table][column], "docs/store.md needs, below ### %s, a line - `%s`: what it is", table, column)
		delete(page[table], column)
	}
	require.NoError(t, rows.Err())
	for table, columns := range page {
		require.Empty(t, columns, "docs/store.md tells of columns that %s does not have", table)
	}
}
