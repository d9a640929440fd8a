package plain

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"tongzhou/hazard"
	"tongzhou/hazard/river"
	"tongzhou/table"
)

// valuesOf are the scores by name; not a number where there is none.
func valuesOf(t *testing.T, o Score, forecast, observed string) (*Result, map[string]float64) {
	t.Helper()
	r, err := o.Run(file("f.csv", forecast), file("o.csv", observed))
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Result struct{ Scores []mark } }
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, m := range v.Result.Scores {
		if out[m.Score] = math.NaN(); m.Value != nil {
			out[m.Score] = *m.Value
		}
	}
	return r, out
}

func num(v float64) *float64 { return &v }

// world is so many forecasts of members drawn like the truth, and the truth.
func world(n, size int) (members, quantiles, observed string) {
	members, quantiles, observed = "hour,lead_hour", "hour,p05_m3s,p25_m3s,p50_m3s,p75_m3s,p95_m3s\n", "hour,value_m3s\n"
	for k := range size {
		members += fmt.Sprintf(",m%d_m3s", k+1)
	}
	members += "\n"
	next := uint64(0)
	draw := func(mean float64) float64 { next++; return mean + 50*hazard.Stream(9).Normal(next) }
	for i := range n {
		mean := 500 + 200*math.Sin(float64(i)/7)
		row := fmt.Sprintf("%d,%d", i, i%48)
		for range size {
			row += fmt.Sprintf(",%g", draw(mean))
		}
		members += row + "\n"
		quantiles += fmt.Sprintf("%d,%g,%g,%g,%g,%g\n", i, mean-82.24, mean-33.72, mean, mean+33.72, mean+82.24)
		observed += fmt.Sprintf("%d,%g\n", i, draw(mean))
	}
	return members, quantiles, observed
}

// TestScoreReliable: of forecasts that are drawn as the truth is, bands hold what they promise, ranks are even, the diagram's points lie in their bars, and
// the quantiles of the same distribution score like its members.
func TestScoreReliable(t *testing.T) {
	members, quantiles, observed := world(600, 39)
	r, m := valuesOf(t, Score{Threshold: num(550), YesAt: 0.5, Seed: 1, Edges: []float64{0, 24, 48}}, members, observed)
	_, q := valuesOf(t, Score{Threshold: num(550), YesAt: 0.5, Seed: 1}, quantiles, observed)
	for name, v := range map[string]map[string]float64{"members": m, "quantiles": q} {
		if math.Abs(v["coverage_90"]-0.9) > 0.035 || math.Abs(v["coverage_50"]-0.5) > 0.06 || v["nse"] < 0.85 || v["reliability"] > 0.01 || v["pod"] < 0.8 || v["csi"] < 0.6 {
			t.Errorf("%s: %v", name, v)
		}
	}
	// The CRPS of a normal distribution for an observation of its own: sd/sqrt(pi).
	if want := 50 / math.Sqrt(math.Pi); math.Abs(m["crps_mean"]/want-1) > 0.06 || math.Abs(q["crps_mean"]/want-1) > 0.1 {
		t.Errorf("CRPS %g, of quantiles %g, want about %g", m["crps_mean"], q["crps_mean"], want)
	}
	if m["rank_chi2"] > 70 || m["pairs"] != 600 {
		t.Errorf("%v", m)
	}
	if b, err := r.Draw("reliability", "svg"); err != nil || !strings.Contains(string(b), "&gt; 550 m³/s") {
		t.Errorf("diagram: %v", err)
	}
	text, _ := r.CSV()
	if !strings.Contains(string(text), "\ncrps_mean,0,24,") || !strings.Contains(string(text), "\ncrps_mean,24,48,") {
		t.Errorf("%s", text)
	}
}

// TestScoreForms: one value, a probability, another unit, places and times in two zones; what has no counterpart is counted; what has no score says why.
func TestScoreForms(t *testing.T) {
	_, v := valuesOf(t, Score{}, "place,time,value_m3s\na,2005-01-01T08:00+08:00,10\nb,2005-01-01T08:00+08:00,20\n",
		"place,time,value_ls\na,2005-01-01T00:00Z,10000\nb,2005-01-01T00:00Z,30000\n")
	if v["nse"] != 0.5 || v["mae_median"] != 5 || v["crps_mean"] != 5 {
		t.Errorf("one value: %v", v)
	}
	r, v := valuesOf(t, Score{YesAt: 0.5, Seed: 1}, "hour,probability\n1,0.9\n2,0.2\n3,0.4\n", "hour,happened\n1,yes\n2,no\n4,yes\n")
	if math.Abs(v["brier"]-(0.01+0.04)/2) > 1e-12 || v["pod"] != 1 || v["far"] != 0 || v["pairs"] != 2 {
		t.Errorf("probability: %v", v)
	}
	if len(r.Said) != 1 || !strings.HasPrefix(r.Said[0], "1 forecasts have no observation and 1 observations no forecast") {
		t.Error(r.Said)
	}
	_, v = valuesOf(t, Score{}, "hour,value_m\n1,3\n2,3\n", "hour,value_m\n1,5\n2,5\n")
	if !math.IsNaN(v["nse"]) || !math.IsNaN(v["kge"]) || v["pbias"] != -40 {
		t.Errorf("a river that stands still: %v", v)
	}
	_, v = valuesOf(t, Score{}, "hour,m1_m,m2_m,m3_m\n1,3,4,5\n2,3,6,7\n", "hour,value_m\n1,4\n2,5\n")
	if !math.IsNaN(v["coverage_90"]) || v["coverage_50"] != 1 {
		t.Errorf("three members: %v", v)
	}
	f := &forecasts{kind: quantiles, levels: []float64{0.05, 0.5, 0.95}}
	for threshold, want := range map[float64]float64{5: 0.975, 10: 0.95, 20: 0.5, 25: 0.275, 30: 0.025, 40: 0.025} {
		if got := f.over([]float64{10, 20, 30}, threshold); math.Abs(got-want) > 1e-12 {
			t.Errorf("over %g: %g, want %g", threshold, got, want)
		}
	}
}

// TestScoreRefuses: whatever is wrong is said with file and line.
func TestScoreRefuses(t *testing.T) {
	const good = "hour,value_m3s\n1,3\n2,4\n"
	for _, c := range []struct {
		forecast, observed, want string
		o                        Score
	}{
		{"hour,flow\n1,3\n", good, "f.csv:1: has no forecast: wants value_m3s", Score{}},
		{"hour,value_xyz\n1,3\n", good, `f.csv:1: column "value_xyz": no unit "xyz" is known`, Score{}},
		{"hour,value_m3s,m1_m3s\n1,3,3\n", good, `f.csv:1: column "m1_m3s" beside "value_m3s"`, Score{}},
		{"hour,m1_m3s,m2_m\n1,3,3\n", good, `f.csv:1: column "m2_m" beside "m1_m3s"`, Score{}},
		{"hour,p0_m3s,p100_m3s\n1,3,3\n", good, `f.csv:1: column "p0_m3s": wants a quantile between`, Score{}},
		{"hour,p95_m3s,p05_m3s\n1,3,4\n", good, "f.csv:2: p95: 3 after 4: quantiles do not decrease", Score{}},
		{"hour,probability\n1,30\n", "hour,happened\n1,yes\n", "f.csv:2: probability: 30: wants 0 to 1", Score{}},
		{"hour,probability\n1,0.3\n", "hour,happened\n1,perhaps\n", `o.csv:2: happened: "perhaps": wants yes or no`, Score{}},
		{"hour,probability\n1,0.3\n", "hour,happened\n1,yes\n", "f.csv:1: has the probability of an event", Score{Threshold: num(3)}},
		{"hour,value_m3s\n1,3\n1,4\n", good, "f.csv:3: place, time and lead stand twice", Score{}},
		{good, good + "2,5\n", "o.csv:4: place and time stand twice", Score{}},
		{good, "hour,value_m\n1,3\n", `o.csv:1: column "value_m": wants value_m3s`, Score{}},
		{good, "hour,value_m3s\n7,3\n", "o.csv: has no observation of any forecast", Score{}},
		{good, good, "f.csv:1: has no column lead_hour", Score{Edges: []float64{0, 24}}},
		{good, good, `language "fr"`, Score{Lang: "fr"}},
	} {
		if _, err := c.o.Run(file("f.csv", c.forecast), file("o.csv", c.observed)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v\nwant %s", err, c.want)
		}
	}
}

const readingsFile = "place,time,value_mgl,below\nmill,2005-11-14T08:00+08:00,0.01,yes\nmill,2005-11-15T04:00+08:00,1.5,no\n"

// TestAssimilate: readings narrow what is forecast downstream; the forecast must be what its inputs give.
func TestAssimilate(t *testing.T) {
	s := slug()
	s.Members = 300
	r, err := s.Run(file("s.csv", sectionsFile), file("p.csv", placesFile))
	if err != nil {
		t.Fatal(err)
	}
	forecast, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	a := Assimilate{Zone: s.At.Location(), Place: "lower"}
	got, err := a.Run(file("f.json", string(forecast)), file("r.csv", readingsFile))
	if err != nil {
		t.Fatal(err)
	}
	var width [2]float64
	for i, row := range got.Rows[2:] {
		if _, err := fmt.Sscan(row[len(row)-1], &width[i]); err != nil || row[0] != "lower" || row[3] != []string{"before", "after"}[i] {
			t.Fatal(row, err)
		}
	}
	if !(width[1] < 0.8*width[0]) || !strings.HasSuffix(got.Rows[2][6], "+08:00") {
		t.Errorf("width of the arrival %g h before, %g h after", width[0], width[1])
	}
	if _, err := got.Draw("fan", "svg"); err != nil {
		t.Error(err)
	}
	second, err := got.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for want, in := range map[string][2]string{
		"f.json: has 2 readings in it already":               {string(second), readingsFile},
		"f.json:2: is no JSON":                               {"{\n\"a\" 1}", readingsFile},
		"f.json: is no forecast":                             {"{}", readingsFile},
		"f.json: rerun: the inputs are not those whose hash": {},
		`r.csv:3: reading 2: station "dam" is not among`:     {string(forecast), strings.Replace(readingsFile, "\nmill,2005-11-15", "\ndam,2005-11-15", 1)},
		"r.csv:2: reading 1 at \"mill\": taken before":       {string(forecast), strings.Replace(readingsFile, "11-14", "11-12", 1)},
		"r.csv:3: reading 2 at \"mill\": earlier than":       {string(forecast), strings.Replace(readingsFile, "11-15", "11-13T20:00+08:00,1,no\n#", 1)},
		"r.csv:2: reading of 900000 mg/L":                    {string(forecast), "place,time,value_mgl\nmill,2005-11-15T04:00+08:00,900000\n"},
		"r.csv:1: has no column value_mgl, value_ugl,":       {string(forecast), strings.Replace(readingsFile, "value_mgl", "_v", 1)},
		`r.csv:2: time: "14 Nov": wants a time with its zo`:  {string(forecast), strings.Replace(readingsFile, "2005-11-14T08:00+08:00", "14 Nov", 1)},
	} {
		if strings.Contains(want, "hash") {
			in = [2]string{strings.Replace(string(forecast), `"mass": 100000`, `"mass": 100001`, 1), readingsFile}
		}
		if _, err := a.Run(file("f.json", in[0]), file("r.csv", in[1])); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

// TestOrigin: the posterior is the model's own; outfalls get their shares. R58
func TestOrigin(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2005, 11, d, 0, 0, 0, 0, time.FixedZone("", 8*3600)) }
	o := Origin{FromKM: 0, ToKM: 70, Earliest: day(10), Latest: day(15), MassLow: 1e3, MassHigh: 1e6, Limit: 1, Members: 200, Seed: 2}
	outfalls := file("out.csv", "id,km,weight\nworks,5,3\nbridge,60,1\n")
	o.Outfalls = &outfalls
	r, err := o.Run(file("s.csv", sectionsFile), file("p.csv", placesFile), file("r.csv", readingsFile))
	if err != nil {
		t.Fatal(err)
	}
	in := river.Inputs{Start: o.Earliest.UnixMilli(), Limit: 1, Members: 200, Seed: 2, Prior: river.DefaultPrior(),
		Origin: &river.Origin{ToKM: 70, Earliest: day(10).UnixMilli(), Latest: day(15).UnixMilli(), MassLow: 1e3, MassHigh: 1e6,
			Outfalls: []river.Outfall{{ID: "works", KM: 5, Weight: 3}, {ID: "bridge", KM: 60, Weight: 1}}}}
	f := &files{from: map[string]*lines{}}
	if err := f.sections(&in, day(1), table.Read(file("", sectionsFile))); err != nil {
		t.Fatal(err)
	}
	if err := f.places(&in, table.Read(file("", placesFile))); err != nil {
		t.Fatal(err)
	}
	if err := f.readings(&in, file("", readingsFile)); err != nil {
		t.Fatal(err)
	}
	want, err := river.Locate(in)
	if err != nil {
		t.Fatal(err)
	}
	last := r.Rows[len(r.Rows)-1]
	if r.Rows[0][5] != table.Digits(want.KM.P50) || last[1] != "bridge" || last[8] != table.Digits(want.Outfalls[1].Probability) {
		t.Errorf("%v\n%+v", r.Rows, want)
	}
	far := file("out.csv", "id,km\nworks,5\nsea,600\n")
	o.Outfalls = &far
	if _, err := o.Run(file("s.csv", sectionsFile), file("p.csv", placesFile), file("r.csv", readingsFile)); err == nil || !strings.HasPrefix(err.Error(), `out.csv:3: outfall "sea": km 600`) {
		t.Errorf("%v", err)
	}
	o.Outfalls, o.ToKM = nil, 9000
	if _, err := o.Run(file("s.csv", sectionsFile), file("p.csv", placesFile), file("r.csv", readingsFile)); err == nil || !strings.Contains(err.Error(), "km 0 to 9000: wants 0 to 350") {
		t.Errorf("%v", err)
	}
}

// FuzzFiles: whatever stands in the files of a command, it ends with a result or with a reason.
func FuzzFiles(f *testing.F) {
	f.Add(net, storm())
	f.Add(sectionsFile, placesFile)
	f.Add("hour,p05_m3s,p95_m3s\n1,3,4\n", "hour,value_m3s\n1,3\n")
	f.Add(chow, readingsFile)
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 4000 {
			return // long ones are slow and no different
		}
		s := slug()
		s.Members = 20
		outcome := func(r *Result, err error) {
			if (r == nil) == (err == nil) {
				t.Fatalf("%v, %v", r, err)
			}
		}
		outcome(readOnly(Route{Step: 3600, Short: true}, files2(a, b, nil)))
		outcome(s.Run(file("a", a), file("b", b)))
		outcome(Score{Threshold: num(3), YesAt: 0.5}.Run(file("a", a), file("b", b)))
		outcome(Muskingum{K: 2, X: 0.2, First: -1}.Run(file("a", a)))
		outcome(Assimilate{}.Run(file("a", a), file("b", b)))
	})
}

// readOnly reads the files of a network and checks it, without running it.
func readOnly(o Route, f RouteFiles) (*Result, error) {
	if _, _, _, err := o.read(f); err != nil {
		return nil, err
	}
	return &Result{}, nil
}
