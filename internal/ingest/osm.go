package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/geo"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/report"
	"tryggled/internal/street"
)

// sourceOSM names overlay objects that came from OpenStreetMap.
const sourceOSM = "osm"

// Town is what an OpenStreetMap file tells of a municipality, in metres.
type Town struct {
	Segments []street.Segment
	Overlays []overlay.Object // in the order of kinds, then of the file's nodes, ways and relations
	Notes    []lang.Text
	Tagged   map[string]int // overlay objects by kind, and segments whose light is tagged under "lit"

	Imported []overlay.Imported // what became of the tagged elements, by kind
	Aside    []report.Rejection // why some were put aside; lines count the tagged elements
}

// Limits of one file: some 300 MB of memory while it is read.
const (
	osmMaxNodes = 12_000_000
	osmMaxRefs  = 12_000_000
)

var errOSMTooLarge = errors.New("more nodes than fit")

// OSM reads an OpenStreetMap PBF file, once from its start to its end, packed by gzip or
// not. What does not touch clip (metric; empty means the whole file) is left out. It
// returns Invalid for a file that is none, is broken or has no street to walk on.
func OSM(ctx context.Context, r io.Reader, name string, m municipality.Municipality, clip orb.Bound) (Town, error) {
	projector, err := geo.NewProjector(m.CRS)
	if err != nil {
		return Town{}, err
	}
	in, err := openObjects(r, name)
	if err != nil {
		return Town{}, err
	}
	c := &osmCollector{barriers: make(map[int64]street.Barrier)}
	if err := readPBF(ctx, in, c); err != nil {
		return Town{}, osmFault(err, name)
	}
	c.sort()
	b := osmBuilder{osmCollector: c, projector: projector, clip: clip, tally: newIntake(name)}
	town, err := b.town(ctx)
	if err != nil {
		return Town{}, err
	}
	if len(town.Segments) == 0 {
		return Town{}, fault.New(fault.Invalid, lang.T(
			"%s: inga gator att gå på hittades i %s; kontrollera att filen täcker rätt ort och att områdena ligger där",
			"%s: no streets to walk on were found in %s; check that the file covers the right place and that the areas lie there",
			name, m.Slug))
	}
	return town, nil
}

func osmFault(err error, name string) error {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case fault.KindOf(err) != fault.Internal && !errors.Is(err, errNotPBF):
		return err
	case errors.Is(err, errNotPBF):
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s är ingen OpenStreetMap-fil i PBF-format; en .osm-fil (XML) görs om med: osmium cat in.osm -o ut.osm.pbf",
			"%s is no OpenStreetMap file in PBF format; an .osm file (XML) is turned into one by: osmium cat in.osm -o out.osm.pbf", name))
	case errors.Is(err, errPBFTruncated), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s är avbruten mitt i; hämta filen igen och jämför dess storlek",
			"%s is cut off in the middle; fetch the file again and compare its size", name))
	case errors.Is(err, errPBFBroken):
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s är skadad och kan inte läsas; hämta filen igen", "%s is damaged and cannot be read; fetch the file again", name))
	case errors.Is(err, errOSMTooLarge):
		return fault.Wrap(fault.Invalid, err, lang.T(
			"%s är för stor (över %d miljoner punkter); klipp ut kommunen med: osmium extract -b V,S,O,N",
			"%s is too large (over %d million points); cut out the municipality with: osmium extract -b W,S,E,N",
			name, osmMaxNodes/1_000_000))
	}
	return fmt.Errorf("read %s: %w", name, err)
}

// osmCollector keeps of a file what may be needed, in columns: ways come before the
// relations that say which of them are edges of a surface.
type osmCollector struct {
	nodes struct {
		id       []int64
		lon, lat []int32 // 1e-7 degrees
	}
	ways struct {
		id    []int64
		start []int // of the refs of each way
		refs  []int64
	}
	points   []osmThing // tagged nodes
	lines    []osmThing // tagged ways
	surfaces []osmThing // tagged relations
	streets  []osmStreet
	wayAt    map[int64]int32 // index of a way in ways
	barriers map[int64]street.Barrier
}

// osmThing is an element that is an overlay object.
type osmThing struct {
	thing
	id      int64
	members []pbfMember // of a relation
	loose   bool        // a relation that is no multipolygon
}

type osmStreet struct {
	way  int64
	tags map[string]string
}

func (c *osmCollector) node(id int64, lon, lat int32, tags map[string]string) error {
	if len(c.nodes.id) >= osmMaxNodes {
		return errOSMTooLarge
	}
	c.nodes.id = append(c.nodes.id, id)
	c.nodes.lon = append(c.nodes.lon, lon)
	c.nodes.lat = append(c.nodes.lat, lat)
	if b := street.BarrierOf(tags); b != street.OpenToAll {
		c.barriers[id] = b
	}
	for _, t := range classify(tags) {
		c.points = append(c.points, osmThing{thing: t, id: id})
	}
	return nil
}

func (c *osmCollector) way(id int64, refs []int64, tags map[string]string) error {
	if len(c.ways.refs)+len(refs) > osmMaxRefs {
		return errOSMTooLarge
	}
	c.ways.id = append(c.ways.id, id)
	c.ways.start = append(c.ways.start, len(c.ways.refs))
	c.ways.refs = append(c.ways.refs, refs...)
	if street.Walkable(tags) {
		c.streets = append(c.streets, osmStreet{way: id, tags: tags})
	}
	for _, t := range classify(tags) {
		c.lines = append(c.lines, osmThing{thing: t, id: id})
	}
	return nil
}

func (c *osmCollector) relation(id int64, members []pbfMember, tags map[string]string) error {
	if tags["type"] == "waterway" { // its ways are tagged themselves
		return nil
	}
	for _, t := range classify(tags) {
		c.surfaces = append(c.surfaces, osmThing{thing: t, id: id, members: members, loose: tags["type"] != "multipolygon"})
	}
	return nil
}

// sort makes nodes and ways findable; files nearly always come in order.
func (c *osmCollector) sort() {
	c.ways.start = append(c.ways.start, len(c.ways.refs))
	c.wayAt = make(map[int64]int32, len(c.ways.id))
	for i, id := range c.ways.id {
		c.wayAt[id] = int32(i)
	}
	n := &c.nodes
	if slices.IsSorted(n.id) {
		return
	}
	order := make([]int32, len(n.id))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(n.id[a], n.id[b]) })
	n.id, n.lon, n.lat = permuted(n.id, order), permuted(n.lon, order), permuted(n.lat, order)
}

func permuted[T any](in []T, order []int32) []T {
	out := make([]T, len(in))
	for i, from := range order {
		out[i] = in[from]
	}
	return out
}

// refs are the nodes of a way.
func (c *osmCollector) refs(way int64) []int64 {
	i, ok := c.wayAt[way]
	if !ok {
		return nil
	}
	return c.ways.refs[c.ways.start[i]:c.ways.start[i+1]]
}
