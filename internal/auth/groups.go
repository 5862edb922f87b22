package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// errTooManyGroups is Entra's: beyond some 200 groups a token only says where to ask.
var errTooManyGroups = fault.New(fault.Forbidden, lang.T(
	"du är med i så många grupper att inloggningstjänsten inte räknar upp dem. Be den som sköter den att bara skicka de grupper som är tilldelade Tryggled.",
	"you are in so many groups that the sign-in service does not list them. Ask whoever manages it to send only the groups that are assigned to Tryggled."))

// groups reads the groups of verified claims; raw is the token that they are of. No claim is
// no group.
func (p *Provider) groups(c claims, raw string) ([]string, error) {
	value := c.Groups
	if p.settings.GroupsClaim != "groups" {
		var err error
		if value, err = descend(raw, strings.Split(p.settings.GroupsClaim, ".")); err != nil {
			return nil, err
		}
	}
	if len(value) == 0 {
		if len(c.Overflow) > 0 {
			return nil, errTooManyGroups
		}
		return nil, nil
	}
	var list audience // one text, or several
	if err := json.Unmarshal(value, &list); err != nil {
		return nil, fmt.Errorf("read the claim %s: %w", p.settings.GroupsClaim, err)
	}
	groups := make([]string, 0, len(list))
	for _, g := range list {
		if g == clean(g) { // what cannot be stored stands in no mapping
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// descend reads the value at a path of names in a token's payload; nil where there is none.
func descend(raw string, path []string) (json.RawMessage, error) {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return nil, errors.New("the token has no payload")
	}
	value, err := octets(parts[1])
	if err != nil {
		return nil, fmt.Errorf("read the token's payload: %w", err)
	}
	for i := range path {
		var object map[string]json.RawMessage
		if json.Unmarshal(value, &object) != nil {
			return nil, nil
		}
		// A claim may have dots in its name, as the addresses that some providers use.
		if whole, ok := object[strings.Join(path[i:], ".")]; ok {
			return whole, nil
		}
		value = object[path[i]]
	}
	return nil, nil
}
