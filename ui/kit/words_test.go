package kit

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGraphemesAreWhatAReaderSees(t *testing.T) {
	for text, want := range map[string]int{
		"abc": 3, "é": 1, "e\u0301a": 2, "👍🏽": 1, "👨‍👩‍👧‍👦": 1, "🇪🇸🇵🇹": 2, "1️⃣": 1, "❤️": 1, "a\r\nb": 3, "🏴󠁧󠁢󠁥󠁮󠁧󠁿": 1,
	} {
		assert.Len(t, graphemes(text), want, "%q", text)
	}
}

func TestEmojiAreTold(t *testing.T) {
	for _, g := range []string{"😊", "👍🏽", "🇪🇸", "1️⃣", "❤️", "🥹", "☕", "👨‍👩‍👧‍👦"} {
		assert.True(t, isEmoji(g), g)
	}
	for _, g := range []string{"a", "1", "é", "€", "×", "→", "✓", "ñ", "漢", "❤\ufe0e"} {
		assert.False(t, isEmoji(g), g)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Lucía Martín": "LM", "Ana Belén Torres": "AB", "Taberna El Rinconcillo": "TR", "ana": "A", "": "", "+34 612": "6",
		"Óscar de la Vega": "ÓV", "👍": "",
	} {
		assert.Equal(t, want, Initials(name), name)
	}
}

func TestMarksAreReadAsWhatsAppReadsThem(t *testing.T) {
	for text, want := range map[string][]Run{
		"a *bold* word":   {{Text: "a "}, {Text: "bold", Bold: true}, {Text: " word"}},
		"_it_ and ~out~":  {{Text: "it", Italic: true}, {Text: " and "}, {Text: "out", Strike: true}},
		"*_both_*":        {{Text: "both", Bold: true, Italic: true}},
		"2*3*4":           {{Text: "2*3*4"}},
		"* not bold *":    {{Text: "* not bold *"}},
		"*open":           {{Text: "*open"}},
		"*a\nb*":          {{Text: "*a\nb*"}},
		"snake_case_name": {{Text: "snake_case_name"}},
		"`*x*`":           {{Text: "*x*", Mono: true}},
		"```a *b*```":     {{Text: "a *b*", Mono: true}},
		"```never closed": {{Text: "```never closed"}},
	} {
		assert.Equal(t, want, ParseMessage(text), text)
	}
}

func TestLinksAreFound(t *testing.T) {
	runs := ParseMessage("See https://example.org/a(b)?x=1, or (www.pan.es). Write to ana@pan.es.")
	var links []string
	for _, r := range runs {
		if r.Link != "" {
			links = append(links, r.Link)
		}
	}
	assert.Equal(t, []string{"https://example.org/a(b)?x=1", "https://www.pan.es", "mailto:ana@pan.es"}, links)
}

func TestNothingOfATextIsLost(t *testing.T) {
	start(t, Light)
	letters := []rune("ab é*_~` \n👍🏽漢-/.\t")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(letters), 0, 120, -1).Draw(t, "text")
		width := float32(rapid.IntRange(1, 400).Draw(t, "width"))
		laid := layText(Plain(text), textShape{scale: Body}, width)
		strip := strings.NewReplacer(" ", "", "\n", "", "\t", "")
		got := ""
		for _, line := range laid.lines {
			for _, p := range line.pieces {
				got += p.text
			}
			if len(line.pieces) == 1 && len(graphemes(line.pieces[0].text)) == 1 {
				continue // a single character may be wider than the line
			}
			if line.width > width+0.5 && graphemesIn(line) > 1 {
				t.Fatalf("line %v is %v wide, more than %v", line.pieces, line.width, width)
			}
		}
		if strip.Replace(got) != strip.Replace(text) {
			t.Fatalf("laid %q, got %q", text, got)
		}
	})
}

func graphemesIn(line textLine) int {
	n := 0
	for _, p := range line.pieces {
		n += len(graphemes(p.text))
	}
	return n
}

func TestParsingKeepsEveryCharacterButMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab *_~`\n.@w/")), 0, 60, -1).Draw(t, "text")
		marks := strings.NewReplacer("*", "", "_", "", "~", "", "`", "")
		if got := marks.Replace(plainText(ParseMessage(text))); got != marks.Replace(text) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func FuzzParseMessage(f *testing.F) {
	for _, s := range []string{"*a*", "```", "_x_ https://a.b", "👍🏽*b*", "\xff*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		runs := ParseMessage(text)
		if text != "" && utf8.ValidString(text) && strings.Trim(text, "*_~`") != "" && plainText(runs) == "" {
			t.Fatalf("%q lost all its text", text)
		}
	})
}

func TestALineEndsInAnEllipsisWhereItIsTooLong(t *testing.T) {
	start(t, Light)
	text := "We open Monday to Saturday, 8:00 to 20:30, and Sunday"
	laid := layText(Plain(text), textShape{scale: Body, maxLines: 1}, 200)
	require.Len(t, laid.lines, 1)
	assert.True(t, laid.cut)
	shown := laid.lines[0].pieces[0].text
	assert.True(t, strings.HasSuffix(shown, ellipsis), shown)
	assert.True(t, strings.HasPrefix(text, strings.TrimSuffix(shown, ellipsis)), shown)
	assert.LessOrEqual(t, laid.lines[0].width, float32(200))
	assert.False(t, layText(Plain("short"), textShape{scale: Body, maxLines: 1}, 200).cut)
}

func BenchmarkLayMessage(b *testing.B) {
	text := strings.Repeat("Hi! Is my order for tomorrow confirmed? The one with two chapatas. ", 4)
	for b.Loop() {
		layText(ParseMessage(text), textShape{scale: Body}, 388)
	}
}

func TestFoundWordsAreMarked(t *testing.T) {
	runs := Highlighted(ParseMessage("Éclair and *ÉCLAIR* s"), "éclair")
	assert.Equal(t, []Run{
		{Text: "Éclair", Marked: SoftAmber}, {Text: " and "}, {Text: "ÉCLAIR", Bold: true, Marked: SoftAmber}, {Text: " s"},
	}, runs)
	assert.Equal(t, Plain("nothing"), Highlighted(Plain("nothing"), "x"))
}
