// Package language chooses the language of the window. Fyne follows the
// system's; this lets the owner choose another one, live. Main calls it at the
// start, Settings when the owner chooses.
package language

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mostrador/assets"
)

// Codes are the languages that are complete.
var Codes = []string{"en", "es", "pt-BR"}

// Names are the languages' own names, in the order of Codes.
var Names = []string{"English", "Español", "Português (Brasil)"}

// Closest is the complete language that serves a BCP 47 or POSIX locale best.
func Closest(locale string) string {
	locale = strings.ToLower(strings.ReplaceAll(locale, "_", "-"))
	for _, code := range Codes {
		if strings.HasPrefix(locale, strings.ToLower(code[:2])) {
			return code
		}
	}
	return Codes[0]
}

// System is the complete language that serves this computer best.
func System() string { return Closest(lang.SystemLocale().LanguageString()) }

// Use makes code the window's language; "" follows the system. Fyne looks texts
// up under the language it matched at the start, so the chosen one's texts are
// given to each of them. What is on screen has to be built again.
func Use(code string) error {
	if code == "" {
		code = System()
	}
	data, err := assets.Translations().ReadFile("translations/" + Closest(code) + ".json")
	if err != nil {
		return fmt.Errorf("language %s: %w", code, err)
	}
	for _, under := range Codes {
		if err := lang.AddTranslationsForLocale(data, fyne.Locale(under)); err != nil {
			return fmt.Errorf("language %s: %w", code, err)
		}
	}
	return nil
}
