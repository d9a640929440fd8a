package songhua

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"tongzhou/hazard/river"
)

// fengman is how far the dam lies above the outfall, km along the river: an engineer's estimate from the map, doubt 3 km. Nothing enters the river above it that would not have
// stayed in the reservoir.
const fengman = 25

// silent are the inputs of somebody downstream to whom nobody has said anything: the river below the dam, what is on record of the first three stations that measured anything until the
// belt had passed the third, bounds of place, time and mass. Fronts are of arrivals.csv, where an hour is printed.
func silent(in river.Inputs, observed []Observation, arrivals []Arrival, toKM float64) river.Inputs {
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
	in.Issued = At(time.November, 27, 12, 0)
	in.Readings = Readings(observed, in.Issued, "zhaoyuan", "sujiatun", "sifangtai")
	for _, a := range arrivals {
		if a.Kind == "point" && a.To < in.Issued {
			in.Readings = append(in.Readings, river.Reading{Station: a.Station, At: a.To, Value: in.Limit, TimeSD: 1})
		}
	}
	slices.SortStableFunc(in.Readings, func(a, b river.Reading) int { return cmp.Compare(a.At, b.At) })
	in.Release = river.Release{Hours: 14}
	in.Origin = &river.Origin{FromKM: 0, ToKM: toKM, Earliest: in.Start, Latest: At(time.November, 20, 0, 0), MassLow: 1_000, MassHigh: 1_000_000}
	return in
}

// over27 is that the intake was under the limit again: 0.0050 mg/L on the morning of 27 November, the day on which the supply was restored.
func over27() river.Reading {
	return river.Reading{Station: "sifangtai", At: At(time.November, 27, 8, 0), Value: 0.017, Below: true, TimeSD: 3}
}

// R58: from the first three stations that read anything, where and when it entered, had Jilin kept silent. The target is 30 km and 12 h, and the truth in the 90 % band.
func TestValidateOrigin(t *testing.T) {
	in, observed, arrivals := load(t)
	five := silent(in, observed, nil, fengman+383)
	whole := silent(in, observed, arrivals, fengman+383)
	whole.Readings = append(whole.Readings, over27())
	closed := whole // that Songyuan closed its intake is no measurement; what it would be worth as one
	closed.Readings = append([]river.Reading{{Station: "songyuan", At: At(time.November, 18, 0, 0), Value: in.Limit, TimeSD: 12}}, whole.Readings...)
	named := whole
	o := *whole.Origin
	o.Outfalls = places(t)
	named.Origin = &o
	truth := since(At(time.November, 13, 13, 45)) - since(whole.Start)
	at := func(h float64) string { return clock(h + since(whole.Start)) }
	for _, c := range []struct {
		name string
		in   river.Inputs
	}{{"five readings", five}, {"all that is on record", whole}, {"and Songyuan's closing as a front", closed}, {"all, one of six places", named}} {
		s, err := river.Locate(c.in)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s (%d): km below the outfall %.0f | %.0f | %.0f; time %s | %s | %s; mass %.0f | %.0f | %.0f t; medians off by %.0f km (target 30) and %.0f h (target 12)", c.name, len(c.in.Readings),
			s.KM.P05-fengman, s.KM.P50-fengman, s.KM.P95-fengman, at(s.At.P05), at(s.At.P50), at(s.At.P95), s.Mass.P05/1000, s.Mass.P50/1000, s.Mass.P95/1000,
			math.Abs(s.KM.P50-fengman), math.Abs(s.At.P50-truth))
		for _, f := range s.Outfalls {
			t.Logf("%-34s %.3f", f.ID, f.Probability)
		}
		if s.KM.P05 > fengman || s.KM.P95 < fengman || s.At.P05 > truth || s.At.P95 < truth {
			t.Errorf("%s: the truth is outside the 90 %% band", c.name)
		}
	}
	known := whole // and the time, once the place is known
	x := *whole.Origin
	x.FromKM, x.ToKM = fengman, fengman
	known.Origin = &x
	s, err := river.Locate(known)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the place known: time %s | %s | %s, it was %s; median off by %.0f h", at(s.At.P05), at(s.At.P50), at(s.At.P95), at(truth), math.Abs(s.At.P50-truth))
}

// places are those of course.csv above the border, each as likely as another: nobody's register says which works had what.
func places(t *testing.T) (out []river.Outfall) {
	t.Helper()
	l, err := Course()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table(courseCSV)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		// The confluence is no place, and what lies at the border is the station itself.
		if name := r.text("name"); l.KM[i] < 300 {
			out = append(out, river.Outfall{ID: name, KM: fengman + l.KM[i], Weight: 1})
		}
	}
	return out
}
