package assets

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var languages = []string{"en", "es", "pt-BR"}

func readTranslation(t *testing.T, language string) (map[string]string, []byte) {
	t.Helper()
	raw, err := fs.ReadFile(Translations(), "translations/"+language+".json")
	require.NoError(t, err)
	words := map[string]string{}
	require.NoError(t, json.Unmarshal(raw, &words), "%s.json must be flat: key to text", language)
	return words, raw
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	english, _ := readTranslation(t, "en")
	for _, language := range languages {
		words, _ := readTranslation(t, language)
		for key := range english {
			assert.NotEmpty(t, strings.TrimSpace(words[key]), "%s.json has no text for %q", language, key)
		}
		for key := range words {
			assert.Contains(t, english, key, "%s.json has %q, which en.json has not", language, key)
		}
	}
}

func TestTranslationsKeepTheirPlaceholders(t *testing.T) {
	placeholder := regexp.MustCompile(`\{\{[^}]*\}\}`)
	english, _ := readTranslation(t, "en")
	for _, language := range languages {
		words, _ := readTranslation(t, language)
		for key, text := range english {
			want := placeholder.FindAllString(text, -1)
			got := placeholder.FindAllString(words[key], -1)
			sort.Strings(want)
			sort.Strings(got)
			assert.Equal(t, want, got, "%s.json: %q must fill in the same things as en.json", language, key)
		}
	}
}

func TestTranslationKeysAreSortedAndUnique(t *testing.T) {
	keyLine := regexp.MustCompile(`(?m)^  "([^"]+)":`)
	for _, language := range languages {
		words, raw := readTranslation(t, language)
		var keys []string
		for _, m := range keyLine.FindAllSubmatch(raw, -1) {
			keys = append(keys, string(m[1]))
		}
		assert.Len(t, keys, len(words), "%s.json: one key per line, two spaces in front, no key twice", language)
		assert.True(t, sort.StringsAreSorted(keys), "%s.json: keys must be sorted", language)
	}
}
