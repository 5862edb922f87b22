package ingest

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"tryggled/internal/geo"
	"tryggled/internal/lang"
)

// geojsonReports reads the features of a GeoJSON FeatureCollection as reports: its
// properties are the columns, its point the place.
type geojsonReports struct {
	rows     *jsonRows
	profile  Profile
	spelling map[string]fieldRank // by folded name of a property
}

// fieldRank is a field and how good a spelling of it is; 0 is the best.
type fieldRank struct{ field, rank int }

// reportFeature is what is read of a GeoJSON feature.
type reportFeature struct {
	Type     string `json:"type"`
	Geometry *struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
}

func openGeoJSONReports(o ReportOptions, r io.Reader) (reportRecords, error) {
	g := &geojsonReports{rows: newJSONRows(o.FileName, r), profile: o.Profile, spelling: map[string]fieldRank{}}
	for k, name := range fieldNames {
		for rank, s := range o.Profile.Columns[name] {
			if _, taken := g.spelling[fold(s)]; !taken {
				g.spelling[fold(s)] = fieldRank{k, rank}
			}
		}
	}
	return g, g.begin(o)
}

// begin reads up to the first feature. The crs member of old GeoJSON is held against the
// profile's: a file must not say one thing and be read as another.
func (g *geojsonReports) begin(o ReportOptions) error {
	if t, err := g.rows.token(); err != nil {
		return err
	} else if t != json.Delim('{') {
		return notFeatures(o.FileName)
	}
	for {
		key, err := g.rows.token()
		if err != nil {
			return err
		}
		switch key {
		case json.Delim('}'):
			return notFeatures(o.FileName)
		case "features":
			if t, err := g.rows.token(); err != nil || t != json.Delim('[') {
				return notFeatures(o.FileName)
			}
			return nil
		}
		var skipped json.RawMessage
		g.rows.count--
		if err := g.rows.value(&skipped); err != nil {
			return err
		}
		if key == "crs" {
			if err := g.checkCRS(o, skipped); err != nil {
				return err
			}
		}
	}
}

func notFeatures(name string) error {
	return fileFault(name, "filen är ingen GeoJSON FeatureCollection; exportera lagret som GeoJSON",
		"the file is no GeoJSON FeatureCollection; export the layer as GeoJSON")
}

// namedCRS reads names such as urn:ogc:def:crs:EPSG::3006 and CRS84; ok is false for a
// name that gives no number.
func namedCRS(name string) (crs geo.CRS, ok bool) {
	if strings.HasSuffix(name, "CRS84") {
		return geo.WGS84, true
	}
	code, err := strconv.Atoi(name[strings.LastIndexByte(name, ':')+1:])
	return geo.CRS(code), err == nil
}

// checkCRS refuses a file that says it is in another system than the profile reads.
func (g *geojsonReports) checkCRS(o ReportOptions, raw json.RawMessage) error {
	var member struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	}
	// A member of null or of another form says nothing.
	_ = json.Unmarshal(raw, &member)
	said, ok := namedCRS(member.Properties.Name)
	if !ok || said == g.profile.CRS || geographic(said) && geographic(g.profile.CRS) {
		return nil
	}
	return fileFault(o.FileName, "filen säger att den är i %s, men mappningsprofilen %s läser %s; rätta crs i profilen eller exportera om",
		"the file says that it is in %s, but the mapping profile %s reads %s; mend crs in the profile or export again",
		said, o.Profile.Name, g.profile.CRS)
}

func (g *geojsonReports) next(rec *reportRecord) error {
	*rec = reportRecord{}
	if !g.rows.dec.More() {
		if t, err := g.rows.token(); err != nil || t != json.Delim(']') {
			return g.rows.fault(io.ErrUnexpectedEOF)
		}
		return io.EOF
	}
	var f reportFeature
	err := g.rows.value(&f)
	rec.line = g.rows.count
	if err != nil {
		return err
	}
	g.columns(f.Properties, rec)
	return g.point(f, rec)
}

// columns puts the properties into the record; of two spellings of a field the better
// one counts.
func (g *geojsonReports) columns(properties map[string]json.RawMessage, rec *reportRecord) {
	var ranks [fieldCount]int
	for k := range ranks {
		ranks[k] = -1
	}
	for name, raw := range properties {
		s, ok := g.spelling[fold(name)]
		if ok && (ranks[s.field] < 0 || s.rank < ranks[s.field]) {
			rec.values[s.field], ranks[s.field] = plain(raw), s.rank
		}
	}
}

// point takes the place from the geometry, unless the properties have told it.
func (g *geojsonReports) point(f reportFeature, rec *reportRecord) error {
	if f.Type != "Feature" {
		return &rowFault{field: "type", text: lang.T("är %q; det ska vara Feature", "is %q; it should be Feature", quoted(f.Type))}
	}
	if rec.values[fieldEast] != "" && rec.values[fieldNorth] != "" {
		return nil
	}
	if f.Geometry == nil {
		return &rowFault{field: "geometry", text: lang.T("platsen saknas; rita en punkt", "the place is missing; draw a point")}
	}
	var coordinates []json.Number
	if f.Geometry.Type != "Point" || json.Unmarshal(f.Geometry.Coordinates, &coordinates) != nil || len(coordinates) < 2 {
		return &rowFault{field: "geometry", text: lang.T(
			"geometrin är %q; en rapport är en punkt (Point) med två tal", "the geometry is %q; a report is a Point with two numbers",
			quoted(f.Geometry.Type))}
	}
	rec.values[fieldEast], rec.values[fieldNorth] = string(coordinates[0]), string(coordinates[1])
	return nil
}

func (g *geojsonReports) close() {}
