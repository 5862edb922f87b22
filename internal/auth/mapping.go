package auth

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"tryggled/internal/fault"
	"tryggled/internal/identity"
	"tryggled/internal/lang"
)

// Mapping tells which groups of the identity provider act as what in which municipality.
// The zero value lets nobody in.
type Mapping struct {
	entries map[string][]entry // by group, in the order of the file
}

type entry struct {
	group string
	grant identity.Grant
}

// maxMapping bounds a mapping file, in bytes.
const maxMapping = 1 << 20

// ReadMapping reads a mapping: a YAML list of {group, role, municipality}, the municipality
// by its official code. It returns Invalid, with the line, for anything else.
//
//   - {group: trygghet-samordnare, role: coordinator, municipality: "1983"}
func ReadMapping(r io.Reader) (Mapping, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return Mapping{}, fmt.Errorf("read the mapping: %w", err)
	}
	if len(body) > maxMapping {
		return Mapping{}, badMapping(1, lang.T("filen är större än %d byte", "the file is larger than %d bytes", maxMapping))
	}
	var doc, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return Mapping{}, fault.Wrap(fault.Invalid, err, lang.T(
			"behörighetsfilen är inte YAML (%v)", "the access file is not YAML (%v)", err))
	}
	if !errors.Is(decoder.Decode(&more), io.EOF) {
		return Mapping{}, badMapping(max(more.Line, 1), lang.T("filen ska vara ett enda dokument", "the file must be one document"))
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.SequenceNode || len(doc.Content[0].Content) == 0 {
		return Mapping{}, badMapping(1, lang.T(
			"filen ska vara en lista av {group, role, municipality}", "the file must be a list of {group, role, municipality}"))
	}
	return mappingOf(doc.Content[0].Content)
}

func mappingOf(nodes []*yaml.Node) (Mapping, error) {
	m := Mapping{entries: map[string][]entry{}}
	for _, node := range nodes {
		e, err := entryOf(node)
		if err != nil {
			return Mapping{}, err
		}
		for _, other := range m.entries[e.group] {
			if other.grant.Municipality == e.grant.Municipality {
				return Mapping{}, badMapping(node.Line, lang.T(
					"gruppen %q står redan för kommunen %s; en grupp ger en roll i en kommun",
					"the group %q already stands for the municipality %s; a group gives one role in a municipality", e.group, e.grant.Municipality))
			}
		}
		m.entries[e.group] = append(m.entries[e.group], e)
	}
	return m, nil
}

func entryOf(node *yaml.Node) (entry, error) {
	if node.Kind != yaml.MappingNode {
		return entry{}, badMapping(node.Line, lang.T(
			"här ska stå {group: …, role: …, municipality: …}", "here must stand {group: …, role: …, municipality: …}"))
	}
	values := map[string]string{}
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if !slices.Contains(entryKeys, key.Value) {
			return entry{}, badMapping(key.Line, lang.T(
				"okänt namn %q; här går %s", "unknown name %q; there are %s", key.Value, strings.Join(entryKeys, ", ")))
		}
		if _, twice := values[key.Value]; twice {
			return entry{}, badMapping(key.Line, lang.T("%s står två gånger", "%s stands twice", key.Value))
		}
		if value.Kind != yaml.ScalarNode || strings.TrimSpace(value.Value) == "" {
			return entry{}, badMapping(value.Line, lang.T("%s ska vara en text", "%s must be a text", key.Value))
		}
		values[key.Value] = value.Value
	}
	for _, key := range entryKeys {
		if values[key] == "" {
			return entry{}, badMapping(node.Line, lang.T("%s saknas", "%s is missing", key))
		}
	}
	if !isCode(values["municipality"]) {
		return entry{}, badMapping(node.Line, lang.T(
			"%q är ingen kommunkod; skriv den som \"1983\"", "%q is no municipality code; write it as \"1983\"", values["municipality"]))
	}
	role := identity.Role(values["role"])
	if !slices.Contains(mappable(), role) {
		return entry{}, badMapping(node.Line, lang.T(
			"okänd roll %q; välj en av %s", "unknown role %q; choose one of %s", role, roleList()))
	}
	return entry{values["group"], identity.Grant{Municipality: values["municipality"], Role: role}}, nil
}

var entryKeys = []string{"group", "role", "municipality"}

// isCode tells an official code, in letters, digits and hyphens. Nothing else may stand for a
// municipality: a mapping gives no role everywhere.
func isCode(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-'
	})
}

// mappable are the roles of people: the public signs in nowhere, and programs have keys.
func mappable() []identity.Role {
	return slices.DeleteFunc(identity.Roles(), func(r identity.Role) bool { return r == identity.Public || r == identity.GIS })
}

func roleList() string {
	var names []string
	for _, r := range mappable() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func badMapping(line int, text lang.Text) error {
	return fault.New(fault.Invalid, lang.T("behörighetsfilen, rad %d: %s", "access file, line %d: %s", line, text))
}

// errNoRole marks a person whose groups give no role; errTwoRoles one whose groups give two
// in one municipality.
var (
	errNoRole   = errors.New("no role")
	errTwoRoles = errors.New("two roles in one municipality")
)

// Grants returns the roles that groups give, in the order of municipalities. It returns
// Forbidden where they give none, and where they give two roles in one municipality: which
// of them was meant is for the administrator to say. Those that collide are returned too.
func (m Mapping) Grants(groups []string) ([]identity.Grant, error) {
	var found []entry
	for _, group := range groups {
		found = append(found, m.entries[group]...)
	}
	slices.SortStableFunc(found, func(a, b entry) int { return strings.Compare(a.grant.Municipality, b.grant.Municipality) })
	var grants []identity.Grant
	for i, e := range found {
		if i == 0 || found[i-1].grant.Municipality != e.grant.Municipality {
			grants = append(grants, e.grant)
			continue
		}
		if before := found[i-1]; before.grant.Role != e.grant.Role {
			return []identity.Grant{before.grant}, fault.Wrap(fault.Forbidden, errTwoRoles, lang.T(
				"du har två roller i kommunen %s: %s genom gruppen %q och %s genom gruppen %q. Be den som sköter inloggningen att ta bort dig ur den ena.",
				"you have two roles in the municipality %s: %s by the group %q and %s by the group %q. Ask whoever manages sign-in to remove you from one of them.",
				e.grant.Municipality, identity.NameOf(before.grant.Role), before.group, identity.NameOf(e.grant.Role), e.group))
		}
	}
	if len(grants) == 0 {
		return nil, fault.Wrap(fault.Forbidden, errNoRole, lang.T(
			"du är inloggad men har ingen roll i Tryggled. Be den som sköter inloggningen att lägga dig i rätt grupp.",
			"you are signed in but have no role in Tryggled. Ask whoever manages sign-in to put you in the right group."))
	}
	return grants, nil
}
