package past

import "fyne.io/fyne/v2/lang"

// counted is a sentence about one or several things.
func counted(key string, n int, data map[string]any) string {
	if n == 1 {
		return lang.L(key+".one", data)
	}
	return lang.L(key+".many", data)
}
