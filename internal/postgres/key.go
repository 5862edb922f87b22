package postgres

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
)

// hashMark begins the key of what its source gave no id.
const hashMark = "hash:"

// externalID is the source's own id again, empty where it has none.
func externalID(key string) string {
	if strings.HasPrefix(key, hashMark) {
		return ""
	}
	return key
}

// keys gives each row of one file the key by which it is known again: its own id, or
// else a hash of what it says and its ordinal among rows that say the same. Two real
// reports may well read alike, so equal rows of a file stay apart, and the same file
// read again gives the same keys.
type keys map[[16]byte]int

func (k keys) report(r report.Report) (string, error) {
	if r.ExternalID != "" {
		return ownID(r.ExternalID)
	}
	return k.hashed(reportFields(r)), nil
}

func (k keys) object(o overlay.Object, geometry, props []byte) (string, error) {
	if o.ExternalID != "" {
		return ownID(o.ExternalID)
	}
	return k.hashed(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s", o.Kind, o.Source, geometry, props)), nil
}

// hashed keys by 128 bits of SHA-256, which is plenty to keep the rows of all files apart.
func (k keys) hashed(fields []byte) string {
	sum := sha256.Sum256(fields)
	short := [16]byte(sum[:16])
	ordinal := k[short]
	k[short]++
	return fmt.Sprintf("%s%s:%d", hashMark, hex.EncodeToString(short[:]), ordinal)
}

// reportFields are the mapped fields except the text: texts are masked, and masking may
// become better from one reading to the next.
func reportFields(r report.Report) []byte {
	var b []byte
	for _, s := range []string{
		string(r.Source), r.Category, string(r.Discovery), string(r.ReporterKind), r.ReporterKey, r.SameEvent,
	} {
		b = append(append(b, s...), 0)
	}
	for _, n := range []int64{r.From.UnixMicro(), r.To.UnixMicro(), r.ReportedAt.UnixMicro(), int64(r.Severity)} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return appendFloats(b, r.Point[0], r.Point[1], r.AccuracyM)
}

func appendFloats(b []byte, values ...float64) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func ownID(id string) (string, error) {
	if strings.HasPrefix(id, hashMark) {
		return "", fault.New(fault.Invalid, lang.T(
			"källans id %q kan inte användas: det som börjar med hash: är reserverat",
			"the source's id %q cannot be used: what begins with hash: is reserved", id))
	}
	return id, nil
}
