package bench

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// The binary form of COPY (PostgreSQL manual, COPY, "Binary Format"): a signature with two
// words after it, then rows, each its number of fields and for each field its length and
// its bytes, big-endian, and at the end -1 for a number of fields.
const (
	copySignature = "PGCOPY\n\xff\r\n\x00"
	copyHeader    = len(copySignature) + 4 + 4
	pointRow      = 2 + 3*(4+8) // id bigint, x float8, y float8
	labelRow      = 2 + 4 + 8 + 4 + 4
)

var errNoPoints = errors.New("the stream is no binary copy of id, x, y without nulls")

// pointReader takes a binary COPY of (id bigint, x float8, y float8) into columns as it
// comes in, in whatever pieces.
type pointReader struct {
	ids   []int64
	x, y  []float64
	begun bool
	rest  []byte // of a row that is not whole yet
}

// Write implements io.Writer.
func (p *pointReader) Write(in []byte) (int, error) {
	data := in
	if len(p.rest) > 0 {
		p.rest = append(p.rest, in...)
		data = p.rest
	}
	if !p.begun && len(data) >= copyHeader {
		if string(data[:len(copySignature)]) != copySignature {
			return 0, errNoPoints
		}
		data, p.begun = data[copyHeader:], true
	}
	for p.begun && len(data) >= pointRow {
		if binary.BigEndian.Uint16(data) != 3 || binary.BigEndian.Uint32(data[2:]) != 8 ||
			binary.BigEndian.Uint32(data[14:]) != 8 || binary.BigEndian.Uint32(data[26:]) != 8 {
			return 0, errNoPoints
		}
		p.ids = append(p.ids, int64(binary.BigEndian.Uint64(data[6:])))
		p.x = append(p.x, math.Float64frombits(binary.BigEndian.Uint64(data[18:])))
		p.y = append(p.y, math.Float64frombits(binary.BigEndian.Uint64(data[30:])))
		data = data[pointRow:]
	}
	p.rest = append(p.rest[:0], data...)
	return len(in), nil
}

// labelWriter gives a binary COPY of (id bigint, cluster integer) piece by piece.
type labelWriter struct {
	ids    []int64
	labels []int32
	row    int
	state  int // 0: the header comes next; 1: rows; 2: nothing
}

// Read implements io.Reader. Buffers shorter than a row or the header are io.ErrShortBuffer.
func (l *labelWriter) Read(out []byte) (int, error) {
	if len(out) < labelRow {
		return 0, io.ErrShortBuffer
	}
	n := 0
	switch l.state {
	case 0:
		n = copy(out, copySignature+"\x00\x00\x00\x00\x00\x00\x00\x00")
		l.state = 1
	case 2:
		return 0, io.EOF
	}
	for ; l.row < len(l.ids) && len(out)-n >= labelRow; l.row++ {
		row := out[n : n+labelRow]
		binary.BigEndian.PutUint16(row, 2)
		binary.BigEndian.PutUint32(row[2:], 8)
		binary.BigEndian.PutUint64(row[6:], uint64(l.ids[l.row]))
		binary.BigEndian.PutUint32(row[14:], 4)
		binary.BigEndian.PutUint32(row[18:], uint32(l.labels[l.row]))
		n += labelRow
	}
	if l.row == len(l.ids) && len(out)-n >= 2 {
		binary.BigEndian.PutUint16(out[n:], math.MaxUint16)
		n, l.state = n+2, 2
	}
	return n, nil
}
