package report

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"
)

// pseudonymBytes is how much of the hash is kept: enough that two reporters of a
// municipality never share a pseudonym.
const pseudonymBytes = 16

// Pseudonym is what is stored in place of the name or number by which a source knows a
// reporter: HMAC-SHA256, cut short, keyed with municipality and source. Spaces around it
// and capitals do not count. The same reporter has the same pseudonym in each import of
// a source, and different ones in two municipalities or two sources.
//
// What it protects against: that names and numbers are read in the database, its backups
// and exports, and that persons are followed from one municipality or source to another.
// What it does not protect against: the key is no secret, so whoever reads the database
// and guesses a name, or tries all personal identity numbers, can tell that it matches.
// A pseudonym remains personal data.
func Pseudonym(municipalityCode string, source Source, raw string) string {
	return NewPseudonyms(municipalityCode, source).Of(raw)
}

// Pseudonyms makes the pseudonyms of one municipality and source. It is not safe for
// concurrent use.
type Pseudonyms struct{ mac hash.Hash }

// NewPseudonyms keys a maker of pseudonyms.
func NewPseudonyms(municipalityCode string, source Source) *Pseudonyms {
	key := "tryggled reporter\x00" + municipalityCode + "\x00" + string(source)
	return &Pseudonyms{mac: hmac.New(sha256.New, []byte(key))}
}

// Of is the pseudonym of a reporter; empty for nobody.
func (p *Pseudonyms) Of(raw string) string {
	name := strings.ToLower(strings.Join(strings.Fields(raw), " "))
	if name == "" {
		return ""
	}
	p.mac.Reset()
	p.mac.Write([]byte(name))
	var sum [sha256.Size]byte
	return hex.EncodeToString(p.mac.Sum(sum[:0])[:pseudonymBytes])
}

// IsPseudonym tells whether a key has the form that Pseudonym gives.
func IsPseudonym(key string) bool {
	if len(key) != 2*pseudonymBytes {
		return false
	}
	_, err := hex.DecodeString(key)
	return err == nil && key == strings.ToLower(key)
}

// Keyed returns the report as it may be stored: the text masked, the reporter's key a
// pseudonym, and an id that would itself point at a person turned into one too.
func (r Report) Keyed(p *Pseudonyms) Report {
	r.Text = Mask(r.Text)
	if !IsPseudonym(r.ReporterKey) {
		r.ReporterKey = p.Of(r.ReporterKey)
	}
	if Mask(r.ExternalID) != r.ExternalID {
		r.ExternalID = p.Of(r.ExternalID)
	}
	if Mask(r.SameEvent) != r.SameEvent {
		r.SameEvent = p.Of(r.SameEvent)
	}
	return r
}
