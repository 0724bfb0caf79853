package registry

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"github.com/google/uuid"
	"golang.org/x/crypto/chacha20poly1305"

	"mostrador/shop"
)

// MasterKeySize is how many bytes a master key has.
const MasterKeySize = 32

// seals are the keys derived from the master key.
type seals struct {
	tokens cipher.AEAD
	codes  []byte
}

func newSeals(master []byte) (seals, error) {
	if len(master) != MasterKeySize {
		return seals{}, fmt.Errorf("the master key must have %d bytes, this has %d", MasterKeySize, len(master))
	}
	forTokens, err := hkdf.Key(sha256.New, master, nil, "mostrador registry tokens", chacha20poly1305.KeySize)
	if err != nil {
		return seals{}, fmt.Errorf("derive the key for tokens: %w", err)
	}
	forCodes, err := hkdf.Key(sha256.New, master, nil, "mostrador registry codes", sha256.Size)
	if err != nil {
		return seals{}, fmt.Errorf("derive the key for codes: %w", err)
	}
	tokens, err := chacha20poly1305.NewX(forTokens)
	if err != nil {
		return seals{}, fmt.Errorf("make the seal for tokens: %w", err)
	}
	return seals{tokens: tokens, codes: forCodes}, nil
}

// sealToken binds a token to its channel, so that it can't be moved to another.
func (s seals) sealToken(id shop.ChannelID, token string) []byte { return s.seal(id.UUID[:], token) }

func (s seals) openToken(id shop.ChannelID, sealed []byte) (string, error) {
	return s.open(id.UUID[:], sealed)
}

// sealSecret binds a secret to its web shop.
func (s seals) sealSecret(hook uuid.UUID, secret string) []byte {
	return s.seal(hookOwner(hook), secret)
}

func (s seals) openSecret(hook uuid.UUID, sealed []byte) (string, error) {
	return s.open(hookOwner(hook), sealed)
}

func hookOwner(hook uuid.UUID) []byte { return append([]byte("hook "), hook[:]...) }

func (s seals) seal(owner []byte, token string) []byte {
	nonce := make([]byte, s.tokens.NonceSize(), s.tokens.NonceSize()+len(token)+s.tokens.Overhead())
	_, _ = rand.Read(nonce) // never fails
	return s.tokens.Seal(nonce, nonce, []byte(token), owner)
}

func (s seals) open(owner, sealed []byte) (string, error) {
	n := s.tokens.NonceSize()
	if len(sealed) < n {
		return "", ErrMasterKey
	}
	token, err := s.tokens.Open(nil, sealed[:n], sealed[n:], owner)
	if err != nil {
		return "", ErrMasterKey
	}
	return string(token), nil
}

// hashCode is keyed, so that a copied registry doesn't let codes be guessed offline.
func (s seals) hashCode(open, secret string) []byte {
	mac := hmac.New(sha256.New, s.codes)
	mac.Write([]byte(open + "-" + secret))
	return mac.Sum(nil)
}
