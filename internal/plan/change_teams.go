package plan

import (
	"fmt"
	"slices"

	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// teams replaces who walks, and takes what is fixed of the teams along with them.
func (n *next) teams(c Change) {
	before := n.r.Teams
	n.number = make([]int, len(before))
	for i := range before {
		n.number[i] = i + 1
	}
	switch {
	case len(c.Teams) > 0 && len(c.Came) > 0:
		n.wrong("came", lang.T("ange grupperna eller hur många som kom, inte båda", "give the teams or how many came, not both"))
		return
	case len(c.Teams) > 0:
		n.r.Teams = slices.Clone(c.Teams)
		for i, t := range before {
			if i >= len(c.Teams) || c.Teams[i].Role != t.Role {
				n.number[i] = 0
			}
		}
	case len(c.Came) > 0:
		n.regroup(c.Came)
	}
	if len(n.bad) == 0 && !slices.EqualFunc(before, n.r.Teams, sameTeam) {
		n.sayTeams()
		n.follow()
		n.r.Was = make([]int, len(n.r.Teams))
		for i, number := range n.number {
			if number > 0 {
				n.r.Was[number-1] = i + 1
			}
		}
	}
}

func sameTeam(a, b Team) bool {
	return a.Role == b.Role && a.Size == b.Size && a.Base == b.Base && a.End == b.End && a.Mode == b.Mode &&
		a.From.Equal(b.From) && a.To.Equal(b.To) && slices.Equal(a.Areas, b.Areas)
}

// regroup divides those of a role who came as the role is divided. Its teams keep their
// order, so that a group that stays keeps its number as far as can be; further ones are like
// the first and come last.
func (n *next) regroup(came []Party) {
	sizes := map[identity.Role][]int{}
	for i, party := range came {
		rules, ok := identity.PatrolOf(party.Role)
		_, twice := sizes[party.Role]
		field := fmt.Sprintf("came[%d]", i)
		switch {
		case !ok:
			n.wrong(field+".role", unknownRole(party.Role))
		case twice:
			n.wrong(field+".role", lang.T("rollen %s står två gånger", "the role %s stands twice", rules.Name))
		case party.People < 0 || party.People > MostPeople*MostTeams:
			n.wrong(field+".people", lang.T("antalet är 0 till %d personer, inte %d", "the number is 0 to %d people, not %d", MostPeople*MostTeams, party.People))
		case party.People > 0 && party.People < rules.LeastGroup:
			n.wrong(field+".people", lang.T(
				"en grupp %s är minst %d personer, inte %d: %d till behövs, eller ange 0 och ställ in gruppen",
				"a team of role %s is at least %d people, not %d: %d more are needed, or give 0 and call the team off",
				rules.Name, rules.LeastGroup, party.People, rules.LeastGroup-party.People))
		}
		sizes[party.Role] = rules.Divide(party.People)
	}
	if len(n.bad) > 0 {
		return
	}
	n.divide(came, sizes)
	if len(n.r.Teams) == 0 {
		n.wrong("came", lang.T("ingen grupp är kvar; dra tillbaka planen i stället", "no team is left; withdraw the plan instead"))
	}
}

// divide makes the teams of the sizes that each role came in.
func (n *next) divide(came []Party, sizes map[identity.Role][]int) {
	before := n.r.Teams
	n.r.Teams = nil
	used := map[identity.Role]int{}
	for i, t := range before {
		if groups, regrouped := sizes[t.Role]; regrouped {
			k := used[t.Role]
			used[t.Role]++
			if k >= len(groups) {
				n.number[i] = 0
				continue
			}
			t.Size = groups[k]
		}
		n.r.Teams = append(n.r.Teams, t)
		n.number[i] = len(n.r.Teams)
	}
	for _, party := range came {
		like := Team{Role: party.Role}
		if i := slices.IndexFunc(before, func(t Team) bool { return t.Role == party.Role }); i >= 0 {
			like = before[i]
		}
		groups := sizes[party.Role]
		for _, size := range groups[min(used[party.Role], len(groups)):] {
			like.Size = size
			n.r.Teams = append(n.r.Teams, like)
		}
	}
}

// sayTeams tells who walks now, and which teams have another number than before: a patrol
// link leads to a number.
func (n *next) sayTeams() {
	var sv, en []string
	for i, t := range n.r.Teams {
		name := identity.NameOf(t.Role)
		sv = append(sv, fmt.Sprintf("%d %s (%d personer)", i+1, name.SV, t.Size))
		en = append(en, fmt.Sprintf("%d %s (%d people)", i+1, name.EN, t.Size))
	}
	n.say(lang.Text{SV: "grupperna är nu " + enumerate(sv, "och"), EN: "the teams are now " + enumerate(en, "and")})
	for i, number := range n.number {
		if number > 0 && number != i+1 {
			n.say(lang.T("grupp %d är nu grupp %d och behöver en ny patrullänk", "team %d is now team %d and needs a new patrol link", i+1, number))
		}
	}
}

// follow gives what is fixed of teams, and where they are, their numbers now, and releases
// what was fixed of teams that are gone.
func (n *next) follow() {
	n.r.Fixes = slices.DeleteFunc(n.r.Fixes, func(f Fix) bool {
		gone := f.Team > 0 && n.now(f.Team) == 0
		if gone {
			n.say(lang.T("det som var bestämt om %s gäller inte längre, eftersom grupp %d inte går",
				"what was fixed of %s no longer holds, since team %d does not walk", n.name(f.Spot), f.Team))
		}
		return gone
	})
	for i := range n.r.Fixes {
		n.r.Fixes[i].Team = n.now(n.r.Fixes[i].Team)
	}
	n.r.Where = slices.DeleteFunc(n.r.Where, func(w Where) bool { return n.now(w.Team) == 0 })
	for i := range n.r.Where {
		n.r.Where[i].Team = n.now(n.r.Where[i].Team)
	}
}

// now is the number that a team of the plan has now; 0 for one that is gone, or none.
func (n *next) now(number int) int {
	if number < 1 || number > len(n.number) {
		return 0
	}
	return n.number[number-1]
}

func unknownRole(role identity.Role) lang.Text {
	return lang.T("rollen %q är okänd; rollerna är: %s", "the role %q is unknown; the roles are: %s",
		string(role), listOf(identity.Patrols(), func(p identity.Patrol) string { return string(p.Role) }))
}
