package postgres

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"
)

// registerGeometry teaches a new connection the geometry type. Its number differs between
// databases, so it is asked for; a database without PostGIS has none (Migrate says so).
func registerGeometry(ctx context.Context, conn *pgx.Conn) error {
	var oid *uint32
	if err := conn.QueryRow(ctx, `SELECT to_regtype('geometry')::oid`).Scan(&oid); err != nil {
		return err
	}
	if oid != nil {
		conn.TypeMap().RegisterType(&pgtype.Type{Name: "geometry", OID: *oid, Codec: geometryCodec{}})
	}
	return nil
}

// geometryCodec moves orb geometries to and from PostGIS as EWKB. What is sent has no SRID:
// statements set the municipality's with ST_SetSRID. What is read loses it again, since the
// domain holds all places of a municipality in one system.
type geometryCodec struct{}

var _ pgtype.Codec = geometryCodec{}

func (geometryCodec) FormatSupported(format int16) bool { return format == pgtype.BinaryFormatCode }

func (geometryCodec) PreferredFormat() int16 { return pgtype.BinaryFormatCode }

func (geometryCodec) PlanEncode(_ *pgtype.Map, _ uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.(orb.Geometry); !ok || format != pgtype.BinaryFormatCode {
		return nil
	}
	return encodeGeometry{}
}

type encodeGeometry struct{}

// Encode appends a geometry; points, which come by the hundred thousand, without a detour.
func (encodeGeometry) Encode(value any, buf []byte) ([]byte, error) {
	if p, ok := value.(orb.Point); ok {
		buf = append(buf, 1, 1, 0, 0, 0) // little endian, point
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(p[0]))
		return binary.LittleEndian.AppendUint64(buf, math.Float64bits(p[1])), nil
	}
	var out bytes.Buffer
	if err := ewkb.NewEncoder(&out).SetByteOrder(binary.LittleEndian).Encode(value.(orb.Geometry), 0); err != nil {
		return nil, fmt.Errorf("encode %T: %w", value, err)
	}
	return append(buf, out.Bytes()...), nil
}

func (geometryCodec) PlanScan(_ *pgtype.Map, _ uint32, format int16, target any) pgtype.ScanPlan {
	if format != pgtype.BinaryFormatCode {
		return nil
	}
	switch target.(type) {
	case *orb.Point, *orb.MultiPoint, *orb.LineString, *orb.MultiLineString,
		*orb.Polygon, *orb.MultiPolygon, *orb.Geometry:
		return scanGeometry{}
	}
	return nil
}

type scanGeometry struct{}

// Scan reads EWKB into the geometry type that target points to. NULL empties the target,
// save a point, which has no empty value.
func (scanGeometry) Scan(src []byte, target any) error {
	if src == nil {
		return setGeometry(target, nil)
	}
	if p, ok := target.(*orb.Point); ok && len(src) == 25 && src[0] == 1 {
		p[0] = math.Float64frombits(binary.LittleEndian.Uint64(src[9:]))
		p[1] = math.Float64frombits(binary.LittleEndian.Uint64(src[17:]))
		return nil
	}
	g, _, err := ewkb.Unmarshal(src)
	if err != nil {
		return fmt.Errorf("read geometry: %w", err)
	}
	return setGeometry(target, g)
}

func setGeometry(target any, g orb.Geometry) error {
	ok := true
	switch t := target.(type) {
	case *orb.Geometry:
		*t = g
	case *orb.Point:
		*t, ok = g.(orb.Point)
	case *orb.MultiPoint:
		ok = setOrNil(t, g)
	case *orb.LineString:
		ok = setOrNil(t, g)
	case *orb.MultiLineString:
		ok = setOrNil(t, g)
	case *orb.Polygon:
		ok = setOrNil(t, g)
	case *orb.MultiPolygon:
		ok = setOrNil(t, g)
	}
	if !ok {
		return fmt.Errorf("cannot read %T into %T", g, target)
	}
	return nil
}

func setOrNil[G any](target *G, g orb.Geometry) bool {
	var ok bool
	if g == nil {
		*target = *new(G)
		return true
	}
	*target, ok = g.(G)
	return ok
}

func (geometryCodec) DecodeDatabaseSQLValue(_ *pgtype.Map, _ uint32, _ int16, src []byte) (driver.Value, error) {
	return src, nil
}

func (geometryCodec) DecodeValue(_ *pgtype.Map, _ uint32, _ int16, src []byte) (any, error) {
	if src == nil {
		return nil, nil
	}
	g, _, err := ewkb.Unmarshal(src)
	return g, err
}
