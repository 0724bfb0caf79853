package rules

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "mostrador"

// rule says which of our own packages, and which of Fyne's, a folder may import.
type rule struct {
	ours []string // prefixes below the module
	fyne bool
	// driver lets a program open a window; beside main only what is held against it.
	driver bool
}

// The table of docs/ARCHITECTURE.md. The longest folder that fits decides.
var rules = map[string]rule{
	"shop":                  {},
	"shop/wire":             {ours: []string{"shop"}},
	"store":                 {ours: []string{"shop", "store"}},
	"sync":                  {ours: []string{"shop", "store", "sync"}},
	"sync/status":           {},
	"assets":                {fyne: true}, // its resources are what widgets take
	"ui":                    {ours: []string{"shop", "store", "sync/status", "assets", "tables", "past", "bring", "export", "backup", "orderlist", "ui"}, fyne: true},
	"tables":                {},
	"past":                  {ours: []string{"shop", "tables"}},
	"bring":                 {ours: []string{"shop", "store", "past", "export"}},
	"orderlist":             {ours: []string{"shop", "tables"}},
	"backup":                {ours: []string{"shop", "store"}},
	"export":                {ours: []string{"shop", "store", "tables"}},
	"backend/whatsapp":      {},
	"backend/journal":       {ours: []string{"backend/journal"}},
	"backend/sandbox":       {ours: []string{"backend/whatsapp", "backend/sandbox"}},
	"backend/relay":         {ours: []string{"shop", "backend/relay", "backend/journal", "backend/whatsapp"}},
	"backend/practice":      {ours: []string{"shop", "backend"}},
	"cmd":                   {ours: []string{"shop", "store", "backend", "cmd"}},
	"cmd/mostrador-relay":   {ours: []string{"shop", "backend"}},
	"cmd/mostrador-sandbox": {ours: []string{"backend/sandbox", "backend/whatsapp"}},
	"instance":              {},
	"system":                {},
	"bench":                 {ours: []string{"shop", "store", "tables", "orderlist", "sync", "backend", "bench", "e2e/processes/programs"}},
	"bench/emptywindow":     {ours: []string{"internal/frames"}, fyne: true, driver: true},
	"internal/frames":       {fyne: true},
	"internal/rules":        {},
}

func TestNobodyImportsWhatTheyMayNot(t *testing.T) {
	for folder, files := range goFiles(t) {
		r, ok := ruleFor(folder)
		if !ok {
			continue // main and the end-to-end tests wire everything
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, path := range importsOf(t, file) {
				checkImport(t, r, folder, file, path)
			}
		}
	}
}

func checkImport(t *testing.T, r rule, folder, file, path string) {
	t.Helper()
	switch {
	case strings.HasPrefix(path, "fyne.io/fyne/v2/app") && !r.driver:
		t.Errorf("%s imports %s: only main opens windows with a driver", file, path)
	case strings.HasPrefix(path, "fyne.io/") && !r.fyne:
		t.Errorf("%s imports %s: %s knows no window", file, path, folder)
	case strings.HasPrefix(path, module+"/") && !allowed(r, strings.TrimPrefix(path, module+"/")):
		t.Errorf("%s imports %s, which %s may not", file, path, folder)
	}
}

func allowed(r rule, path string) bool {
	for _, prefix := range r.ours {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}

func ruleFor(folder string) (rule, bool) {
	for f := folder; f != "."; f = filepath.Dir(f) {
		if r, ok := rules[f]; ok {
			return r, true
		}
	}
	return rule{}, false
}

// goFiles lists the Go files below the module's root by folder.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	root := "../.."
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "tools" || d.Name() == "bin") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			folder, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			found[filepath.ToSlash(folder)] = append(found[filepath.ToSlash(folder)], path)
		}
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	source, err := os.ReadFile(file)
	require.NoError(t, err)
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
	require.NoError(t, err)
	paths := make([]string, 0, len(parsed.Imports))
	for _, spec := range parsed.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		paths = append(paths, path)
	}
	return paths
}
