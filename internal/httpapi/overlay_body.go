package httpapi

import (
	"context"
	"encoding/json"
	"fmt"

	"tryggled/api"
	"tryggled/internal/geo"
	"tryggled/internal/identity"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
)

// objectBody is an object as the asker may see it.
func (s *Server) objectBody(ctx context.Context, m municipality.Municipality, o overlay.Object) (api.OverlayFeature, error) {
	p, err := geo.NewProjector(m.CRS)
	if err != nil {
		return api.OverlayFeature{}, err
	}
	shape, _, err := geometry(p, o.Geometry)
	access, _ := identity.AccessOf(ctx)
	return overlayFeature(access, o, shape), err
}

// overlayFeature is an object as an access shows it.
func overlayFeature(a identity.Access, o overlay.Object, g api.Geometry) api.OverlayFeature {
	p := o.Props
	f := api.OverlayFeature{Type: api.FeatureTypeFeature, ID: o.ID, Geometry: g, Properties: api.OverlayProperties{
		Kind: api.OverlayKind(o.Kind), Source: o.Source, ExternalID: o.ExternalID, Revision: o.Revision, Mended: p.Mended,
		Class: p.Class, HeightM: p.HeightM, Owner: p.Owner, Dwelling: p.Dwelling,

		Status: string(p.Status), Lumens: p.Lumens, Watts: p.Watts, Count: int(p.Count), Method: p.Method, Mount: p.Mount, Optic: p.Optic,
		Dimming: mapped(p.Dimming, dimBody), Pole: p.Pole, Cabinet: p.Cabinet, UnitCost: p.UnitCost,

		CrownBaseM: p.CrownBaseM, Density: p.Density, Evergreen: p.Evergreen, SpreadM: p.SpreadM, Protected: p.Protected,

		BearingDeg: p.BearingDeg, FieldDeg: p.FieldDeg, RangeM: p.RangeM, WidthPx: p.WidthPx, CameraType: p.CameraType,
		Operator: p.Operator, Purpose: p.Purpose, LegalBasis: p.LegalBasis,
	}}
	if len(p.Dimming) == 0 {
		f.Properties.Dimming = nil
	}
	withholdOf(a.Rule, &f.Properties)
	return f
}

func dimBody(d overlay.Dim) api.Dim {
	return api.Dim{From: d.From.String(), To: d.To.String(), Share: d.Share}
}

// withholdOf takes the columns out of an object that a rule keeps back.
func withholdOf(rule identity.Rule, p *api.OverlayProperties) {
	for _, column := range rule.Without {
		switch column {
		case identity.ColumnOperator:
			p.Operator = ""
		case identity.ColumnPurpose:
			p.Purpose = ""
		case identity.ColumnLegalBasis:
			p.LegalBasis = ""
		case identity.ColumnCabinet:
			p.Cabinet = ""
		}
	}
}

// propsOf reads what is given of an object. The members of both are called the same.
func propsOf(v api.OverlayValues) (p overlay.Props, err error) {
	for i, d := range v.Dimming {
		in := input{}
		_, err := overlay.ParseClock(d.From)
		in.note(fmt.Sprintf("properties.dimming[%d].from", i), err)
		_, err = overlay.ParseClock(d.To)
		in.note(fmt.Sprintf("properties.dimming[%d].to", i), err)
		if err := in.err(); err != nil {
			return p, err
		}
	}
	v.Kind, v.Source, v.ExternalID, v.Revision, v.Mended = "", "", "", 0, nil
	body, err := json.Marshal(v)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(body, &p)
}
