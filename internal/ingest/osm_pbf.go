package ingest

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// The reader of OpenStreetMap's PBF format, after the wiki's fileformat.proto and
// osmformat.proto. It is our own because it must survive any bytes at all: the common Go
// library decodes in goroutines, where a crafted block brings down the whole program, and
// takes a file cut inside a block header for a whole one.

// Limits of the format, and of what one block may unpack to.
const (
	pbfMaxHeader = 64 << 10
	pbfMaxBlob   = 32 << 20
)

var (
	errNotPBF       = errors.New("not an OpenStreetMap PBF file")
	errPBFTruncated = errors.New("the file ends in the middle of a block")
	errPBFBroken    = errors.New("a block holds what the format does not allow")
	pbfFeatures     = []string{"OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"}
)

// pbfVisitor is told every element of a file in its order. Slices and maps are its own.
type pbfVisitor interface {
	node(id int64, lon, lat int32, tags map[string]string) error // 1e-7 degrees
	way(id int64, refs []int64, tags map[string]string) error
	relation(id int64, members []pbfMember, tags map[string]string) error
}

// pbfMember is one member of a relation.
type pbfMember struct {
	kind int64 // 0 node, 1 way, 2 relation
	ref  int64
	role string
}

const pbfMemberWay = 1

// readPBF visits a whole file. Errors of reading are one of the errors above, r's or the
// visitor's own.
func readPBF(ctx context.Context, r io.Reader, visit pbfVisitor) error {
	for first := true; ; first = false {
		if err := ctx.Err(); err != nil {
			return err
		}
		kind, blob, err := readPBFBlob(r)
		switch {
		case errors.Is(err, io.EOF) && !first:
			return nil
		case errors.Is(err, io.EOF) || first && (err != nil || kind != "OSMHeader"):
			return errors.Join(errNotPBF, err)
		case err != nil:
			return err
		}
		data, err := unpackPBF(blob)
		if err != nil {
			return err
		}
		switch kind {
		case "OSMHeader":
			err = checkPBFHeader(data)
		case "OSMData":
			err = visitPBFBlock(data, visit)
		}
		if err != nil {
			return err
		}
	}
}

// readPBFBlob reads one length-prefixed block. It returns io.EOF only between blocks.
func readPBFBlob(r io.Reader) (kind string, blob []byte, err error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		if err == io.ErrUnexpectedEOF {
			err = errPBFTruncated
		}
		return "", nil, err
	}
	header, err := readPBFBytes(r, int64(binary.BigEndian.Uint32(size[:])), pbfMaxHeader)
	if err != nil {
		return "", nil, err
	}
	var length int64
	w := wire{data: header}
	for w.next() {
		switch w.field {
		case 1:
			kind = string(w.bytes)
		case 3:
			length = int64(w.value)
		}
	}
	if w.err != nil {
		return "", nil, w.err
	}
	blob, err = readPBFBytes(r, length, pbfMaxBlob)
	return kind, blob, err
}

func readPBFBytes(r io.Reader, n, most int64) ([]byte, error) {
	if n < 0 || n > most {
		return nil, errPBFBroken
	}
	// Grows with what is really there: a length is only a claim.
	data, err := io.ReadAll(io.LimitReader(r, n))
	if err == nil && int64(len(data)) < n {
		err = errPBFTruncated
	}
	return data, err
}

// unpackPBF gives the content of a blob, which is raw or packed by zlib.
func unpackPBF(blob []byte) ([]byte, error) {
	var raw, packed []byte
	var size int64
	w := wire{data: blob}
	for w.next() {
		switch w.field {
		case 1:
			raw = w.bytes
		case 2:
			size = int64(w.value)
		case 3:
			packed = w.bytes
		case 4, 5, 6, 7:
			return nil, fmt.Errorf("%w: packed in another way than zlib", errPBFBroken)
		}
	}
	if w.err != nil || packed == nil {
		return raw, w.err
	}
	if size < 0 || size > pbfMaxBlob {
		return nil, errPBFBroken
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPBFBroken, err)
	}
	data, err := io.ReadAll(io.LimitReader(z, size+1))
	if err != nil || int64(len(data)) != size {
		return nil, fmt.Errorf("%w: unpacks to %d bytes of %d", errors.Join(errPBFBroken, err), len(data), size)
	}
	return data, nil
}

// checkPBFHeader refuses a file that asks for more than is understood here.
func checkPBFHeader(data []byte) error {
	w := wire{data: data}
	for w.next() {
		if w.field == 4 && !slices.Contains(pbfFeatures, string(w.bytes)) {
			return fmt.Errorf("%w: the file needs %q", errPBFBroken, w.bytes)
		}
	}
	return w.err
}

// wire walks the fields of a protobuf message. After the last one, or a broken one, next
// is false and err says which.
type wire struct {
	data  []byte
	field int
	value uint64 // of a number
	bytes []byte // of anything with a length
	err   error
}

func (w *wire) next() bool {
	if w.err != nil || len(w.data) == 0 {
		return false
	}
	key := w.uvarint()
	w.field, w.value, w.bytes = int(key>>3), 0, nil
	switch key & 7 {
	case 0:
		w.value = w.uvarint()
	case 1:
		w.take(8)
	case 2:
		w.bytes = w.take(w.uvarint())
	case 5:
		w.take(4)
	default:
		w.err = errPBFBroken
	}
	return w.err == nil
}

func (w *wire) uvarint() uint64 {
	v, n := binary.Uvarint(w.data)
	if n <= 0 {
		w.err = errPBFBroken
		return 0
	}
	w.data = w.data[n:]
	return v
}

func (w *wire) take(n uint64) []byte {
	if w.err != nil || n > uint64(len(w.data)) {
		w.err = errPBFBroken
		return nil
	}
	part := w.data[:n:n]
	w.data = w.data[n:]
	return part
}

// unzigzag undoes protobuf's coding of signed numbers.
func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// packedNumbers reads a packed list of numbers.
func packedNumbers(data []byte) ([]uint64, error) {
	out := make([]uint64, 0, len(data))
	for len(data) > 0 {
		v, n := binary.Uvarint(data)
		if n <= 0 {
			return nil, errPBFBroken
		}
		out = append(out, v)
		data = data[n:]
	}
	return out, nil
}

// packedSums reads a packed list of signed differences as the running sums they mean.
func packedSums(data []byte) ([]int64, error) {
	numbers, err := packedNumbers(data)
	out := make([]int64, len(numbers))
	var sum int64
	for i, v := range numbers {
		sum += unzigzag(v)
		out[i] = sum
	}
	return out, err
}
