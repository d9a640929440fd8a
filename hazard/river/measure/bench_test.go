package measure

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tongzhou/hazard/river/route"
)

// basin is one of 200 reaches, 5 km each on average, in which waves go 1 to 2.5 m/s: a main river of 50, six rivers that join it, each with side rivers; two
// reservoirs on those and four detention areas at the main river.
func basin() route.Inputs {
	in := route.Inputs{}
	add := func(i int, to route.ID, order float64) {
		wide := math.Pow(2, order)
		in.Reaches = append(in.Reaches, route.Reach{ID: route.ID(i), To: to, Length: 2500 + float64(i*37%50)*100, Slope: 0.0012 - 0.0003*order,
			Bottom: 8 * wide, Top: 14 * wide, Flood: 60 * wide, Bank: 0.5, Roughness: 0.03, FloodRoughness: 0.06})
	}
	for i := 1; i <= 50; i++ { // the main river, 1 at the mouth
		add(i, route.ID(i-1), 3)
	}
	for k := range 150 { // 25 reaches each: 13 in a line, the others join it
		id, place := 51+k, k%25
		switch {
		case place == 0:
			add(id, route.ID(50-8*(k/25)), 2)
		case place < 13:
			add(id, route.ID(id-1), 2)
		default:
			add(id, route.ID(id-12), 1)
		}
	}
	for k, first := range []int{51, 126} { // reservoirs in the middle of two rivers
		in.Reservoirs = append(in.Reservoirs, route.Reservoir{ID: route.ID(1001 + k), To: route.ID(first + 5), Area: 2e7, Level: 103, Top: 108,
			OrificeLevel: 100, OrificeArea: 12, OrificeCoefficient: 0.6, WeirLevel: 105, WeirLength: 60, WeirCoefficient: 1.8})
		in.Reaches[first+5].To = route.ID(1001 + k)
	}
	for k, at := range []route.ID{44, 34, 24, 14} {
		in.Detentions = append(in.Detentions, route.Detention{ID: route.ID(2001 + k), From: at, Back: at - 3, Capacity: 2e7, Intake: 150, Outlet: 60, Leave: 200})
	}
	return in
}

// combinations are the 64 sets of six measures of which each is taken or not: a reservoir holds back for three days, an area is opened after two days and gives back
// from the fifth.
func combinations() []Set {
	var sets []Set
	for s := range 64 {
		set := Set{Name: fmt.Sprintf("set %d", s)}
		for k := range 6 {
			switch {
			case s>>k&1 == 0:
			case k < 2:
				set.Measures = append(set.Measures, route.Measure{At: 24 * 3600, On: route.ID(1001 + k), Do: route.Store, Flow: 5},
					route.Measure{At: 96 * 3600, On: route.ID(1001 + k), Do: route.Open})
			default:
				set.Measures = append(set.Measures, route.Measure{At: 48 * 3600, On: route.ID(1999 + k), Do: route.Open},
					route.Measure{At: 120 * 3600, On: route.ID(1999 + k), Do: route.Discharge, Flow: 50})
			}
		}
		slices.SortStableFunc(set.Measures, func(a, b route.Measure) int { return cmp.Compare(a.At, b.At) })
		sets = append(sets, set)
	}
	return sets
}

// timings are 64 sets that are worse for whoever shares work: two reservoirs far up release differently, so that every set is another one all the way down.
func timings() []Set {
	var sets []Set
	for s := range 64 {
		sets = append(sets, Set{Name: fmt.Sprintf("set %d", s), Measures: []route.Measure{
			{At: 0, On: 1001, Do: route.Store, Flow: 1 + float64(s)}, {At: 0, On: 1002, Do: route.Discharge, Flow: 1 + float64(s)}}})
	}
	return sets
}

// storms are ten days of rain by hour, another for each member, on rivers of another roughness.
func storms(k int) (Member, error) {
	m := Member{Network: basin(), Lateral: make([][]float64, 240)}
	rough := 1 + float64(k%7-3)/20
	m.Flow = make([]float64, len(m.Network.Reaches)+len(m.Network.Reservoirs))
	peak, at, wide := 4+float64(k*7%40)/8, 40+float64(k*13%30), 10+float64(k*5%11)
	for h := range m.Lateral {
		m.Lateral[h] = make([]float64, len(m.Flow))
		for i := range m.Network.Reaches {
			m.Lateral[h][i] = 0.3 + peak*math.Exp(-math.Pow((float64(h)-at-float64(i%9))/wide, 2))
		}
	}
	for i := range m.Network.Reaches {
		m.Network.Reaches[i].Roughness *= rough
		m.Network.Reaches[i].FloodRoughness *= rough
	}
	index := map[route.ID]int{}
	for i, id := range elements(&m.Network) {
		index[id] = i
	}
	for i := range m.Network.Reaches { // even flow at the start
		for at := m.Network.Reaches[i].ID; at != 0; {
			j := index[at]
			if m.Flow[j] += 0.3; j < len(m.Network.Reaches) {
				at = m.Network.Reaches[j].To
			} else {
				at = m.Network.Reservoirs[j-len(m.Network.Reaches)].To
			}
		}
	}
	return m, nil
}

// towns are twenty places at the main river and below the reservoirs.
func towns() []Place {
	var out []Place
	for k := range 20 {
		on := route.ID(48 - 3*k)
		if k >= 15 {
			on = route.ID(51 + 5*k)
		}
		on = max(1, on)
		out = append(out, Place{ID: fmt.Sprintf("town %d", k), On: on, Party: fmt.Sprintf("county %d", k/3), Threshold: 200})
	}
	return out
}

// 64 sets of measures x 200 members x 200 reaches x 10 days: whoever decides has the answer in ten seconds.
func BenchmarkCompare(b *testing.B) {
	for _, c := range []struct {
		name string
		sets []Set
	}{{"each of six or not", combinations()}, {"64 releases far up", timings()}} {
		b.Run(c.name, func(b *testing.B) {
			in := Inputs{Step: 1800, Interval: 3600, Places: towns(), Sets: c.sets}
			const members = 200
			before := processor(b)
			runs := 0
			for b.Loop() {
				r, err := Compare(in, members, storms, runtime.GOMAXPROCS(0))
				if err != nil {
					b.Fatal(err)
				}
				if runs++; len(r.Sets) != 65 {
					b.Fatal(len(r.Sets))
				}
			}
			b.ReportMetric((processor(b)-before)/float64(runs), "cpu-s/op")
			n, err := route.New(with(basin(), in.Step))
			if err != nil {
				b.Fatal(err)
			}
			sets := [][]route.Measure{nil}
			for _, s := range c.sets {
				sets = append(sets, s.Measures)
			}
			f, err := n.Fan(sets)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(f.Copies()), "copies")
		})
	}
}

func with(in route.Inputs, step float64) route.Inputs {
	in.Step = step
	return in
}

// processor is the processor time of this process in s, NaN where the system does not say.
func processor(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return math.NaN()
	}
	words := strings.Fields(string(text[strings.LastIndex(string(text), ")")+1:]))
	sum := 0.0
	for _, w := range words[11:13] {
		ticks, err := strconv.ParseFloat(w, 64)
		if err != nil {
			b.Fatal(err)
		}
		sum += ticks / 100
	}
	return sum
}
