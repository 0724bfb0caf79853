package inbox

import "fyne.io/fyne/v2/lang"

// say finds words; pairs are names and values for the blanks in them.
func say(key string, pairs ...any) string {
	if len(pairs) == 0 {
		return lang.L(key)
	}
	values := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i].(string)] = pairs[i+1]
	}
	return lang.L(key, values)
}
