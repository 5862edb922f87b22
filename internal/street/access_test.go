package street

import "testing"

func TestAccess(t *testing.T) {
	type tags = map[string]string
	tests := []struct {
		tags         tags
		car, bicycle Direction
	}{
		{tags{"highway": "residential"}, ByClass, ByClass},
		{tags{"highway": "residential", "oneway": "yes"}, Forward, Forward},
		{tags{"highway": "residential", "oneway": "-1"}, Backward, Backward},
		{tags{"highway": "residential", "oneway": "reversible"}, NoWay, NoWay},
		{tags{"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, Forward, ByClass},
		{tags{"highway": "residential", "oneway": "yes", "cycleway:left": "opposite_lane"}, Forward, ByClass},
		{tags{"highway": "residential", "oneway:bicycle": "yes"}, ByClass, Forward},
		{tags{"highway": "tertiary", "junction": "roundabout"}, Forward, Forward},
		{tags{"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, ByClass, ByClass},
		{tags{"highway": "motorway", "foot": "yes"}, Forward, ByClass},
		{tags{"highway": "primary", "motorroad": "yes", "foot": "yes"}, ByClass, NoWay},
		{tags{"highway": "residential", "motor_vehicle": "no"}, NoWay, ByClass},
		{tags{"highway": "residential", "motor_vehicle": "destination"}, ByClass, ByClass},
		{tags{"highway": "residential", "vehicle": "no"}, NoWay, NoWay},
		{tags{"highway": "residential", "vehicle": "no", "bicycle": "yes"}, NoWay, ByClass},
		{tags{"highway": "residential", "access": "private", "foot": "yes"}, NoWay, NoWay},
		{tags{"highway": "residential", "access": "no", "motorcar": "yes"}, ByClass, NoWay},
		{tags{"highway": "service", "access": "permit"}, NoWay, NoWay},
		{tags{"highway": "footway"}, ByClass, ByClass},
		{tags{"highway": "footway", "bicycle": "yes"}, ByClass, BothWays},
		{tags{"highway": "footway", "bicycle": "designated", "oneway": "yes"}, ByClass, Forward},
		{tags{"highway": "footway", "access": "yes"}, ByClass, ByClass},
		{tags{"highway": "pedestrian", "motor_vehicle": "permissive"}, BothWays, ByClass},
		{tags{"highway": "cycleway", "bicycle": "dismount"}, ByClass, NoWay},
		{tags{"highway": "cycleway", "oneway": "yes"}, ByClass, Forward},
		{tags{"highway": "steps", "bicycle": "yes", "motor_vehicle": "yes"}, ByClass, ByClass},
	}
	for _, test := range tests {
		if car, bicycle := carOf(test.tags), bicycleOf(test.tags); car != test.car || bicycle != test.bicycle {
			t.Errorf("%v: car %q, bicycle %q; want %q and %q", test.tags, car, bicycle, test.car, test.bicycle)
		}
	}
}

func TestLimits(t *testing.T) {
	for tag, want := range map[string]float64{
		"": 0, "50": 50, "30 mph": 48.28032, "20mph": 32.18688, "40 km/h": 40, "walk": 7, "SE:walk": 7, "SE:urban": 0,
		"signals": 0, "-5": 0, "NaN": 0, "1e9": 0,
	} {
		if got := maxKmhOf(map[string]string{"maxspeed": tag}); got != want {
			t.Errorf("maxspeed=%s reads as %v, want %v", tag, got, want)
		}
	}
}

func TestBarriers(t *testing.T) {
	type tags = map[string]string
	tests := []struct {
		tags tags
		want Barrier
	}{
		{tags{}, OpenToAll},
		{tags{"access": "private"}, OpenToAll}, // no barrier, just a node
		{tags{"barrier": "gate"}, OpenToAll},
		{tags{"barrier": "gate", "access": "private"}, ClosedToAll},
		{tags{"barrier": "gate", "locked": "yes"}, ClosedToAll},
		{tags{"barrier": "gate", "locked": "yes", "foot": "yes"}, OpenToAll},
		{tags{"barrier": "gate", "access": "no", "foot": "yes"}, ClosedToCar},
		{tags{"barrier": "bollard"}, ClosedToCar},
		{tags{"barrier": "bollard", "motor_vehicle": "yes"}, OpenToAll},
		{tags{"barrier": "lift_gate", "motor_vehicle": "private"}, ClosedToCar},
		{tags{"barrier": "kerb"}, OpenToAll},
	}
	for _, test := range tests {
		if got := BarrierOf(test.tags); got != test.want {
			t.Errorf("%v: %v, want %v", test.tags, got, test.want)
		}
	}
}
