package identity_test

import (
	"fmt"

	"tryggled/internal/identity"
)

// Night walkers go at least two together, and not where restricted categories weigh.
func ExamplePatrolOf() {
	p, _ := identity.PatrolOf(identity.NightWalker)
	fmt.Printf("%s: minst %d, helst %d, %s, restricted: %t\n", p.Name.SV, p.LeastGroup, p.BestGroup, p.PlanName.SV, p.Restricted)
	// Output: nattvandrare: minst 2, helst 3, närvaroplan, restricted: false
}
