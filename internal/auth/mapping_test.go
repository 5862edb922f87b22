package auth_test

import (
	"slices"
	"strings"
	"testing"

	"tryggled/internal/auth"
	"tryggled/internal/fault"
	"tryggled/internal/identity"
)

func TestMappingsThatAreWrong(t *testing.T) {
	t.Parallel()
	const good = "- {group: a, role: police, municipality: \"1983\"}\n"
	for name, c := range map[string]struct{ file, says string }{
		"empty":                 {"", "line 1"},
		"no list":               {"group: a\n", "line 1"},
		"an empty list":         {"[]\n", "line 1"},
		"no YAML":               {"- {group\n", "not YAML"},
		"a text in the list":    {good + "- police\n", "line 2"},
		"an unknown name":       {good + "- {group: a, rol: police, municipality: x}\n", `line 2: unknown name "rol"`},
		"a name twice":          {"- {group: a, group: b, role: police, municipality: x}\n", "stands twice"},
		"no group":              {good + good[:0] + "- {role: police, municipality: x}\n", "line 2: group is missing"},
		"no role":               {"- {group: a, municipality: x}\n", "line 1: role is missing"},
		"no municipality":       {"- {group: a, role: police}\n", "line 1: municipality is missing"},
		"an empty group":        {"- {group: \"\", role: police, municipality: x}\n", "group must be a text"},
		"a list of groups":      {"- {group: [a, b], role: police, municipality: x}\n", "group must be a text"},
		"an unknown role":       {good + "\n\n- {group: b, role: emperor, municipality: x}\n", `line 4: unknown role "emperor"`},
		"the public's role":     {"- {group: a, role: public, municipality: x}\n", "unknown role"},
		"a program's role":      {"- {group: a, role: gis, municipality: x}\n", "unknown role"},
		"everywhere":            {"- {group: a, role: police, municipality: \"*\"}\n", "line 1"},
		"one group, two roles":  {good + "- {group: a, role: guard, municipality: \"1983\"}\n", "line 2"},
		"one line twice":        {good + good, "line 2"},
		"larger than any is":    {good + strings.Repeat("#", 1<<20), "larger"},
		"a second document":     {good + "---\n" + good, "one document"},
		"an alias of something": {"- &x {group: a, role: police, municipality: b}\n- *x\n", "line 2"},
	} {
		_, err := auth.ReadMapping(strings.NewReader(c.file))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want invalid, telling %q", name, err, c.says)
		}
	}
}

func TestGrantsOfGroups(t *testing.T) {
	t.Parallel()
	m, err := auth.ReadMapping(strings.NewReader(mapping + `- {group: chiefs, role: coordinator, municipality: "1983"}` + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	in := func(municipality string, r identity.Role) identity.Grant {
		return identity.Grant{Municipality: municipality, Role: r}
	}
	for name, c := range map[string]struct {
		groups []string
		want   []identity.Grant
		says   string
	}{
		"one":                        {[]string{"x", "walkers"}, []identity.Grant{in("1983", identity.NightWalker)}, ""},
		"a group in two towns":       {[]string{"police"}, []identity.Grant{in("1980", identity.Police), in("1983", identity.Police)}, ""},
		"two groups, one role":       {[]string{"chiefs", "coordinators"}, []identity.Grant{in("1983", identity.Coordinator)}, ""},
		"a group twice":              {[]string{"walkers", "walkers"}, []identity.Grant{in("1983", identity.NightWalker)}, ""},
		"two roles":                  {[]string{"walkers", "chiefs"}, []identity.Grant{in("1983", identity.NightWalker)}, `by the group "chiefs"`},
		"two roles in one of two":    {[]string{"police", "chiefs"}, []identity.Grant{in("1983", identity.Police)}, `by the group "police"`},
		"none":                       {[]string{"x"}, nil, "no role"},
		"other letters, other group": {[]string{"Walkers", "walkers "}, nil, "no role"},
	} {
		got, err := m.Grants(c.groups)
		if !slices.Equal(got, c.want) || (err == nil) != (c.says == "") {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
		if err != nil && (!fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: got %v, want forbidden, telling %q", name, err, c.says)
		}
	}
	if got, err := (auth.Mapping{}).Grants([]string{"walkers"}); err == nil {
		t.Errorf("without a mapping: got %v", got)
	}
}

// FuzzReadMapping holds every mapping that is read to its own rule: a role that people have,
// in one named municipality.
func FuzzReadMapping(f *testing.F) {
	f.Add(mapping, "police")
	f.Add("- {group: a, role: police, municipality: \"*\"}", "a")
	f.Add("- &a {group: a, role: guard, municipality: b}\n- *a\n", "a")
	f.Fuzz(func(t *testing.T, file, group string) {
		m, err := auth.ReadMapping(strings.NewReader(file))
		if err != nil {
			return
		}
		grants, _ := m.Grants([]string{group})
		for _, g := range grants {
			if g.Municipality == "" || g.Municipality == "*" || g.Role == identity.Public || g.Role == identity.GIS {
				t.Errorf("%q grants %+v", file, g)
			}
		}
	})
}
