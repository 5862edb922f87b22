package httpapi

import (
	"cmp"
	"context"
	"slices"

	"tryggled/api"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/report"
)

// notice marks everything that shows exercise data.
var notice = lang.T("övningsdata: allt som visas är påhittat för övning", "exercise data (övningsdata): everything shown is invented for training")

// noticeOf is the mark of a municipality's answers; empty for real data.
func noticeOf(m municipality.Municipality) lang.Text {
	if m.Exercise {
		return notice
	}
	return lang.Text{}
}

// ListMunicipalities answers with all municipalities, by slug.
func (s *Server) ListMunicipalities(ctx context.Context, _ api.ListMunicipalitiesRequestObject) (api.ListMunicipalitiesResponseObject, error) {
	all, err := s.visible(ctx)
	if err != nil {
		return nil, err
	}
	items := mapped(all, func(m municipality.Municipality) api.Municipality { return s.municipalityBody(ctx, m) })
	return api.ListMunicipalities200JSONResponse{Items: items}, nil
}

func (s *Server) sorted(ctx context.Context) ([]municipality.Municipality, error) {
	all, err := s.Municipalities.List(ctx)
	slices.SortFunc(all, func(a, b municipality.Municipality) int { return cmp.Compare(a.Slug, b.Slug) })
	return all, err
}

// GetMunicipality answers with one municipality.
func (s *Server) GetMunicipality(ctx context.Context, r api.GetMunicipalityRequestObject) (api.GetMunicipalityResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	return api.GetMunicipality200JSONResponse(s.municipalityBody(ctx, m)), nil
}

// parts are what a municipality leads to. Each stands in addresses by the name of its
// collection.
var parts = []identity.Collection{
	identity.Areas, identity.Bases, identity.Categories, identity.RoleTable, identity.Reports, identity.Tasks,
	identity.Streets, identity.Analyses, identity.Plans, identity.Cells, identity.Publication, identity.Keys,
	identity.Links, identity.Audit, identity.Retention, identity.Disclosures,
}

// municipalityBody is a municipality with links to what the asker may read of it.
func (s *Server) municipalityBody(ctx context.Context, m municipality.Municipality) api.Municipality {
	links := api.Links{{Rel: "self", Href: pathOf(m)}}
	for _, part := range parts {
		if _, err := ask(ctx).actor.Allow(m.Code, m.Open, identity.Read, part, s.now()); err == nil {
			links = append(links, api.Link{Rel: string(part), Href: pathOf(m, part)})
		}
	}
	return api.Municipality{
		Code: m.Code, Slug: m.Slug, Name: m.Name, CRS: m.CRS.String(), TimeZone: m.TimeZone,
		Sources: orEmpty(m.Sources), Exercise: m.Exercise, Revision: m.Revision, Links: links,
	}
}

// ListAreas answers with a municipality's areas as GeoJSON.
func (s *Server) ListAreas(ctx context.Context, r api.ListAreasRequestObject) (api.ListAreasResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	areas, err := s.Municipalities.Areas(ctx, m.Code)
	if err != nil {
		return nil, err
	}
	features := make([]api.AreaFeature, len(areas))
	for i, a := range areas {
		shape, _, err := geometry(p, a.Shape)
		if err != nil {
			return nil, err
		}
		features[i] = api.AreaFeature{
			Type: api.FeatureTypeFeature, ID: a.Slug, Geometry: shape,
			Properties: api.AreaProperties{Slug: a.Slug, Name: a.Name, Provisional: a.Provisional},
		}
	}
	slices.SortFunc(features, func(a, b api.AreaFeature) int { return cmp.Compare(a.ID, b.ID) })
	return api.ListAreas200ApplicationGeoPlusJSONResponse{
		Type: api.CollectionTypeFeatureCollection, Exercise: m.Exercise, Notice: noticeOf(m),
		Sources: orEmpty(m.Sources), Features: features,
	}, nil
}

// ListBases answers with a municipality's bases as GeoJSON.
func (s *Server) ListBases(ctx context.Context, r api.ListBasesRequestObject) (api.ListBasesResponseObject, error) {
	m, p, err := s.place(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	bases, err := s.Municipalities.Bases(ctx, m.Code)
	if err != nil {
		return nil, err
	}
	features := make([]api.BaseFeature, len(bases))
	for i, b := range bases {
		point, _, err := geometry(p, b.Point)
		if err != nil {
			return nil, err
		}
		features[i] = api.BaseFeature{
			Type: api.FeatureTypeFeature, ID: b.Slug, Geometry: point,
			Properties: api.BaseProperties{Slug: b.Slug, Name: b.Name, Roles: orEmpty(b.Roles)},
		}
	}
	slices.SortFunc(features, func(a, b api.BaseFeature) int { return cmp.Compare(a.ID, b.ID) })
	return api.ListBases200ApplicationGeoPlusJSONResponse{
		Type: api.CollectionTypeFeatureCollection, Exercise: m.Exercise, Notice: noticeOf(m),
		Sources: orEmpty(m.Sources), Features: features,
	}, nil
}

// ListCategories answers with the table of categories.
func (s *Server) ListCategories(ctx context.Context, r api.ListCategoriesRequestObject) (api.ListCategoriesResponseObject, error) {
	if _, err := s.municipality(ctx, r.Municipality); err != nil {
		return nil, err
	}
	items := mapped(report.Categories(), func(c report.Category) api.Category {
		return api.Category{
			Code: c.Code, Name: c.Name, Focus: api.CategoryFocus(c.Focus), Restricted: c.Restricted, Weight: c.Weight,
		}
	})
	return api.ListCategories200JSONResponse{Items: items}, nil
}

// ListRoles answers with the table of walking roles.
func (s *Server) ListRoles(ctx context.Context, r api.ListRolesRequestObject) (api.ListRolesResponseObject, error) {
	if _, err := s.municipality(ctx, r.Municipality); err != nil {
		return nil, err
	}
	items := mapped(identity.Patrols(), RoleOf)
	return api.ListRoles200JSONResponse{Items: items}, nil
}
