package river

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/hazard"
)

// three is a river of three reaches with five stations and the default doubt.
func three() Inputs {
	in := Inputs{Start: t0, Issued: hour(48), Limit: 0.017, Members: 400, Seed: 7,
		Release: Release{At: t0, Hours: 10, Mass: 50_000, Share: 0.5}, Rise: &Rise{At: hour(40), Before: 0.3, KM: 150},
		Prior: DefaultPrior()}
	for i, id := range []string{"upper", "middle", "lower"} {
		q := 300 * float64(i+2)
		in.Reaches = append(in.Reaches, Reach{ID: id, KM: 150, KMSD: 5, Discharge: q, MeanDischarge: q * 1.2, Slope: 1e-4,
			Area: 50_000 * float64(i+1), Width: 400, Roughness: 0.03, Freeze: hour(float64(200 + 50*i))})
	}
	for i, id := range []string{"a", "b", "c", "d", "e"} {
		in.Stations = append(in.Stations, Station{ID: id, Name: id, Place: id, KM: 80 * float64(i+1), KMSD: 1, Lon: 126, Lat: 45})
	}
	return in
}

// The same inputs give the same bytes; the footprint carries all it takes to run it again. R4
func TestRerun(t *testing.T) {
	for name, spoil := range map[string]func(*Inputs){
		"prior alone": func(*Inputs) {},
		"readings":    func(in *Inputs) { in.Readings = []Reading{{Station: "b", At: hour(40), Value: 0.01, Below: true}} },
		"no rise":     func(in *Inputs) { in.Rise = nil },
	} {
		in := three()
		spoil(&in)
		f, err := Run(in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, err := f.Encode()
		if err != nil {
			t.Fatal(err)
		}
		stored, err := hazard.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		g, err := Rerun(stored)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, _ := g.Encode()
		if !bytes.Equal(b, again) || !Same(f, g) {
			t.Errorf("%s: run again from its own bytes, the footprint differs", name)
		}
	}
}

func TestRerunRefuses(t *testing.T) {
	f, err := Run(three())
	if err != nil {
		t.Fatal(err)
	}
	for says, spoil := range map[string]func(*hazard.Footprint){
		"version":  func(f *hazard.Footprint) { f.Provenance.Version = "0" },
		"model":    func(f *hazard.Footprint) { f.Provenance.Model = "plume" },
		"the hash": func(f *hazard.Footprint) { f.Inputs = json.RawMessage(`{}`) },
		"whose":    func(f *hazard.Footprint) { f.Provenance.Inputs = strings.Repeat("0", 64) },
	} {
		g := f
		spoil(&g)
		if _, err := Rerun(g); err == nil {
			t.Errorf("Rerun took a footprint with the wrong %s", says)
		}
	}
}

// Another seed is another ensemble, but nearly the same forecast.
func TestSeedMattersLittle(t *testing.T) {
	a, b := three(), three()
	a.Members, b.Members, b.Seed = 4000, 4000, 8
	f, _ := Run(a)
	g, _ := Run(b)
	if Same(f, g) {
		t.Error("two seeds gave the same bytes")
	}
	for i := range f.Reaches {
		near(t, "median arrival", g.Reaches[i].Arrival.P50, f.Reaches[i].Arrival.P50, 0.03)
		near(t, "median peak", g.Reaches[i].Intensity.P50, f.Reaches[i].Intensity.P50, 0.08)
	}
}

// Members that never reach the limit count in the probability and nowhere else; a place that none reaches has zeros, no NaN. R14
func TestMembersThatNeverArrive(t *testing.T) {
	in := three()
	f, err := Run(in)
	if err != nil {
		t.Fatal(err)
	}
	in.Limit = f.Reaches[4].Intensity.P50 // about half of the members stay below it at e
	f, err = Run(in)
	if err != nil {
		t.Fatal(err)
	}
	if p := f.Reaches[4].Probability; math.Abs(p-0.5) > 0.05 {
		t.Errorf("probability of exceeding the median peak = %g, want about 0.5", p)
	}
	in.Limit = 1e5
	if f, err = Run(in); err != nil {
		t.Fatal(err)
	}
	for _, r := range f.Reaches {
		if r.Probability != 0 || r.Arrival != (hazard.Quantiles{}) || r.Intensity.P50 <= 0 {
			t.Errorf("%s: probability %g, arrival %v, intensity %v: want 0, zeros, the peak all the same",
				r.ID, r.Probability, r.Arrival, r.Intensity)
		}
	}
	if _, err := f.Encode(); err != nil {
		t.Error(err)
	}
}

// Further down it arrives later, is lower and lasts longer: in each quantile of a river without surprises. R4
func TestDownstreamOrder(t *testing.T) {
	f, err := Run(three())
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(f.Reaches); i++ {
		a, b := f.Reaches[i-1], f.Reaches[i]
		if !(a.Arrival.P05 < b.Arrival.P05 && a.Arrival.P50 < b.Arrival.P50 && a.Arrival.P95 < b.Arrival.P95) {
			t.Errorf("%s arrives %v, %s upstream %v", b.ID, b.Arrival, a.ID, a.Arrival)
		}
		if !(b.Intensity.P50 < a.Intensity.P50) {
			t.Errorf("%s peaks at %g, %s upstream at %g", b.ID, b.Intensity.P50, a.ID, a.Intensity.P50)
		}
		if !(b.End.P50-b.Arrival.P50 > a.End.P50-a.Arrival.P50) {
			t.Errorf("%s passes in %g h, %s upstream in %g", b.ID, b.End.P50-b.Arrival.P50, a.ID, a.End.P50-a.Arrival.P50)
		}
	}
}

// Everything that can be wrong with the inputs is refused by a message that says what would be right; nothing panics.
func TestRefusals(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	reading := func(r Reading) func(*Inputs) {
		return func(in *Inputs) { in.Readings = []Reading{{Station: "a", At: hour(30), Value: 1}, r} }
	}
	for _, c := range []struct {
		spoil func(*Inputs)
		says  string
	}{
		{func(in *Inputs) { in.Members = 3 }, "members"}, {func(in *Inputs) { in.Members = 1e9 }, "members"},
		{func(in *Inputs) { in.Limit = 0 }, "limit"}, {func(in *Inputs) { in.Limit = nan }, "limit"},
		{func(in *Inputs) { in.Start = 0 }, "start"},
		{func(in *Inputs) { in.Reaches = nil }, "reaches"}, {func(in *Inputs) { in.Stations = nil }, "stations"},
		{func(in *Inputs) { in.Release.Mass = 0 }, "mass"}, {func(in *Inputs) { in.Release.Mass = -5 }, "100 t are 100000 kg"},
		{func(in *Inputs) { in.Release.Mass = nan }, "mass"}, {func(in *Inputs) { in.Release.Share = 1.2 }, "share"},
		{func(in *Inputs) { in.Release.Hours = -1 }, "hours"}, {func(in *Inputs) { in.Release.At = t0 - 1 }, "earlier"},
		{func(in *Inputs) { in.Rise.Before = 0 }, "rise"}, {func(in *Inputs) { in.Rise.At = t0 - 1 }, "rise"},
		{func(in *Inputs) { in.Reaches[1].ID = "upper" }, "twice"}, {func(in *Inputs) { in.Reaches[0].ID = "" }, "no id"},
		{func(in *Inputs) { in.Reaches[0].KM = 0 }, "km"}, {func(in *Inputs) { in.Reaches[0].KMSD = 100 }, "kmSD"},
		{func(in *Inputs) { in.Reaches[2].Discharge = 0 }, "discharge"}, {func(in *Inputs) { in.Reaches[2].Slope = inf }, "slope"},
		{func(in *Inputs) { in.Reaches[2].MeanDischarge = nan }, "meanDischarge"}, {func(in *Inputs) { in.Reaches[2].Area = 0 }, "area"},
		{func(in *Inputs) { in.Reaches[0].Roughness = 0 }, "together"}, {func(in *Inputs) { in.Reaches[0].Freeze = -1 }, "freeze"},
		{func(in *Inputs) { in.Reaches[1].Dispersion = 5 }, "every reach or for none"},
		{func(in *Inputs) { in.Stations[1].ID = "a" }, "twice"}, {func(in *Inputs) { in.Stations[1].KM = 10 }, "the station before"},
		{func(in *Inputs) { in.Stations[4].KM = 4000 }, "end of the last reach"}, {func(in *Inputs) { in.Stations[0].KM = 0 }, "source"},
		{func(in *Inputs) { in.Stations[0].KMSD = -1 }, "kmSD"}, {func(in *Inputs) { in.Stations[0].Lat = 126 }, "longitude"},
		{func(in *Inputs) { in.Prior.Velocity = -1 }, "velocity"}, {func(in *Inputs) { in.Prior.IceSpeed = 0 }, "iceSpeed"},
		{func(in *Inputs) { in.Prior.Reading = 0 }, "reading"}, {func(in *Inputs) { in.Prior.CorrelationKM = nan }, "correlationKM"},
		{reading(Reading{Station: "z", At: hour(31)}), "not among"}, {reading(Reading{Station: "a", At: t0 - 1}), "before the release"},
		{reading(Reading{Station: "a", At: hour(29), Value: 1}), "sort them"}, {reading(Reading{Station: "a", At: hour(500)}), "later than"},
		{reading(Reading{Station: "a", At: hour(31), Value: -1}), "mg/L"}, {reading(Reading{Station: "a", At: hour(31), Value: nan}), "mg/L"},
		{reading(Reading{Station: "a", At: hour(31), Below: true}), "limit of detection"},
		{reading(Reading{Station: "a", At: hour(31), Value: 1, TimeSD: -1}), "timeSD"},
	} {
		in := three()
		c.spoil(&in)
		_, err := Run(in)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Run = %v, want something about %q", err, c.says)
		}
		if _, err := Courses(in); err == nil {
			t.Errorf("Courses took what Run refuses (%s)", c.says)
		}
	}
	in := three()
	if err := in.Validate(); err != nil {
		t.Errorf("the example itself: %v", err)
	}
}

// Inputs at the ends of every range that Validate allows give a footprint or a named refusal: no panic, no NaN.
func TestExtremes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wide := func(name string, low, high float64) float64 {
			return math.Max(low, math.Min(high, math.Exp(rapid.Float64Range(math.Log(low), math.Log(high)).Draw(t, name))))
		}
		in := Inputs{Start: t0, Issued: hour(1e5), Limit: wide("limit", 1e-9, 1e6), Members: 20, Seed: rapid.Uint64().Draw(t, "seed"),
			Release: Release{At: t0, Hours: wide("hours", 1e-3, 1440), Mass: wide("mass", 1e-6, 1e12), Share: wide("share", 1e-6, 1)}}
		if rapid.Bool().Draw(t, "rise") {
			in.Rise = &Rise{At: hour(wide("rise at", 1e-3, 1e4)), Before: wide("before", 0.01, 100), KM: wide("rise km", 1e-3, 1e5)}
		}
		tracer, length := rapid.Bool().Draw(t, "tracer"), 0.0
		for i := range rapid.IntRange(1, 4).Draw(t, "reaches") {
			r := Reach{ID: string(rune('a' + i)), KM: wide("km", 1e-3, 1e4), Discharge: wide("q", 1e-3, 1e6), MeanDischarge: wide("qa", 1e-3, 1e6),
				Slope: wide("slope", 1e-7, 0.5), Area: wide("area", 1e-2, 1e7)}
			r.KMSD = r.KM * rapid.Float64Range(0, 0.5).Draw(t, "kmSD")
			if tracer {
				r.Velocity, r.Dispersion = wide("velocity", 1e-4, 20), wide("dispersion", 1e-6, 1e5)
			} else if rapid.Bool().Draw(t, "manning") {
				r.Width, r.Roughness = wide("width", 1e-2, 1e5), wide("n", 1e-4, 1)
			}
			if rapid.Bool().Draw(t, "ice") {
				r.Freeze = hour(wide("freeze", 1e-3, 1e4))
			}
			length += r.KM
			in.Reaches = append(in.Reaches, r)
		}
		in.Stations = []Station{{ID: "s", Name: "S", Place: "s", KM: length * wide("place", 1e-6, 1), KMSD: wide("stationSD", 1e-3, 200)}}
		in.Prior = DefaultPrior()
		in.Prior.Velocity, in.Prior.Peak, in.Prior.Decay = wide("vsd", 1e-3, 2), wide("psd", 1e-3, 2), wide("decay", 1e-6, 100)
		if rapid.Bool().Draw(t, "reading") {
			in.Readings = []Reading{{Station: "s", At: hour(wide("read at", 1e-3, 1e4)), Value: wide("value", 1e-9, 1e6), Below: rapid.Bool().Draw(t, "below")}}
		}
		f, err := Run(in)
		var u *UnexplainedError
		switch {
		case errors.As(err, &u):
		case err != nil:
			t.Fatal(err)
		default:
			if _, err := f.Encode(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Whatever JSON says about a river, it is refused or forecast; it never panics and never makes a NaN.
func FuzzRun(f *testing.F) {
	in := three()
	in.Members = 20
	in.Readings = []Reading{{Station: "b", At: hour(40), Value: 0.3, TimeSD: 2}}
	b, err := json.Marshal(in)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		in, err := decodeInputs(b)
		if err != nil || in.Members > 100 || len(in.Reaches)*len(in.Stations) > 100 {
			return
		}
		footprint, err := Run(in)
		if err != nil {
			if strings.Contains(err.Error(), "made no footprint") {
				t.Error(err)
			}
			return
		}
		if _, err := footprint.Encode(); err != nil {
			t.Error(err)
		}
	})
}

// TestConcentrations: what a fan is drawn from is what the courses are taken from: over the limit between arrival and end, and highest at the peak.
func TestConcentrations(t *testing.T) {
	in := three()
	in.Members = 50
	courses, err := Courses(in)
	if err != nil {
		t.Fatal(err)
	}
	for s := range in.Stations {
		for k, c := range courses[s] {
			got, err := Concentrations(in, s, []float64{c.Arrival - 1e-6, c.Arrival + 1e-6, c.Peak, c.End - 1e-6, c.End + 1e-6})
			if err != nil {
				t.Fatal(err)
			}
			at := got[k]
			if c.Over != (at[2] > in.Limit) || math.Abs(at[2]/c.Intensity-1) > 1e-9 || c.Over && !(at[0] < in.Limit && at[1] > in.Limit && at[3] > in.Limit && at[4] < in.Limit) {
				t.Fatalf("station %d member %d: %+v, concentrations %g", s, k, c, at)
			}
			if k > 5 {
				break
			}
		}
	}
	if _, err := Concentrations(in, len(in.Stations), nil); err == nil {
		t.Error("a station that is not there")
	}
}

// TestMisfit: what is wrong with one of a list says which one it is, so that a file's line can be named.
func TestMisfit(t *testing.T) {
	for list, spoil := range map[string]func(*Inputs){
		"reach":   func(in *Inputs) { in.Reaches[1].Slope = 5 },
		"station": func(in *Inputs) { in.Stations[1].KM = 1e6 },
		"reading": func(in *Inputs) {
			in.Readings = []Reading{{Station: in.Stations[0].ID, At: in.Release.At}, {Station: "nowhere", At: in.Release.At}}
		},
	} {
		in := three()
		spoil(&in)
		var m *Misfit
		if err := in.Validate(); !errors.As(err, &m) || m.List != list || m.At != 1 {
			t.Errorf("%s: %v, %+v", list, err, m)
		}
	}
}
