package identity

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tryggled/internal/fault"
)

// linkShelf is a LinkStore in memory.
type linkShelf struct {
	links []PatrolLink
	fails error
}

func (s *linkShelf) AddLink(_ context.Context, _ string, l PatrolLink) (int64, error) {
	s.links = append(s.links, l)
	return int64(len(s.links)), s.fails
}

func (s *linkShelf) Links(context.Context, string) ([]PatrolLink, error) { return s.links, s.fails }

func (s *linkShelf) RevokeLink(context.Context, string, int64, time.Time) error { return s.fails }

func TestPatrolLinkFollowsItsShift(t *testing.T) {
	begins, ends := noon, noon.Add(4*time.Hour)
	ctx := Enter(t.Context(), Access{Actor: Actor{ID: "oidc:5f2c"}}, nil)
	for name, c := range map[string]struct {
		now  time.Time
		fine bool
	}{
		"the day before":              {begins.AddDate(0, 0, -1), true},
		"during the shift":            {begins.Add(time.Hour), true},
		"on the way home":             {ends.Add(29 * time.Minute), true},
		"when they ought to be home":  {ends.Add(30 * time.Minute), false},
		"the day after":               {ends.AddDate(0, 0, 1), false},
		"long before, for next month": {begins.AddDate(0, -1, 0), true},
	} {
		shelf := &linkShelf{}
		service := LinkService{Store: shelf, Now: func() time.Time { return c.now }}
		got, err := service.Create(ctx, "1983", NewPatrolLink(9, 2, Guard, begins, ends))
		if !c.fine {
			if !fault.Is(err, fault.Invalid) || len(shelf.links) > 0 {
				t.Errorf("%s: got %v and %d stored, want Invalid and none", name, err, len(shelf.links))
			}
			continue
		}
		want := PatrolLink{
			ID: 1, Plan: 9, Team: 2, Role: Guard, From: begins.Add(-2 * time.Hour), Until: ends.Add(30 * time.Minute),
			CreatedAt: c.now, CreatedBy: "oidc:5f2c",
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v, link (-want +got):\n%s", name, err, diff)
		}
	}
	failing := LinkService{Store: &linkShelf{fails: errors.New("disk full")}, Now: func() time.Time { return begins }}
	if _, err := failing.Create(ctx, "1983", NewPatrolLink(9, 2, Guard, begins, ends)); err == nil {
		t.Error("a link that is not stored was given out")
	}
}

// A link sees its team's route and writes its log, and does nothing else that its role may.
func TestWhatALinkOpens(t *testing.T) {
	l := NewPatrolLink(9, 2, Police, noon, noon.Add(time.Hour))
	l.ID = 7
	actor := l.Actor("1983")
	if actor.ID != "link:7" || actor.Way != ByLink {
		t.Errorf("got %+v", actor)
	}
	for _, r := range Rules() {
		_, err := actor.Allow("1983", true, r.Action, r.Collection, noon)
		if want := r.Action == Read && (r.Collection == Plans || r.Collection == Routes) || r.Collection == Logs; (err == nil) != want && r.Role == Police {
			t.Errorf("%s %s: got %v, want allowed %v", r.Action, r.Collection, err, want)
		}
	}
	access, err := actor.Allow("1983", true, Read, Routes, noon)
	if err != nil || access.Restricted() {
		t.Errorf("the police's link sees restricted categories, as the police do: %v", err)
	}
	for _, c := range []struct {
		plan int64
		team int
	}{{9, 1}, {9, 3}, {8, 2}, {0, 0}} {
		if access.ShowsTeam(c.plan, c.team, Police, noon) || !access.ShowsTeam(9, 2, Police, noon) {
			t.Errorf("the link of team 2 of plan 9 shows team %d of plan %d, or not its own", c.team, c.plan)
		}
	}
	if _, err := actor.Allow("1984", true, Read, Routes, noon); !fault.Is(err, fault.Forbidden) {
		t.Errorf("in another municipality: got %v, want Forbidden", err)
	}
}
