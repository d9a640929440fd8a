package songhua

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"tongzhou/hazard"
	"tongzhou/hazard/river"
)

// A plan is who samples where and how often, and what is known besides. What is sampled, and what of it is told, depends on the samples alone and never on what is hidden: readings
// at hours that only the truth could have chosen would say more than the model takes from them, and its bands would hold too little.
type plan struct {
	name        string
	km          []float64 // of the stations, below the dam
	every       float64   // hours
	bulletins   bool      // not all samples are told, only what was told in 2005: first, highest, two later ones, end
	place, time bool      // known beforehand
	speed       float64   // log error of the speed of the river and along it; 0: the prior's
}

// A hidden accident, km below the dam and hours after the start.
type hidden struct{ km, at, mass float64 }

// series are the samples of station i of a drawn accident, every so many hours.
func (p plan) series(t *testing.T, x river.Inputs, noise hazard.Stream, i int, every float64) []river.Reading {
	t.Helper()
	var hours []float64
	for h := every * (1 + float64(i%3)/3); h < 1000; h += every {
		hours = append(hours, h)
	}
	c, err := river.Concentrations(x, i, hours)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]river.Reading, len(hours))
	floor := x.Limit / 1e4
	for k, h := range hours {
		n := uint64(i)<<20 | uint64(4*k)
		student := noise.Normal(n) / math.Sqrt(-math.Log(noise.Uniform(n+1)*noise.Uniform(n+2))/2)
		out[k] = river.Reading{Station: x.Stations[i].ID, At: x.Start + int64(math.Round(h*3.6e6)), Value: (c[0][k]+floor)*math.Exp(x.Prior.Reading*student) - floor}
		if out[k].Value < x.Limit {
			out[k].Value, out[k].Below = x.Limit, true
		}
	}
	return out
}

// over is the first and the last sample over the limit; -1: none.
func over(s []river.Reading) (first, last int) {
	first, last = -1, -1
	for k, r := range s {
		if !r.Below {
			if last = k; first < 0 {
				first = k
			}
		}
	}
	return first, last
}

// told are the bulletins: at the border the last sample under the limit and the first over it (7 h apart), at the second station those (2 h) and the highest (of every 6 h), at the
// intake those, one 6 and one 13 h after the crest of the second, and the first under the limit again (12 h).
func (p plan) told(series func(i int, every float64) []river.Reading) (out []river.Reading, ok bool) {
	var crest int64
	for i, every := range []float64{7, 2, 2} {
		s := series(i, every)
		first, last := over(s)
		if first < 1 {
			return nil, false
		}
		tell := []int{first - 1, first}
		best := first
		switch i {
		case 1:
			for k := first; k <= last; k += 3 {
				if s[k].Value > s[best].Value {
					best = k
				}
			}
			crest, tell = s[best].At, append(tell, best)
		case 2:
			for _, after := range []int64{6, 13} {
				tell = append(tell, slices.IndexFunc(s, func(r river.Reading) bool { return r.At >= crest+after*3600_000 }))
			}
			tell = append(tell, last+1+(6-(last+1)%6)%6)
		}
		slices.Sort(tell)
		for _, k := range slices.Compact(tell) {
			if k < 0 || k >= len(s) {
				return nil, false
			}
			out = append(out, s[k])
		}
	}
	return out, true
}

// samples are all of them: of the nearest station above the origin (nothing, ever), and of the next ones below it from two before the first over the limit to the one after the last.
func (p plan) samples(at hidden, series func(i int, every float64) []river.Reading) (out []river.Reading, ok bool) {
	from := max(0, len(p.km)-9)
	for i, km := range p.km {
		if km < at.km {
			from = i
		}
	}
	to := len(p.km)
	if p.km[0] < 400 { // along the whole river: three below will do
		to = min(to, from+4)
	}
	for i := from; i < to; i++ {
		s := series(i, p.every)
		first, last := over(s)
		if first < 0 {
			if p.km[i] > at.km {
				return nil, false
			}
			for k := 0; k < len(s); k += 2 {
				out = append(out, s[k])
			}
			continue
		}
		out = append(out, s[max(0, first-2):min(len(s), last+2)]...)
	}
	return out, len(out) <= 200
}

// draw draws accident w and what is read of it; false: it is not noticed at all of the stations, or for too long.
func (p plan) draw(t *testing.T, in river.Inputs, w int) (river.Inputs, hidden, bool) {
	t.Helper()
	truth, noise := hazard.NewStream(2005, uint64(w)), hazard.NewStream(2006, uint64(w))
	o := *in.Origin
	at := hidden{o.FromKM + truth.Uniform(0)*(o.ToKM-o.FromKM), truth.Uniform(1) * float64(o.Latest-o.Earliest) / 3.6e6, o.MassLow * math.Pow(o.MassHigh/o.MassLow, truth.Uniform(2))}
	in.Stations, in.Prior.ReadingHours = nil, 0 // the errors drawn here are independent
	if p.speed > 0 {
		in.Prior.Velocity, in.Prior.LocalVelocity = p.speed, p.speed
	}
	for i, km := range p.km {
		in.Stations = append(in.Stations, river.Station{ID: fmt.Sprint(i), KM: km, KMSD: 1, Lon: 126, Lat: 45})
	}
	x, real := in, o
	real.FromKM, real.ToKM, real.MassLow, real.MassHigh = at.km, at.km, at.mass, at.mass
	real.Earliest = in.Start + int64(at.at*3.6e6)
	real.Latest = real.Earliest
	x.Origin, x.Members, x.Seed, x.Readings, x.Issued = &real, 20, uint64(100_000+w), nil, 0
	series := func(i int, every float64) []river.Reading { return p.series(t, x, noise, i, every) }
	var ok bool
	if p.bulletins {
		in.Readings, ok = p.told(series)
	} else {
		in.Readings, ok = p.samples(at, series)
	}
	slices.SortStableFunc(in.Readings, func(a, b river.Reading) int { return cmp.Compare(a.At, b.At) })
	if p.place {
		o.FromKM, o.ToKM = at.km, at.km
	}
	if p.time {
		o.Earliest, o.Latest = real.Earliest, real.Latest
	}
	in.Origin, in.Issued, in.Seed = &o, 0, uint64(w+1)
	return in, at, ok
}

// found looks for the origin, and leaves out what cannot be explained, as a node does.
func found(in river.Inputs) (river.Source, error) {
	for {
		s, err := river.Locate(in)
		var bad *river.UnexplainedError
		if !errors.As(err, &bad) {
			return s, err
		}
		in.Readings = slices.DeleteFunc(slices.Clone(in.Readings), func(r river.Reading) bool { return r == bad.Reading })
	}
}

// A tally is how a plan did: error of the medians and width of the 90 % bands, of place (km) and time (h).
type tally struct {
	sync.Mutex
	off, wide              [2][]float64
	worlds, readings, both int
	held, near             [2]int
}

func (c *tally) add(s river.Source, at hidden, readings int) {
	c.Lock()
	defer c.Unlock()
	near := 0
	for i, q := range []hazard.Quantiles{s.KM, s.At} {
		is, want := []float64{at.km, at.at}[i], []float64{30, 12}[i]
		c.off[i], c.wide[i] = append(c.off[i], math.Abs(q.P50-is)), append(c.wide[i], q.P95-q.P05)
		if q.P05 <= is+1e-6 && is <= q.P95+1e-6 {
			c.held[i]++
		}
		if math.Abs(q.P50-is) <= want {
			c.near[i]++
			near++
		}
	}
	if near == 2 {
		c.both++
	}
	c.worlds, c.readings = c.worlds+1, c.readings+readings
}

func (c *tally) String() string {
	median := func(l []float64) float64 { slices.Sort(l); return l[len(l)/2] }
	n := c.worlds
	share := func(k int) string { return fmt.Sprintf("%.0f %%", 100*float64(k)/float64(n)) }
	return fmt.Sprintf("%d | %.0f | %.0f km, %.0f h | %.0f km, %.0f h | %s | %s | %s | %s, %s", n, float64(c.readings)/float64(n), median(c.off[0]), median(c.off[1]),
		median(c.wide[0]), median(c.wide[1]), share(c.near[0]), share(c.near[1]), share(c.both), share(c.held[0]), share(c.held[1]))
}

// TestValidateOriginLimit asks what somebody can know at best who believes what is true: accidents drawn from the prior itself, on this river, sampled by several plans. R58
func TestValidateOriginLimit(t *testing.T) {
	if os.Getenv("TONGZHOU_DATA") == "" {
		t.Skip("some minutes: asks for TONGZHOU_DATA")
	}
	in, observed, _ := load(t)
	in = silent(in, observed, nil, fengman+383)
	in.Members, in.Readings = 300, nil
	three := []float64{408, 578.4, 594.4}
	row := func(from, apart float64, n int) (out []float64) {
		for i := range n {
			out = append(out, from+apart*float64(i))
		}
		return out
	}
	t.Log("| plan | accidents | readings | median off | 90 % band | within 30 km | within 12 h | both | in the band |")
	for _, p := range []plan{
		{name: "three stations, what was told in 2005", km: three, bulletins: true},
		{name: "three stations, every 6 h", km: three, every: 6},
		{name: "the same, place known", km: three, every: 6, place: true},
		{name: "the same, time known", km: three, every: 6, time: true},
		{name: "the same, velocity right to 5 %, flow in doubt", km: three, every: 6, speed: 0.05},
		{name: "nine stations below 400 km, every 6 h", km: row(408, 23, 9), every: 6},
		{name: "a station every 100 km, every 6 h", km: row(100, 100, 6), every: 6},
		{name: "a station every 50 km, every 6 h", km: row(50, 50, 11), every: 6},
		{name: "a station every 25 km, every 6 h", km: row(25, 25, 19), every: 6},
	} {
		if only := os.Getenv("TONGZHOU_PLAN"); !strings.Contains(p.name, only) {
			continue
		}
		t.Logf("| %s | %v |", p.name, p.run(t, in, 60))
	}
}

// run is so many drawn accidents under a plan, two at a time.
func (p plan) run(t *testing.T, in river.Inputs, worlds int) *tally {
	t.Helper()
	var c tally
	var done sync.WaitGroup
	for half := range 2 {
		done.Go(func() {
			for w := half; w < worlds; w += 2 {
				x, at, ok := p.draw(t, in, w)
				if !ok {
					continue
				}
				s, err := found(x)
				if err != nil {
					t.Error(p.name, w, err)
					continue
				}
				c.add(s, at, len(x.Readings))
			}
		})
	}
	done.Wait()
	return &c
}
