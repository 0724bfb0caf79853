package registry

import (
	"crypto/rand"
	"strings"
	"time"
)

// CodeKind says what a code is for.
type CodeKind string

// The kinds of code.
const (
	// CodeDevice lets one desktop in: whoever runs the relay made it.
	CodeDevice CodeKind = "device"
	// CodeFurther lets a further desktop ask: it was made on one that is signed
	// in, and it is approved there, by name and place.
	CodeFurther CodeKind = "further"
)

// What bounds a pairing code.
const (
	CodeLife     = 10 * time.Minute
	CodeAttempts = 5 // wrong secrets for one code, then it is void
)

// A code has an open part that names it, and a secret of 60 bits. Letters that
// are easily taken for others are not in the alphabet.
const (
	codeAlphabet   = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeOpenLength = 4
	codeLength     = 16
)

// newCode makes a code's two parts.
func newCode() (open, secret string) {
	random := make([]byte, codeLength)
	_, _ = rand.Read(random) // never fails
	for i, b := range random {
		random[i] = codeAlphabet[b%32]
	}
	return string(random[:codeOpenLength]), string(random[codeOpenLength:])
}

// showCode writes a code in groups of four, as a person reads it out.
func showCode(open, secret string) string {
	all := open + secret
	var groups []string
	for i := 0; i < len(all); i += 4 {
		groups = append(groups, all[i:i+4])
	}
	return strings.Join(groups, "-")
}

// readCode takes a code as a person types it.
func readCode(text string) (open, secret string, ok bool) {
	clean := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\t', '\n', '\r':
			return -1
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		}
		return r
	}, strings.ToUpper(text))
	if len(clean) != codeLength || strings.Trim(clean, codeAlphabet) != "" {
		return "", "", false
	}
	return clean[:codeOpenLength], clean[codeOpenLength:], true
}
