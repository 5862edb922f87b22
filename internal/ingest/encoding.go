package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// headBytes is how much of a file is looked at to tell what it is.
const headBytes = 4096

// fileFault is Invalid with the file's name before the text.
func fileFault(name string, sv, en string, args ...any) error {
	text := lang.T(sv, en, args...)
	return fault.New(fault.Invalid, lang.Text{SV: name + ": " + text.SV, EN: name + ": " + text.EN})
}

// unpack gives the content of a file that may be packed with gzip, told by its first two
// bytes whatever it is called.
func unpack(name string, r io.Reader) (*bufio.Reader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	magic, err := buffered.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	packed, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, fileFault(name, "gz-filen är skadad; packa eller hämta den på nytt",
			"the gz file is damaged; pack or fetch it again")
	}
	return bufio.NewReaderSize(&unpacked{damaged{name, packed}, maxUnpackedBytes}, 64<<10), nil
}

// maxUnpackedBytes bounds what a gz file holds: some ten million reports.
const maxUnpackedBytes = 4 << 30

// unpacked gives up where a gz file holds more than anybody would send.
type unpacked struct {
	damaged
	left int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.damaged.Read(p)
	if u.left -= int64(n); u.left < 0 {
		return 0, fileFault(u.name, "gz-filen är större än %d GB utpackad; dela upp den", "the gz file is larger than %d GB unpacked; split it", maxUnpackedBytes>>30)
	}
	return n, err
}

// damaged names the file where its packing turns out to be broken.
type damaged struct {
	name string
	r    io.Reader
}

func (d damaged) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) ||
		err != nil && strings.HasPrefix(err.Error(), "flate: corrupt") {
		err = fileFault(d.name, "gz-filen är avklippt eller skadad; packa eller hämta den på nytt",
			"the gz file is cut short or damaged; pack or fetch it again")
	}
	return n, err
}

// Kinds of content.
const (
	contentText  = "text"
	contentJSON  = "JSON"
	contentXLSX  = "XLSX"
	contentUTF16 = "UTF-16"
)

// signatures are the beginnings by which files of other kinds are known.
var signatures = []struct {
	prefix string
	what   lang.Text
}{
	{"%PDF", lang.Same("PDF")},
	{"\xd0\xcf\x11\xe0", lang.T("en äldre Excelfil (.xls)", "an old Excel file (.xls)")},
	{"\x89PNG", lang.T("en bild", "a picture")},
	{"\xff\xd8\xff", lang.T("en bild", "a picture")},
	{"GIF8", lang.T("en bild", "a picture")},
	{"SQLite format 3", lang.T("en databas, kanske GeoPackage", "a database, perhaps GeoPackage")},
	{"PAR1", lang.Same("Parquet")},
	{"{\\rtf", lang.T("ett textdokument (RTF)", "a text document (RTF)")},
	{"7z\xbc\xaf", lang.T("ett 7z-arkiv", "a 7z archive")},
	{"Rar!", lang.T("ett rar-arkiv", "a rar archive")},
}

// sniff tells what the first bytes of a file are: one of the contents, or in other what
// else it looks like.
func sniff(head []byte) (content string, other lang.Text) {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.prefix)) {
			return "", s.what
		}
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return sniffZip(head)
	}
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return contentUTF16, lang.Text{}
	}
	if bytes.IndexByte(head, 0) >= 0 {
		if bytes.Count(head, []byte{0}) >= len(head)/3 {
			return "", lang.T("UTF-16 utan inledande märke", "UTF-16 without a byte order mark")
		}
		return "", lang.T("en binär fil", "a binary file")
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	lower := bytes.ToLower(text[:min(len(text), 64)])
	switch {
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return "", lang.T("en webbsida (HTML)", "a web page (HTML)")
	case bytes.HasPrefix(lower, []byte("<")):
		return "", sniffXML(head)
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return contentJSON, lang.Text{}
	}
	return contentText, lang.Text{}
}

// sniffXML tells the kinds of XML that people have of maps. None is read.
func sniffXML(head []byte) lang.Text {
	for _, kind := range []string{"kml", "gpx", "gml", "osm"} {
		if bytes.Contains(head, []byte("<"+kind)) {
			return lang.Same(strings.ToUpper(kind))
		}
	}
	return lang.Same("XML")
}

// sniffZip tells an XLSX from other files that are zip archives within.
func sniffZip(head []byte) (content string, other lang.Text) {
	for _, part := range []string{"[Content_Types].xml", "xl/", "_rels/", "docProps/"} {
		if bytes.Contains(head, []byte(part)) && !bytes.Contains(head, []byte("word/")) {
			return contentXLSX, lang.Text{}
		}
	}
	switch {
	case bytes.Contains(head, []byte("opendocument")):
		return "", lang.T("ett OpenDocument-dokument", "an OpenDocument file")
	case bytes.Contains(head, []byte("word/")):
		return "", lang.T("ett Word-dokument", "a Word document")
	}
	return "", lang.T("ett zip-arkiv", "a zip archive")
}

// asUTF8 gives a text as UTF-8, whatever it was saved as: UTF-8 or UTF-16 with a mark at
// its beginning, UTF-8 without, or Windows-1252, of which Latin-1 is a part. Bytes that
// are no UTF-8 are read as Windows-1252 one by one, so no guess over the whole is needed
// and a file that mixes both, as copied ones do, comes out right too.
func asUTF8(r *bufio.Reader, content string) io.Reader {
	if content == contentUTF16 {
		return transform.NewReader(r, utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewDecoder())
	}
	if mark, err := r.Peek(3); err == nil && string(mark) == "\xef\xbb\xbf" {
		_, _ = r.Discard(3) // just peeked at
	}
	return transform.NewReader(r, mixed{})
}

// mixed keeps what is UTF-8 and turns every other byte from Windows-1252 to UTF-8.
type mixed struct{ transform.NopResetter }

// Transform implements transform.Transformer.
func (mixed) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		n := validPrefix(src[nSrc:min(len(src), nSrc+len(dst)-nDst)])
		copy(dst[nDst:], src[nSrc:nSrc+n])
		nDst, nSrc = nDst+n, nSrc+n
		switch {
		case nSrc == len(src):
			return nDst, nSrc, nil
		case len(dst)-nDst < utf8.UTFMax:
			return nDst, nSrc, transform.ErrShortDst
		case utf8.FullRune(src[nSrc:]):
		case !atEOF:
			return nDst, nSrc, transform.ErrShortSrc
		}
		if r, size := utf8.DecodeRune(src[nSrc:]); r != utf8.RuneError {
			nDst, nSrc = nDst+copy(dst[nDst:], src[nSrc:nSrc+size]), nSrc+size
			continue
		}
		nDst += utf8.EncodeRune(dst[nDst:], charmap.Windows1252.DecodeByte(src[nSrc]))
		nSrc++
	}
	return nDst, nSrc, nil
}

// validPrefix is how many bytes at the beginning of b are whole characters of UTF-8.
func validPrefix(b []byte) int {
	if utf8.Valid(b) {
		return len(b)
	}
	n := 0
	for n < len(b) {
		if b[n] < utf8.RuneSelf {
			n++
			continue
		}
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		n += size
	}
	return n
}

// readableText is a text of a file in one line: without what is no UTF-8 and without the signs
// that steer machines, which no database takes, and without space around it.
func readableText(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }) >= 0 {
		s = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r // what is no UTF-8 comes as U+FFFD
		}, s)
	}
	return strings.TrimSpace(s)
}

// extension is the end of a file's name that says what it is, a closing .gz left out.
func extension(name string) string {
	return strings.ToLower(filepath.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz")))
}
