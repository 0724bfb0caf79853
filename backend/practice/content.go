package practice

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed content
var files embed.FS

// languages are those that the bakery speaks; the first is for everybody else.
var languages = []string{"en", "es", "pt-BR"}

// languageFor finds the bakery's language for a BCP 47 tag.
func languageFor(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.NewReplacer("_", "-", ".", "-").Replace(tag)), "-")
	for _, known := range languages {
		own, _, _ := strings.Cut(strings.ToLower(known), "-")
		if own == base {
			return known
		}
	}
	return languages[0]
}

// content is the bakery: the story is the same in every language, its words
// are not.
type content struct {
	language string
	story    story
	words    map[string]string
}

func loadContent(language string) (*content, error) {
	c := &content{language: language}
	if err := readJSON("content/story.json", &c.story); err != nil {
		return nil, err
	}
	return c, readJSON(path.Join("content", language, "words.json"), &c.words)
}

func readJSON(name string, into any) error {
	raw, err := fs.ReadFile(files, name)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return fmt.Errorf("read the practice shop's %s: %w", name, err)
	}
	return nil
}

// word is a text of the bakery; empty where the story has none there.
func (c *content) word(parts ...string) string { return c.words[strings.Join(parts, ".")] }

// ways are the different ways to say something.
func (c *content) ways(parts ...string) []string { return strings.Split(c.word(parts...), "|") }

// media is a file that somebody sends: the language's own, or everybody's.
func (c *content) media(name string) ([]byte, error) {
	raw, err := fs.ReadFile(files, path.Join("content", c.language, name))
	if err != nil {
		raw, err = fs.ReadFile(files, path.Join("content", "media", name))
	}
	if err != nil {
		return nil, fmt.Errorf("read the practice shop's %s: %w", name, err)
	}
	return raw, nil
}
