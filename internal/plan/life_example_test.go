package plan_test

import (
	"fmt"
	"time"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
	"tryggled/internal/plan"
)

// Six night walkers were to walk in two groups; three come. The plan's next version is asked
// for in one step.
func ExamplePlan_Next() {
	from := time.Date(2026, 6, 12, 19, 0, 0, 0, time.UTC)
	group := plan.Team{Role: identity.NightWalker, Size: 3}
	p := plan.Plan{
		Version: 1, Analysis: 5,
		Request: plan.Request{From: from, To: from.Add(4 * time.Hour), Teams: []plan.Team{group, group}},
		Tours:   []plan.Tour{{Number: 1, Team: group}, {Number: 2, Team: group}},
		Omitted: []plan.Omission{{Spot: "h4", Name: lang.Same("Parken")}},
	}
	next, said, err := p.Next(plan.Change{
		Came: []plan.Party{{Role: identity.NightWalker, People: 3}},
		Fix:  []plan.Fix{{Kind: plan.Add, Spot: "h4", At: from.Add(time.Hour)}},
	}, time.UTC)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(next.Teams), said.SV)
	// Output:
	// 1 Grupperna är nu 1 nattvandrare (3 personer); Parken läggs till kl. 20.00.
}

// A plan for police volunteers waits for the police.
func ExampleLife_Publish() {
	now := time.Date(2026, 6, 12, 12, 0, 0, 0, time.UTC)
	p := plan.Plan{Version: 1, Request: plan.Request{Teams: []plan.Team{{Role: identity.Volunteer, Size: 3}}}}
	var l plan.Life
	_, err := l.Publish(p, now)
	fmt.Println(err)
	if l, err = l.Approve(p, identity.Police, "oidc:5f2c", now); err == nil {
		l, err = l.Publish(p, now)
	}
	fmt.Println(l.Status, l.Seen(), err)
	// Output:
	// version 1 of the plan is not approved: the role police approves it before it can be published; until then it can be changed or withdrawn
	// published 1 <nil>
}
