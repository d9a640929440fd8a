package hazard

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func example() Footprint {
	q := Quantiles{1, 2, 3, 4, 5}
	return Footprint{
		Hazard: "pollutant-slug", Carrier: "river", Start: 1131860700000, Unit: "mg/L", Threshold: 0.017,
		Reaches: []Reach{
			{ID: "a", Name: "A", Place: "a", KM: 10, Lon: 126, Lat: 45, Arrival: q, Peak: q, End: q, Intensity: q, Probability: 1},
			{ID: "b", Name: "B", Place: "b", KM: 20, Lon: 127, Lat: 46, Intensity: Quantiles{P95: 0.01}},
		},
		Provenance: Provenance{Model: "m", Version: "1", Seed: 1<<63 + 1, Members: 100,
			Inputs: strings.Repeat("ab", 32), Prior: "none", Issued: 1131860700000},
		Inputs: json.RawMessage(`{"a":1}`),
	}
}

// The same footprint has the same bytes, and they come back as they were. R1 R4
func TestFootprintBytes(t *testing.T) {
	f := example()
	a, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	g, err := Decode(a)
	if err != nil {
		t.Fatal(err)
	}
	b, err := g.Encode()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("decoded and encoded again, the bytes differ: %v\n%s\n%s", err, a, b)
	}
	if g.Provenance.Seed != f.Provenance.Seed {
		t.Errorf("seed = %d, want %d: a 64-bit seed must survive JSON", g.Provenance.Seed, f.Provenance.Seed)
	}
}

// White space in the inputs does not change the bytes: they are stored compact.
func TestFootprintInputsCompact(t *testing.T) {
	f := example()
	a, _ := f.Encode()
	f.Inputs = json.RawMessage("{ \"a\" :\n 1 }")
	b, err := f.Encode()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("bytes with spaced inputs differ: %v\n%s\n%s", err, a, b)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good, err := example().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string]string{
		"an unknown field":  strings.Replace(string(good), `"hazard"`, `"colour":1,"hazard"`, 1),
		"something after":   string(good) + "{}",
		"a brace after":     string(good) + "}",
		"white space":       " " + string(good),
		"a field twice":     strings.Replace(string(good), `"hazard"`, `"hazard":"plume","hazard"`, 1),
		"other letters":     strings.Replace(string(good), `"hazard"`, `"Hazard"`, 1),
		"half of it":        string(good[:len(good)/2]),
		"nothing":           "",
		"a wrong type":      strings.Replace(string(good), `"km":10`, `"km":"10"`, 1),
		"no reach":          strings.Replace(string(good), `"reaches":[`, `"reaches":[],"x":[`, 1),
		"a later field bad": strings.Replace(string(good), `"members":100`, `"members":0`, 1),
	} {
		if _, err := Decode([]byte(b)); err == nil {
			t.Errorf("Decode took %s", name)
		}
	}
}

// Each defect is refused by a message that names it.
func TestValidateNames(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		spoil func(*Footprint)
		says  string
	}{
		{func(f *Footprint) { f.Hazard = "" }, "names no hazard"},
		{func(f *Footprint) { f.Unit = "" }, "names no hazard"},
		{func(f *Footprint) { f.Threshold = 0 }, "threshold"},
		{func(f *Footprint) { f.Threshold = nan }, "threshold"},
		{func(f *Footprint) { f.Threshold = inf }, "threshold"},
		{func(f *Footprint) { f.Reaches = nil }, "no reach"},
		{func(f *Footprint) { f.Provenance.Members = 0 }, "members"},
		{func(f *Footprint) { f.Provenance.Model = "" }, "model"},
		{func(f *Footprint) { f.Inputs = nil }, "inputs"},
		{func(f *Footprint) { f.Inputs = json.RawMessage("{") }, "inputs"},
		{func(f *Footprint) { f.Provenance.Inputs = "ab" }, "SHA-256"},
		{func(f *Footprint) { f.Reaches[1].ID = "a" }, "twice"},
		{func(f *Footprint) { f.Reaches[1].ID = "" }, "empty"},
		{func(f *Footprint) { f.Reaches[1].KM = 5 }, "downstream"},
		{func(f *Footprint) { f.Reaches[0].KM = nan }, "downstream"},
		{func(f *Footprint) { f.Reaches[1].KM = inf }, "finite"},
		{func(f *Footprint) { f.Reaches[0].Lon = 181 }, "globe"},
		{func(f *Footprint) { f.Reaches[0].Lat = nan }, "globe"},
		{func(f *Footprint) { f.Reaches[0].Probability = 1.1 }, "probability"},
		{func(f *Footprint) { f.Reaches[0].Probability = nan }, "probability"},
		{func(f *Footprint) { f.Reaches[0].Arrival.P50 = nan }, "arrival"},
		{func(f *Footprint) { f.Reaches[0].Peak.P95 = inf }, "peak"},
		{func(f *Footprint) { f.Reaches[0].End.P75 = 0 }, "end"},
		{func(f *Footprint) { f.Reaches[0].Intensity.P05 = -1 }, "intensity"},
	} {
		f := example()
		c.spoil(&f)
		err := f.Validate()
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Validate = %v, want something about %q", err, c.says)
		}
		if _, err := f.Encode(); err == nil {
			t.Errorf("Encode took what Validate refuses (%s)", c.says)
		}
	}
	if err := example().Validate(); err != nil {
		t.Errorf("the example itself: %v", err)
	}
}

// Quantiles of type 7: known answers worked out by hand, as R's quantile() gives them.
func TestQuantilesOf(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Quantiles
	}{
		{nil, Quantiles{}},
		{[]float64{7}, Quantiles{7, 7, 7, 7, 7}},
		{[]float64{3, 1}, Quantiles{1.1, 1.5, 2, 2.5, 2.9}},
		{[]float64{5, 1, 4, 2, 3}, Quantiles{1.2, 2, 3, 4, 4.8}},
	} {
		got := QuantilesOf(c.values)
		for _, d := range []float64{got.P05 - c.want.P05, got.P25 - c.want.P25, got.P50 - c.want.P50,
			got.P75 - c.want.P75, got.P95 - c.want.P95} {
			if math.Abs(d) > 1e-12 {
				t.Errorf("QuantilesOf(%v) = %v, want %v", c.values, got, c.want)
				break
			}
		}
	}
}

// Quantiles of finite values are finite, ordered and within the values; so a footprint never holds a NaN.
func TestQuantilesStayInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 50).Draw(t, "values")
		q := QuantilesOf(values)
		if err := q.check(values[0]); err != nil || q.P95 > values[len(values)-1] {
			t.Fatalf("quantiles %v of %v: %v", q, values, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	good, err := example().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := Decode(b)
		if err != nil {
			return
		}
		if _, err := g.Encode(); err != nil {
			t.Errorf("decoded but not encodable: %v", err)
		}
	})
}
