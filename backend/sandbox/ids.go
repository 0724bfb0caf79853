package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
)

// newWamid makes a message id of the platform's form: opaque, case-sensitive.
func newWamid(phone string) string {
	raw := make([]byte, 0, 48)
	raw = append(raw, 0x1c, 0x18, byte(len(phone)))
	raw = append(raw, phone...)
	raw = append(raw, 0x15, 0x02, 0x00)
	var tail [12]byte
	_, _ = rand.Read(tail[:])
	return "wamid." + base64.StdEncoding.EncodeToString(append(raw, []byte(fmt.Sprintf("%X", tail))...))
}

// newID makes a decimal id as the Graph API gives them.
func newID() string {
	n, err := rand.Int(rand.Reader, big.NewInt(8_999_999_999_999_999))
	if err != nil {
		panic(err) // crypto/rand does not fail on supported systems
	}
	return fmt.Sprint(n.Int64() + 1_000_000_000_000_000)
}

func newTrace() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:])
	return "A" + base64.RawURLEncoding.EncodeToString(raw[:])
}

// countries names the countries of the calling codes that personas live in, for BSUIDs.
var countries = []struct{ code, name string }{
	{"351", "PT"}, {"34", "ES"}, {"55", "BR"}, {"52", "MX"}, {"54", "AR"}, {"57", "CO"}, {"56", "CL"},
	{"51", "PE"}, {"44", "GB"}, {"49", "DE"}, {"33", "FR"}, {"39", "IT"}, {"91", "IN"}, {"1", "US"},
}

func countryOf(phone string) (code, name string) {
	for _, c := range countries {
		if strings.HasPrefix(phone, c.code) {
			return c.code, c.name
		}
	}
	return "", "US"
}

// bsuidOf makes the business-scoped id of a person: the same for the same phone and account.
func bsuidOf(waba, phone string) string {
	_, country := countryOf(phone)
	sum := sha256.Sum256([]byte(waba + "|" + phone))
	return country + "." + new(big.Int).SetBytes(sum[:8]).String()
}

// digits leaves out the signs that the platform tolerates in a phone; ok is false where
// others are in it.
func digits(written string) (plain string, international, ok bool) {
	written = strings.TrimSpace(written)
	international = strings.HasPrefix(written, "+")
	plain = strings.NewReplacer("+", "", "-", "", "(", "", ")", "", " ", "").Replace(written)
	ok = len(plain) >= 5 && len(plain) <= 16 && strings.Trim(plain, "0123456789") == ""
	return plain, international, ok
}

// variants gives the other ways to write a mobile phone in the three countries whose
// wa_id may differ from what is dialled.
func variants(phone string) []string {
	switch {
	case strings.HasPrefix(phone, "55") && len(phone) == 13 && phone[4] == '9':
		return []string{phone[:4] + phone[5:]}
	case strings.HasPrefix(phone, "55") && len(phone) == 12:
		return []string{phone[:4] + "9" + phone[4:]}
	case strings.HasPrefix(phone, "521"):
		return []string{"52" + phone[3:]}
	case strings.HasPrefix(phone, "52"):
		return []string{"521" + phone[2:]}
	case strings.HasPrefix(phone, "549"):
		return []string{"54" + phone[3:]}
	case strings.HasPrefix(phone, "54"):
		return []string{"549" + phone[2:]}
	}
	return nil
}
