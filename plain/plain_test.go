package plain

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tongzhou/figure"
	"tongzhou/hazard/river"
	"tongzhou/table"
)

func file(name, text string) table.Source {
	return table.Source{Name: name, Data: strings.NewReader(text)}
}

// chow is example 8.4.1 of Chow, Maidment and Mays, Applied Hydrology (1988).
const chow = `hour,inflow_cfs
1,93
2,137
3,208
4,320
5,442
6,546
7,630
8,678
9,691
10,675
11,634
12,571
13,477
14,390
15,329
16,247
17,184
18,134
19,108
20,90
`

func muskingumOf(t *testing.T, text string, m Muskingum) (*Result, map[string]any) {
	t.Helper()
	r, err := m.Run(file("flood.csv", text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Result map[string]any }
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return r, v.Result
}

// TestMuskingumUnits: the answer does not depend on the unit of the file, nor on hours being spelt as times; the linear method keeps water.
func TestMuskingumUnits(t *testing.T) {
	m := Muskingum{K: 2.3, X: 0.15, First: 85}
	_, v := muskingumOf(t, chow, m)
	if peak := v["outflowPeak"].(map[string]any); math.Abs(peak["flow"].(float64)-641.7456) > 1e-3 || peak["at"] != "11" {
		t.Errorf("peak %v", peak)
	}
	balance := v["balance"].(map[string]any)
	if in, off := balance["inflowM3"].(float64), balance["imbalanceM3"].(float64); math.Abs(off) > 1e-9*in || math.Abs(in-763790) > 1 {
		t.Errorf("of %g m3 %g are missing", in, off)
	}
	start := time.Date(2005, 11, 13, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	litres := "time,inflow_ls\n"
	x := table.Read(file("", chow))
	hour, flow := x.Column(table.Want{Name: "hour", Quantity: table.Plain}), x.Column(table.Want{Name: "inflow", Quantity: table.Flow})
	for _, r := range x.Rows() {
		litres += start.Add(time.Duration(hour.Number(r))*time.Hour).Format(time.RFC3339) + "," + table.Digits(1e3*flow.Number(r)) + "\n"
	}
	m.First = 1e3 * 85 * math.Pow(0.3048, 3)
	_, w := muskingumOf(t, litres, m)
	peak := w["outflowPeak"].(map[string]any)
	if q := peak["flow"].(float64) / 1e3 / math.Pow(0.3048, 3); math.Abs(q-641.7456) > 0.01 || peak["at"] != "2005-11-13T11:00+08:00" || w["unit"] != "l/s" {
		t.Errorf("in litres: %g cfs, %v", q, peak)
	}
}

// TestMuskingumFit: a fit to what the model itself routed finds the numbers back.
func TestMuskingumFit(t *testing.T) {
	r, _ := muskingumOf(t, chow, Muskingum{K: 2.3, X: 0.15, First: 85})
	text := "hour,inflow_cfs,outflow_cfs\n"
	for _, row := range r.Rows {
		text += strings.Join(row, ",") + "\n"
	}
	_, v := muskingumOf(t, text, Muskingum{Fit: "linear", First: -1})
	reach, fit := v["reach"].(map[string]any), v["againstObserved"].(map[string]any)
	if k, x := reach["k"].(float64), reach["x"].(float64); math.Abs(k-2.3) > 1e-3 || math.Abs(x-0.15) > 1e-3 || fit["nse"].(float64) < 0.999999 {
		t.Errorf("K %g X %g %v", k, x, fit)
	}
	if _, err := (Muskingum{Fit: "cubic"}).Run(file("x.csv", text)); err == nil {
		t.Error("a fit that there is not")
	}
	if _, err := (Muskingum{Fit: "linear", Lang: "fr"}).Run(file("x.csv", text)); err == nil || !strings.Contains(err.Error(), "wants en or zh-Hans") {
		t.Errorf("a language that there is not: %v", err)
	}
	if _, err := (Muskingum{K: 0.1, X: 0.1, M: 2.5, First: -1}).Run(file("x.csv", text)); err == nil || !strings.HasPrefix(err.Error(), "x.csv: ") {
		t.Errorf("a reach that runs empty: %v", err)
	}
}

const sectionsFile = `id,length_km,discharge_m3s,mean_discharge_m3s,slope,catchment_km2,width_m,roughness
upper,150,600,430,2.2e-4,50000,350,0.030
lower,200,820,1200,5.5e-5,365000,500,0.030
`

const placesFile = "id,name,km,lon,lat\nmill,Mill,80,124.8,45.1\nlower,Lower bridge,330,126.4,45.7\n"

func slug() Slug {
	return Slug{At: time.Date(2005, 11, 13, 13, 45, 0, 0, time.FixedZone("", 8*3600)), Hours: 14, Mass: 1e5, Share: 0.4, Limit: 0.017, Members: 60, Seed: 3}
}

// TestSlug: the numbers are the model's own; units of the files do not matter; the same seed gives the same bytes and another seed others. R4
func TestSlug(t *testing.T) {
	r, err := slug().Run(file("s.csv", sectionsFile), file("p.csv", placesFile))
	if err != nil {
		t.Fatal(err)
	}
	in := river.Inputs{Start: slug().At.UnixMilli(), Limit: 0.017, Members: 60, Seed: 3, Prior: river.DefaultPrior(),
		Release: river.Release{At: slug().At.UnixMilli(), Hours: 14, Mass: 1e5, Share: 0.4},
		Reaches: []river.Reach{{ID: "upper", KM: 150, Discharge: 600, MeanDischarge: 430, Slope: 2.2e-4, Area: 50000, Width: 350, Roughness: 0.03},
			{ID: "lower", KM: 200, Discharge: 820, MeanDischarge: 1200, Slope: 5.5e-5, Area: 365000, Width: 500, Roughness: 0.03}},
		Stations: []river.Station{{ID: "mill", Name: "Mill", KM: 80, Lon: 124.8, Lat: 45.1}, {ID: "lower", Name: "Lower bridge", KM: 330, Lon: 126.4, Lat: 45.7}}}
	want, err := river.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Rows[1][slices.Index(r.Header, "arrival_p50")]; got != spell(slug().At, want.Reaches[1].Arrival.P50) {
		t.Errorf("arrival %s, the model says %s", got, spell(slug().At, want.Reaches[1].Arrival.P50))
	}
	first, _ := r.JSON()
	again, err := slug().Run(file("s.csv", sectionsFile), file("p.csv", placesFile))
	if err != nil {
		t.Fatal(err)
	}
	if second, _ := again.JSON(); string(first) != string(second) {
		t.Error("the same seed, other bytes")
	}
	metres := strings.Replace(strings.Replace(strings.Replace(sectionsFile, "length_km", "length_m", 1), ",150,", ",150000,", 1), ",200,", ",200000,", 1)
	other, err := slug().Run(file("s.csv", metres), file("p.csv", strings.Replace(strings.Replace(strings.Replace(placesFile, "km", "distance_m", 1), ",80,", ",80000,", 1), ",330,", ",330000,", 1)))
	if err != nil || !slices.EqualFunc(r.Rows, other.Rows, slices.Equal[[]string]) {
		t.Errorf("in metres: %v\n%v\n%v", err, r.Rows, other.Rows)
	}
	seeded := slug()
	seeded.Seed = 4
	other, err = seeded.Run(file("s.csv", sectionsFile), file("p.csv", placesFile))
	if err != nil || slices.EqualFunc(r.Rows, other.Rows, slices.Equal[[]string]) {
		t.Errorf("another seed, the same answer: %v", err)
	}
}

// TestFiguresOfSlug: each place that is asked for can be drawn, in both languages, and a place where nothing comes has no arrival.
func TestFiguresOfSlug(t *testing.T) {
	for _, lang := range []string{"en", "zh-Hans"} {
		s := slug()
		s.Place, s.Lang = "lower", lang
		r, err := s.Run(file("s.csv", sectionsFile), file("p.csv", strings.NewReplacer("lat\n", "lat,km_sd\n", "45.1\n", "45.1,5\n", "45.7\n", "45.7,5\n").Replace(placesFile)))
		if err != nil || !slices.Equal(r.Kinds, []string{"fan", "arrival", "map"}) {
			t.Fatalf("%v: %v", r.Kinds, err)
		}
		for _, kind := range append(r.Kinds, "") {
			if b, err := r.Draw(kind, "svg"); err != nil || !strings.Contains(string(b), "Lower bridge") || strings.Contains(string(b), "{") {
				t.Errorf("%s %s: %v", lang, kind, err)
			}
		}
		for i, s := range r.Figures["map"].(figure.Map).Spots { // a clock on the map is that of the table
			_, clock, _ := strings.Cut(s.Name, "\n")
			if want := strings.Replace(r.Rows[i][slices.Index(r.Header, "arrival_p50")], "T", " ", 1); clock != "" && !strings.Contains(want, clock) || clock == "" && s.Name == "Lower bridge" {
				t.Errorf("on the map %q, in the table %s", s.Name, want)
			}
		}
		if _, err := r.Draw("pie", "svg"); err == nil || !strings.Contains(err.Error(), "wants one of fan, arrival, map") {
			t.Errorf("a figure that there is not: %v", err)
		}
	}
	s := slug()
	s.Mass, s.Place = 1e-3, "lower"
	if r, err := s.Run(file("s.csv", sectionsFile), file("p.csv", placesFile)); err != nil || !slices.Equal(r.Kinds, []string{"fan", "map"}) {
		t.Errorf("nothing comes: %v", err)
	}
}

// TestWords: both catalogues have the same sentences with the same places.
func TestWords(t *testing.T) {
	en, err := wordsOf("")
	if err != nil {
		t.Fatal(err)
	}
	zh, err := wordsOf("zh-Hans")
	if err != nil || !slices.Equal(slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(zh))) {
		t.Fatalf("%v: %v\n%v", err, slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(zh)))
	}
	for key, text := range en {
		for _, part := range strings.SplitAfter(text, "}") {
			if _, place, ok := strings.Cut(part, "{"); ok && !strings.Contains(zh[key], "{"+place) {
				t.Errorf("%s: zh-Hans has no {%s", key, place)
			}
		}
	}
}

// TestStorage: in a uniform channel the run is the textbook's solution; the budget closes; a section without what it needs is refused by line.
func TestStorage(t *testing.T) {
	const uniform = "id,length_km,discharge_m3s,mean_discharge_m3s,slope,catchment_km2,velocity_ms,dispersion_m2s,section_m2\na,20,50,50,1e-3,500,0.5,40,100\nb,20,50,50,1e-3,500,0.5,40,100\n"
	s := slug()
	s.Storage, s.Hours, s.Mass, s.Share, s.Limit = true, 0, 5000, 1, 0.05
	r, err := s.Run(file("s.csv", uniform), file("p.csv", "id,km\nfirst,10\nlast,30\n"))
	if err != nil {
		t.Fatal(err)
	}
	x := r.Value.(told).Storage
	for i, km := range []float64{10, 30} {
		const u, k = 0.5, 40.0
		high, when := 0.0, 0.0
		for at := 600.0; at < 2e5; at += 5 {
			if c := 1000 * 5000 / (100 * math.Sqrt(4*math.Pi*k*at)) * math.Exp(-math.Pow(1000*km-u*at, 2)/(4*k*at)); c > high {
				high, when = c, at
			}
		}
		if want := spell(s.At, when/3600); math.Abs(x.Places[i].Intensity/high-1) > 0.01 || x.Places[i].Peak[:14] != want[:14] || x.Places[i].Arrival >= x.Places[i].Peak || x.Places[i].End <= x.Places[i].Peak {
			t.Errorf("km %g: %+v, want %g mg/L at %s", km, x.Places[i], high, want)
		}
	}
	if b := x.Budget; math.Abs(b.Released-5000) > 1e-6 || math.Abs(b.Released-b.Water-b.Storage-b.Decayed-b.Out-b.Taken) > 1e-6 {
		t.Errorf("%+v", b)
	}
	if last := r.Header[len(r.Header)-1]; last != "storage_intensity_mgl" || len(r.Rows[0]) != len(r.Header) || len(r.Said) != 1 {
		t.Errorf("%v %v", r.Header, r.Said)
	}
	for want, text := range map[string]string{
		"s.csv:2: transient storage wants section_m2": sectionsFile,
		"s.csv:3: reach 2: storage 30 m2 with exchan": strings.Replace(strings.ReplaceAll(strings.Replace(uniform, "section_m2", "section_m2,storage_m2", 1), ",100\n", ",100,0\n"), "b,20,50,50,1e-3,500,0.5,40,100,0", "b,20,50,50,1e-3,500,0.5,40,100,30", 1),
		"s.csv: transient storage wants 400000 cells": strings.ReplaceAll(uniform, ",40,100", ",0.05,100"),
	} {
		if _, err := s.Run(file("s.csv", text), file("p.csv", "id,km\nfirst,10\n")); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}
