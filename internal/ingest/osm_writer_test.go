package ingest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"testing"
)

// pbfTown writes small PBF files for tests.
type pbfTown struct {
	strings []string
	ways    [][]byte
	rels    [][]byte
	dense   []denseNode
	plain   bool // nodes one by one instead of as columns
	raw     bool // blobs not packed
}

type denseNode struct {
	id       int64
	lon, lat float64
	tags     map[string]string
}

func newPBFTown() *pbfTown { return &pbfTown{strings: []string{""}} }

func (p *pbfTown) str(s string) uint64 {
	if i := slices.Index(p.strings, s); i >= 0 {
		return uint64(i)
	}
	p.strings = append(p.strings, s)
	return uint64(len(p.strings) - 1)
}

func (p *pbfTown) node(id int64, lon, lat float64, tags map[string]string) *pbfTown {
	p.dense = append(p.dense, denseNode{id, lon, lat, tags})
	return p
}

func (p *pbfTown) way(id int64, tags map[string]string, refs ...int64) *pbfTown {
	m := append(number(1, uint64(id)), p.tagLists(tags)...)
	p.ways = append(p.ways, append(m, field(8, deltas(refs))...))
	return p
}

func (p *pbfTown) relation(id int64, tags map[string]string, members ...pbfMember) *pbfTown {
	var roles, kinds []byte
	var refs []int64
	for _, m := range members {
		roles = binary.AppendUvarint(roles, p.str(m.role))
		kinds = binary.AppendUvarint(kinds, uint64(m.kind))
		refs = append(refs, m.ref)
	}
	msg := append(number(1, uint64(id)), p.tagLists(tags)...)
	msg = append(msg, field(8, roles)...)
	msg = append(msg, field(9, deltas(refs))...)
	p.rels = append(p.rels, append(msg, field(10, kinds)...))
	return p
}

func (p *pbfTown) tagLists(tags map[string]string) []byte {
	var keys, vals []byte
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		keys = binary.AppendUvarint(keys, p.str(k))
		vals = binary.AppendUvarint(vals, p.str(tags[k]))
	}
	return append(field(2, keys), field(3, vals)...)
}

// bytes is the file: a header and one block with a group for each kind of element.
func (p *pbfTown) bytes(t testing.TB) []byte {
	t.Helper()
	var groups []byte
	if p.plain {
		var g []byte
		for _, n := range p.dense {
			m := append(number(1, zigzag(n.id)), p.tagLists(n.tags)...)
			m = append(m, number(8, zigzag(units(n.lat)))...)
			g = append(g, field(1, append(m, number(9, zigzag(units(n.lon)))...))...)
		}
		groups = field(2, g)
	} else {
		groups = field(2, field(2, p.denseNodes()))
	}
	for i, list := range [][][]byte{p.ways, p.rels} {
		var g []byte
		for _, m := range list {
			g = append(g, field(3+i, m)...)
		}
		groups = append(groups, field(2, g)...)
	}
	var table []byte
	for _, s := range p.strings {
		table = append(table, field(1, []byte(s))...)
	}
	header := append(field(4, []byte("OsmSchema-V0.6")), field(4, []byte("DenseNodes"))...)
	return append(p.blob(t, "OSMHeader", header), p.blob(t, "OSMData", append(field(1, table), groups...))...)
}

func (p *pbfTown) denseNodes() []byte {
	var ids, lons, lats []int64
	var words []byte
	for _, n := range p.dense {
		ids, lons, lats = append(ids, n.id), append(lons, units(n.lon)), append(lats, units(n.lat))
		for _, k := range slices.Sorted(maps.Keys(n.tags)) {
			words = binary.AppendUvarint(words, p.str(k))
			words = binary.AppendUvarint(words, p.str(n.tags[k]))
		}
		words = append(words, 0)
	}
	m := append(field(1, deltas(ids)), field(8, deltas(lats))...)
	return append(append(m, field(9, deltas(lons))...), field(10, words)...)
}

func (p *pbfTown) blob(t testing.TB, kind string, data []byte) []byte {
	t.Helper()
	blob := field(1, data)
	if !p.raw {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		if _, err := z.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		blob = append(number(2, uint64(len(data))), field(3, packed.Bytes())...)
	}
	header := append(field(1, []byte(kind)), number(3, uint64(len(blob)))...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
	return append(append(out, header...), blob...)
}

func units(deg float64) int64 { return int64(math.Round(deg * 1e7)) }

func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func deltas(values []int64) []byte {
	var out []byte
	var last int64
	for _, v := range values {
		out = binary.AppendUvarint(out, zigzag(v-last))
		last = v
	}
	return out
}

func field(number int, data []byte) []byte {
	out := binary.AppendUvarint(nil, uint64(number)<<3|2)
	return append(binary.AppendUvarint(out, uint64(len(data))), data...)
}

func number(field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, uint64(field)<<3), v)
}

// sampleTown is a crossing in Köping with one of everything.
func sampleTown() *pbfTown {
	p := newPBFTown()
	at := func(id int64, x, y float64, tags map[string]string) { // tens of metres around the centre
		p.node(id, 15.99+x*0.000177, 59.51+y*0.00009, tags)
	}
	at(1, -10, 0, nil)
	at(2, 0, 0, map[string]string{"highway": "crossing"})
	at(3, 10, 0, nil)
	at(4, 0, 10, nil)
	at(5, 0, -10, nil)
	at(10, 1, 1, map[string]string{"highway": "street_lamp", "light:height": "5 m", "light:method": "LED"})
	at(11, 2, 1, map[string]string{"highway": "street_lamp", "operational_status": "broken"})
	at(12, 3, 1, map[string]string{"natural": "tree", "height": "12"})
	at(13, 4, 1, map[string]string{"man_made": "surveillance", "camera:direction": "N;S"})
	for i, c := range [][2]float64{{-8, -8}, {-6, -8}, {-6, -6}, {-8, -6}, {-7.5, -7.5}, {-7, -7.5}, {-7, -7}} {
		at(int64(20+i), c[0], c[1], nil)
	}
	p.way(100, map[string]string{"highway": "residential", "name": "Storgatan", "lit": "yes"}, 1, 2, 3)
	p.way(101, map[string]string{"highway": "footway"}, 4, 2, 5)
	p.way(102, map[string]string{"highway": "motorway"}, 1, 4)
	p.way(103, map[string]string{"barrier": "hedge"}, 4, 3)
	p.way(104, map[string]string{"building": "apartments", "height": "15"}, 20, 21, 22, 23, 20)
	p.way(105, nil, 20, 21, 22)
	p.way(106, nil, 20, 23, 22)
	p.way(107, nil, 24, 25, 26, 24)
	p.way(108, map[string]string{"waterway": "river"}, 1, 5)
	way := func(ref int64, role string) pbfMember { return pbfMember{kind: pbfMemberWay, ref: ref, role: role} }
	p.relation(200, map[string]string{"type": "multipolygon", "landuse": "forest"}, way(105, "outer"), way(106, ""), way(107, "inner"))
	p.relation(201, map[string]string{"type": "multipolygon", "natural": "water"}, way(105, "outer"), way(999, "outer"))
	return p
}
