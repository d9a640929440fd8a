package route

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// flashy is a tree of reaches of every kind, a reservoir in some, and what rains on it hour by hour: nothing for hours, then far more than the banks hold.
func flashy(t *rapid.T) (Inputs, [][]float64) {
	var in Inputs
	size := rapid.IntRange(1, 8).Draw(t, "reaches")
	for i := range size {
		r := lowland(ID(i+1), 0)
		if i > 0 {
			r.To = ID(rapid.IntRange(1, i).Draw(t, "to"))
		}
		r.Length = rapid.Float64Range(100, 6000).Draw(t, "length")
		r.Slope = math.Exp(rapid.Float64Range(-9, -3).Draw(t, "slope"))
		r.Bottom = rapid.Float64Range(1, 40).Draw(t, "bottom")
		r.Top = r.Bottom + rapid.Float64Range(0.5, 40).Draw(t, "banks")
		r.Flood = r.Top + rapid.Float64Range(0, 300).Draw(t, "plain")
		in.Reaches = append(in.Reaches, r)
	}
	if rapid.Bool().Draw(t, "lake") {
		in.Reservoirs = append(in.Reservoirs, lake(100, 1))
		in.Reaches[size-1].To = 100
		if size == 1 {
			in.Reaches[0].To, in.Reservoirs[0].To = 100, 0
		}
	}
	hours := rapid.IntRange(1, 30).Draw(t, "hours")
	lateral := make([][]float64, hours+12) // in the last it is dry
	for h := range lateral {
		lateral[h] = make([]float64, size+len(in.Reservoirs))
		for i := range size {
			if h < hours && rapid.IntRange(0, 3).Draw(t, "rain") == 0 {
				lateral[h][i] = math.Exp(rapid.Float64Range(-3, 6).Draw(t, "inflow"))
			}
		}
	}
	return in, lateral
}

// No ordinary step makes or loses water, whatever comes in, however short or long it is: what came is what left and what is there. R14
func TestWaterIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, lateral := flashy(t)
		step := rapid.SampledFrom([]float64{60, 300, 900, 1800, 3600}).Draw(t, "step")
		in.Step = step
		n, err := New(in)
		if err != nil {
			t.Fatal(err)
		}
		r, err := n.Start(Options{Step: step}, nil)
		if err != nil {
			t.Fatal(err)
		}
		flow := make([]float64, len(lateral[0]))
		came, left, held := 0.0, 0.0, 0.0
		for i := range in.Reservoirs {
			held += in.Reservoirs[i].Area * in.Reservoirs[i].Level
		}
		for h, now := range lateral {
			for range int(3600 / step) {
				if err := r.Advance(1, now); err != nil {
					t.Fatal(err)
				}
				r.Flows(flow)
				out := 0
				if len(in.Reaches) == 1 {
					out = len(flow) - 1
				}
				left += flow[out] * step
				for i, q := range flow {
					if came += now[i] * step; !(q >= 0) {
						t.Fatalf("after %d h: %g m3/s in %d", h, q, i)
					}
				}
			}
		}
		there := r.Volume()
		for i := range in.Reservoirs {
			level, _ := r.Stored(in.Reservoirs[i].ID)
			there += in.Reservoirs[i].Area * level
		}
		if miss := held + came - left - there; math.Abs(miss) > 1e-9*(held+came+1) {
			t.Fatalf("%g m3 came, %g left, %g were and %g are there: %g are missing", came, left, held, there, miss)
		}
	})
}

// More water is no lower flood: where a quarter more or any more than that comes in from some hour on, no crest in the network is lower by more than a
// twentieth. (X is that of the depth before: in one network of 100,000 it costs more than 3 %.) R4
func TestMoreIsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, lateral := flashy(t)
		in.Step = 900
		n, err := New(in)
		if err != nil {
			t.Fatal(err)
		}
		crests := func(lateral [][]float64) []float64 {
			r, err := n.Start(Options{Step: 900}, nil)
			if err != nil {
				t.Fatal(err)
			}
			flow := make([]float64, len(lateral[0]))
			high := make([]float64, len(flow))
			for _, now := range lateral {
				for range 4 {
					if err := r.Advance(1, now); err != nil {
						t.Fatal(err)
					}
					r.Flows(flow)
					for i, q := range flow {
						high[i] = max(high[i], q)
					}
				}
			}
			return high
		}
		low := crests(lateral)
		factor := rapid.Float64Range(1.25, 3).Draw(t, "more")
		from := rapid.IntRange(0, len(lateral)-1).Draw(t, "from")
		for h := from; h < len(lateral); h++ {
			for i := range lateral[h] {
				lateral[h][i] *= factor
			}
		}
		for i, q := range crests(lateral) {
			if q < 0.95*low[i]-1e-6 {
				t.Fatalf("element %d: a crest of %g m3/s, and of %g with %g of the water from hour %d", i, low[i], q, factor, from)
			}
		}
	})
}

// Known answer: a bore. Where a river of 5 m3/s gets 125 of a sudden, the front goes down with (Q2-Q1)/(A2-A1), which is the balance of the water and
// nothing else (Lighthill and Whitham, Proc. R. Soc. A 229, 1955, 281). A scheme that loses water at the front is late.
func TestBore(t *testing.T) {
	const low, high, length = 5., 125., 40_000.
	river := Reach{ID: 2, Length: length, Slope: 0.001, Bottom: 20, Top: 60, Flood: 120, Bank: 0.5, Roughness: 0.04, FloodRoughness: 0.08}
	head := river
	head.ID, head.To, head.Length = 1, 2, 500
	b, p := shape(&river)
	area := func(q float64) float64 { return section(&b, &p, even(&b, &p, q)) }
	want := length * (area(high) - area(low)) / (high - low)
	for _, step := range []float64{300, 900} {
		r := start(t, Inputs{Step: step, Reaches: []Reach{head, river}}, Options{Step: step}, []float64{low, low})
		// The mean time of the front: how much of the rise was still missing, over the rise.
		missing, end := 0.0, 20*3600.
		for r.Now() < end {
			missing += step * (high - advance(t, r, 1, []float64{high, 0})[1])
		}
		near(t, "arrival of the bore", missing/(high-low)-500*(area(high)-area(low))/(high-low), want, 0.01)
	}
}

// A steep flood is the same in a short step as in a long one: crest within a few per cent, hour within a step.
func TestStepsAgree(t *testing.T) {
	river := lowland(1, 0)
	river.Length = 30_000
	crest := func(step float64) (high, at float64) {
		r := start(t, Inputs{Step: step, Reaches: []Reach{river}}, Options{Step: step}, []float64{5})
		for r.Now() < 36*3600 {
			rain := 5 + 95*math.Exp(-math.Pow((r.Now()-6*3600)/3600, 2)/2)
			if q := advance(t, r, 1, []float64{rain})[0]; q > high {
				high, at = q, r.Now()-step/2
			}
		}
		return high, at
	}
	high, at := crest(60)
	for _, step := range []float64{300, 900, 1800} {
		q, when := crest(step)
		near(t, "crest", q, high, 0.03)
		if math.Abs(when-at) > 1.5*step { // half of one is what joins along the way
			t.Errorf("step %g s: crest after %g s, with steps of a minute after %g", step, when, at)
		}
	}
}

// The divided section: its flow grows with the depth, also at the banks; celerity is dQ/dA; level and even turn section and flow round.
func TestApart(t *testing.T) {
	r := lowland(1, 0)
	b, p := shape(&r)
	last := stream{}
	for h := 0.01; h < 12; h += 0.01 {
		s := apart(&b, &p, h)
		if !(s.flow > last.flow) {
			t.Fatalf("%g m3/s at %g m, %g below", s.flow, h, last.flow)
		}
		last = s
		near(t, "level", level(&b, &p, section(&b, &p, h)), h, 1e-12)
		near(t, "even", even(&b, &p, s.flow), h, 1e-10)
		const d = 1e-5
		if math.Abs(h-b.full) > 2*d {
			near(t, "celerity", s.celerity, (apart(&b, &p, h+d).flow-apart(&b, &p, h-d).flow)/(section(&b, &p, h+d)-section(&b, &p, h-d)), 1e-6)
		}
	}
	// By hand, 1 m over the banks: the bed has 62.5 + 30 m2 over 31.1803399 m; the plain 70 m2, 1 m deep.
	root := math.Sqrt(0.001)
	want := root/0.03*92.5*math.Pow(92.5/(20+5*math.Sqrt(5)), 2./3) + root/0.06*70
	near(t, "flow", apart(&b, &p, 3.5).flow, want, 1e-14)
}
