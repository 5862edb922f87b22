package httpapi

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"tryggled/api"
	"tryggled/internal/export"
	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/municipality"
	"tryggled/internal/overlay"
	"tryggled/internal/street"
	"tryggled/internal/sun"
)

// at reads the time that is asked about; without one it is now, to the minute.
func (s *Server) at(m municipality.Municipality, asked string) (time.Time, error) {
	if asked == "" {
		return s.now().Truncate(time.Minute), nil
	}
	in := input{m: m}
	at := in.instant("at", asked)
	return at, in.err()
}

// GetExposure answers with what a walker meets on a segment.
func (s *Server) GetExposure(ctx context.Context, r api.GetExposureRequestObject) (api.GetExposureResponseObject, error) {
	m, err := s.municipality(ctx, r.Municipality)
	if err != nil {
		return nil, err
	}
	at, err := s.at(m, r.Params.At)
	if err != nil {
		return nil, err
	}
	segment, exposure, err := s.exposure(ctx, m, r.Segment)
	if err != nil {
		return nil, err
	}
	place, err := overlay.PlaceOf(m.CRS, segment.Line.Bound())
	if err != nil {
		return nil, err
	}
	return api.GetExposure200JSONResponse(recordBody(m, segment, exposure, at, place)), nil
}

// exposure is a segment and what a walker meets on it, as things are.
func (s *Server) exposure(ctx context.Context, m municipality.Municipality, id int64) (street.Segment, overlay.Exposure, error) {
	none := func() (street.Segment, overlay.Exposure, error) {
		return street.Segment{}, overlay.Exposure{}, fault.New(fault.NotFound, lang.T(
			"Det finns inget gatusegment %d.", "There is no street segment %d.", id))
	}
	all, err := s.Streets.Segments(ctx, m.Code)
	if err != nil {
		return street.Segment{}, overlay.Exposure{}, err
	}
	is := func(s street.Segment) bool { return s.ID == id }
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return none()
	}
	near, stored, stale, err := s.Surroundings.Stored(ctx, m, all[i].Line.Bound())
	if err != nil {
		return street.Segment{}, overlay.Exposure{}, err
	}
	if i = slices.IndexFunc(near, is); i < 0 {
		return none()
	}
	fresh, err := s.Surroundings.Fresh(ctx, m, near[i:i+1], stored[i:i+1], stale[i:i+1])
	if err != nil {
		return street.Segment{}, overlay.Exposure{}, err
	}
	return near[i], fresh[0], nil
}

// recordBody is the record of a moment, and the light of each hour of its day.
func recordBody(m municipality.Municipality, segment street.Segment, e overlay.Exposure, at time.Time, place sun.Place) api.ExposureRecord {
	zone := m.Location()
	moment := overlay.MomentAt(at, zone, place, overlay.Params{})
	r := e.At(moment)
	night := sun.NewDays(place).Night(at)
	body := api.ExposureRecord{
		Segment: segment.ID, Street: segment.Name, LengthM: segment.LengthM, At: at.In(zone), SunDeg: digits(moment.SunDeg, 2),
		Night: moment.Night(), Nightless: night.Case == sun.Never, NightText: overlay.NightText(night, zone), LeafOn: moment.LeafOn,
		Lux: luxBody(r.Light), Class: api.ExposureRecordClass(r.Light.Class.String()), ClassName: r.Light.Class.Name(), Dark: darkOf(r.Light),
		Sources: []api.ExposureRecordSources{}, Text: r.Text(), Hours: hoursBody(e, at, zone, place), Exercise: m.Exercise, Notice: noticeOf(m),
	}
	body.Light.Known, body.Light.ByLamps, body.Light.ByTag = r.Light.Known(), r.Light.ByLamps, r.Light.ByTag
	told := func(known float64, source api.ExposureRecordSources) bool {
		if known > 0 && source != "" {
			body.Sources = append(body.Sources, source)
		}
		return known > 0
	}
	told(r.Light.ByLamps, api.ExposureRecordSourcesLamps)
	told(r.Light.ByTag, api.ExposureRecordSourcesStreetTag)
	body.Concealment.Known, body.Prospect.Known = r.Sight.ConcealKnown, r.Sight.ProspectKnown
	body.Escape.Known, body.Cameras.Known = r.Escape.Known, r.Camera.Known
	if told(r.Sight.ConcealKnown, api.ExposureRecordSourcesVegetation) {
		body.Concealment.Share = &r.Sight.Concealed
	}
	if told(r.Sight.ProspectKnown, api.ExposureRecordSourcesBuildings) {
		body.Prospect.AheadM, body.Prospect.IsovistM2, body.Prospect.Blocked = &r.Sight.AheadM, &r.Sight.IsovistM2, &r.Sight.Blocked
	}
	if told(r.Escape.Known, "") {
		body.Escape.Ways, body.Escape.Blocked = &r.Escape.Ways, &r.Escape.Blocked
	}
	if c := r.Camera; told(c.Known, api.ExposureRecordSourcesCameras) {
		body.Cameras.Detect, body.Cameras.Observe, body.Cameras.Recognise, body.Cameras.Identify = &c.Detect, &c.Observe, &c.Recognise, &c.Identify
		body.Cameras.Overlap, body.Cameras.Possible = &c.Overlap, &c.Possible
	}
	return body
}

// digits rounds to a number of decimals.
func digits(v float64, n int) float64 {
	scale := math.Pow10(n)
	return math.Round(v*scale) / scale
}

// luxBody is the light; nil where nothing of it is known.
func luxBody(l overlay.Lit) *api.LuxOfExposure {
	if l.Known() == 0 {
		return nil
	}
	body := &api.LuxOfExposure{Mean: l.Mean, Min: l.Min, Evenness: digits(l.Evenness(), 4)}
	if l.ByLamps > 0 {
		body.SemiMean, body.SemiMin = &l.SemiMean, &l.SemiMin
	}
	return body
}

// darkOf is the share that is dark of what is known; nil where nothing is.
func darkOf(l overlay.Lit) *float64 {
	if l.Known() == 0 {
		return nil
	}
	return &l.Dark
}

// hoursBody is the light of each hour of the local day that an instant lies in.
func hoursBody(e overlay.Exposure, at time.Time, zone *time.Location, place sun.Place) []api.ExposureHour {
	local := at.In(zone)
	from := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
	until := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, zone)
	var hours []api.ExposureHour
	for t := from; t.Before(until); t = t.Add(time.Hour) {
		moment := overlay.MomentAt(t, zone, place, overlay.Params{})
		l := e.At(moment).Light
		hours = append(hours, api.ExposureHour{
			At: t.In(zone), SunDeg: digits(moment.SunDeg, 2), Night: moment.Night(), Class: l.Class.String(), Lux: luxBody(l), Dark: darkOf(l), Known: l.Known(),
		})
	}
	return hours
}

// ListExposures answers with what a walker meets on the streets, as a map layer.
func (s *Server) ListExposures(ctx context.Context, r api.ListExposuresRequestObject) (api.ListExposuresResponseObject, error) {
	q := r.Params
	m, window, err := s.window(ctx, r.Municipality, q.Bbox, q.Cursor, q.Limit)
	if err != nil {
		return nil, err
	}
	at, err := s.at(m, q.At)
	if err != nil {
		return nil, err
	}
	segments, exposures, stale, next, err := s.streets(ctx, m, window)
	if err != nil {
		return nil, err
	}
	if exposures, err = s.Surroundings.Fresh(ctx, m, segments, exposures, stale); err != nil {
		return nil, err
	}
	place, err := s.sunPlace(ctx, m, segments)
	if err != nil {
		return nil, err
	}
	moment := overlay.MomentAt(at, m.Location(), place, overlay.Params{})
	records := mapped(exposures, func(e overlay.Exposure) overlay.Record { return e.At(moment) })
	var b bytes.Buffer
	if err := export.ExposureGeoJSON(&b, m, segments, records, moment, s.now(), next, orLang(q.Lang, ask(ctx).lang)); err != nil {
		return nil, err
	}
	return made{mediaType: mediaGeoJSON, next: next, body: b.Bytes()}, nil
}

// sunPlace is where the sun is reckoned for: the middle of some streets, or of the areas.
func (s *Server) sunPlace(ctx context.Context, m municipality.Municipality, segments []street.Segment) (sun.Place, error) {
	var corners orb.MultiPoint
	for _, segment := range segments {
		corners = append(corners, segment.Line...)
	}
	if len(corners) == 0 {
		areas, err := s.Municipalities.Areas(ctx, m.Code)
		if err != nil {
			return sun.Place{}, err
		}
		for _, a := range areas {
			corners = append(corners, a.Shape.Bound().Min, a.Shape.Bound().Max)
		}
	}
	if len(corners) == 0 {
		return sun.Place{}, nil
	}
	return overlay.PlaceOf(m.CRS, corners.Bound())
}

// made is an answer that was written for this request alone.
type made struct {
	mediaType string
	name      string // to save it under; empty where it is to be looked at
	next      string // the address of the next page
	auditHead string // of files that are saved
	body      []byte
}

func (a made) write(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", a.mediaType)
	if a.name != "" {
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", a.name))
	}
	if a.next != "" {
		h.Set("Link", *linkNext(a.next))
	}
	if a.auditHead != "" {
		h.Set(auditHeadHeader, a.auditHead)
	}
	if a.mediaType == mediaHTML {
		h.Set("Content-Security-Policy", picturePolicy)
	}
	_, err := w.Write(a.body)
	return err
}

// VisitListExposuresResponse writes the answer.
func (a made) VisitListExposuresResponse(w http.ResponseWriter) error { return a.write(w) }
