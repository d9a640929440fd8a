package plain

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tongzhou/hazard/river/measure"
)

// forked are the files of a fork whose area takes from the one branch and gives to the other.
func forked(places, sets string) MeasuresFiles {
	f := MeasuresFiles{RouteFiles: files2(net, storm(), map[string]string{
		"detentions": "id,from,back,capacity_m3,intake_m3s,outlet_m3s\n30,1,2,2000000,40,20\n"})}
	a, b := file("places.csv", places), file("sets.csv", sets)
	f.Places, f.Sets = &a, &b
	return f
}

const (
	threePlaces = "place,reach,party,threshold_m3s\nbridge,1,north,40\nmill,2,south,15\nmouth,3,sea,50\n"
	twoSets     = "set,hour,on,do,flow_m3s\npolder,0,30,open,\nkeep,0,30,open,\npolder,14,30,release,20\nkeep,9,30,store,\n"
)

// TestMeasures: the table has a row for each set and place, who loses is said, and the answer is that of the model, whatever the number of workers.
func TestMeasures(t *testing.T) {
	o := Measures{Route: Route{Step: 900, Members: 20, InflowSD: 0.3, Seed: 7}, Workers: 2}
	r, err := o.Run(forked(threePlaces, twoSets))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != 9 || len(r.Rows[0]) != len(r.Header) {
		t.Fatalf("%d rows, %v, %v", len(r.Rows), r.Header, r.Rows)
	}
	cell := func(set, place, column string) float64 {
		t.Helper()
		for _, row := range r.Rows {
			if row[0] == set && row[1] == place {
				v, err := strconv.ParseFloat(row[slices.Index(r.Header, column)], 64)
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
		}
		t.Fatalf("no row of %s at %s", set, place)
		return 0
	}
	if by := cell("polder", "bridge", "peak_by_p50_m3s"); !(by < -30) || cell("polder", "bridge", "better") < 0.9 {
		t.Errorf("the bridge has %g m3/s less", by)
	}
	if cell("polder", "mill", "worse") != 1 || cell("keep", "mill", "worse") != 0 || cell(measure.Nothing, "mill", "peak_by_high_m3s") != 0 {
		t.Errorf("the mill: %v", r.Rows)
	}
	if !slices.ContainsFunc(r.Said, func(s string) bool { return strings.HasPrefix(s, "under polder south loses at mill") }) {
		t.Errorf("said %q", r.Said)
	}
	want, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	o.Workers = 5
	again, err := o.Run(forked(threePlaces, twoSets))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := again.JSON(); string(got) != string(want) {
		t.Error("another number of workers, another answer")
	}
}

// TestMeasuresRefused: with file and line where there is one, and what would be right.
func TestMeasuresRefused(t *testing.T) {
	for _, c := range []struct{ places, sets, want string }{
		{strings.Replace(threePlaces, "mill,2", "mill,9", 1), twoSets, "places.csv:3: reach: there is no reach 9"},
		{strings.Replace(threePlaces, "threshold_m3s", "threshold", 1), twoSets, "places.csv:1"},
		{strings.Replace(threePlaces, "south", "", 1), twoSets, `place "mill": belongs to nobody`},
		{threePlaces, strings.Replace(twoSets, "30,release", "31,release", 1), "sets.csv:4: on: 31 is no reservoir or detention area"},
		{threePlaces, strings.Replace(twoSets, "release,20", "release,21", 1), `set "polder": measure 2: release of 21 m3/s from 30: its outlet lets through at most 20`},
		{threePlaces, strings.Replace(twoSets, "polder,14", "polder,-1", 1), `sets.csv:4: is earlier than the line before of set "polder"`},
		{threePlaces, strings.Replace(twoSets, "open", "blast", 1), `sets.csv:2: do: "blast"`},
		{threePlaces, strings.ReplaceAll(twoSets, "keep", "nothing"), `set "nothing": wants a name of its own`},
	} {
		if _, err := (Measures{Route: Route{Step: 900}, Workers: 1}).Run(forked(c.places, c.sets)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	steps := 0
	stop := Measures{Route: Route{Step: 900, Members: 9, InflowSD: 0.3, Progress: func(float64) error {
		if steps++; steps > 3 {
			return errors.New("stopped")
		}
		return nil
	}}, Workers: 2}
	if _, err := stop.Run(forked(threePlaces, twoSets)); err == nil {
		t.Error("whoever stops it is not heard")
	}
}
