package app

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tryggled/internal/config"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

const (
	// secretVariable is where the settings have the program's secret from, for messages.
	secretVariable = "TRYGGLED_SECRET"
	// secretFile holds it in the data folder where the settings do not.
	secretFile  = "secret"
	secretBytes = 32
)

// subkey derives the key for one purpose from the program's secret, so that what becomes
// known of one opens no other. It returns Invalid where there is no secret to be had.
func (a *App) subkey(label string) ([]byte, error) {
	secret, err := masterSecret(a.config)
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, secret, nil, "tryggled "+label, secretBytes)
}

// masterSecret is the secret of the settings, or of the program's own data folder, where it
// is made when it is first needed.
func masterSecret(c config.Config) ([]byte, error) {
	if c.Master.Set() {
		return parseSecret(c.Master.Reveal(), secretVariable)
	}
	if !c.Private() {
		return nil, fault.New(fault.Invalid, lang.T(
			"hemligheten saknas; sätt %[1]s eller %[1]s_FILE till %[2]d byte hexadecimalt, samma för alla processer (gör en med: openssl rand -hex %[2]d)",
			"the secret is missing; set %[1]s or %[1]s_FILE to %[2]d bytes in hexadecimal, the same for every process (make one with: openssl rand -hex %[2]d)",
			secretVariable, secretBytes))
	}
	dir, err := c.DataDir()
	if err != nil {
		return nil, err
	}
	return keptSecret(filepath.Join(dir, secretFile))
}

// keptSecret reads the file, or makes it: whoever of several is first.
func keptSecret(name string) ([]byte, error) {
	content, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeSecret(name); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("make the secret: %w", err)
		}
		content, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, fmt.Errorf("read the secret: %w", err)
	}
	return parseSecret(string(content), name)
}

func makeSecret(name string) error {
	secret := make([]byte, secretBytes)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+secretFile+"-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.WriteString(hex.EncodeToString(secret) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), name) // unlike a rename, it never replaces another
}

func parseSecret(text, from string) ([]byte, error) {
	secret, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(secret) != secretBytes {
		return nil, fault.New(fault.Invalid, lang.T(
			"hemligheten i %[1]s är inte %[2]d byte hexadecimalt; gör en med: openssl rand -hex %[2]d",
			"the secret in %[1]s is not %[2]d bytes in hexadecimal; make one with: openssl rand -hex %[2]d", from, secretBytes))
	}
	return secret, nil
}
