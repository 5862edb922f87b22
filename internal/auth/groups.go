package auth

import (
	"fmt"
	"strings"

	"github.com/tidwall/gjson"

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
		value = descend(gjson.ParseBytes(payload), strings.Split(p.settings.GroupsClaim, "."))
	}
	if !value.Exists() && c.Overflow {
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

// descend is the value at a path of names in a token's payload; it does not exist where there
// is none.
func descend(value gjson.Result, path []string) gjson.Result {
	for i := range path {
		object := value.Map()
		// A claim may have dots in its name, as the addresses that some providers use.
		if whole, ok := object[strings.Join(path[i:], ".")]; ok {
			return whole
		}
		value = object[path[i]]
	}
	return gjson.Result{}
}
