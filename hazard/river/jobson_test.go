package river

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s = %.10g, want %.10g within %g", what, got, want, relative)
	}
}

// Known answers: equations 12 and 13 of WRI 96-4013 worked out step by step with a calculator for three rivers.
//
//	small:  Da 1,000 km2, Qa 15, Q 10 m3/s, S 0.001
//	        Da' = (1e9)^1.25 sqrt(9.80665)/15 = 3.71252e10; product 20.85032; Vp = 0.094 + 0.0143 x 20.85032
//	middle: Da 2,590 km2, Q = Qa = 25.5 m3/s, S 0.0005: Da' = 7.17538e10; product 27.85467
//	large:  Da 389,769 km2 (the Songhua at Harbin), Qa 1,300, Q 800 m3/s, S 6e-5: Da' = 7.41867e11; product 44.53779
func TestJobsonVelocity(t *testing.T) {
	for _, c := range []struct {
		name          string
		r             Reach
		peak, maximum float64
	}{
		{"small", Reach{Area: 1000, MeanDischarge: 15, Discharge: 10, Slope: 0.001}, 0.392159548, 0.667006361},
		{"middle", Reach{Area: 2590, MeanDischarge: 25.5, Discharge: 25.5, Slope: 0.0005}, 0.492321834, 0.807093474},
		{"large", Reach{Area: 389769, MeanDischarge: 1300, Discharge: 800, Slope: 6e-5}, 0.730890391, 1.140755791},
	} {
		near(t, c.name+" peak", PeakVelocity(c.r), c.peak, 1e-8)
		near(t, c.name+" maximum", MaxVelocity(c.r), c.maximum, 1e-8)
	}
}

// Known answers of equations 7, 18 and 19: at mean flow Cup = 857 Tp^-0.76, so 857 x 10^-0.76 = 148.9295 after 10 h and
// 25.88099 after 100 h; the tail then takes 2e6/25.88099 s = 21.466 h. At a quarter of the mean flow the exponent is
// -0.76 x 0.25^-0.079 = -0.84797.
func TestJobsonUnitPeak(t *testing.T) {
	near(t, "after 10 h", UnitPeak(10, 1), 148.929531, 1e-8)
	near(t, "after 100 h", UnitPeak(100, 1), 25.88098624, 1e-8)
	near(t, "after 250 h at 0.6", UnitPeak(250, 0.6), 10.85169412, 1e-8)
	near(t, "after 24 h at 0.25", UnitPeak(24, 0.25), 57.89143245, 1e-8)
	near(t, "tail", TailHours(25.88098624384528), 21.46577995, 1e-8)
	near(t, "leading edge", LeadingEdge(100), 89, 1e-12)
}

// The shape that this model gives the slug agrees with what Jobson found for the same travel time, although neither his 89 %
// nor his tail is used: the front over 3 % of the peak leads by 8 to 12 % of the travel time, and from the leading edge to 10 % of the
// peak on the way down takes his T10d within a quarter.
func TestShapeAgreesWithJobson(t *testing.T) {
	for _, tp := range []float64{50, 100, 250} {
		c := newChain(ptr(uniform(0.5, 0, tp*1.8)))
		var m member
		m.run(c, make([]float64, c.dimension()))
		p := m.passage(c, 0, 0)
		at, value := p.peak()
		near(t, "travel time of the peak", at, tp, 1e-3)
		first, _, _ := p.over(0.03 * value)
		if lead := 1 - first/at; lead < 0.06 || lead > 0.13 {
			t.Errorf("after %g h the front leads by %.3f of the travel time, Jobson's average is 0.11", tp, lead)
		}
		_, tail, _ := p.over(0.1 * value)
		near(t, "10 % tail from the leading edge", tail-LeadingEdge(at), TailHours(UnitPeak(tp, 1)), 0.25)
	}
}

func ptr[T any](v T) *T { return &v }

// Manning in a wide channel: q = 800/500 = 1.6 m2/s, S 6e-5, n 0.03: depth (q n/sqrt S)^0.6 = 2.97 m, velocity q/depth.
func TestManningVelocity(t *testing.T) {
	r := Reach{Discharge: 800, Width: 500, Slope: 6e-5, Roughness: 0.03}
	depth := math.Pow(1.6*0.03/math.Sqrt(6e-5), 0.6)
	near(t, "depth", depth, 2.98767, 1e-3)
	near(t, "velocity", ManningVelocity(r), 1.6/depth, 1e-12)
	if v := ManningVelocity(Reach{Discharge: 800}); v != 0 {
		t.Errorf("velocity without a width = %g, want 0", v)
	}
}
