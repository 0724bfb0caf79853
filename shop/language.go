package shop

import "strings"

// FittingLanguage chooses among the languages in which something is there the
// one for a reader: the same, whether written pt-BR (BCP 47) or pt_BR (WhatsApp);
// else the language without its region, or the one region there is of it.
// Several regions, of which none is the reader's, fit nobody: a guess could be
// the wrong country's words. The answer is spelled as it was offered.
func FittingLanguage(offered []string, wanted string) (string, bool) {
	want := languageKey(wanted)
	for _, o := range offered {
		if languageKey(o) == want {
			return o, true
		}
	}
	base := baseLanguage(want)
	fitting, fit := "", 0
	for _, o := range offered {
		switch key := languageKey(o); {
		case key == base:
			return o, true
		case baseLanguage(key) == base:
			fitting, fit = o, fit+1
		}
	}
	if fit != 1 {
		return "", false
	}
	return fitting, true
}

func languageKey(tag string) string { return strings.ToLower(strings.ReplaceAll(tag, "_", "-")) }

func baseLanguage(key string) string {
	base, _, _ := strings.Cut(key, "-")
	return base
}
