package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// A key's secret is written
//
//	tryggled_1983_<43 characters: 32 random bytes, base64url><6 characters: checksum>
//
// The name in front tells a scanner for leaked secrets what it has found, and the code in
// which municipality to look. The checksum (CRC-32 of all before it, in base 62) lets a slip
// or a blind guess be refused without asking the database; it guards nothing else.
const (
	keyMark       = "tryggled_"
	keyBytes      = 32
	checksumChars = 6
	maxKeyBytes   = 200 // longer is no key, whatever it begins with
)

var keyRandomChars = base64.RawURLEncoding.EncodedLen(keyBytes)

// NewKey draws the secret of a key for a municipality, and gives the hash that is stored in
// its place. The secret has 256 random bits, so that a plain SHA-256 is enough.
func NewKey(random io.Reader, code string) (secret string, hash [32]byte, err error) {
	var drawn [keyBytes]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return "", hash, fmt.Errorf("draw a key: %w", err)
	}
	body := keyMark + code + "_" + base64.RawURLEncoding.EncodeToString(drawn[:])
	secret = body + checksum(body)
	return secret, KeyHash(secret), nil
}

// isKey reports whether a credential is meant to be a key of ours, right or wrong.
func isKey(secret string) bool { return strings.HasPrefix(secret, keyMark) }

// KeyCode returns the municipality that a key is for, by its official code; ok is false
// for what no NewKey has written.
func KeyCode(secret string) (code string, ok bool) {
	cut := len(secret) - checksumChars
	if len(secret) > maxKeyBytes || !isKey(secret) || cut < len(keyMark) {
		return "", false
	}
	body := secret[:cut]
	code, drawn, found := strings.Cut(body[len(keyMark):], "_")
	if !found || !codeForm.MatchString(code) || len(drawn) != keyRandomChars || secret[cut:] != checksum(body) {
		return "", false
	}
	return code, true
}

// codeForm is how municipalities' codes are written. Anybody can compute a checksum, and
// what follows is given to the database.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9-]{1,20}$`)

// KeyHash is what is stored of a key.
func KeyHash(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func checksum(body string) string {
	var chars [checksumChars]byte
	rest := crc32.ChecksumIEEE([]byte(body))
	for i := range chars {
		chars[checksumChars-1-i] = base62[rest%62]
		rest /= 62
	}
	return string(chars[:])
}

// Key is what lets a program of the municipality in.
type Key struct {
	ID          int64
	Name        string // what it is for
	Collections []Collection
	CreatedAt   time.Time
	CreatedBy   string    // the actor
	Until       time.Time // opens nothing from then on
	UsedAt      time.Time // to the minute; zero: never
	RevokedAt   time.Time // zero: not
}

// Standing is whether a key or a patrol link opens anything.
type Standing string

// The standings.
const (
	StandingWaiting Standing = "waiting" // for its time
	StandingOpen    Standing = "open"
	StandingEnded   Standing = "ended"
	StandingRevoked Standing = "revoked"
)

// Standing is whether the key opens anything at an instant.
func (k Key) Standing(at time.Time) Standing { return standing(k.RevokedAt, k.Until, at) }

func standing(revoked, until, at time.Time) Standing {
	switch {
	case !revoked.IsZero():
		return StandingRevoked
	case !at.Before(until):
		return StandingEnded
	}
	return StandingOpen
}

// Actor is the program that shows the key of a municipality.
func (k Key) Actor(code string) Actor {
	return Actor{
		ID: fmt.Sprintf("key:%d", k.ID), Way: ByKey, Grants: []Grant{{code, GIS}},
		Key: &KeyScope{Collections: k.Collections},
	}
}

// KeyStore keeps keys, by the hash of their secret.
type KeyStore interface {
	AddKey(ctx context.Context, code string, k Key, hash [32]byte) (id int64, err error)
	// Keys lists the keys of a municipality, newest first.
	Keys(ctx context.Context, code string) ([]Key, error)
	// RevokeKey ends a key for good. It returns NotFound; what is revoked stays as it is.
	RevokeKey(ctx context.Context, code string, id int64, at time.Time) error
}

// KeyService makes, lists and revokes keys.
type KeyService struct {
	Store  KeyStore
	Now    func() time.Time
	Random io.Reader // nil is crypto/rand
}

// longestKey is how many years ahead a key may end.
const longestKey = 2

// Create makes a key with a name, collections and an end, and returns its secret, which
// is stored nowhere. It returns Invalid for values that no key can have.
func (s KeyService) Create(ctx context.Context, code string, k Key) (created Key, secret string, err error) {
	k = Key{
		Name: strings.TrimSpace(k.Name), Collections: inOrder(k.Collections), Until: k.Until.UTC(),
		CreatedAt: s.Now().UTC(), CreatedBy: actorOf(ctx),
	}
	if err := k.validate(); err != nil {
		return k, "", err
	}
	random := s.Random
	if random == nil {
		random = rand.Reader
	}
	secret, hash, err := NewKey(random, code)
	if err != nil {
		return k, "", err
	}
	if k.ID, err = s.Store.AddKey(ctx, code, k, hash); err != nil {
		return k, "", fmt.Errorf("store a key of %s: %w", code, err)
	}
	return k, secret, nil
}

// List returns the keys of a municipality, newest first.
func (s KeyService) List(ctx context.Context, code string) ([]Key, error) {
	return s.Store.Keys(ctx, code)
}

// Revoke ends a key at once. It returns NotFound.
func (s KeyService) Revoke(ctx context.Context, code string, id int64) error {
	return s.Store.RevokeKey(ctx, code, id, s.Now().UTC())
}

// inOrder sorts known collections as Nameable does and drops doublets; unknown ones stay, at
// the end, to be told.
func inOrder(named []Collection) []Collection {
	var all []Collection
	for _, c := range Nameable() {
		if slices.Contains(named, c) {
			all = append(all, c)
		}
	}
	for _, c := range named {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

const maxKeyName = 100 // characters

func (k Key) validate() error {
	var bad []fault.Field
	note := func(name, sv, en string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Text: lang.T(sv, en, args...)})
	}
	switch n := utf8.RuneCountInString(k.Name); {
	case n == 0:
		note("name", "skriv vad nyckeln är till för, som QGIS på plankontoret", "write what the key is for, such as QGIS at the planning office")
	case n > maxKeyName:
		note("name", "namnet har %d tecken; korta det till högst %d", "the name has %d characters; shorten it to at most %d", n, maxKeyName)
	case !utf8.ValidString(k.Name) || strings.ContainsFunc(k.Name, func(r rune) bool { return !unicode.IsPrint(r) }):
		note("name", "namnet har tecken som inte syns; skriv bara bokstäver, siffror, skiljetecken och mellanslag",
			"the name has characters that do not show; write letters, digits, punctuation and spaces only")
	}
	if len(k.Collections) == 0 {
		note("collections", "välj minst en av %s", "choose at least one of %s", nameable())
	}
	for _, c := range k.Collections {
		if !slices.Contains(Nameable(), c) {
			note("collections", "%q kan inte öppnas med en nyckel; välj bland %s", "%q cannot be opened by a key; choose among %s", c, nameable())
		}
	}
	for _, c := range []struct{ named, shown Collection }{{Analyses, Hotspots}, {Plans, Routes}} {
		if slices.Contains(k.Collections, c.named) && !slices.Contains(k.Collections, c.shown) {
			note("collections", "%s visar också %s; välj båda eller ingen", "%s show %s too; choose both or neither", c.named, c.shown)
		}
	}
	if last := k.CreatedAt.AddDate(longestKey, 0, 0); !k.Until.After(k.CreatedAt) || k.Until.After(last) {
		note("until", "välj en tid framåt, senast %s", "choose a time ahead, at the latest %s", last.Format(time.DateOnly))
	}
	if len(bad) > 0 {
		return fault.New(fault.Invalid, lang.T("nyckeln kan inte göras", "the key cannot be made"), bad...)
	}
	return nil
}

func nameable() string {
	var names []string
	for _, c := range Nameable() {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}

// actorOf names who acts in a context.
func actorOf(ctx context.Context) string {
	a, _ := AccessOf(ctx)
	return a.Actor.ID
}
