package patrol

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// The bounds of a GPX file. A shift of ten hours at a point a second is 36,000 points, some
// ten megabytes with everything that watches add.
const (
	MaxGPXBytes  = 32 << 20
	maxGPXPoints = 100_000
	maxGPXDepth  = 32
	maxTimeBytes = 64
)

// Track is what a GPX file tells, in degrees.
type Track struct {
	Points  []Fix // times rise
	Dropped int   // points without time or place, or not later than the one before
}

// Fix is a point of a track.
type Fix struct {
	At    time.Time
	Point orb.Point // longitude and latitude in a Track, metric once placed
	Piece int       // between points of different pieces the recording was broken
}

// ReadGPX reads the track of a GPX file, 1.0 or 1.1, or its route where it has no track.
// Points without a time or a place are left out, pieces are put in the order of time, and
// points that go back in time are left out. It returns Invalid for what is no GPX, for a
// file that is too large or declares entities of its own, and for a track without times or
// with fewer than two points.
func ReadGPX(r io.Reader) (Track, error) {
	limited := &io.LimitedReader{R: r, N: MaxGPXBytes + 1}
	g := gpxReader{in: xml.NewDecoder(bufio.NewReaderSize(limited, 64<<10))}
	g.in.CharsetReader = charset
	err := g.read()
	if limited.N <= 0 {
		return Track{}, badTrack("filen är större än %d MB; dela upp den eller spara den med färre punkter",
			"the file is larger than %d MB; split it or save it with fewer points", MaxGPXBytes>>20)
	}
	if err != nil {
		return Track{}, err
	}
	points := g.track
	if len(points) == 0 {
		points = g.route
	}
	return inOrder(points, g.dropped, g.timeless)
}

// gpxReader goes through the elements of a GPX file, one at a time.
type gpxReader struct {
	in                *xml.Decoder
	track, route      []Fix
	piece             int
	dropped, timeless int

	depth int
	at    int // depth of the point that is read; 0: none
	fix   Fix
	ok    bool // it has a place
	timed bool // its time is read now
	when  []byte
}

func (g *gpxReader) read() error {
	root := false
	for {
		token, err := g.in.Token()
		switch {
		case errors.Is(err, io.EOF) && root && g.depth == 0:
			return nil
		case err != nil:
			return badTrack("filen är ingen GPX, eller är avbruten eller skadad; exportera spåret på nytt som GPX",
				"the file is no GPX, or is cut off or damaged; export the track once more as GPX")
		}
		switch t := token.(type) {
		case xml.Directive:
			return badTrack("filen har en dokumenttyp (DOCTYPE), som GPX inte har; exportera spåret på nytt",
				"the file has a document type (DOCTYPE), which GPX has not; export the track once more")
		case xml.StartElement:
			if !root && t.Name.Local != "gpx" {
				return badTrack("filen är %q och inte GPX; exportera spåret som GPX", "the file is %q and not GPX; export the track as GPX", clipped(t.Name.Local))
			}
			root = true
			if err := g.start(t); err != nil {
				return err
			}
		case xml.CharData:
			if g.timed && len(g.when) < maxTimeBytes {
				g.when = append(g.when, t[:min(len(t), maxTimeBytes)]...)
			}
		case xml.EndElement:
			g.end(t)
		}
	}
}

func (g *gpxReader) start(t xml.StartElement) error {
	if g.depth++; g.depth > maxGPXDepth {
		return badTrack("filen har element i mer än %d nivåer; exportera spåret på nytt",
			"the file has elements more than %d deep; export the track once more", maxGPXDepth)
	}
	switch name := t.Name.Local; {
	case g.at == 0 && (name == "trkpt" || name == "rtept"):
		if len(g.track)+len(g.route)+g.dropped >= maxGPXPoints {
			return badTrack("spåret har fler än %d punkter; spara det med färre", "the track has more than %d points; save it with fewer", maxGPXPoints)
		}
		g.at, g.timed, g.when = g.depth, false, g.when[:0]
		g.fix = Fix{Piece: g.piece}
		g.fix.Point, g.ok = lonLatOf(t.Attr)
	case g.at == 0 && (name == "trkseg" || name == "rte"):
		g.piece++
	case g.at > 0 && g.depth == g.at+1 && name == "time":
		g.timed = true
	}
	return nil
}

func (g *gpxReader) end(t xml.EndElement) {
	if g.depth == g.at+1 {
		g.timed = false
	}
	if g.at > 0 && g.depth == g.at {
		g.at = 0
		g.keep(t.Name.Local)
	}
	g.depth--
}

// keep takes a point that was read, if it has place and time.
func (g *gpxReader) keep(kind string) {
	at, timed := instant(string(g.when))
	switch {
	case !g.ok:
		g.dropped++
	case !timed:
		g.dropped++
		g.timeless++
	case kind == "trkpt":
		g.fix.At = at
		g.track = append(g.track, g.fix)
	default:
		g.fix.At = at
		g.route = append(g.route, g.fix)
	}
}

// lonLatOf reads the place of a point, and whether it is one.
func lonLatOf(attributes []xml.Attr) (p orb.Point, ok bool) {
	p = orb.Point{math.NaN(), math.NaN()}
	for _, a := range attributes {
		v, err := strconv.ParseFloat(strings.TrimSpace(a.Value), 64)
		if err != nil {
			continue
		}
		switch a.Name.Local {
		case "lon":
			p[0] = v
		case "lat":
			p[1] = v
		}
	}
	return p, math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90
}

// instant reads a time as GPX writes it: UTC where it has no offset. Years far off are no
// times of a walk.
func instant(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t, err = time.Parse("2006-01-02T15:04:05", s)
	}
	return t.UTC(), err == nil && t.Year() >= 1990 && t.Year() <= 2100
}

// inOrder puts pieces in the order of their times and leaves out points that go back.
func inOrder(points []Fix, dropped, timeless int) (Track, error) {
	first := map[int]time.Time{}
	for _, p := range points {
		if t, ok := first[p.Piece]; !ok || p.At.Before(t) {
			first[p.Piece] = p.At
		}
	}
	slices.SortStableFunc(points, func(a, b Fix) int {
		if c := first[a.Piece].Compare(first[b.Piece]); c != 0 {
			return c
		}
		return a.Piece - b.Piece
	})
	t := Track{Dropped: dropped}
	for _, p := range points {
		if n := len(t.Points); n > 0 && !p.At.After(t.Points[n-1].At) {
			t.Dropped++
			continue
		}
		t.Points = append(t.Points, p)
	}
	switch {
	case len(t.Points) == 0 && timeless > 0:
		return Track{}, badTrack("spåret saknar tider och säger inte när gruppen var var; spela in det under passet",
			"the track has no times and does not tell when the team was where; record it during the shift")
	case len(t.Points) == 0:
		return Track{}, badTrack("filen har inget spår, bara kanske enstaka platser; exportera det inspelade spåret (trk)",
			"the file has no track, only single places perhaps; export the recorded track (trk)")
	case len(t.Points) == 1:
		return Track{}, badTrack("spåret har bara en punkt med plats och tid; det behövs minst två",
			"the track has one point only with place and time; at least two are needed")
	}
	return t, nil
}

// charset reads the encodings that GPX files come in beside UTF-8. All that counts in them
// is plain letters and digits.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252":
		return latin{bufio.NewReader(in)}, nil
	}
	return nil, errors.New("unknown encoding")
}

// latin turns single bytes into UTF-8.
type latin struct{ in io.ByteReader }

// Read implements io.Reader.
func (l latin) Read(p []byte) (n int, err error) {
	for n+2 <= len(p) {
		c, err := l.in.ReadByte()
		if err != nil {
			return n, err
		}
		n += copy(p[n:], string(rune(c)))
	}
	return n, nil
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func badTrack(sv, en string, args ...any) error {
	return fault.New(fault.Invalid, lang.T("spåret kan inte tas emot", "the track cannot be accepted"), field("track", sv, en, args...))
}
