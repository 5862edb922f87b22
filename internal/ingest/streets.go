package ingest

import (
	"io"
	"math"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
)

// Streets reads a street network from GeoJSON lines in WGS 84 with OSM keys as
// properties (highway, name, lit, surface, foot, access …). Points that agree to the
// seventh decimal, about a centimetre, are the same junction. The notes tell what was
// left out and put aside. It returns Invalid for a file that cannot be read, has nothing to
// walk on or holds next to nothing that can be used.
func Streets(r io.Reader, name string, m municipality.Municipality) ([]street.Segment, []lang.Text, error) {
	n, err := readNetwork(r, RegisterFile{Kind: KindStreets, Name: name}, m, newIntake(name))
	return n.segments, n.notes, err
}

// network is a street network as a file tells it.
type network struct {
	segments  []street.Segment
	crossings []overlay.Object // where people cross a carriageway
	notes     []lang.Text
}

// networkReader makes ways of the features of one file.
type networkReader struct {
	judge
	RegisterFile
	network
	tally     *intake
	projector *geo.Projector
	ways      []street.Way
	classless int
}

// readNetwork reads a street network, through a profile where the file has one.
func readNetwork(r io.Reader, f RegisterFile, m municipality.Municipality, tally *intake) (network, error) {
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return network{}, err
	}
	n := networkReader{judge: judge{file: f.Name}, RegisterFile: f, tally: tally, projector: projector}
	for f, err := range features(r, n.Name, n.Profile) {
		if err == nil {
			err = n.take(f)
		}
		if err != nil {
			return network{}, err
		}
	}
	if err := n.end(); err != nil {
		return network{}, err
	}
	segments, sum := street.Build(n.ways)
	if len(segments) == 0 {
		return network{}, fault.New(fault.Invalid, tellNoStreets(n.Name, n.Profile, n.good))
	}
	n.segments, n.network.notes = segments, append(sum.Notes(), n.judge.notes()...)
	if n.classless > 0 {
		n.network.notes = append(n.network.notes, tellClassless(n.Name, n.Profile, n.classless, n.good))
	}
	return n.network, nil
}

// source is the register that the lines are of.
func (f RegisterFile) source() string {
	if f.Profile == nil {
		return registerSource
	}
	return f.Profile.sourceOf(f.Name)
}

// take makes ways of a feature, or puts it aside. The error is that too many before it were bad.
func (n *networkReader) take(f feature) error {
	tags := n.Profile.tags(f)
	parts, bad := lineParts(n.projector, f)
	line := overlay.Object{Kind: KindStreets, Source: n.source(), ExternalID: tags["id"]}
	if bad != nil {
		return n.refused(n.tally.put(line, f.number, *bad))
	}
	n.good++
	if street.Walkable(tags) {
		n.tally.kept(line)
	} else {
		n.tally.of(line.Kind, line.Source).Read++
	}
	if tags["highway"] == "" {
		n.classless++
	}
	for _, nodes := range parts {
		n.ways = append(n.ways, street.Way{ID: f.number, Nodes: nodes, Tags: tags})
		if n.Profile != nil && tags["footway"] == "crossing" && len(nodes) > 0 {
			n.cross(nodes, line.Source, line.ExternalID)
		}
	}
	return nil
}

// tellNoStreets says that a file has no street, and how to mend it.
func tellNoStreets(name string, p *RegisterProfile, lines int) lang.Text {
	if p == nil {
		return lang.T("%s: ingen av %d linjer är en gata att gå på; ge linjerna egenskapen highway, som footway eller residential",
			"%s: none of %d lines is a street to walk on; give the lines the property highway, such as footway or residential",
			name, lines)
	}
	return lang.T("%s: ingen av %d linjer är en gata att gå på; se efter att kolumnen och orden för class i mappningsprofilen stämmer med filen",
		"%s: none of %d lines is a street to walk on; see that the column and the words of class in the mapping profile are those of the file",
		name, lines)
}

// tellClassless says how many lines were left out because they tell of no kind of street.
func tellClassless(name string, p *RegisterProfile, classless, lines int) lang.Text {
	if p == nil {
		return lang.T("%s: %d av %d linjer saknar egenskapen highway och lämnades utanför",
			"%s: %d of %d lines lack the property highway and were left out", name, classless, lines)
	}
	return lang.T("%s: %d av %d linjer är av inget slag (class) som mappningsprofilen tar med och lämnades utanför",
		"%s: %d of %d lines are of no kind (class) that the mapping profile takes and were left out", name, classless, lines)
}

// lineParts gives the nodes of each line of a feature, in metres, or why it is no line here.
func lineParts(p *geo.Projector, f feature) ([][]street.Node, *refusal) {
	if bad := f.toDegrees(); bad != nil {
		return nil, bad
	}
	var lines orb.MultiLineString
	switch g := f.geometry.(type) {
	case orb.LineString:
		lines = orb.MultiLineString{g}
	case orb.MultiLineString:
		lines = g
	default:
		return nil, &refusal{rule: "shape_kind", more: lang.T(
			"en gata är en linje (LineString eller MultiLineString), inte %s",
			"a street is a line (LineString or MultiLineString), not %s", f.geometry.GeoJSONType())}
	}
	parts := make([][]street.Node, 0, len(lines))
	for _, line := range lines {
		nodes := make([]street.Node, 0, len(line))
		for _, lonlat := range line {
			at := rounded(lonlat)
			xy, err := p.Metric(at)
			if err != nil {
				return nil, &refusal{rule: "elsewhere", more: misplaced(p, lonlat)}
			}
			nodes = append(nodes, street.Node{ID: nodeID(at), Point: xy})
		}
		parts = append(parts, nodes)
	}
	if lengthOf(lines) == 0 {
		return nil, noLength()
	}
	return parts, nil
}

// perDegree is how finely the points of streets are told apart.
const perDegree = 1e7

// rounded puts a point where all points that count as the same are put.
func rounded(lonlat orb.Point) orb.Point {
	return orb.Point{math.Round(lonlat[0]*perDegree) / perDegree, math.Round(lonlat[1]*perDegree) / perDegree}
}

// nodeID is the place itself as a number, so the same file gives the same numbers.
func nodeID(lonlat orb.Point) int64 {
	x, y := int64(math.Round(lonlat[0]*perDegree)), int64(math.Round(lonlat[1]*perDegree))
	return x<<32 | y&math.MaxUint32
}
