package identity

import "testing"

func TestBeingSentIsNotBeingTold(t *testing.T) {
	for role, want := range map[Role]bool{
		Police: true, Coordinator: true, Guard: false, Ordningsvakt: false, Volunteer: false, NightWalker: false, YouthCoach: false,
		GIS: false, DataProtectionOfficer: false, Public: false, "": false,
	} {
		if got := Told(role); got != want {
			t.Errorf("%s: got %t, want %t", role, got, want)
		}
	}
}
