package practice

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

func loadAll(t *testing.T) map[string]*content {
	t.Helper()
	all := map[string]*content{}
	for _, language := range languages {
		c, err := loadContent(language)
		require.NoError(t, err)
		all[language] = c
	}
	return all
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	all := loadAll(t)
	for key := range all["en"].words {
		for language, c := range all {
			assert.NotEmpty(t, strings.TrimSpace(c.words[key]), "%s in %s", key, language)
		}
	}
	for language, c := range all {
		assert.Len(t, c.words, len(all["en"].words), "%s has words of its own", language)
	}
}

var placeholders = regexp.MustCompile(`\{[^{}]*\}+`)

func TestVariablesAndParametersAreTheSameInEveryLanguage(t *testing.T) {
	all := loadAll(t)
	for key, text := range all["en"].words {
		for language, c := range all {
			assert.Len(t, placeholders.FindAllString(c.words[key], -1), len(placeholders.FindAllString(text, -1)), "%s in %s", key, language)
			assert.ElementsMatch(t, known(text), known(c.words[key]), "%s in %s", key, language)
		}
	}
}

// known are the variables of a text that are filled in by themselves, by what
// they stand for in any language.
func known(text string) []string {
	v := shop.Variables{}
	for _, name := range []string{shop.VarCustomer, shop.VarOrder, shop.VarDue, shop.VarItems, shop.VarTotal, shop.VarStatus, shop.VarShop} {
		v[name] = "<" + name + ">"
	}
	filled, _ := v.Fill(text)
	return regexp.MustCompile("<[a-z]+>").FindAllString(filled, -1)
}

// What the story names must have words and files, and be there.
func TestTheStoryIsWhole(t *testing.T) {
	now := time.Date(2026, 11, 27, 10, 42, 0, 0, time.UTC)
	for language, c := range loadAll(t) {
		assert.GreaterOrEqual(t, len(c.story.Customers), 14)
		assert.Len(t, c.story.Replies, 8)
		assert.Len(t, c.story.Templates, 5)
		people := map[string]bool{"": true}
		for _, who := range c.story.Customers {
			people[who.Key] = true
			for _, key := range []string{"name", "phone"} {
				assert.NotEmpty(t, c.word("customer", who.Key, key), "%s of %s in %s", key, who.Key, language)
			}
			assert.Contains(t, c.story.Personas, who.Persona)
			checkLines(t, c, who, now)
		}
		for _, order := range c.story.Orders {
			assert.True(t, people[order.Customer], "order %s is of %q", order.Number, order.Customer)
			for _, item := range order.Items {
				assert.NotEmpty(t, c.word("item", item.Item))
			}
			if order.Customer == "" {
				assert.NotEmpty(t, c.word("order", order.Number, "name"), "order %s has nobody's name", order.Number)
			}
		}
		for _, key := range c.story.Life {
			who, _, _ := strings.Cut(key, ".")
			assert.True(t, people[who])
			assert.NotEmpty(t, c.word("life", key))
		}
	}
}

func checkLines(t *testing.T, c *content, who customerStory, now time.Time) {
	t.Helper()
	var last time.Time
	for _, line := range who.Lines {
		at, err := parseWhen(line.At, now)
		require.NoError(t, err)
		assert.False(t, at.After(now), "%s %s is ahead", who.Key, line.ID)
		assert.False(t, at.Before(last), "%s %s is out of order", who.Key, line.ID)
		text, err := c.said(who.Key, line, now)
		require.NoError(t, err)
		assert.NotContains(t, text, "{", "%s %s", who.Key, line.ID)
		last = at
		spoken := line.Update != nil || line.Template != "" || line.Media != "" && line.Type != "document" || line.Type == "location" || line.Type == "cart"
		assert.True(t, spoken || c.word("line", who.Key, line.ID) != "", "%s %s says nothing", who.Key, line.ID)
		if line.Media != "" {
			_, err := c.media(line.Media)
			assert.NoError(t, err)
		}
	}
}

func TestOneOfficeHourOrAnotherTheLinesStayInThePast(t *testing.T) {
	c := loadAll(t)["en"]
	for _, clock := range []string{"00:05", "07:00", "13:30", "23:55"} {
		hour, err := time.Parse("15:04", clock)
		require.NoError(t, err)
		now := time.Date(2026, 11, 27, hour.Hour(), hour.Minute(), 0, 0, time.UTC)
		for _, who := range c.story.Customers {
			for _, line := range who.Lines {
				at, err := parseWhen(line.At, now)
				require.NoError(t, err)
				assert.False(t, at.After(now), "%s %s at %s", who.Key, line.ID, clock)
			}
		}
		for _, order := range c.story.Orders {
			for _, move := range order.Moves {
				at, err := parseWhen(move.At, now)
				require.NoError(t, err)
				assert.False(t, at.After(now), "order %s to %s at %s", order.Number, move.To, clock)
			}
		}
	}
}

func TestPricesAndTemplatesAreRealOnes(t *testing.T) {
	for language, c := range loadAll(t) {
		for _, category := range []shop.Category{shop.CategoryUtility, shop.CategoryMarketing, shop.CategoryService} {
			assert.Positive(t, c.price(category).Micros, "%s in %s", category, language)
		}
		for _, told := range c.story.Templates {
			template := c.templateNamed(told.Name)
			assert.Equal(t, len(told.Samples), template.Parameters(), "%s in %s", told.Name, language)
			assert.NotContains(t, template.Render(c.samples(told)), "{{")
			assert.False(t, strings.HasSuffix(template.Body, "}}"), "WhatsApp refuses a variable at the end")
		}
		for _, who := range c.story.Customers {
			phone, err := shop.ParsePhone("+"+c.word("customer", who.Key, "phone"), c.word("shop.country"))
			assert.NoError(t, err, "%s in %s", who.Key, language)
			assert.Equal(t, "+"+c.word("customer", who.Key, "phone"), phone)
		}
	}
}

func TestTheContentIsSmall(t *testing.T) {
	var total int64
	require.NoError(t, fs.WalkDir(files, ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		total += info.Size()
		return err
	}))
	assert.Less(t, total, int64(1_500_000))
}

func TestLanguagesAreFoundByTheirBase(t *testing.T) {
	for tag, expected := range map[string]string{"es_ES.UTF-8": "es", "es": "es", "pt": "pt-BR", "pt-PT": "pt-BR", "en-GB": "en", "de": "en", "": "en"} {
		assert.Equal(t, expected, languageFor(tag), tag)
	}
}

func TestTimesOfTheStory(t *testing.T) {
	now := time.Date(2026, 11, 27, 10, 42, 0, 0, time.UTC)
	for text, expected := range map[string]time.Time{
		"-1h30m":   now.Add(-90 * time.Minute),
		"+2h~30m":  time.Date(2026, 11, 27, 12, 30, 0, 0, time.UTC),
		"d3 09:10": time.Date(2026, 11, 24, 9, 10, 0, 0, time.UTC),
		"t1 07:00": time.Date(2026, 11, 28, 7, 0, 0, 0, time.UTC),
	} {
		at, err := parseWhen(text, now)
		require.NoError(t, err)
		assert.Equal(t, expected, at, text)
	}
	for _, bad := range []string{"", "d3", "dx 09:00", "t1 25:00", "soon", "+1h~x"} {
		_, err := parseWhen(bad, now)
		assert.Error(t, err, bad)
	}
}
