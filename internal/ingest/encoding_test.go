package ingest

import (
	"bufio"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// TestEncodings reads the same row from each encoding that Swedish programs save in.
func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "Räksmörgås på Åsgatan – 5 €"
	row := embraceHeader + "1;klotter;" + text + ";2026-11-20;;;6597400;556300;;;;;;;\n"
	encode := func(e encoding.Encoding) string {
		s, err := e.NewEncoder().String(row)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	latin1, err := charmap.ISO8859_1.NewEncoder().String(strings.NewReplacer("–", "-", "€", "euro").Replace(row))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"UTF-8":               row,
		"UTF-8 with mark":     "\xef\xbb\xbf" + row,
		"Windows-1252":        encode(charmap.Windows1252),
		"Latin-1":             latin1,
		"UTF-16, little end":  encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)),
		"UTF-16, big end":     encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM)),
		"packed Windows-1252": packed(encode(charmap.Windows1252)),
		"late in a long file": strings.Replace(encode(charmap.Windows1252), "1;klotter", strings.Repeat("1;klotter;a;2026-11-20;;;6597400;556300;;;;;;;\n", 3000)+"1;klotter", 1),
	} {
		good, bad, err := readReports(embraceOptions(t), content)
		if err != nil || len(bad) > 0 || len(good) == 0 {
			t.Errorf("%s: %v %v", name, bad, err)
			continue
		}
		want := text
		if name == "Latin-1" {
			want = strings.NewReplacer("–", "-", "€", "euro").Replace(text)
		}
		if got := good[len(good)-1].Text; got != want {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// FuzzEncoding: what is UTF-8 comes through as it is, everything else becomes UTF-8, in
// whatever pieces it is read.
func FuzzEncoding(f *testing.F) {
	f.Add("Räksmörgås")
	f.Add("R\xe4ksm\xf6rg\xe5s \x80\x81")
	f.Add("a\xc3")
	f.Add("\xf0\x9f\x98")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.HasPrefix(text, "\xef\xbb\xbf") {
			return
		}
		got, err := io.ReadAll(asUTF8(bufio.NewReader(strings.NewReader(text)), contentText))
		if err != nil || !utf8.Valid(got) {
			t.Fatalf("%q: got %q, %v", text, got, err)
		}
		if utf8.ValidString(text) && string(got) != text {
			t.Errorf("%q became %q", text, got)
		}
		pieces, err := io.ReadAll(iotest.OneByteReader(asUTF8(bufio.NewReader(iotest.OneByteReader(strings.NewReader(text))), contentText)))
		if err != nil || string(pieces) != string(got) {
			t.Errorf("%q: got %q in pieces, %q at once, %v", text, pieces, got, err)
		}
	})
}
