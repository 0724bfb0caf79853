package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mostrador/backend/relay/registry"
)

// The secrets' names in the environment. With _FILE at the end, the value is
// the path of a file that holds the secret.
const (
	envKey         = "MOSTRADOR_KEY"
	envAppSecret   = "MOSTRADOR_APP_SECRET"
	envVerifyToken = "MOSTRADOR_VERIFY_TOKEN"
	envToken       = "MOSTRADOR_TOKEN"
)

// secret reads a secret from the environment or a file; empty: not given.
func secret(c console, name string) (string, error) {
	value, path := c.getenv(name), c.getenv(name+"_FILE")
	switch {
	case value != "" && path != "":
		return "", fmt.Errorf("both %s and %s_FILE are set; keep one", name, name)
	case path == "":
		return strings.TrimSpace(value), nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read %s_FILE: %w", name, err)
	}
	text := strings.TrimSpace(string(raw))
	if text == "" {
		return "", fmt.Errorf("%s_FILE names %s, which is empty", name, path)
	}
	return text, nil
}

var errNoKey = errors.New("the master key is missing: name a file with -key-file (it is made at the first start; " +
	"keep a copy of it apart from the data), or set " + envKey + " to 32 bytes in hex or base64")

// masterKey takes the key from the environment or the key file, which the
// first start makes. There is no default: data that everybody can open is not sealed.
func masterKey(c console, d *data) ([]byte, error) {
	given, err := secret(c, envKey)
	if err != nil {
		return nil, err
	}
	if given != "" {
		return parseKey(envKey, given)
	}
	if d.keyFile == "" {
		return nil, errNoKey
	}
	if inside(d.folder, d.keyFile) {
		return nil, fmt.Errorf("the key file %s lies in the data folder: whoever copies the folder would have the key too; put it elsewhere", d.keyFile)
	}
	raw, err := os.ReadFile(d.keyFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return newKey(c, d)
	case err != nil:
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	return parseKey(d.keyFile, strings.TrimSpace(string(raw)))
}

func parseKey(from, text string) ([]byte, error) {
	for _, decode := range []func(string) ([]byte, error){hex.DecodeString, base64.StdEncoding.DecodeString,
		base64.RawStdEncoding.DecodeString, base64.RawURLEncoding.DecodeString} {
		if key, err := decode(text); err == nil && len(key) == registry.MasterKeySize {
			return key, nil
		}
	}
	return nil, fmt.Errorf("%s does not hold a master key: expected %d bytes in hex or base64", from, registry.MasterKeySize)
}

// newKey makes a key for a new data folder, never for one that holds something
// sealed with another.
func newKey(c console, d *data) ([]byte, error) {
	if _, err := os.Stat(d.keysPath()); err == nil {
		return nil, fmt.Errorf("there is no key file %s, but %s was sealed with a key: restore the key file from its copy", d.keyFile, d.keysPath())
	}
	key := make([]byte, registry.MasterKeySize)
	_, _ = rand.Read(key) // never fails
	if err := os.MkdirAll(filepath.Dir(d.keyFile), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for the key file: %w", err)
	}
	if err := writeOnce(d.keyFile, hex.EncodeToString(key)+"\n"); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	_, _ = fmt.Fprintf(c.err, "A new master key is in %s. Keep a copy of it apart from the data:\nwithout it, what is in %s can't be read by anyone.\n", d.keyFile, d.folder)
	return key, nil
}

// writeOnce writes a file that must not be there yet, for its owner only, and
// has it on disk when it returns.
func writeOnce(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// inside says whether a path lies in a folder, links followed.
func inside(folder, path string) bool {
	relative, err := filepath.Rel(resolved(folder), resolved(path))
	return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator))
}

// resolved follows links as far as the path exists.
func resolved(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	for rest, name := absolute, ""; ; {
		if real, err := filepath.EvalSymlinks(rest); err == nil {
			return filepath.Join(real, name)
		}
		parent := filepath.Dir(rest)
		if parent == rest {
			return absolute
		}
		rest, name = parent, filepath.Join(filepath.Base(rest), name)
	}
}

var errNoAppSecret = errors.New("the app secret is missing, and without it no webhook can be trusted: " +
	"copy it from developers.facebook.com, your app, App settings, Basic, App secret, " +
	"and set " + envAppSecret + ", or " + envAppSecret + "_FILE to a file that holds it")

func appSecret(c console) (string, error) {
	given, err := secret(c, envAppSecret)
	if err == nil && given == "" {
		err = errNoAppSecret
	}
	return given, err
}

// verifyToken is given, or made at the first start and kept in the data folder.
func verifyToken(c console, folder string) (token, from string, err error) {
	token, err = secret(c, envVerifyToken)
	if err != nil || token != "" {
		return token, envVerifyToken, err
	}
	file := filepath.Join(folder, "verify-token")
	raw, err := os.ReadFile(file)
	if err == nil && strings.TrimSpace(string(raw)) != "" {
		return strings.TrimSpace(string(raw)), file, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", file, fmt.Errorf("read the verify token: %w", err)
	}
	token = strings.ToLower(rand.Text())
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		return "", file, fmt.Errorf("keep the verify token: %w", err)
	}
	return token, file, nil
}
