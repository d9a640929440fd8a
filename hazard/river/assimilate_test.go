package river

import (
	"errors"
	"math"
	"slices"
	"testing"

	"tongzhou/hazard"
)

// With one doubt only, the posterior can be had by adding up the likelihood on a fine grid. The tempered ensemble agrees with it.
func TestPosteriorAgainstQuadrature(t *testing.T) {
	in := uniform(0.5, 40, 60)
	in.Issued, in.Members, in.Limit = hour(100), 20_000, 0.017
	in.Stations = append(in.Stations, Station{ID: "t", Name: "T", Place: "t", KM: 60})
	in.Stations[0].KM = 40
	in.Prior.Velocity, in.Prior.Reading = 0.3, 0.4
	in.Readings = []Reading{{Station: "s", At: hour(18), Value: 0.02, Below: true}, {Station: "s", At: hour(22), Value: 0.9, TimeSD: 1}}

	c := newChain(&in)
	aim := tempering{chain: c}
	aim.aim()
	var m member
	z := make([]float64, c.dimension())
	type atom struct{ arrival, weight float64 }
	var grid []atom
	total := 0.0
	for v := -6.0; v < 6; v += 0.0005 {
		z[zVelocity] = v
		w := math.Exp(aim.likelihood(&m, z) - v*v/2)
		p := m.passage(c, 1, 0)
		first, _, ok := p.over(in.Limit)
		if !ok {
			t.Fatal("the limit is not reached")
		}
		grid = append(grid, atom{first, w})
		total += w
	}
	slices.SortFunc(grid, func(a, b atom) int { return int(math.Copysign(1, a.arrival-b.arrival)) })
	quantile := func(p float64) float64 {
		sum := 0.0
		for _, a := range grid {
			if sum += a.weight; sum >= p*total {
				return a.arrival
			}
		}
		return 0
	}
	f, err := Run(in)
	if err != nil {
		t.Fatal(err)
	}
	got := f.Reaches[1].Arrival
	near(t, "p05", got.P05, quantile(0.05), 0.01)
	near(t, "p50", got.P50, quantile(0.50), 0.01)
	near(t, "p95", got.P95, quantile(0.95), 0.01)
	in.Readings = nil
	prior, _ := Run(in)
	if q := prior.Reaches[1].Arrival; got.P95-got.P05 > (q.P95-q.P05)/2 {
		t.Errorf("band %v after the readings, %v before: want less than half", got, q)
	}
}

// "Nothing here now" is information: whoever would have been there is out, and who remains comes later. R14
func TestBelowTheLimit(t *testing.T) {
	in := three()
	in.Members = 2000
	before, err := Run(in)
	if err != nil {
		t.Fatal(err)
	}
	when := before.Reaches[1].Arrival.P50 + 3
	in.Issued = hour(1000)
	in.Readings = []Reading{{Station: "b", At: hour(when), Value: in.Limit, Below: true}}
	after, err := Courses(in)
	if err != nil {
		t.Fatal(err)
	}
	there, later := 0, 0
	for k, o := range after[1] {
		if o.Over && o.Arrival < when-3 && o.End > when+3 {
			there++
		}
		if after[4][k].Arrival > before.Reaches[4].Arrival.P50 {
			later++
		}
	}
	if there > in.Members/20 {
		t.Errorf("%d of %d members are there, although nothing was found", there, in.Members)
	}
	if later < in.Members*6/10 {
		t.Errorf("further down %d of %d members come later than the median before", later, in.Members)
	}
}

// Known answers of Student's t with four degrees of freedom: P(t < 2.132) = 0.95, P(t < 4.604) = 0.995 (any table).
func TestStudentCDF(t *testing.T) {
	for x, want := range map[float64]float64{0: 0.5, 2.131847: 0.95, -2.131847: 0.05, 4.604095: 0.995, -8.610302: 0.0005} {
		near(t, "CDF", studentCDF(x), want, 0.1)
		if x > -8 {
			near(t, "CDF", studentCDF(x), want, 1e-6)
		}
	}
	if v := studentCDF(-1e3); !(v > 0) {
		t.Errorf("CDF(-1000) = %g, want more than 0", v)
	}
}

// A reading moves and narrows the forecast downstream of it, towards what was read.
func TestReadingNarrows(t *testing.T) {
	in := three()
	in.Members, in.Issued = 1000, hour(500)
	before, _ := Run(in)
	b := before.Reaches[1]
	in.Readings = []Reading{{Station: "b", At: hour(b.Arrival.P25), Value: b.Intensity.P50 * 1.5}}
	after, err := Run(in)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < 5; i++ {
		was, is := before.Reaches[i], after.Reaches[i]
		if !(is.Arrival.P50 < was.Arrival.P50) || !(is.Arrival.P95-is.Arrival.P05 < was.Arrival.P95-was.Arrival.P05) {
			t.Errorf("%s: arrival %v after, %v before: want earlier and narrower", is.ID, is.Arrival, was.Arrival)
		}
		if !(is.Intensity.P50 > was.Intensity.P50) {
			t.Errorf("%s: peak %g after, %g before: want higher", is.ID, is.Intensity.P50, was.Intensity.P50)
		}
	}
}

// A sensor that reads every ten minutes says hardly more in an hour than one reading does: the band after seven readings within an hour is
// about as wide as after one, and wider than if the seven had been believed to be independent.
func TestManyReadingsOfOneHour(t *testing.T) {
	in := three()
	in.Members, in.Issued = 1000, hour(500)
	before, err := Run(in)
	if err != nil {
		t.Fatal(err)
	}
	b := before.Reaches[1]
	width := func(n int, lasting float64) float64 {
		in := in
		in.Prior.ReadingHours = lasting
		for i := range n {
			in.Readings = append(in.Readings, Reading{Station: "b", At: hour(b.Arrival.P50 + float64(i)/6), Value: 0.05 * math.Exp(0.1*float64(i))})
		}
		f, err := Run(in)
		if err != nil {
			t.Fatal(err)
		}
		q := f.Reaches[1].Peak
		return q.P95 - q.P05
	}
	one, seven, independent := width(1, 6), width(7, 6), width(7, 0)
	if seven < 0.75*one || seven > 1.25*one || independent > 0.9*seven {
		t.Errorf("band after one reading %.1f h, after seven %.1f h, after seven independent ones %.1f h", one, seven, independent)
	}
}

// A reading that cannot be is named, with its share, so that somebody can correct it.
func TestUnexplained(t *testing.T) {
	in := three()
	in.Readings = []Reading{{Station: "e", At: hour(3), Value: 5}} // 400 km in three hours
	_, err := Run(in)
	var u *UnexplainedError
	if !errors.As(err, &u) || u.Reading.Station != "e" || u.Share < 0.5 {
		t.Fatalf("Run = %v, want an UnexplainedError at e", err)
	}
}

// What no reading says anything about is not copied by resampling: no two members are alike there.
func TestNoCopiesDownstream(t *testing.T) {
	in := three()
	in.Readings = []Reading{{Station: "a", At: hour(40), Value: 1}}
	c := newChain(&in)
	e, err := c.ensemble()
	if err != nil {
		t.Fatal(err)
	}
	if c.far != len(in.Reaches) {
		t.Errorf("after assimilation members travel %d reaches, want all %d", c.far, len(in.Reaches))
	}
	seen := make(map[float64]bool)
	for _, z := range e {
		last := z[len(z)-1] // the position of station e
		if seen[last] {
			t.Fatal("two members have the same position of e")
		}
		seen[last] = true
	}
}

// Simulation-based calibration (Talts et al. 2018): a course is drawn from the prior, read twice with the stated error, and
// forecast. Over many such worlds the rank of the true arrival downstream among the members is uniform: each fifth holds a fifth,
// and the 90 % band holds 90 %.
func TestCalibration(t *testing.T) {
	const worlds = 200
	in := three()
	in.Issued, in.Members = hour(10_000), 200
	in.Prior.ReadingHours = 0 // the errors drawn here are independent
	c := newChain(&in)
	truth, noise := hazard.NewStream(99, 0), hazard.NewStream(99, 1)
	var fifths [5]int
	inside := 0
	for w := range worlds {
		z := make([]float64, c.dimension())
		for j := range z {
			z[j] = truth.Normal(counter(w, j))
		}
		var m member
		m.run(c, z)
		place := func(i int) passage { return m.passage(c, i, z[len(z)-len(in.Stations)+i]) }
		at := place(1)
		target := place(3)
		real, _ := target.peak()
		first, _, ok := at.over(in.Limit)
		if !ok {
			continue
		}
		world := in
		world.Seed = uint64(1000 + w)
		world.Readings = nil
		for i, h := range []float64{first - 2, first + 6} {
			floor := in.Limit / 1e4
			value := (at.concentration(h)+floor)*math.Exp(in.Prior.Reading*student(noise, counter(w, 4*i))) - floor
			r := Reading{Station: "b", At: hour(h), Value: value}
			if value < in.Limit {
				r.Value, r.Below = in.Limit, true
			}
			world.Readings = append(world.Readings, r)
		}
		courses, err := Courses(world)
		if err != nil {
			t.Fatalf("world %d: %v", w, err)
		}
		below := 0
		for _, o := range courses[3] {
			if o.Peak < real {
				below++
			}
		}
		fifths[min(4, below*5/in.Members)]++
		if below >= 10 && below <= 190 {
			inside++
		}
	}
	chi := 0.0
	for _, n := range fifths {
		chi += (float64(n) - worlds/5.0) * (float64(n) - worlds/5.0) / (worlds / 5.0)
	}
	if chi > 18.5 { // 0.1 % of chi-square with 4 degrees of freedom
		t.Errorf("ranks by fifths %v: chi-square %.1f, want a uniform spread", fifths, chi)
	}
	if inside < worlds*82/100 || inside > worlds*97/100 {
		t.Errorf("%d of %d inside the 90 %% band", inside, worlds)
	}
	t.Logf("ranks by fifths %v, %d of %d inside the 90 %% band", fifths, inside, worlds)
}

// student draws from Student's t with four degrees of freedom, the error that the model believes in.
func student(s hazard.Stream, i uint64) float64 {
	return s.Normal(i) / math.Sqrt(-math.Log(s.Uniform(i+1)*s.Uniform(i+2))/2)
}

// Bytes after assimilation depend on nothing but the inputs: another run, the same bytes.
func TestAssimilationIsDeterministic(t *testing.T) {
	in := three()
	in.Readings = []Reading{{Station: "a", At: hour(40), Value: 1}, {Station: "b", At: hour(41), Value: 0.01, Below: true, TimeSD: 2}}
	var last hazard.Footprint
	for i := range 3 {
		f, err := Run(in)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && !Same(f, last) {
			t.Fatal("two runs differ")
		}
		last = f
	}
}
