package keys

import (
	"crypto/cipher"
	"crypto/rand"

	"golang.org/x/crypto/chacha20poly1305"
)

// sealedVersion is the first byte of sealed content: XChaCha20-Poly1305, then
// 24 bytes of nonce, then the ciphertext with its tag. The nonce is random;
// 24 bytes make a repetition impossible in practice.
const sealedVersion = 1

func sealWith(key cipher.AEAD, plain, bound []byte) []byte {
	out := make([]byte, 1+chacha20poly1305.NonceSizeX, 1+chacha20poly1305.NonceSizeX+len(plain)+key.Overhead())
	out[0] = sealedVersion
	_, _ = rand.Read(out[1:]) // never fails: crypto/rand ends the program instead
	return key.Seal(out, out[1:], plain, bound)
}

func openWith(key cipher.AEAD, sealed, bound []byte) ([]byte, error) {
	const head = 1 + chacha20poly1305.NonceSizeX
	if len(sealed) < head || sealed[0] != sealedVersion {
		return nil, ErrSealed
	}
	plain, err := key.Open(nil, sealed[1:head], sealed[head:], bound)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
