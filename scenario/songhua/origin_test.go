package songhua

import (
	"math"
	"testing"
	"time"

	"tongzhou/hazard/river"
)

// fengman is how far the dam lies above the outfall, km along the river: an engineer's estimate from the map, doubt 3 km. Nothing enters the river above it that would not have
// stayed in the reservoir.
const fengman = 25

// silent are the inputs of somebody downstream to whom nobody has said anything: the river below the dam, readings of the first three stations that had any, bounds of place, time and mass.
func silent(in river.Inputs, observed []Observation, toKM float64) river.Inputs {
	upper := in.Reaches[0]
	upper.ID, upper.KM, upper.KMSD, upper.Area = "fengman-outfall", fengman, 3, 42_500
	in.Reaches = append([]river.Reach{upper}, in.Reaches...)
	in.Stations = append([]river.Station(nil), in.Stations...)
	for i := range in.Stations {
		in.Stations[i].KM += fengman
	}
	rise := *in.Rise
	rise.KM += fengman
	in.Rise = &rise
	in.Start = At(time.November, 6, 0, 0)
	in.Issued = At(time.November, 25, 14, 0)
	in.Readings = Readings(observed, in.Issued, "zhaoyuan", "sujiatun", "sifangtai")
	in.Release = river.Release{Hours: 14}
	in.Origin = &river.Origin{FromKM: 0, ToKM: toKM, Earliest: in.Start, Latest: At(time.November, 20, 0, 0), MassLow: 1_000, MassHigh: 1_000_000}
	return in
}

// R58: from the first three stations that read anything, where and when it entered, had Jilin kept silent. The target is 30 km and 12 h, and the truth in the 90 % band.
func TestValidateOrigin(t *testing.T) {
	in, observed, _ := load(t)
	in = silent(in, observed, fengman+383)
	s, err := river.Locate(in)
	if err != nil {
		t.Fatal(err)
	}
	truth := since(At(time.November, 13, 13, 45)) - since(in.Start)
	at := func(h float64) string { return clock(h + since(in.Start)) }
	t.Logf("place, km below the outfall: %.0f | %.0f | %.0f (5, 50, 95 %%), the outfall is 0", s.KM.P05-fengman, s.KM.P50-fengman, s.KM.P95-fengman)
	t.Logf("time: %s | %s | %s, it was %s", at(s.At.P05), at(s.At.P50), at(s.At.P95), at(truth))
	t.Logf("mass: %.0f | %.0f | %.0f t", s.Mass.P05/1000, s.Mass.P50/1000, s.Mass.P95/1000)
	for _, r := range s.Reaches {
		t.Logf("%-24s %.3f", r.ID, r.Probability)
	}
	t.Logf("median off by %.0f km (target 30) and %.0f h (target 12)", math.Abs(s.KM.P50-fengman), math.Abs(s.At.P50-truth))
	if s.KM.P05 > fengman || s.KM.P95 < fengman || s.At.P05 > truth || s.At.P95 < truth {
		t.Error("the truth is outside the 90 % band")
	}
}
