package httpapi

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"tryggled/internal/export/exporttest"
	"tryggled/internal/hotspot"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// toldByCitizens has an analysis that tells in every way what kinds of reporter it rests on.
func toldByCitizens() *town {
	town := newTown()
	a := &town.analyses[0]
	a.Picture = exporttest.Picture()
	h := &a.Hotspots[0]
	h.Kinds = map[string]int{"citizen": 9, "guard": 3}
	h.Significance = hotspot.PlaceSignificance{
		Z: 4.2, PFDR: 0.002, FDROf: "permutation", Cells: 2, Hot: 2, ByCitizens: &hotspot.ByCitizens{Citizens: true, CitizensPFDR: 0.01},
		Text: lang.T("säkerställd, också av medborgares rapporter", "certain, by citizens' reports alone, too"),
	}
	return town
}

// Whoever may not see what kind of reporter told finds it in no form of an analysis, neither
// as a figure nor in a sentence, and is told all the same whether a place stands out.
func TestWhoToldOfAHotspot(t *testing.T) {
	t.Parallel()
	hints := regexp.MustCompile(`(?i)citizen|medborgar|reporter_kinds|"reporters":\[`)
	for _, role := range identity.Roles() {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			h := toldByCitizens().seenBy(t, as(role))
			rule, may := identity.RuleOf(role, identity.Read, identity.Hotspots)
			if !may {
				return // TestPageToEachRole, TestRoleMatrix
			}
			sees := !slices.Contains(rule.Without, identity.ColumnReporterKind)
			for _, path := range []string{base + "/analyses/current", base + "/analyses/4", base + "/analyses/current/hotspots", base + "/analyses/current/hotspots/1", "/?lang=sv", "/?lang=en"} {
				a := call(t, h, "GET", path, "")
				if told := hints.FindString(a.Body.String()); a.Code != 200 || told != "" != sees {
					t.Errorf("%s: got %d, told by %q, want it told: %v", path, a.Code, told, sees)
				}
				if !sees && !strings.Contains(a.Body.String(), "Gi* z 4") {
					t.Errorf("%s does not say how the place stands out", path)
				}
			}
		})
	}
	if town := toldByCitizens(); town.analyses[0].WithoutWhoTold().Hotspots[0].Kinds != nil || town.analyses[0].Hotspots[0].Kinds == nil {
		t.Error("what one reader does not see was taken from the analysis itself")
	}
}

// Measures at a hotspot are shown by the reader's own rule for measures.
func TestEachRoleGetsItsMeasures(t *testing.T) {
	t.Parallel()
	unnamed := as(identity.GIS)
	unnamed.Key = &identity.KeyScope{Collections: []identity.Collection{identity.Analyses, identity.Hotspots}}
	readers := []signedIn{unnamed}
	for _, role := range identity.RolesFor(identity.Read, identity.Hotspots) {
		readers = append(readers, as(role))
	}
	for i, who := range readers {
		role := who.Grants[0].Role
		rule, may := identity.RuleOf(role, identity.Read, identity.Measures)
		may = may && i > 0
		h, _ := newTown().serverWith(t, func(s *Server) { s.Local, s.Auth, s.Audit = false, who, &appended{} })
		measures, shown := get(t, h, base+"/analyses/current/hotspots/1")["measures"].([]any)
		if shown != may || may && len(measures) != 1 {
			t.Errorf("%s (%d): got measures %v, want them: %v", role, i, measures, may)
			continue
		}
		for _, m := range measures {
			if _, owned := m.(map[string]any)["owner"]; owned == slices.Contains(rule.Without, identity.ColumnOwner) {
				t.Errorf("%s: the owner is shown: %v", role, owned)
			}
		}
	}
	for _, role := range identity.Roles() {
		rule, may := identity.RuleOf(role, identity.Read, identity.Measures)
		steers := role == identity.Police || role == identity.Coordinator
		if owned := may && !slices.Contains(rule.Without, identity.ColumnOwner); owned != steers || may && !steers && role != identity.GIS {
			t.Errorf("%s: reads measures %v, with owners %v", role, may, owned)
		}
	}
}
