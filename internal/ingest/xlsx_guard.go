package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"tryggled/internal/lang"
)

// Bounds of the parts of an Excel file, which is a zip archive of XML. The library that
// reads it holds every part but large sheets in memory, keeps an entry for each shared
// string and each open element, and takes a part's word for nothing else.
const (
	maxParts       = 1000
	maxPartsMemory = 64 << 20  // of the parts that stay in memory, unpacked
	maxStringTags  = 4_000_000 // of the shared strings: about a million of them
	maxDepth       = 64
	maxPiece       = 1 << 20 // a tag, or a text between two
)

// guardXLSX reads through an Excel file before the library does, in constant memory, and
// returns Invalid for one made to fill memory: a bomb of zeros, of parts, of nested or
// endless elements. A DOCTYPE, which declares entities, is refused as well; Excel writes
// none.
func guardXLSX(name string, packed []byte) error {
	// Counted before the directory is read, which takes memory for each part.
	if bytes.Count(packed, []byte("PK\x01\x02")) > maxParts {
		return tooMuchXLSX(name, lang.T("fler än %d delar", "more than %d parts", maxParts))
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return unopenableXLSX(name)
	}
	var all, inMemory uint64
	for _, part := range archive.File {
		all += part.UncompressedSize64
		if !streamed(part) {
			inMemory += part.UncompressedSize64
		}
		if all > maxUnzippedBytes || inMemory > maxPartsMemory || part.UncompressedSize64 > maxUnzippedBytes {
			return tooMuchXLSX(name, lang.T("mer än %d MB utpackat", "more than %d MB unpacked", maxUnzippedBytes>>20))
		}
	}
	for _, part := range archive.File {
		if err := guardPart(name, part); err != nil {
			return err
		}
	}
	return nil
}

// streamed tells the parts that the library reads from a temporary file.
func streamed(part *zip.File) bool {
	path := partPath(part)
	return part.UncompressedSize64 > maxXMLBytes && (path == sharedStrings || strings.HasPrefix(path, "xl/worksheets/sheet"))
}

const sharedStrings = "xl/sharedstrings.xml"

func partPath(part *zip.File) string { return strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")) }

// guardPart scans one part, if it is XML.
func guardPart(name string, part *zip.File) error {
	path := partPath(part)
	if !strings.HasSuffix(path, ".xml") && !strings.HasSuffix(path, ".rels") && !strings.HasPrefix(path, "xl/worksheets/") {
		return nil
	}
	r, err := part.Open()
	if err != nil {
		return unopenableXLSX(name)
	}
	defer func() { _ = r.Close() }()
	g := xmlGuard{}
	_, err = io.CopyBuffer(&g, r, make([]byte, 64<<10))
	switch {
	case errors.Is(err, errXMLBounds):
		return tooMuchXLSX(name, g.what)
	case err != nil:
		return unopenableXLSX(name)
	case path == sharedStrings && g.tags > maxStringTags:
		return tooMuchXLSX(name, lang.T("fler än en miljon olika texter", "more than a million different texts"))
	}
	return nil
}

func tooMuchXLSX(name string, what lang.Text) error {
	return fileFault(name, "Excelfilen har %s och läses inte; spara den som CSV (UTF-8), som kan vara hur stor som helst",
		"the Excel file has %s and is not read; save it as CSV (UTF-8), which may be of any size", what)
}

func unopenableXLSX(name string) error {
	return fileFault(name, "Excelfilen kan inte öppnas (skadad, låst med lösenord eller för stor); spara den på nytt, gärna som CSV (UTF-8)",
		"the Excel file cannot be opened (damaged, locked with a password or too large); save it again, preferably as CSV (UTF-8)")
}

var errXMLBounds = errors.New("XML beyond its bounds")

// xmlGuard follows the elements of XML written to it, as far as needed to tell how deep
// they go and how long each tag and text is. What it takes for a tag within a comment only
// makes it stricter; Excel writes none.
type xmlGuard struct {
	depth, tags, piece int
	last               byte
	what               lang.Text
}

// Write implements io.Writer.
func (g *xmlGuard) Write(p []byte) (int, error) {
	for i, c := range p {
		switch {
		case c == '<':
			g.tags++
			g.depth++
			g.piece = 0
		case c == '>':
			if g.last == '/' || g.last == '?' {
				g.depth--
			}
			g.piece = 0
		case g.last == '<' && c == '/':
			g.depth -= 2
		case g.last == '<' && c == '!':
			g.depth-- // a comment, or the letters of a text as they are
		case g.last == '!' && (c == 'D' || c == 'd') && g.piece == 2:
			return i, g.refuse(lang.T("en dokumenttyp (DOCTYPE), som Excel inte skriver", "a document type (DOCTYPE), which Excel does not write"))
		}
		g.last = c
		if g.piece++; g.piece > maxPiece {
			return i, g.refuse(lang.T("en cell på mer än 1 MB", "a cell of more than 1 MB"))
		}
		if g.depth > maxDepth {
			return i, g.refuse(lang.T("element i mer än %d nivåer", "elements nested more than %d deep", maxDepth))
		}
	}
	return len(p), nil
}

func (g *xmlGuard) refuse(what lang.Text) error {
	g.what = what
	return errXMLBounds
}
