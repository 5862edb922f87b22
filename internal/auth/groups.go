package auth

import (
	"encoding/json"
	"fmt"
	"strings"

	"tryggled/internal/fault"
	"tryggled/internal/lang"
)

// errTooManyGroups is Entra's: beyond some 200 groups a token only says where to ask.
var errTooManyGroups = fault.New(fault.Forbidden, lang.T(
	"du är med i så många grupper att inloggningstjänsten inte räknar upp dem. Be den som sköter den att bara skicka de grupper som är tilldelade Tryggled.",
	"you are in so many groups that the sign-in service does not list them. Ask whoever manages it to send only the groups that are assigned to Tryggled."))

// groups reads the groups of verified claims; payload is what they were read from. No claim is
// no group.
func (p *Provider) groups(c claims, payload []byte) ([]string, error) {
	value := c.Groups
	if p.settings.GroupsClaim != "groups" {
		var err error
		if value, err = descend(payload, strings.Split(p.settings.GroupsClaim, ".")); err != nil {
			return nil, err
		}
	}
	if value == nil && len(c.Overflow) > 0 {
		return nil, errTooManyGroups
	}
	list, ok := texts(value)
	if !ok {
		return nil, fmt.Errorf("the claim %s is no list of texts", p.settings.GroupsClaim)
	}
	groups := make([]string, 0, len(list))
	for _, g := range list {
		if len(g) <= maxName && strings.IndexByte(g, 0) < 0 { // what cannot be stored stands in no mapping
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// descend reads the value at a path of names in a token's payload; nil where there is none.
func descend(payload []byte, path []string) (any, error) {
	var value any
	if err := json.Unmarshal(payload, &value); err != nil {
		return nil, fmt.Errorf("read the token's payload: %w", err)
	}
	for i := range path {
		object, _ := value.(map[string]any)
		// A claim may have dots in its name, as the addresses that some providers use.
		if whole, ok := object[strings.Join(path[i:], ".")]; ok {
			return whole, nil
		}
		value = object[path[i]]
	}
	return nil, nil
}
