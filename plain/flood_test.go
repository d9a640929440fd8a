package plain

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/figure"
	"tongzhou/hazard/river/flood"
	"tongzhou/hazard/river/route"
	"tongzhou/table"
)

// valleyFile is a river of four reaches that runs east, with a brook of two into its second.
const valleyFile = `id,to,lon,lat,length_m,slope,bottom_width_m,top_width_m,bank,roughness,flood_width_m,flood_roughness,area_km2,base_m3s
1,2,100.00,30,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5
2,3,100.04,30,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5
3,4,100.08,30,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5
4,0,100.12,30,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5
11,12,100.02,30.08,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5
12,2,100.03,30.04,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5
`

const (
	stormFile    = "lon,lat,radius_km,time,duration_h,depth_mm\n100.04,30.02,12,2021-08-23T12:00+08:00,6,200\n"
	stationsFile = "id,name,reach,km,threshold_m3s\nbridge,Bridge,2,8,60\ntown,Town,4,16,60\n"
)

func flooding() Flood { return Flood{Hours: 36, Step: 900, Members: 40, Seed: 3} }

func floodFiles(network, storm, stations string) FloodFiles {
	n, s, t := file("network.csv", network), file("storm.csv", storm), file("stations.csv", stations)
	return FloodFiles{Network: &n, Storm: &s, Stations: &t}
}

// valleyInputs is the same in the model's own words.
func valleyInputs(t *testing.T) (*flood.Network, flood.Inputs) {
	t.Helper()
	var reaches []flood.Reach
	add := func(id, to route.ID, lon, lat float64) {
		reaches = append(reaches, flood.Reach{Lon: lon, Lat: lat, Area: 30, Base: 0.5, Reach: route.Reach{ID: id, To: to, Length: 4000, Slope: 0.001, Bottom: 20, Top: 40, Flood: 120, Bank: 0.5, Roughness: 0.04, FloodRoughness: 0.08}})
	}
	for i := range 4 {
		add(route.ID(i+1), route.ID((i+2)%5), []float64{100, 100.04, 100.08, 100.12}[i], 30)
	}
	add(11, 12, 100.02, 30.08)
	add(12, 2, 100.03, 30.04)
	n, err := flood.NewNetwork(reaches, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2021, 8, 23, 4, 0, 0, 0, time.UTC).UnixMilli()
	return n, flood.Inputs{Network: n.Hash(), Start: at, Hours: 36, Step: 900, Members: 40, Seed: 3, Prior: flood.DefaultPrior(),
		Rain: []flood.Rain{{Lon: 100.04, Lat: 30.02, Radius: 12, At: at, Hours: 6, Depth: 200}},
		Stations: []flood.Station{{ID: "bridge", Name: "Bridge", Place: "bridge", Reach: 2, KM: 8, Lon: 100.04, Lat: 30, Threshold: 60},
			{ID: "town", Name: "Town", Place: "town", Reach: 4, KM: 16, Lon: 100.12, Lat: 30, Threshold: 60}}}
}

// TestFlood: the forecast is the model's own, to the byte, from tables in any units, from the JSON network of a node, and again from the same files. R4
func TestFlood(t *testing.T) {
	n, in := valleyInputs(t)
	print, err := flood.Run(n, in)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := print.Encode()
	decoded, err := json.Marshal(map[string]any{"reaches": n.Reaches()})
	if err != nil {
		t.Fatal(err)
	}
	miles := strings.NewReplacer("duration_h", "duration_min", ",6,200", ",360,20", "depth_mm", "depth_cm").Replace(stormFile)
	var first []byte
	for name, f := range map[string]FloodFiles{"tables": floodFiles(valleyFile, stormFile, stationsFile), "other units": floodFiles(valleyFile, miles, strings.NewReplacer("km", "distance_m", ",8,", ",8000,", ",16,", ",16000,").Replace(stationsFile)),
		"json": floodFiles(string(decoded), stormFile, stationsFile)} {
		if name == "json" {
			f.Network.Name = "network.json"
		}
		r, err := flooding().Run(f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, _ := r.JSON()
		var v struct {
			Result struct {
				Footprint json.RawMessage
				Places    []floodPlace
			}
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		if err := json.NewEncoder(&got).Encode(v.Result.Footprint); err != nil || strings.TrimSpace(got.String()) != string(want) {
			t.Errorf("%s: another forecast (%v)", name, err)
		}
		if p := v.Result.Places[1]; p.Probability < 0.3 || len(p.Hourly["p95"]) != 37 || slices.Max(p.Hourly["p95"]) > p.Flow.P95*1.01 {
			t.Errorf("%s: %+v", name, p)
		}
		if got := r.Rows[1][slices.Index(r.Header, "arrival_p50")]; got != spell(time.UnixMilli(in.Start).In(time.FixedZone("", 8*3600)), print.Reaches[1].Arrival.P50) {
			t.Errorf("%s: arrival %s", name, got)
		}
		if name == "tables" {
			first = b
		}
	}
	again, err := flooding().Run(floodFiles(valleyFile, stormFile, stationsFile))
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := again.JSON(); string(b) != string(first) {
		t.Error("the same files, other bytes")
	}
}

// TestFloodFigures: fan, arrival and map in both languages; the map has every station and reach, and colours what is there at its time only; GeoJSON
// has the stations as points and the reaches that leave their banks as lines, with their bands.
func TestFloodFigures(t *testing.T) {
	for _, lang := range []string{"en", "zh-Hans"} {
		o := flooding()
		o.Lang, o.Place = lang, "town"
		r, err := o.Run(floodFiles(valleyFile, strings.Replace(stormFile, ",200", ",500", 1), stationsFile))
		if err != nil || !slices.Equal(r.Kinds, []string{"fan", "arrival", "map"}) {
			t.Fatalf("%v: %v", r.Kinds, err)
		}
		for _, kind := range r.Kinds {
			if b, err := r.Draw(kind, "svg"); err != nil || !strings.Contains(string(b), "Town") || strings.Contains(string(b), "{") {
				t.Errorf("%s %s: %v", lang, kind, err)
			}
		}
		b, err := r.GeoJSON()
		if err != nil {
			t.Fatal(err)
		}
		var v struct {
			Features []struct {
				Geometry   struct{ Type string }
				Properties map[string]any
			}
		}
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		points, lines := 0, 0
		for _, f := range v.Features {
			switch f.Geometry.Type {
			case "Point":
				points++
			case "LineString":
				lines++
				if p := f.Properties; p["arrival_p50"] == nil || p["probability"].(float64) <= 0 || p["bankfull_m3s"].(float64) < 100 {
					t.Errorf("%v", p)
				}
			}
		}
		if points != 2 || lines < 2 || lines > 5 {
			t.Errorf("%d stations, %d reaches", points, lines)
		}
	}
	for at, want := range map[string]bool{"2021-08-23T12:00+08:00": false, "2021-08-23T21:00+08:00": true} {
		o := flooding()
		o.When, _ = table.ParseTime(at)
		r, err := o.Run(floodFiles(valleyFile, stormFile, stationsFile))
		if err != nil {
			t.Fatal(err)
		}
		b, err := r.Draw("map", "svg")
		if got := strings.Contains(string(b), "10 to 50 %") || strings.Contains(string(b), "50 to 90 %"); err != nil || got != want {
			t.Errorf("at %s: %v, the flood is there: %v", at, err, got)
		}
	}
}

// TestFloodRefuses: whatever is wrong is refused with file, line, and what would be valid; a run that is too short, and a cell that brings nothing, are said.
func TestFloodRefuses(t *testing.T) {
	type files = FloodFiles
	with := func(network, storm, stations string) func() files {
		return func() files { return floodFiles(network, storm, stations) }
	}
	reading := func(text string) func() files {
		return func() files {
			f, r := floodFiles(valleyFile, stormFile, stationsFile), file("flows.csv", text)
			f.Readings = &r
			return f
		}
	}
	bad := strings.Replace
	for want, make := range map[string]func() files{
		"network.csv:1: a flood wants the columns lon and lat":                                                       with(bad(valleyFile, "base_m3s", "_base", 1), stormFile, stationsFile),
		"network.csv:3: 2 flows into 9, which is not there":                                                          with(bad(valleyFile, "2,3,100.04", "2,9,100.04", 1), stormFile, stationsFile),
		"network.csv:2: lon 400: wants -180 to 180":                                                                  with(bad(valleyFile, "1,2,100.00", "1,2,400", 1), stormFile, stationsFile),
		"storm.csv:2: rain cell 1: depth 4000: wants 0 to 3000 mm":                                                   with(valleyFile, bad(stormFile, ",200", ",4000", 1), stationsFile),
		"storm.csv:2: time: is empty":                                                                                with(valleyFile, bad(stormFile, "2021-08-23T12:00+08:00", "", 1), stationsFile),
		"storm.csv:2: the rain falls beside the network":                                                             with(valleyFile, bad(stormFile, ",30.02", ",40", 1), stationsFile),
		"storm.csv:1: column \"depth\": wants depth_mm, depth_cm or depth_in":                                        with(valleyFile, bad(stormFile, "depth_mm", "depth", 1), stationsFile),
		"stations.csv:3: reach: 9 is no reach of the network":                                                        with(valleyFile, stormFile, bad(stationsFile, "Town,4", "Town,9", 1)),
		"stations.csv:2: threshold 1 m3/s: wants more than flows here on a day without rain, 2 m3/s; the banks hold": with(valleyFile, stormFile, bad(stationsFile, "8,60", "8,1", 1)),
		"stations.csv:3: station \"town\": km 1 after 8":                                                             with(valleyFile, stormFile, bad(stationsFile, "4,16,", "4,1,", 1)),
		"flows.csv:2: reading at \"mill\": there is no such station":                                                 reading("place,time,value_m3s\nmill,2021-08-23T15:00+08:00,40\n"),
		"flows.csv:2: reading at \"town\": -3.0 h after the start: wants a time":                                     reading("place,time,value_m3s\ntown,2021-08-23T09:00+08:00,40\n"),
		"prior.json:2: ": func() files {
			f, p := floodFiles(valleyFile, stormFile, stationsFile), file("prior.json", "{\n\"wet\": 1}")
			f.Prior = &p
			return f
		},
		"prior.json:": func() files {
			f, p := floodFiles(valleyFile, stormFile, stationsFile), file("prior.json", "{\"depth\": 1}}")
			f.Prior = &p
			return f
		},
		"network.json:2: 7 flows into 9": func() files {
			f := floodFiles("{\"reaches\": [\n{\"ID\": 7, \"To\": 9, \"Slope\": 0.001, \"Length\": 100, \"Bottom\": 1, \"Top\": 2, \"Bank\": 1, \"Flood\": 2, \"Roughness\": 0.03, \"FloodRoughness\": 0.03}]}", stormFile, stationsFile)
			f.Network.Name = "network.json"
			return f
		},
	} {
		if _, err := flooding().Run(make()); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	o := flooding()
	o.Place = "nowhere"
	if _, err := o.Run(floodFiles(valleyFile, stormFile, stationsFile)); err == nil {
		t.Error("a place that there is not")
	}
	for at, ok := range map[string]bool{"2021-08-23T11:59+08:00": false, "2021-08-23T12:00+08:00": true, "2021-08-25T00:00+08:00": true, "2021-08-25T00:01+08:00": false} {
		o := flooding()
		o.When, _ = table.ParseTime(at)
		if _, err := o.Run(floodFiles(valleyFile, stormFile, stationsFile)); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "wants a time within the run, 2021-08-23T12:00+08:00 to 2021-08-25T00:00+08:00") {
			t.Errorf("a map of %s: %v", at, err)
		}
	}
	o = flooding()
	enough := errors.New("enough")
	o.Progress = func(float64) error { return enough }
	if _, err := o.Run(floodFiles(valleyFile, stormFile, stationsFile)); !errors.Is(err, enough) {
		t.Errorf("not stopped: %v", err)
	}
	o = flooding()
	o.Hours = 8
	r, err := o.Run(floodFiles(valleyFile, stormFile+"100,45,10,2021-08-23T12:00+08:00,6,200\n", stationsFile))
	if err != nil || len(r.Said) != 3 || !strings.HasPrefix(r.Said[0], "storm.csv:3: this cell falls beside") || !strings.Contains(r.Said[2], "town: the run ends after 8 h with ") {
		t.Errorf("%v: %q", err, r.Said)
	}
}

// TestFloodReadings: readings of a flood that is less than foreseen take the forecast down, and stand in the figure.
func TestFloodReadings(t *testing.T) {
	before, err := flooding().Run(floodFiles(valleyFile, stormFile, stationsFile))
	if err != nil {
		t.Fatal(err)
	}
	f, r := floodFiles(valleyFile, stormFile, stationsFile), file("flows.csv", "place,time,value_m3s\nbridge,2021-08-23T18:00+08:00,20\nbridge,2021-08-23T22:00+08:00,25\n")
	f.Readings = &r
	o := flooding()
	o.Place = "bridge"
	after, err := o.Run(f)
	if err != nil {
		t.Fatal(err)
	}
	flow := func(r *Result) string { return r.Rows[1][slices.Index(r.Header, "flow_p50_m3s")] }
	var was, is float64
	fmt.Sscan(flow(before), &was)
	fmt.Sscan(flow(after), &is)
	b, err := after.Draw("fan", "svg")
	if !(is < 0.8*was) || err != nil || !strings.Contains(string(b), ">readings</text>") {
		t.Errorf("the crest at the town is %g m3/s, was %g: %v", is, was, err)
	}
}

// TestMapKeepsToTheFlood: a brook a hundred km away, where nothing happens, does not make the map one of the whole basin; one near by is drawn.
func TestMapKeepsToTheFlood(t *testing.T) {
	far := strings.Replace(valleyFile, "11,12,100.02,30.08", "21,22,100,32,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5\n22,1,100,31.9,4000,0.001,20,40,0.5,0.04,120,0.08,30,0.5\n11,12,100.02,30.08", 1)
	r, err := flooding().Run(floodFiles(far, stormFile, stationsFile))
	if err != nil {
		t.Fatal(err)
	}
	m := r.Figures["map"].(figure.Map)
	brook := false
	for _, s := range m.Stretches {
		if s.Points[0][1] > 31 || s.Points[1][1] > 31 {
			t.Errorf("%v is on the map", s.Points)
		}
		brook = brook || s.Points[0] == [2]float64{100.02, 30.08}
	}
	if !brook || len(m.Stretches) != 5 {
		t.Errorf("%d stretches, want those of the valley with its brook", len(m.Stretches))
	}
}

// TestPassage: the share over a limit at an hour counts both ends and everybody; the median is that of those who arrive, where half do.
func TestPassage(t *testing.T) {
	nan := math.NaN()
	p := passage{[]float64{1, 2, 3, nan}, []float64{5, 6, 3, nan}}
	for hour, want := range map[float64]float64{0: 0, 1: 0.25, 3: 0.75, 3.5: 0.5, 6: 0.25, 7: 0} {
		if got := p.over(hour); got != want {
			t.Errorf("hour %g: %g, want %g", hour, got, want)
		}
	}
	if m, ok := p.median(); m != 2 || !ok {
		t.Errorf("median %g %v", m, ok)
	}
	if _, ok := (passage{[]float64{1, nan, nan}, []float64{2, nan, nan}}).median(); ok {
		t.Error("a third arrives, and there is a median")
	}
	if (passage{}).over(1) != 0 {
		t.Error("nobody is over")
	}
}

// TestClassesOfArrival: six classes at the most, on whole hours or days of the zone, that hold every median.
func TestClassesOfArrival(t *testing.T) {
	w, err := wordsOf("en")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2005, 11, 13, 13, 45, 0, 0, time.FixedZone("", 8*3600))
	for _, spread := range []float64{0, 3, 40, 700, 3000} {
		c := &chart{words: w, start: start}
		var all []passage
		for i := range 5 {
			a := 7.3 + spread*float64(i)/4
			all = append(all, passage{[]float64{a}, []float64{a + 1}})
		}
		names := c.classes(all)
		if len(names) < 1 || len(names) > 7 {
			t.Errorf("over %g h: %q", spread, names)
		}
		for i, p := range all {
			if class, _ := c.class(p); class < 0 || class >= len(names) || i == 0 && class != 0 {
				t.Errorf("over %g h: class %d of %d", spread, class, len(names))
			}
		}
		if spread == 3 && names[0] != "11-13 21:00 to 22:00" || spread == 700 && names[0] != "11-13 to 11-23" {
			t.Errorf("over %g h: %q", spread, names)
		}
	}
}
