package shop

import (
	"errors"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// ErrPhone says that a text is not a phone number that can be written to.
var ErrPhone = errors.New("not a phone number")

// ParsePhone reads a number as a person types it and returns it in E.164 with
// the plus sign. Country is the shop's, for numbers without a country code.
func ParsePhone(text, country string) (string, error) {
	number, err := phonenumbers.Parse(text, country)
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return "", ErrPhone
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}

// ShowPhone formats a number the way its country writes it internationally;
// what is no number is shown as it is.
func ShowPhone(e164 string) string {
	number, err := phonenumbers.Parse(withPlus(e164), "ZZ")
	if err != nil {
		return e164
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

// PhoneKey is the canonical key that two writings of one number share. The
// send form is never rewritten with it: WhatsApp may drop Brazil's ninth digit
// and adds or drops a digit in Mexico and Argentina (cloudapi.md section 13).
func PhoneKey(number string) string {
	digits := onlyDigits(number)
	switch {
	case strings.HasPrefix(digits, "55") && len(digits) == 13 && digits[4] == '9':
		return digits[:4] + digits[5:]
	case strings.HasPrefix(digits, "521") && len(digits) == 13:
		return "52" + digits[3:]
	case strings.HasPrefix(digits, "549") && len(digits) == 13:
		return "54" + digits[3:]
	}
	return digits
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

func withPlus(number string) string {
	if strings.HasPrefix(number, "+") {
		return number
	}
	return "+" + number
}
