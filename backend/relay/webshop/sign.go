package webshop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// signedBase64 checks what WooCommerce and Shopify send: the base64 of the
// body's HMAC-SHA256 (WooCommerce, "Webhooks"; Shopify, "Verify webhooks").
func signedBase64(header string, body []byte, secret string) error {
	given, err := base64.StdEncoding.DecodeString(strings.TrimSpace(header))
	if err != nil || len(given) == 0 || !hmac.Equal(given, sum([]byte(secret), body)) {
		return ErrSignature
	}
	return nil
}

func sum(secret []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, secret)
	for _, part := range parts {
		_, _ = mac.Write(part) // a hash takes everything
	}
	return mac.Sum(nil)
}

// SignatureHeader carries the signature of deliveries that Mostrador defines
// itself, in and out: "t=<Unix seconds>,v1=<hex of HMAC-SHA256 over t.body>".
// The time is part of what is signed, so that a delivery that was overheard
// can't be repeated later.
const SignatureHeader = "Mostrador-Signature"

// Sign makes the header for a body.
func Sign(secret string, at time.Time, body []byte) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return "t=" + stamp + ",v1=" + hex.EncodeToString(sum([]byte(secret), []byte(stamp+"."), body))
}

// Verify checks such a header. How old it may be is the caller's to say.
func Verify(secret, header string, body []byte) (at time.Time, err error) {
	var stamp, given string
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			given = value
		}
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	raw, wrong := hex.DecodeString(given)
	if secret == "" || err != nil || wrong != nil || !hmac.Equal(raw, sum([]byte(secret), []byte(stamp+"."), body)) {
		return time.Time{}, ErrSignature
	}
	return time.Unix(seconds, 0), nil
}

// Signed tells whether a delivery claims to be signed, by whatever kind of web
// shop: of what doesn't, little has to be read.
func Signed(header http.Header) bool {
	for _, name := range []string{wooSignature, shopifySignature, SignatureHeader} {
		if header.Get(name) != "" {
			return true
		}
	}
	return false
}

const (
	wooSignature     = "X-WC-Webhook-Signature"
	shopifySignature = "X-Shopify-Hmac-Sha256"
)

func signedWoo(d Delivery, secret string) error {
	// Saving the webhook sends a form with its number, unsigned in old versions
	// and about nothing.
	if ping(d) {
		return ErrNotOrder
	}
	return signedBase64(d.Header.Get(wooSignature), d.Body, secret)
}

func ping(d Delivery) bool {
	return d.Header.Get("X-WC-Webhook-Topic") == "" && len(d.Body) < 100 && strings.HasPrefix(string(d.Body), "webhook_id=")
}

func signedShopify(d Delivery, secret string) error {
	return signedBase64(d.Header.Get(shopifySignature), d.Body, secret)
}

// tooOld is how long a signed delivery of our own form is good for.
const tooOld = 10 * time.Minute

func signedGeneric(d Delivery, secret string) error {
	at, err := Verify(secret, d.Header.Get(SignatureHeader), d.Body)
	if err == nil && time.Since(at).Abs() > tooOld {
		err = ErrSignature
	}
	return err
}
