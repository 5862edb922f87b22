package patrol

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
)

var ekstaby = municipality.Municipality{Code: "1983", Slug: "ekstaby", Name: lang.Same("Ekstaby"), CRS: 3006, TimeZone: "Europe/Stockholm", Exercise: true}

// gpx is a file with a track of points, each written as lon lat time.
func gpx(points ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="klocka" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>`)
	for _, p := range points {
		f := strings.Fields(p)
		fmt.Fprintf(&b, `<trkpt lat="%s" lon="%s"><ele>12</ele>`, f[1], f[0])
		if len(f) > 2 {
			fmt.Fprintf(&b, `<time>%s</time>`, f[2])
		}
		b.WriteString(`<extensions><x:hr xmlns:x="urn:x"><x:time>1999-01-01T00:00:00Z</x:time>88</x:hr></extensions></trkpt>`)
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return b.String()
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestReadGPX(t *testing.T) {
	one, two := "16.0 59.5 2026-06-05T19:00:00Z", "16.001 59.5 2026-06-05T19:01:00.5Z"
	fixes := []Fix{
		{At: at("2026-06-05T19:00:00Z"), Point: orb.Point{16, 59.5}, Piece: 1},
		{At: at("2026-06-05T19:01:00.5Z"), Point: orb.Point{16.001, 59.5}, Piece: 1},
	}
	for _, c := range []struct {
		name, file string
		want       Track
	}{
		{"track", gpx(one, two), Track{Points: fixes}},
		{"GPX 1.0 without namespace", strings.NewReplacer(`version="1.1"`, `version="1.0"`, ` xmlns="http://www.topografix.com/GPX/1/1"`, "").Replace(gpx(one, two)), Track{Points: fixes}},
		{"times without zone are UTC", strings.ReplaceAll(gpx(one, two), "Z</time>", "</time>"), Track{Points: fixes}},
		{"times with offset", strings.NewReplacer("T19:00:00Z", "T21:00:00+02:00").Replace(gpx(one, two)), Track{Points: fixes}},
		{"latin-1", strings.Replace(gpx(one, two), `UTF-8"?>`, `ISO-8859-1"?><!-- K`+"\xf6"+`ping -->`, 1), Track{Points: fixes}},
		{"points without time or place, backwards or twice", gpx(one, "16 59.5", "16 91 2026-06-05T19:00:10Z", "NaN 59 2026-06-05T19:00:10Z", "16 59.5 2026-06-05T18:00:00Z", one, two), Track{Points: fixes, Dropped: 5}},
		{"a route with times", strings.NewReplacer("<trk><trkseg>", "<rte>", "</trkseg></trk>", "</rte>", "trkpt", "rtept").Replace(gpx(one, two)), Track{Points: fixes}},
		{"pieces in the wrong order", strings.Replace(gpx(two, one), `<trkpt lat="59.5" lon="16.0">`, `</trkseg><trkseg><trkpt lat="59.5" lon="16.0">`, 1), Track{Points: []Fix{
			{At: fixes[0].At, Point: fixes[0].Point, Piece: 2}, {At: fixes[1].At, Point: fixes[1].Point, Piece: 1},
		}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ReadGPX(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestReadGPXRefuses(t *testing.T) {
	one := "16.0 59.5 2026-06-05T19:00:00Z"
	for _, c := range []struct{ name, file, says string }{
		{"empty", "", "ingen GPX"},
		{"text", "hej", "ingen GPX"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00", "ingen GPX"},
		{"KML", `<kml xmlns="http://www.opengis.net/kml/2.2"/>`, `"kml" och inte GPX`},
		{"cut off", gpx(one, one)[:200], "avbruten"},
		{"entities of its own", `<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>`, "DOCTYPE"},
		{"an entity that is not declared", `<gpx>&x;</gpx>`, "ingen GPX"},
		{"UTF-16", "\xff\xfe<\x00g\x00", "ingen GPX"},
		{"nested", "<gpx>" + strings.Repeat("<a>", 100), "nivåer"},
		{"no track", `<gpx><wpt lat="59.5" lon="16"><time>2026-06-05T19:00:00Z</time></wpt></gpx>`, "inget spår"},
		{"no times", gpx("16 59.5", "16.001 59.5"), "saknar tider"},
		{"one point", gpx(one), "bara en punkt"},
		{"the same point twice", gpx(one, one), "bara en punkt"},
		{"years far off", gpx("16 59.5 0001-01-01T00:00:00Z", "16 59.5 9999-01-01T00:00:00Z"), "saknar tider"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadGPX(strings.NewReader(c.file))
			refused(t, err, fault.Invalid, c.says)
		})
	}
}

// refused checks the kind and a part of the Swedish words of an error, and that it has English ones.
func refused(t *testing.T, err error, kind fault.Kind, says string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != kind || !strings.Contains(f.Say(lang.SV), says) || f.Say(lang.EN) == f.Say(lang.SV) {
		t.Errorf("error is %v, want kind %d with %q", err, kind, says)
	}
}

// A file of more than MaxGPXBytes is read no further.
func TestReadGPXTooLarge(t *testing.T) {
	r := &endless{head: []byte("<gpx>"), body: []byte("<wpt>" + strings.Repeat(" ", 1000) + "</wpt>")}
	_, err := ReadGPX(r)
	refused(t, err, fault.Invalid, "större än 32 MB")
	if r.read > MaxGPXBytes+1<<20 {
		t.Errorf("%d bytes read", r.read)
	}
	many := gpx(strings.Split(strings.Repeat("16 59.5;", maxGPXPoints+1), ";")[:maxGPXPoints+1]...)
	_, err = ReadGPX(strings.NewReader(strings.ReplaceAll(many, `<extensions><x:hr xmlns:x="urn:x"><x:time>1999-01-01T00:00:00Z</x:time>88</x:hr></extensions>`, "")))
	refused(t, err, fault.Invalid, "fler än 100000 punkter")
}

// endless gives its head, then its body again and again.
type endless struct {
	head, body []byte
	read       int
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(e.head) == 0 {
			e.head = e.body
		}
		k := copy(p[n:], e.head)
		n, e.head = n+k, e.head[k:]
	}
	e.read += n
	return n, nil
}

func TestPlace(t *testing.T) {
	p, err := geo.NewProjector(ekstaby.CRS)
	if err != nil {
		t.Fatal(err)
	}
	middle, err := p.Metric(orb.Point{16, 59.5})
	if err != nil {
		t.Fatal(err)
	}
	extent := orb.Bound{Min: middle, Max: middle}.Pad(2000)
	from, to := at("2026-06-05T19:00:00Z"), at("2026-06-05T23:00:00Z")
	track := func(points ...string) Track {
		got, err := ReadGPX(strings.NewReader(gpx(points...)))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	t.Run("the shift alone", func(t *testing.T) {
		points, err := track(
			"16 59.5 2026-06-05T16:59:59Z", "16 59.5 2026-06-05T17:00:00Z", "16 59.5 2026-06-06T01:00:00Z", "16 59.5 2026-06-06T01:00:01Z",
		).Place(ekstaby, extent, from, to)
		if err != nil || len(points) != 2 || geo.Dist(points[0].Point, middle) > 0.01 {
			t.Errorf("%v, %v; want the two points within two hours of the shift, at %v", points, err, middle)
		}
	})
	t.Run("a stray point", func(t *testing.T) {
		points, err := track(
			"16 59.5 2026-06-05T20:00:00Z", "0 0 2026-06-05T20:00:01Z", "16 59.5 2026-06-05T20:00:02Z",
		).Place(ekstaby, extent, from, to)
		if err != nil || len(points) != 2 {
			t.Errorf("%v, %v; want two points", points, err)
		}
	})
	t.Run("another country", func(t *testing.T) {
		// Copenhagen, 12.57 E 55.68 N, lies 470 km from the town at 16 E 59.5 N by the haversine
		// of 3.82° of latitude (425 km) and 3.43° of longitude at 57.6° N (204 km): √(425²+204²) = 471,
		// less the 2 km to the edge of the box.
		_, err := track("12.57 55.68 2026-06-05T20:00:00Z", "12.58 55.68 2026-06-05T20:01:00Z").Place(ekstaby, extent, from, to)
		refused(t, err, fault.Invalid, "spåret ligger 4")
		refused(t, err, fault.Invalid, "km från Ekstaby")
	})
	t.Run("the other side of the world", func(t *testing.T) {
		_, err := track("-170 -45 2026-06-05T20:00:00Z", "-170 -45.1 2026-06-05T20:01:00Z").Place(ekstaby, extent, from, to)
		refused(t, err, fault.Invalid, "km från Ekstaby")
	})
	t.Run("another evening", func(t *testing.T) {
		_, err := track("16 59.5 2026-06-04T20:00:00Z", "16 59.5 2026-06-04T21:00:00Z").Place(ekstaby, extent, from, to)
		refused(t, err, fault.Invalid, "spåret går från 2026-06-04 22:00 till 2026-06-04 23:00 och passet från 2026-06-05 21:00")
	})
}

// Whatever a file holds, it is read or refused in words, and what is read can be matched.
func FuzzReadGPX(f *testing.F) {
	f.Add([]byte(gpx("16.0 59.5 2026-06-05T19:00:00Z", "16.001 59.5 2026-06-05T19:01:00Z")))
	f.Add([]byte(`<gpx><rte><rtept lat="1e308" lon="-0"><time>2026-06-05T19:00:00</time></rtept></rte></gpx>`))
	f.Add([]byte("<?xml version='1.0' encoding='latin1'?><gpx><trk><trkpt lat='1' lon='2'><time> 2026-06-05T19:00:00Z </time><time>x</time></trkpt></trk></gpx>"))
	f.Add([]byte(gpx("16 59.5")[:150]))
	f.Add([]byte("<!DOCTYPE a><gpx/>"))
	small := newTown(2, 1)
	f.Fuzz(func(t *testing.T, file []byte) {
		track, err := ReadGPX(bytes.NewReader(file))
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("error without words: %v", err)
			}
			return
		}
		for i, p := range track.Points {
			if i > 0 && !p.At.After(track.Points[i-1].At) {
				t.Fatal("times do not rise")
			}
			track.Points[i].Point = orb.Point{p.Point[0] * 10, p.Point[1] * 10} // degrees as if they were metres of the lattice
		}
		w := Match(small.segments, []Place{{Spot: "h1", Point: orb.Point{50, 50}}}, track.Points)
		if w.Matched < 0 || w.Matched > 1 || w.Off < 0 {
			t.Fatalf("%v matched, %v off", w.Matched, w.Off)
		}
	})
}
