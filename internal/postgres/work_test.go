package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
	"tryggled/internal/measure"
	"tryggled/internal/overlay"
	"tryggled/internal/overlay/light"
	"tryggled/internal/postgres/pgtest"
)

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

func TestWorkIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	mend := measure.Work{
		Key: "lighting/mend/b", List: measure.Lighting, Action: measure.Mend, State: measure.Ordered,
		Title: lang.T("Laga 2 lampor", "Mend 2 lamps"), Why: lang.T("mörkt", "dark"), Street: "Storgatan", Owner: "VME", LengthM: 180.5,
		Parts: []measure.Part{
			{ID: 7, Kind: overlay.Lamp, Pole: "A 17", Dimming: []overlay.Dim{{From: 1380, To: 300, Share: 0.5}}, At: at(1, 1), Geometry: at(1, 1)},
			{ID: 8, Kind: overlay.Vegetation, Protected: "alley", At: at(5, 5), Geometry: square(4, 4, 2)[0]},
			{ID: 9, Kind: overlay.Lamp, At: at(6, 6)},
		},
		Geometry: orb.MultiLineString{{at(0, 0), at(100, 0)}}, Before: measure.Effect{MeanLux: 0.3}, After: measure.Effect{Class: light.P4, MeanLux: 5},
		Rises:     []measure.Rise{{To: light.P4, LengthM: 180.5}},
		OrderedOn: day(2026, 11, 2), Remark: "väntar på stolpe",
	}
	cut := measure.Work{Key: "clearing/cut/Å", List: measure.Clearing, Action: measure.Cut, State: measure.Declined, Parts: []measure.Part{{ID: 1}}}
	check(t, db.Works().SaveWorks(ctx, m.Code, []measure.Work{mend, cut}))
	mend.State, mend.DoneOn, mend.Remark = measure.Done, day(2026, 11, 20), ""
	check(t, db.Works().SaveWorks(ctx, m.Code, []measure.Work{mend}))
	check(t, db.Works().SaveWorks(ctx, m.Code, nil))
	got, err := db.Works().Works(ctx, m.Code)
	check(t, err)
	cut.Revision, mend.Revision = 1, 2
	if diff := cmp.Diff([]measure.Work{cut, mend}, got); diff != "" {
		t.Errorf("works (-want +got):\n%s", diff)
	}
}

func TestWorksAreStoredAllOrNone(t *testing.T) {
	t.Parallel()
	ctx, db, m := pgtest.Tx(t)
	good := measure.Work{Key: "a", List: measure.Lighting, State: measure.Done}
	bad := measure.Work{Key: "b", List: measure.Lighting, State: "dreamt of"}
	if err := db.Works().SaveWorks(ctx, m.Code, []measure.Work{good, bad}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a state that is none: got %v, want Invalid", err)
	}
	if got, err := db.Works().Works(ctx, m.Code); err != nil || len(got) != 0 {
		t.Errorf("got %+v, %v, want none stored", got, err)
	}
}
