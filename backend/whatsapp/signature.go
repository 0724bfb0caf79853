package whatsapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
)

// SignatureHeader carries the signature of a webhook's body.
const SignatureHeader = "X-Hub-Signature-256"

// Why a webhook was not let in. All of them mean: answer 401 and store nothing.
var (
	ErrNoSecret           = errors.New("webhook refused: no app secret is set, so no signature can be checked")
	ErrNoSignature        = errors.New("webhook refused: no " + SignatureHeader + " header")
	ErrMalformedSignature = errors.New("webhook refused: the signature is not sha256= and 64 hex digits")
	ErrWrongSignature     = errors.New("webhook refused: the signature does not belong to this body")
)

const signaturePrefix = "sha256="

// Sign gives the header value for a body, signed with the app secret.
func Sign(secret string, body []byte) string {
	return signaturePrefix + hex.EncodeToString(mac(secret, body))
}

func mac(secret string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write(body)
	return h.Sum(nil)
}

// VerifySignature checks the header against the exact bytes that came. Decoding and
// encoding the JSON again changes them: Meta signs the form with \u escapes. It fails
// closed, and takes the same time wherever a signature differs.
func VerifySignature(secret, header string, body []byte) error {
	if secret == "" {
		return ErrNoSecret
	}
	if header == "" {
		return ErrNoSignature
	}
	digits, ok := strings.CutPrefix(header, signaturePrefix)
	if !ok || len(digits) != 2*sha256.Size {
		return ErrMalformedSignature
	}
	given, err := hex.DecodeString(digits)
	if err != nil {
		return ErrMalformedSignature
	}
	if !hmac.Equal(given, mac(secret, body)) {
		return ErrWrongSignature
	}
	return nil
}

// ErrHandshake says that a verification request is not one, or has the wrong token.
var ErrHandshake = errors.New("webhook verification refused: wrong mode or verify token")

// Handshake answers the platform's GET to a callback URL: the challenge to send back with
// status 200, or ErrHandshake, for which 403 is right. An empty verify token lets nobody in.
func Handshake(query url.Values, verifyToken string) (challenge string, err error) {
	given := query.Get("hub.verify_token")
	same := subtle.ConstantTimeCompare([]byte(given), []byte(verifyToken)) == 1
	if verifyToken == "" || !same || query.Get("hub.mode") != "subscribe" {
		return "", ErrHandshake
	}
	challenge = query.Get("hub.challenge")
	if challenge == "" || len(challenge) > 256 || strings.ContainsAny(challenge, "<>&\"'") {
		return "", ErrHandshake
	}
	return challenge, nil
}
