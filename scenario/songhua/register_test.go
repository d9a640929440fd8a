package songhua

import (
	"math"
	"slices"
	"testing"
	"time"

	"tongzhou/exposure"
	"tongzhou/geo"
	"tongzhou/hazard/river"
	"tongzhou/jurisdiction"
)

// The lengths that nobody printed follow from the course and a stated sinuosity, and the whole agrees with the 1,496 km from the outfall
// to Khabarovsk that the Russian hydrometeorological office gives (2010), within 3 %. The press's 380 km from Jilin to Harbin do not: they
// are hardly more than the polyline without any bend.
func TestCourse(t *testing.T) {
	l, err := Course()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table(courseCSV)
	if err != nil {
		t.Fatal(err)
	}
	straight := func(from, to string) float64 {
		sum, on := 0.0, false
		for i, r := range rows {
			if on {
				sum += geo.Distance(l.Points[i-1], l.Points[i])
			}
			if on && r.text("name") == to {
				return sum
			}
			on = on || r.text("name") == from
		}
		return math.NaN()
	}
	second, upper := straight("Jilin outfall", "Sanchahe (confluence with the Nen)"), straight("Sanchahe (confluence with the Nen)", "Sujiatun")
	t.Logf("outfall-confluence %.0f km x 1.40 = %.0f (used 326); confluence-Sujiatun %.0f km, 227.4 by chainage: sinuosity %.2f; Fujin-Tongjiang %.0f km; "+
		"Jiamusi-Tongjiang %.0f km, 244 by chainage: %.2f; confluence-Zhaoyuan %.0f km; outfall-Khabarovsk %.0f km",
		second, 1.4*second, upper, 227.4/upper, straight("Fujin", "Tongjiang"), straight("Jiamusi", "Tongjiang"), 244/straight("Jiamusi", "Tongjiang"),
		straight("Sanchahe (confluence with the Nen)", "Zhaoyuan"), l.KM[len(l.KM)-1])
	if e := math.Abs(l.KM[len(l.KM)-1]-1496) / 1496; e > 0.03 {
		t.Errorf("outfall to Khabarovsk %.0f km, the Russian office says 1,496", l.KM[len(l.KM)-1])
	}
	if second+upper < 340 {
		t.Errorf("the straight polyline Jilin-Sujiatun is %.0f km; the press's 380 km would then be possible", second+upper)
	}
	if math.Abs(1.4*second-326) > 12 {
		t.Errorf("Second Songhua %.0f km, 326 used", 1.4*second)
	}
	stations, _ := Stations()
	for _, s := range stations {
		p, err := l.At(stations[0].KM - s.KM)
		if err != nil || geo.Distance(p, geo.Point{Lon: s.Lon, Lat: s.Lat}) > 1 {
			t.Errorf("%s lies at %v, the course at its kilometre at %v (%v)", s.ID, geo.Point{Lon: s.Lon, Lat: s.Lat}, p, err)
		}
	}
	if !slices.IsSorted(l.KM) {
		t.Errorf("kilometres %v do not increase", l.KM)
	}
}

// Whom the slick concerns, from the release alone: every city down the river is reached, those beside it and Khabarovsk are neighbours, and
// the common superior of those concerned is China. R1 R7 R10 R19
func TestAcrossTheSonghua(t *testing.T) {
	in, _, _ := load(t)
	in.Members = 500
	f, err := river.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	register, err := Register()
	if err != nil {
		t.Fatal(err)
	}
	neighbours, err := Neighbours()
	if err != nil {
		t.Fatal(err)
	}
	places, err := Places(register)
	if err != nil {
		t.Fatal(err)
	}
	r, err := exposure.Across(exposure.Query{Footprint: f, Places: places, Register: register, Neighbours: neighbours,
		Sources: []jurisdiction.ID{"jilin"}, Rules: exposure.Rules{Probability: 0.3, Lead: 72, Within: 24, Bordering: true, Basis: "drill"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []jurisdiction.ID{"songyuan", "daqing", "harbin", "jiamusi"}; !slices.Equal(r.Exposed, want) || r.Situation != 3 || len(r.Unplaced) != 0 {
		t.Errorf("exposed %v, situation %d, unplaced %v; want %v in situation 3", r.Exposed, r.Situation, r.Unplaced, want)
	}
	got := make(map[jurisdiction.ID]exposure.Finding)
	for _, f := range r.Findings {
		got[f.Jurisdiction] = f
		t.Logf("%-11s %-9s p %.2f arrival %s | %s | %s people %d (%s) tell %v by %s late %v: %s", f.Jurisdiction, f.Status, f.Probability, clock(f.Arrival.P05),
			clock(f.Arrival.P50), clock(f.Arrival.P95), f.People, f.Counted, f.Tell, time.UnixMilli(f.TellBy).In(Zone()).Format("02 Jan 15:04"), f.Late, f.Reason)
	}
	if h := got["harbin"]; h.People != 3_800_000 || h.Place != "sujiatun" {
		t.Errorf("harbin %+v", h)
	}
	if k := got["khabarovsk"]; k.Status != exposure.Bordering || !k.Outside || !k.Tell {
		t.Errorf("khabarovsk %+v, want a neighbour outside who is told", k)
	}
	if s, ok := register.CommonSuperior(append(r.Exposed, r.Sources...)...); !ok || s != "cn" {
		t.Errorf("common superior %q", s)
	}
	if down := neighbours.Downstream("jilin"); down[len(down)-1] != "khabarovsk" {
		t.Errorf("downstream of jilin %v, want khabarovsk last", down)
	}
}

// A forecast is given nothing that was measured later than it was issued, and nothing from a place that was not asked for. R88
func TestReadingsKnowNoFuture(t *testing.T) {
	_, observed, _ := load(t)
	until := At(time.November, 28, 0, 0)
	got := Readings(observed, until, "sujiatun", "sifangtai", "bayangang")
	if len(got) != 4 {
		t.Errorf("%d readings, want 4: Sujiatun, twice the intake, Bayangang to the hour", len(got))
	}
	for _, r := range got {
		if r.At > until || r.Station == "zhaoyuan" || r.Station == "mulan" {
			t.Errorf("reading %+v is of the future or of another place", r)
		}
	}
	border := Readings(observed, until, "zhaoyuan")
	if len(border) != 2 || !border[0].Below || border[0].Value != 0.017 || border[1].Value != 0.525 || border[1].TimeSD != 6 {
		t.Errorf("border readings %+v", border)
	}
}
