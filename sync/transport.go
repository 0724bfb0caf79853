package sync

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"time"
)

// newTransport makes connections that trust the certificate with the given
// fingerprint (SHA-256 in hex) and nothing else, or, without one, what the
// system's roots vouch for.
func newTransport(fingerprint string) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		TLSClientConfig:       pinned(fingerprint),
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   4,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second},
	}
}

func pinned(fingerprint string) *tls.Config {
	if fingerprint == "" {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		// The invite named the certificate itself, which says more than any
		// authority could; VerifyConnection runs on resumed sessions as well.
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection checks instead
		VerifyConnection: func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) == 0 {
				return &Untrusted{Err: errors.New("no certificate was shown")}
			}
			shown := Fingerprint(state.PeerCertificates[0].Raw)
			if subtle.ConstantTimeCompare([]byte(shown), []byte(fingerprint)) != 1 {
				return &Untrusted{Fingerprint: shown, Err: errors.New("it is not the one in the invite")}
			}
			return nil
		},
	}
}

// Fingerprint is the SHA-256 of a certificate (DER) in hex, as invites carry it.
func Fingerprint(certificate []byte) string {
	sum := sha256.Sum256(certificate)
	return hex.EncodeToString(sum[:])
}
