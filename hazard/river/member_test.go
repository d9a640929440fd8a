package river

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// at returns when the peak of the undoubted member is at km, in hours after release, and its hours without ice.
func at(in Inputs, km float64) (float64, float64) {
	c := newChain(&in)
	var m member
	m.run(c, make([]float64, c.dimension()))
	return m.arrive(km)
}

// Ice closes a reach while the slug is in it: 36 km at 0.5 m/s (1.8 km/h) take 20 h; closed after 10 h, the second half goes at 0.6
// of the speed: 10 + 18 km / 1.08 km/h = 26.667 h, of which 10 were open.
func TestIceClosesOnTheWay(t *testing.T) {
	in := uniform(0.5, 40, 36)
	in.Prior.IceSpeed = 0.6
	tp, _ := at(in, 36)
	near(t, "open", tp, 20, 1e-12)
	in.Reaches[0].Freeze = hour(10)
	tp, open := at(in, 36)
	near(t, "closed half-way", tp, 10+18/1.08, 1e-12)
	near(t, "hours without ice", open, 10, 1e-12)
	tp, open = at(in, 9)
	near(t, "before the ice", tp, 5, 1e-12)
	near(t, "open before the ice", open, 5, 1e-12)
	in.Reaches[0].Freeze = hour(-5)
	tp, open = at(in, 36)
	near(t, "closed all the way", tp, 36/1.08, 1e-12)
	if open != 0 {
		t.Errorf("hours without ice = %g, want 0", open)
	}
}

// Under ice nothing is lost to the air, but the growing ice takes its share.
func TestIceUptake(t *testing.T) {
	in := uniform(0.5, 40, 36)
	in.Prior.Decay = 0.5
	open, _ := Courses(in)
	in.Reaches[0].Freeze = hour(-1000)
	closed, _ := Courses(in)
	if !(closed[0][0].Intensity > open[0][0].Intensity) {
		t.Errorf("peak %g under ice, %g in the open: volatilisation goes on under ice", closed[0][0].Intensity, open[0][0].Intensity)
	}
	in.Prior.IceUptake = 0.1
	taken, _ := Courses(in)
	near(t, "share that stays in the water", taken[0][0].Intensity/closed[0][0].Intensity, math.Exp(-0.1*20/720), 1e-9)
}

// A rise overtakes the slug: flow 0.25 until 10 h, then 1; velocity 0.5 m/s at full flow, 0.5 x 0.25^0.4 before. The wave runs at 5/3 x
// 1.8 = 3 km/h. The slug has 10 v when it starts, v = 1.8 x 0.25^0.4 km/h; they meet after 10 + 10 v/(3 - v).
func TestRiseOvertakes(t *testing.T) {
	in := uniform(0.5, 40, 100)
	in.Rise = &Rise{At: hour(10), Before: 0.25, KM: 100}
	v := 1.8 * math.Pow(0.25, 0.4)
	meet := 10 + 10*v/(3-v)
	where := v * meet
	tp, _ := at(in, where/2)
	near(t, "before it comes", tp, meet/2, 1e-9)
	tp, _ = at(in, 100)
	near(t, "after it came", tp, meet+(100-where)/1.8, 1e-6)
}

// The same when the rise catches the slug in a later reach: cutting the river into pieces changes nothing.
func TestRiseDoesNotSeeReaches(t *testing.T) {
	whole := uniform(0.5, 40, 100)
	whole.Rise = &Rise{At: hour(10), Before: 0.25, KM: 100}
	cut := whole
	cut.Reaches = nil
	for i, km := range []float64{3, 5, 12, 30, 50} {
		r := whole.Reaches[0]
		r.ID, r.KM = string(rune('a'+i)), km
		cut.Reaches = append(cut.Reaches, r)
	}
	for _, km := range []float64{2, 7, 19, 21, 40, 99} {
		a, _ := at(whole, km)
		b, _ := at(cut, km)
		near(t, "time", b, a, 1e-6)
	}
}

// Below Rise.KM the rise does not matter: there the flow is what it is.
func TestRiseEnds(t *testing.T) {
	in := uniform(0.5, 40, 50)
	second := in.Reaches[0]
	second.ID = "below"
	in.Reaches = append(in.Reaches, second)
	in.Rise = &Rise{At: hour(1000), Before: 0.25, KM: 50}
	v := 1.8 * math.Pow(0.25, 0.4)
	tp, _ := at(in, 100)
	near(t, "time", tp, 50/v+50/1.8, 1e-9)
}

// Dilution: a reach with twice the flow has half the concentration at the same travel time and spread.
func TestTributaryDilutes(t *testing.T) {
	in := uniform(0.5, 40, 50)
	second := in.Reaches[0]
	second.ID = "below"
	in.Reaches = append(in.Reaches, second)
	in.Stations[0].KM = 100
	single, _ := Courses(in)
	in.Reaches[1].Discharge = 200
	double, _ := Courses(in)
	near(t, "dilution", double[0][0].Intensity/single[0][0].Intensity, 0.5, 1e-9)
}

// Jobson's weight: 1 is his velocity alone, 0 Manning's alone, between them the weighted geometric mean.
func TestVelocityWeights(t *testing.T) {
	in := uniform(0, 0, 100)
	in.Reaches[0].Width, in.Reaches[0].Roughness = 80, 0.03
	jobson, manning := PeakVelocity(in.Reaches[0]), ManningVelocity(in.Reaches[0])
	for _, w := range []float64{0, 0.4, 1} {
		in.Prior.Jobson = w
		tp, _ := at(in, 100)
		near(t, "velocity", 100/3.6/tp, math.Pow(jobson, w)*math.Pow(manning, 1-w), 1e-9)
	}
	in.Reaches[0].Width, in.Reaches[0].Roughness = 0, 0
	tp, _ := at(in, 100)
	near(t, "velocity without a width", 100/3.6/tp, jobson, 1e-9)
}

// Velocity errors along the river: each has the variance of the prior, and near reaches have nearly the same. Measured on many members.
func TestVelocityCorrelation(t *testing.T) {
	in := uniform(0.5, 40, 50)
	for i := range 3 {
		r := in.Reaches[0]
		r.ID = string(rune('a' + i))
		in.Reaches = append(in.Reaches, r)
	}
	in.Prior.LocalVelocity, in.Prior.CorrelationKM, in.Members = 0.2, 50, 20_000
	c := newChain(&in)
	e, err := c.ensemble()
	if err != nil {
		t.Fatal(err)
	}
	var m member
	var sum, cross [4]float64
	for _, z := range e {
		m.run(c, z)
		var v [4]float64
		for i := range v {
			v[i] = math.Log(50 / (m.t[i+1] - m.t[i]) / 1.8)
			sum[i] += v[i] * v[i]
			cross[i] += v[0] * v[i]
		}
	}
	n := float64(in.Members)
	for i := range 4 {
		near(t, "variance", sum[i]/n, 0.04, 0.05)
		if want := 0.04 * math.Exp(-float64(i)); math.Abs(cross[i]/n-want) > 0.002 {
			t.Errorf("covariance over %d reaches = %.4f, want %.4f", i, cross[i]/n, want)
		}
	}
}

// The way of the peak only goes on, in km, in hours and in hours without ice, whatever the river, the rise and the ice.
func TestTheWayGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := uniform(0.5, 40, 30)
		in.Reaches = nil
		for i := range rapid.IntRange(1, 6).Draw(t, "reaches") {
			r := Reach{ID: string(rune('a' + i)), KM: rapid.Float64Range(0.1, 300).Draw(t, "km"), Discharge: 100, MeanDischarge: 100,
				Slope: 1e-4, Area: 1e4, Velocity: rapid.Float64Range(0.01, 5).Draw(t, "velocity"), Dispersion: 50}
			if rapid.Bool().Draw(t, "ice") {
				r.Freeze = hour(rapid.Float64Range(0, 500).Draw(t, "freeze"))
			}
			r.KMSD = r.KM / 4
			in.Reaches = append(in.Reaches, r)
		}
		in.Stations[0].KM = 0.1
		in.Prior = DefaultPrior()
		in.Rise = &Rise{At: hour(rapid.Float64Range(0, 300).Draw(t, "rise")), Before: rapid.Float64Range(0.05, 5).Draw(t, "before"), KM: 400}
		c := newChain(&in)
		e, err := c.ensemble()
		if err != nil {
			t.Fatal(err)
		}
		var m member
		for _, z := range e {
			m.run(c, z)
			for i := 1; i < len(m.x); i++ {
				if !(m.x[i] > m.x[i-1] && m.t[i] > m.t[i-1] && m.open[i] >= m.open[i-1] && m.open[i] <= m.t[i]+1e-9) {
					t.Fatalf("step %d: km %v, hours %v, open %v", i, m.x, m.t, m.open)
				}
			}
			near2 := math.Abs(m.x[len(m.x)-1] - c.end[len(c.end)-1])
			if near2 > 1e-6 {
				t.Fatalf("the way ends at km %g, the river at %g", m.x[len(m.x)-1], c.end[len(c.end)-1])
			}
		}
	})
}
