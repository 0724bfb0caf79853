package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for folder, files := range goFiles(t) {
		documented, hasCode := false, false
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			hasCode = true
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
			require.NoError(t, err)
			documented = documented || hasText(parsed.Doc)
		}
		assert.True(t, documented || !hasCode, "%s has no package comment", folder)
	}
}

func hasText(doc *ast.CommentGroup) bool { return doc != nil && strings.TrimSpace(doc.Text()) != "" }

func TestNoPlaceIsCalledByAWordThatSaysNothing(t *testing.T) {
	empty := map[string]bool{"util": true, "utils": true, "common": true, "helpers": true, "helper": true, "manager": true, "misc": true}
	for folder, files := range goFiles(t) {
		assert.False(t, empty[filepath.Base(folder)], "folder %s", folder)
		for _, file := range files {
			name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".go"), "_test")
			assert.False(t, empty[name], "file %s", file)
		}
	}
}

// SQLite's generated code and its C library must be the pair that was released
// together: other pairs corrupted files in the past.
func TestSQLiteAndItsLibcAreAPair(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	ours := versionIn(string(mod), "modernc.org/libc")
	sqlite := versionIn(string(mod), "modernc.org/sqlite")
	require.NotEmpty(t, ours)
	require.NotEmpty(t, sqlite)
	cache := os.Getenv("GOMODCACHE")
	if cache == "" {
		cache = filepath.Join(firstNonEmpty(os.Getenv("GOPATH"), filepath.Join(os.Getenv("HOME"), "go")), "pkg", "mod")
	}
	theirs, err := os.ReadFile(filepath.Join(cache, "modernc.org", "sqlite@"+sqlite, "go.mod"))
	require.NoError(t, err)
	assert.Equal(t, versionIn(string(theirs), "modernc.org/libc"), ours)
}

func versionIn(mod, path string) string {
	found := regexp.MustCompile(regexp.QuoteMeta(path) + `\s+(v\S+)`).FindStringSubmatch(mod)
	if found == nil {
		return ""
	}
	return found[1]
}

func firstNonEmpty(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
