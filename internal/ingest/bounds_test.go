package ingest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"tryggled/internal/fault"
	"tryggled/internal/overlay"
)

// mostMemory is how much reading a file made to fill memory may take.
const mostMemory = 200 << 20

// zeros gives n bytes that are all alike.
func zeros(n int64, b byte) io.Reader { return io.LimitReader(same(b), n) }

type same byte

func (s same) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s)
	}
	return len(p), nil
}

// repeated gives a text n times.
func repeated(s string, n int) io.Reader { return &repeater{text: s, left: n} }

type repeater struct {
	text string
	left int
	rest string
}

func (r *repeater) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if r.rest == "" {
			if r.left == 0 {
				return n, io.EOF
			}
			r.rest, r.left = r.text, r.left-1
		}
		k := copy(p[n:], r.rest)
		n, r.rest = n+k, r.rest[k:]
	}
	return n, nil
}

// rezipped is a proper workbook with some of its parts put in others' place.
func rezipped(t *testing.T, parts map[string]io.Reader) []byte {
	t.Helper()
	whole := workbook(t, false, sheetTitles, []any{"1", "klotter", "text", "2026-11-20", "", 6597400, 556300})
	archive, err := zip.NewReader(strings.NewReader(whole), int64(len(whole)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, part := range archive.File {
		if parts[part.Name] == nil {
			must(t, w.Copy(part))
		}
	}
	for name, content := range parts {
		f, err := w.Create(name)
		must(t, err)
		_, err = io.Copy(f, content)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lying is an archive whose only part says that it is small and is not.
func lying(t *testing.T, name string, size int64) []byte {
	t.Helper()
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestSpeed)
	must(t, err)
	_, err = io.Copy(deflate, zeros(size, ' '))
	must(t, err)
	must(t, deflate.Close())
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, CompressedSize64: uint64(packed.Len()), UncompressedSize64: 10,
	})
	must(t, err)
	_, err = f.Write(packed.Bytes())
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

func manyParts(t *testing.T, n int) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := range n {
		_, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint("xl/", i)})
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func gzipped(t *testing.T, content io.Reader) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	must(t, err)
	_, err = io.Copy(w, content)
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

const (
	firstSheet = "xl/worksheets/sheet1.xml"
	stringPart = "xl/sharedStrings.xml"
	sheetHead  = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	laughs     = `<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&b;&x;</t></si></sst>`
)

// TestFilesMadeToFillMemory sends files that unpack, nest or repeat without end: each is
// refused in words, in bounded memory and time. It runs alone, to have the memory to itself.
func TestFilesMadeToFillMemory(t *testing.T) {
	feature := `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"a":`
	for _, c := range []struct {
		name, file, profile, says string
		content                   func() io.Reader
	}{
		{"1 GB of zeros as a sheet", "a.xlsx", "embrace", "MB unpacked", bytesOf(func() []byte { return rezipped(t, map[string]io.Reader{firstSheet: zeros(1<<30, 0)}) })},
		{"100 MB of one cell", "a.xlsx", "embrace", "a cell of more than 1 MB", bytesOf(func() []byte {
			return rezipped(t, map[string]io.Reader{firstSheet: io.MultiReader(strings.NewReader(sheetHead+"<row><c><v>"), zeros(100<<20, '1'))})
		})},
		{"100 MB of a picture", "a.xlsx", "embrace", "MB unpacked", bytesOf(func() []byte { return rezipped(t, map[string]io.Reader{"xl/media/a.png": zeros(300<<20, 0)}) })},
		{"a part that lies", "a.xlsx", "embrace", "cannot be opened", bytesOf(func() []byte { return lying(t, firstSheet, 100<<20) })},
		{"100,000 parts", "a.xlsx", "embrace", "more than 1000 parts", bytesOf(func() []byte { return manyParts(t, 100_000) })},
		{"5 million shared strings", "a.xlsx", "embrace", "a million different texts", bytesOf(func() []byte {
			return rezipped(t, map[string]io.Reader{stringPart: io.MultiReader(strings.NewReader("<sst>"), repeated("<si/>", 5_000_000), strings.NewReader("</sst>"))})
		})},
		{"shared strings within each other", "a.xlsx", "embrace", "nested more than 64 deep", bytesOf(func() []byte {
			return rezipped(t, map[string]io.Reader{stringPart: io.MultiReader(strings.NewReader("<sst><si>"), repeated("<r>", 5_000_000))})
		})},
		{"rows within each other", "a.xlsx", "embrace", "nested more than 64 deep", bytesOf(func() []byte {
			return rezipped(t, map[string]io.Reader{firstSheet: io.MultiReader(strings.NewReader(sheetHead), repeated("<row>", 10_000_000))})
		})},
		{"rows of empty columns", "a.xlsx", "embrace", "more than 1000 columns in row 2", bytesOf(func() []byte {
			return rezipped(t, map[string]io.Reader{"xl/worksheets/sheet2.xml": io.MultiReader(
				strings.NewReader(sheetHead+titleRow), repeated(`<row><c r="XFD1"><v>1</v></c></row>`, 20_000), strings.NewReader("</sheetData></worksheet>"))})
		})},
		{"entities in the shared strings", "a.xlsx", "embrace", "a document type (DOCTYPE)", bytesOf(func() []byte { return rezipped(t, map[string]io.Reader{stringPart: strings.NewReader(laughs)}) })},
		{"entities in a sheet", "a.xlsx", "embrace", "a document type (DOCTYPE)", bytesOf(func() []byte { return rezipped(t, map[string]io.Reader{firstSheet: strings.NewReader(laughs)}) })},

		{"JSON of 100,000 levels", "a.json", "geojson", "", func() io.Reader { return io.MultiReader(strings.NewReader(feature), repeated("[", 100_000)) }},
		{"JSON of 100,000 objects", "a.json", "geojson", "", func() io.Reader { return repeated(`{"a":`, 100_000) }},
		{"100,000 levels of events", "a.json", "polisen", "", func() io.Reader { return repeated("[", 100_000) }},
		{"a number of 200 MB", "a.json", "geojson", "larger than 1 MB", func() io.Reader { return io.MultiReader(strings.NewReader(feature), zeros(200<<20, '1')) }},
		{"50 million keys of a feature", "a.json", "geojson", "larger than 1 MB", func() io.Reader {
			return io.MultiReader(strings.NewReader(feature+"{"), repeated(`"k":1,`, 50_000_000))
		}},
		{"200,000 keys of the file", "a.json", "geojson", "", func() io.Reader { return io.MultiReader(strings.NewReader("{"), repeated(`"k":1,`, 200_000)) }},
		{"one event without end", "a.json", "polisen", "1 MB", func() io.Reader { return io.MultiReader(strings.NewReader(`{"id":"`), zeros(200<<20, 'a')) }},

		{"gz of zeros", "a.csv.gz", "embrace", "", bytesOf(func() []byte { return gzipped(t, zeros(300<<20, 0)) })},
		{"gz of one line", "a.csv.gz", "embrace", "longer than 1 MB", bytesOf(func() []byte { return gzipped(t, zeros(300<<20, 'a')) })},
		{"gz within gz", "a.csv.gz", "embrace", "", bytesOf(func() []byte {
			return gzipped(t, bytes.NewReader(gzipped(t, zeros(300<<20, 'a'))))
		})},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := embraceOptions(t)
			if o.FileName = c.file; c.profile == "polisen" {
				o.Profile = mustProfile(t, "polisen")
			}
			if c.profile == "geojson" {
				o.Profile.Format = FormatGeoJSON
			}
			content := c.content()
			begun, peak := time.Now(), watchMemory()
			var last error
			for row, err := range Reports(content, o) {
				if last = err; err == nil && row.Rejection == nil {
					t.Fatalf("a report came out: %+v", row.Report)
				}
			}
			used := peak()
			t.Logf("%.0f MB, %v: %v", float64(used)/1e6, time.Since(begun).Round(time.Millisecond), last)
			if !fault.Is(last, fault.Invalid) || !strings.Contains(last.Error(), c.says) {
				t.Errorf("got %v, want Invalid with %q", last, c.says)
			}
			if used > mostMemory {
				t.Errorf("took %d MB of memory, at most %d allowed", used>>20, mostMemory>>20)
			}
		})
	}
}

const titleRow = `<row r="1"><c t="inlineStr"><is><t>Ärendenummer</t></is></c><c t="inlineStr"><is><t>Kategori</t></is></c><c t="inlineStr"><is><t>Händelse från</t></is></c>` +
	`<c t="inlineStr"><is><t>Nord</t></is></c><c t="inlineStr"><is><t>Ost</t></is></c></row>`

func bytesOf(make func() []byte) func() io.Reader {
	return func() io.Reader { return bytes.NewReader(make()) }
}

// watchMemory follows the heap until peak is called, which tells how much it grew at most.
func watchMemory() (peak func() uint64) {
	heap := func() uint64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	start := heap()
	most := start
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				most = max(most, heap())
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return max(most, heap()) - start
	}
}

// Maps as XML are not read: no XML of a map is parsed, so no entity of one is expanded.
func TestMapsAsXMLAreRefused(t *testing.T) {
	t.Parallel()
	for what, content := range map[string]string{
		"KML": `<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml xmlns="http://www.opengis.net/kml/2.2"><name>&x;</name></kml>`,
		"GPX": `<?xml version="1.0"?><gpx version="1.1"><wpt lat="59" lon="16"/></gpx>`,
		"XML": laughs,
	} {
		for _, profile := range ProfileNames() {
			o := embraceOptions(t)
			o.FileName, o.Profile = "a.xml", mustProfile(t, profile)
			_, _, err := readReports(o, content)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "the file looks like "+what) {
				t.Errorf("%s as %s: got %v", what, profile, err)
			}
		}
		for _, err := range Overlays(strings.NewReader(content), OverlayOptions{FileName: "a.xml", Kind: overlay.Lamp, Municipality: kopingTown()}) {
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "but "+what) {
				t.Errorf("%s as lamps: got %v", what, err)
			}
		}
	}
}
