package route

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

// lowland is a river of 20 m at the bed, banks 1 in 2, 2.5 m deep to the banks, with a floodplain of 100 m.
func lowland(id, to ID) Reach {
	return Reach{ID: id, To: to, Length: 3000, Slope: 0.001, Bottom: 20, Top: 30, Flood: 100, Bank: 0.5, Roughness: 0.03, FloodRoughness: 0.06}
}

func TestTwoThirds(t *testing.T) {
	for k := range 200_000 {
		x := math.Exp2(float64(k)/2000 - 50)
		if got, want := twoThirds(x), math.Cbrt(x)*math.Cbrt(x); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("%g^(2/3) = %.17g, want %.17g", x, got, want)
		}
	}
}

// By hand: 2 m deep the bed has (20 + 2x2) 2 = 48 m2, 20 + 2x2 sqrt 5 = 28.944272 m and 28 m at the surface: R 1.6583592, velocity sqrt(0.001)/0.03
// R^(2/3) = 1.4769176 m/s. A small wave has dQ/dA, here by differences.
func TestInBank(t *testing.T) {
	r := lowland(1, 0)
	b, p := shape(&r)
	near(t, "bankfull depth", b.full, 2.5, 1e-15)
	s := at(&b, &p, 2)
	near(t, "flow", s.flow, 48*math.Sqrt(0.001)/0.03*math.Pow(48/28.94427190999916, 2./3), 1e-14)
	near(t, "width", 1/s.inverse, 28, 1e-14)
	near(t, "velocity", velocity(&b, 2), s.flow/48, 1e-14)
	for _, h := range []float64{0.01, 0.3, 1, 2.4} {
		const d = 1e-5
		slope := (at(&b, &p, h+d).flow - at(&b, &p, h-d).flow) / (2 * d) * at(&b, &p, h).inverse
		near(t, "celerity", at(&b, &p, h).celerity, slope, 1e-7)
	}
	if s := at(&b, &p, 0); s != (stream{}) {
		t.Errorf("dry: %+v", s)
	}
}

// By hand, 1 m over the banks: bed (20 + 5) 2.5 = 62.5 m2 and 20 + 5 sqrt 5 = 31.1803399 m, floodplain 100 m2 and 102 m. R = 162.5/133.1803399 =
// 1.2201501, n = (31.1803399x0.03 + 102x0.06)/133.1803399 = 0.05297638.
func TestOverBank(t *testing.T) {
	r := lowland(1, 0)
	b, p := shape(&r)
	near(t, "flow at the banks", at(&b, &p, 2.5).flow, 104, 0.01)
	near(t, "flow just over the banks", at(&b, &p, 2.5001).flow, 23, 0.02)
	s := at(&b, &p, 3.5)
	wetted := 20 + 5*math.Sqrt(5)
	n := (wetted*0.03 + 102*0.06) / (wetted + 102)
	power := math.Pow(162.5/(wetted+102), 2./3)
	near(t, "roughness", n, 0.05297638, 1e-6)
	near(t, "flow", s.flow, math.Sqrt(0.001)/n*162.5*power, 1e-13)
	near(t, "width", 1/s.inverse, 100, 1e-14)
	inBed := math.Sqrt(0.001) / 0.03 * power * (5./3 - 2./3*162.5/(wetted+102)*2*math.Sqrt(5)/30)
	near(t, "celerity", s.celerity, (inBed*62.5+math.Sqrt(0.001)/0.06*5/3*100)/162.5, 1e-13)
}

// The depth at which a flow runs evenly carries that flow. Where the banks are overtopped Manning's flow jumps down, because the
// wetted perimeter and the roughness do; then no depth may carry it exactly.
func TestNormalDepth(t *testing.T) {
	r := lowland(1, 0)
	b, p := shape(&r)
	for _, q := range []float64{0.001, 1, 50, 100, 400, 5000} {
		near(t, "flow", at(&b, &p, normalDepth(&b, &p, q)).flow, q, 1e-9)
	}
	if h := normalDepth(&b, &p, 0); h != 0 {
		t.Errorf("dry: %g m", h)
	}
}
