package scenario

import (
	"context"
	"math"
	"testing"
)

// R12: on the Lower Colorado six counties are members and their outlines hold the main river; the 52 others on its tributaries are nobody's, with their people and kilometres of river.
func TestCoverageOfTheLowerColorado(t *testing.T) {
	_, home := fayette(t, nil)
	v, err := home.Node.Coverage(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if v.Outlines != 58 || len(v.Missing) != 0 || len(v.Orphans) != 52 || len(v.Overlaps) != 0 || len(v.Vacant) != 0 || len(v.Rivers) != 1 {
		t.Fatalf("%d outlines, %d missing, %d orphans, %+v overlap, %+v vacant, %d rivers", v.Outlines, len(v.Missing), len(v.Orphans), v.Overlaps, v.Vacant, len(v.Rivers))
	}
	if l := v.Rivers[0].Length; l.Orphan != 0 || l.Contested != 0 || l.Single < 250 {
		t.Errorf("the main river: %+v", l)
	}
	if l := v.Network; l == nil || l.Orphan < 0.8*l.KM || l.Single < 5000 || math.Abs(l.KM-l.Single-l.Orphan) > 1e-6 {
		t.Errorf("the network: %+v", v.Network)
	}
	water, beside := 0.0, false
	for i, o := range v.Orphans {
		if o.Kind != "territory" || o.Party == nil || o.KM2 == nil || *o.KM2 < 500 || o.People == nil || o.Watercourses == nil || o.Unsure {
			t.Fatalf("%+v", o)
		}
		if i > 0 && *o.People > *v.Orphans[i-1].People {
			t.Errorf("%s has more people than what stands before it", o.Party.ID)
		}
		water += *o.Watercourses
		beside = beside || o.Name["en"] == "Blanco County" && len(o.Beside) == 1 && o.Beside[0].ID == "travis"
	}
	if !beside || water > v.Network.Orphan+1e-6 || water < 0.95*v.Network.Orphan {
		t.Errorf("Blanco next to Travis: %t; %g km of %g in known counties", beside, water, v.Network.Orphan)
	}
}
