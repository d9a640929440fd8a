package exposure

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tongzhou/geo"
	"tongzhou/jurisdiction"
)

func data(t testing.TB, path ...string) []byte {
	dir := os.Getenv("TONGZHOU_DATA")
	if dir == "" {
		t.Skip("TONGZHOU_DATA is not set; see make validate")
	}
	b, err := os.ReadFile(filepath.Join(append([]string{dir, "data"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// noArea is Falls Church, Virginia: 5 km2, of which the grid of the file leaves a line there and back. The reader says so.
const noArea = "51610"

// counties are the 3,231 counties of us-atlas 3.0.1 (US Census Bureau, public domain) by their FIPS code, but for the one that has no area.
func counties(t testing.TB) *Atlas {
	features, remarks, err := geo.ReadTopoJSON(data(t, "geo", "us-counties", "counties-10m.json"), "counties")
	if err != nil {
		t.Fatal(err)
	}
	var lost []string
	for _, r := range remarks {
		switch r.Code {
		case "no-area":
			lost = append(lost, r.Feature)
		case "ring-short":
		default:
			t.Errorf("%+v", r)
		}
	}
	if len(features) != 3230 || !slices.Equal(lost, []string{noArea}) {
		t.Fatalf("%d counties, without an area %v", len(features), lost)
	}
	var territories []Territory
	for _, f := range features {
		a, err := f.Area()
		if err != nil {
			t.Fatal(err)
		}
		territories = append(territories, Territory{jurisdiction.ID(f.ID), a})
	}
	a, err := NewAtlas(territories)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func table(t testing.TB, path ...string) []map[string]string {
	r := csv.NewReader(strings.NewReader(string(data(t, path...))))
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		m := make(map[string]string)
		for i, h := range head {
			m[h] = row[i]
		}
		out = append(out, m)
	}
}

// Areas of states without a coast are those of the Census Bureau (State Area Measurements, total area, km2, January 2010:
// census.gov/geographies/reference-files/2010/geo/state-area.html) to 0.5 %, which the sphere and the simplified outlines may take; a state is the sum of its
// counties; and each of the counties shares with the rest of the country just itself. R1 R12
func TestValidCountyAreas(t *testing.T) {
	a := counties(t)
	states, _, err := geo.ReadTopoJSON(data(t, "geo", "us-counties", "counties-10m.json"), "states")
	if err != nil || len(states) != 56 {
		t.Fatalf("%d states, %v", len(states), err)
	}
	sum := make(map[string]float64)
	for i, c := range a.territories {
		sum[string(c.Jurisdiction[:2])] += a.km2[i]
	}
	published := map[string]float64{"08": 269601, "56": 253335, "04": 295234, "20": 213100, "32": 286380, "35": 314917, "30": 380831, "49": 219882, "16": 216443, "46": 199729}
	worst, worstSum := 0.0, 0.0
	for _, s := range states {
		area, err := s.Area()
		if err != nil {
			t.Fatal(err)
		}
		km2 := area.KM2()
		worstSum = math.Max(worstSum, math.Abs(sum[s.ID]/km2-1))
		if want := published[s.ID]; want > 0 {
			worst = math.Max(worst, math.Abs(km2/want-1))
			if math.Abs(km2/want-1) > 0.005 {
				t.Errorf("state %s: %.0f km2, published %.0f", s.ID, km2, want)
			}
		}
	}
	if worstSum > 1e-5 {
		t.Errorf("the counties of a state differ by %.2g from the state", worstSum)
	}
	total, under := 0.0, 0.0
	for i, c := range a.territories {
		total += a.km2[i]
		for _, p := range a.Under(c.Area) {
			under += p.KM2
		}
	}
	if math.Abs(under/total-1) > 1e-4 {
		t.Errorf("counties of %.0f km2 lie under counties with %.0f km2", total, under)
	}
	t.Logf("%d states within %.2g of the published areas; sums of counties within %.2g; overlaps %.2g of %.0f km2", len(published), worst, worstSum, under/total-1, total)
}

// The people of the table are those that the Census Bureau published for 1 July 2023 (Vintage 2023: United States 334,914,895, Puerto Rico 3,205,691,
// Connecticut 3,617,176, Texas 30,503,301), and every one of them is found under the country, but for those whose codes the outlines do not know:
// Connecticut's nine planning regions, which came for its eight counties in 2022, and the two parts of Valdez-Cordova, divided in 2019; and for
// Falls Church. Told by their states they are all found. R1 R19
func TestValidCountyPeople(t *testing.T) {
	a := counties(t)
	people, state, all := make(map[string]int64), make(map[string]int64), int64(0)
	for _, row := range table(t, "geo", "us-counties", "population_2023.csv") {
		n, err := strconv.ParseInt(row["population_july_2023"], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		people[row["fips"]] = n
		state[row["fips"][:2]] += n
		all += n
	}
	if us := all - state["72"]; len(people) != 3222 || us != 334_914_895 || state["72"] != 3_205_691 || state["09"] != 3_617_176 || state["48"] != 30_503_301 {
		t.Errorf("%d rows, %d people, Puerto Rico %d, Connecticut %d, Texas %d", len(people), all-state["72"], state["72"], state["09"], state["48"])
	}
	var districts []District
	var without []string
	known := maps.Clone(people)
	for _, c := range a.territories {
		fips := string(c.Jurisdiction)
		n, ok := people[fips]
		if !ok {
			without = append(without, fips)
		}
		delete(known, fips)
		districts = append(districts, District{fips, c.Area, n})
	}
	if got := slices.Sorted(maps.Keys(known)); strings.Join(got, " ") != "02063 02066 09110 09120 09130 09140 09150 09160 09170 09180 09190 51610" {
		t.Errorf("people without an outline: %v", got)
	}
	if slices.Sort(without); strings.Join(without, " ") != "02261 09001 09003 09005 09007 09009 09011 09013 09015 60010 60020 60050 66010 69085 69100 69110 69120 78010 78020 78030" {
		t.Errorf("outlines without people: %v", without)
	}
	v, err := NewInventory(districts, nil)
	if err != nil {
		t.Fatal(err)
	}
	globe, err := geo.NewArea([][]geo.Point{corners(-180, -90, 180, 90)})
	if err != nil {
		t.Fatal(err)
	}
	found := People{}
	v.people(globe, func(_ District, p People) {
		found = People{found.Least + p.Least, found.Likely + p.Likely, found.Most + p.Most}
	})
	if want := all - state["09"] - people["02063"] - people["02066"] - people[noArea]; found != (People{want, want, want}) {
		t.Errorf("under the whole globe %+v, want %d", found, want)
	}
}

// Who borders on whom is what the file's own arcs say: two counties that name the same arc, and nobody else. Travis County, Texas, has the six
// neighbours that the Census Bureau's county adjacency file lists; four states meet in one corner; and nothing was written down by hand. R19
func TestValidCountyNeighbours(t *testing.T) {
	a := counties(t)
	var file struct {
		Objects map[string]struct {
			Geometries []struct {
				ID   string `json:"id"`
				Arcs any    `json:"arcs"`
			} `json:"geometries"`
		} `json:"objects"`
	}
	if err := json.Unmarshal(data(t, "geo", "us-counties", "counties-10m.json"), &file); err != nil {
		t.Fatal(err)
	}
	owners := make(map[int][]string)
	var walk func(any, string)
	walk = func(x any, id string) {
		switch v := x.(type) {
		case []any:
			for _, e := range v {
				walk(e, id)
			}
		case float64:
			n := int(v)
			if n < 0 {
				n = ^n
			}
			if !slices.Contains(owners[n], id) {
				owners[n] = append(owners[n], id)
			}
		}
	}
	for _, g := range file.Objects["counties"].Geometries {
		if g.ID != noArea {
			walk(g.Arcs, g.ID)
		}
	}
	want := make(map[string]bool)
	for _, ids := range owners {
		for _, x := range ids {
			for _, y := range ids {
				if x < y {
					want[x+" "+y] = true
				}
			}
		}
	}
	got, corner := make(map[string]bool), make(map[string]bool)
	edges := a.Land()
	for _, e := range edges {
		if e.Via == Corner {
			corner[string(e.From+" "+e.To)] = true
			continue
		}
		got[string(e.From+" "+e.To)] = true
	}
	for pair := range want {
		// San Francisco has a strip of the island of Alameda, of which the grid leaves a line: a border without a ring.
		if !got[pair] && pair != "06001 06075" {
			t.Errorf("%s share an arc and are no neighbours", pair)
		}
	}
	for pair := range got {
		if !want[pair] {
			t.Errorf("%s share no arc and are neighbours", pair)
		}
	}
	g, err := jurisdiction.NewNeighbours("us-atlas 3.0.1", edges)
	if err != nil {
		t.Fatal(err)
	}
	of := func(id jurisdiction.ID, corners bool) string {
		var out []string
		for _, e := range g.Of(id, jurisdiction.Land) {
			if (e.Via == Corner) == corners {
				out = append(out, string(e.To))
			}
		}
		return strings.Join(out, " ")
	}
	if got := of("48453", false); got != "48021 48031 48053 48055 48209 48491" { // Bastrop, Blanco, Burnet, Caldwell, Hays, Williamson
		t.Errorf("neighbours of Travis County %s", got)
	}
	if got := of("49037", true); !strings.Contains(got, "35045") { // San Juan, Utah, and San Juan, New Mexico, at the Four Corners
		t.Errorf("corners of San Juan County, Utah: %s", got)
	}
	t.Logf("%d borders, %d corners", len(got), len(corner))
}

// Along the Lower Colorado the river's network makes the graph: Travis flows to Bastrop, Bastrop to Fayette, down to Matagorda at the sea; nothing flows back
// up. In which county the middle of each of the 11,248 reaches lies was worked out by another program; the atlas says the same. R4 R19
func TestValidColoradoDownstream(t *testing.T) {
	a := counties(t)
	next, in, found := make(map[string]string), make(map[string]jurisdiction.ID), make(map[string][]jurisdiction.ID)
	for _, row := range table(t, "river", "lower-colorado-tx", "route_link.csv") {
		next[row["link"]] = row["to"]
		lon, err := strconv.ParseFloat(row["lon"], 64)
		if err != nil {
			t.Fatal(err)
		}
		lat, err := strconv.ParseFloat(row["lat"], 64)
		if err != nil {
			t.Fatal(err)
		}
		found[row["link"]] = a.At(geo.Point{Lon: lon, Lat: lat})
	}
	for _, row := range table(t, "river", "lower-colorado-tx", "link_county.csv") {
		in[row["link"]] = jurisdiction.ID(row["county_fips"])
		if got := found[row["link"]]; len(got) != 1 || got[0] != in[row["link"]] {
			t.Errorf("reach %s lies in %v, the other program says %s", row["link"], got, row["county_fips"])
		}
	}
	edges := Downstream(next, in, "Lower Colorado")
	g, err := jurisdiction.NewNeighbours("nwm", edges)
	if err != nil {
		t.Fatal(err)
	}
	down := g.Downstream("48453")
	for _, id := range []jurisdiction.ID{"48021", "48149", "48089", "48481", "48321"} { // Bastrop, Fayette, Colorado, Wharton, Matagorda
		if !slices.Contains(down, id) {
			t.Errorf("%s is not downstream of Travis County: %v", id, down)
		}
	}
	if slices.Contains(g.Downstream("48321"), "48453") {
		t.Error("Travis County is downstream of Matagorda")
	}
	parties := make(map[jurisdiction.ID]bool)
	for _, id := range in {
		parties[id] = true
	}
	t.Logf("%d reaches, %d counties, %d edges", len(next), len(parties), len(edges))
}

// slick is the n-th of many footprints of 100 km across and 96 corners over the country, spread by the golden ratio.
func slick(t testing.TB, n int) *geo.Area {
	x, y := math.Mod(float64(n)*0.618033988749895, 1), math.Mod(float64(n)*0.7548776662466927, 1)
	a, err := geo.NewArea([][]geo.Point{geo.Circle(geo.Point{Lon: -122 + 50*x, Lat: 28 + 20*y}, 50, 96)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// BenchmarkUnder is one footprint, with its areas, over 3,231 counties.
func BenchmarkUnder(b *testing.B) {
	a := counties(b)
	n, parts := 0, 0
	for b.Loop() {
		parts += len(a.Under(slick(b, n)))
		n++
	}
	b.ReportMetric(float64(parts)/float64(n), "counties/op")
}

// BenchmarkTenThousand is 10,000 footprints over 3,231 counties on all cores.
func BenchmarkTenThousand(b *testing.B) {
	a := counties(b)
	for b.Loop() {
		var wait sync.WaitGroup
		for worker := range 2 {
			wait.Go(func() {
				for n := worker; n < 10_000; n += 2 {
					a.Under(slick(b, n))
				}
			})
		}
		wait.Wait()
	}
}

// BenchmarkAtlas reads the file and indexes the counties; BenchmarkLand derives their neighbours; BenchmarkSurvey adds people and what nobody claims.
func BenchmarkAtlas(b *testing.B) {
	for b.Loop() {
		counties(b)
	}
}

// BenchmarkLand derives the graph of neighbours.
func BenchmarkLand(b *testing.B) {
	a := counties(b)
	for b.Loop() {
		a.Land()
	}
}

// BenchmarkSurvey is one footprint with people, coverage and 10,000 objects.
func BenchmarkSurvey(b *testing.B) {
	a := counties(b)
	var districts []District
	for i, c := range a.territories {
		districts = append(districts, District{fmt.Sprint(i), c.Area, 1000})
	}
	var objects []Object
	for i := range 10_000 {
		objects = append(objects, Object{ID: fmt.Sprint(i), Kind: "x", At: geo.Point{Lon: -122 + 50*math.Mod(float64(i)*0.618, 1), Lat: 28 + 20*math.Mod(float64(i)*0.754, 1)}})
	}
	v, err := NewInventory(districts, objects)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		if _, err := a.Survey(slick(b, n), v, 0.1); err != nil {
			b.Fatal(err)
		}
		n++
	}
}
