package figure

import (
	"bytes"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot"
)

func china(day, hour, minute int) time.Time {
	return time.Date(2005, 11, day, hour, minute, 0, 0, time.FixedZone("", 8*3600))
}

// fan is a slug passing a place: two bands, a median, three readings and a limit.
func fan() Hydrograph {
	h := Hydrograph{Sheet: Sheet{Title: "Nitrobenzene at Harbin intake: 1,000 members", Note: "river/slug 1, seed 1", X: "Time (UTC+08:00)", Y: "Concentration (mg/L)"},
		Start: china(22, 13, 45), Limit: 0.017, Named: "limit"}
	bump := func(t, at, high float64) float64 { return high * math.Exp(-(t-at)*(t-at)/300) }
	low, high, low2, high2, mid, read := []float64{}, []float64{}, []float64{}, []float64{}, []float64{}, []float64{}
	for t := 0.0; t <= 120; t += 2 {
		h.Hours = append(h.Hours, t)
		mid = append(mid, bump(t, 55, .4))
		low, high = append(low, bump(t, 70, .1)), append(high, bump(t, 50, .9))
		low2, high2 = append(low2, bump(t, 60, .25)), append(high2, bump(t, 52, .6))
		if r := math.NaN(); t == 30 || t == 50 || t == 52 {
			read = append(read, bump(t, 50, .5))
		} else {
			read = append(read, r)
		}
	}
	h.Bands = []Band{{"90 % of members", low, high}, {"50 % of members", low2, high2}}
	h.Lines = []Line{{Name: "median", Y: mid}, {Name: "readings", Y: read, Dots: true}}
	return h
}

func histogram() Histogram {
	h := Histogram{Sheet: Sheet{Title: "Arrival at Harbin intake", X: "Time (UTC+08:00)", Y: "Share of members (%)"}, Name: "members",
		Start: china(22, 13, 45), Marks: []Mark{{"5 %", 8}, {"50 %", 20}, {"95 %", 41}}}
	for i := range 25 {
		h.Edges = append(h.Edges, float64(2*i))
		h.Shares = append(h.Shares, math.Exp(-math.Pow(float64(i)-10, 2)/30)/10)
	}
	h.Edges = append(h.Edges, 50)
	return h
}

func reliability() Reliability {
	r := Reliability{Sheet: Sheet{Title: "Reliability: flow over 500 m³/s", X: "Forecast probability (below: number of forecasts)", Y: "Share that happened"},
		Diagonal: "perfect", Points: "forecasts", Bars: "consistent (90 %)"}
	for i := range 10 {
		f := (float64(i) + .5) / 10
		r.Bins = append(r.Bins, Bin{f, min(1, f*f+.1), max(0, f-.12), min(1, f+.12), 1200 / (i + 1)})
	}
	return r
}

// valley is two rivers that meet, in classes, and a brook of which nothing is foreseen.
func valley() Map {
	m := Map{Sheet: Sheet{Title: "Arrival of the flood", X: "Longitude (°)", Y: "Latitude (°)", Note: "river/flood 2"}, Classes: []string{"up to 6 h", "6 to 12 h", "12 to 24 h", "later"}, None: "not reached"}
	for i := range 8 {
		x := 100 + 0.1*float64(i)
		m.Stretches = append(m.Stretches, Stretch{i / 2, [][2]float64{{x, 30 + 0.02*math.Sin(9*x)}, {x + 0.1, 30 + 0.02*math.Sin(9*x+.9)}}})
	}
	m.Stretches = append(m.Stretches, Stretch{-1, [][2]float64{{100.1, 30.2}, {100.4, 30.1}, {100.5, 30.01}}})
	m.Spots = []Spot{{"bridge\n08-30 06:00", 0, 100.05, 30.01}, {"mill", 0, 100.06, 30.012}, {"town", 2, 100.5, 30}, {"mouth", 3, 100.8, 30.01}, {"brook", -1, 100.1, 30.2}}
	return m
}

// TestMap: a km is as long to the east as to the north, a name that would lie on another is moved, and a map of nowhere, or of one place, is no map of the world.
func TestMap(t *testing.T) {
	var b bytes.Buffer
	if err := Draw(&b, "svg", valley()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">bridge</text>", ">mill</text>", ">20 km</text>", ">not reached</text>", ">100.4</text>"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	p := plot.New()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 100, 101, 59.9, 60.1
	valley().fit(p, 400, 100)
	if wide, high := (p.X.Max-p.X.Min)/2, p.Y.Max-p.Y.Min; math.Abs(wide/high-4) > 0.01 || wide < 0.5 || high < 0.2 {
		t.Errorf("at 60 degrees north %g degrees of latitude wide, %g high: wants four times", wide, high)
	}
	one := Map{Sheet: Sheet{X: "x", Y: "y"}, Classes: []string{"a"}, Spots: []Spot{{"here", 0, 100, 30}}}
	if err := Draw(&b, "svg", one); err != nil {
		t.Errorf("one place: %v", err)
	}
	for name, bad := range map[string]Map{"empty": {}, "class": {Spots: []Spot{{"here", 0, 100, 30}}}, "degrees": {Spots: []Spot{{"here", -1, 400, 30}}},
		"line": {Stretches: []Stretch{{-2, [][2]float64{{1, 2}}}}}} {
		if err := Draw(&b, "svg", bad); err == nil || !strings.HasPrefix(err.Error(), "figure: map: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDraw draws every kind in both formats twice: the same bytes, and in SVG every word as text. With FIGURES set it leaves them there to be looked at.
func TestDraw(t *testing.T) {
	for name, d := range map[string]Drawing{"fan": fan(), "histogram": histogram(), "reliability": reliability(), "map": valley()} {
		for _, format := range []string{"svg", "png"} {
			var a, b bytes.Buffer
			if err := errors.Join(Draw(&a, format, d), Draw(&b, format, d)); err != nil {
				t.Fatalf("%s %s: %v", name, format, err)
			}
			if !bytes.Equal(a.Bytes(), b.Bytes()) || a.Len() < 2000 {
				t.Errorf("%s %s: %d bytes, then others", name, format, a.Len())
			}
			keep(t, name+"."+format, a.Bytes())
			s := d.sheet()
			for _, want := range []string{"<title>" + s.Title + "</title>", ">" + s.X + "</text>", ">" + s.Y + "</text>", "'Noto Sans CJK SC'"} {
				if format == "svg" && !strings.Contains(a.String(), want) {
					t.Errorf("%s: no %s", name, want)
				}
			}
		}
	}
}

func keep(t *testing.T, name string, b []byte) {
	t.Helper()
	if dir := os.Getenv("FIGURES"); dir != "" {
		if err := os.WriteFile(dir+"/"+name, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestChinese: SVG has Chinese as text, PNG refuses it and writes nothing.
func TestChinese(t *testing.T) {
	h := fan()
	h.Title, h.Lines[0].Name, h.Bands[0].Name, h.Y = "四方台取水口的硝基苯：1000 个成员", "中位数", "90 % 的成员", "浓度（mg/L）"
	var b bytes.Buffer
	if err := Draw(&b, "svg", h); err != nil || !strings.Contains(b.String(), ">中位数</text>") {
		t.Errorf("svg: %v", err)
	}
	keep(t, "chinese.svg", b.Bytes())
	b.Reset()
	if err := Draw(&b, "png", h); !errors.Is(err, ErrLetters) || b.Len() > 0 {
		t.Errorf("png: %v, %d bytes", err, b.Len())
	}
}

// TestRefused: what cannot be drawn is said, and nothing is written.
func TestRefused(t *testing.T) {
	short := fan()
	short.Bands[0].Low = short.Bands[0].Low[1:]
	gap := fan()
	gap.Bands[0].Low[3] = math.NaN()
	line := fan()
	line.Lines[0].Y = nil
	for want, d := range map[string]Drawing{
		`band "90 % of members": 60 and 61 values at 61 times`: short,
		`band "90 % of members"`:                               gap,
		`line "median": 0 values at 61 times`:                  line,
		"wants something to draw":                              Hydrograph{},
		"0 edges of 0 classes":                                 Histogram{},
		"no forecast in any class":                             Reliability{},
	} {
		var b bytes.Buffer
		if err := Draw(&b, "svg", d); err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%q: %v, %d bytes", want, err, b.Len())
		}
	}
	if err := Draw(&bytes.Buffer{}, "gif", fan()); err == nil || !strings.Contains(err.Error(), "wants svg or png") {
		t.Errorf("gif: %v", err)
	}
}

// TestDates: two to ten marks, on hours and days that people count in, from hours to years.
func TestDates(t *testing.T) {
	for hours, first := range map[float64]string{6: "14:00\n11-13", 30: "18:00\n11-13", 200: "11-14", 1000: "11-18", 20000: "2006-11-08"} {
		ticks := dates(china(13, 13, 45), 0, hours)
		if len(ticks) < 2 || len(ticks) > 10 || ticks[0].Label != first {
			t.Errorf("%g h: %d marks from %q, want %q", hours, len(ticks), ticks[0].Label, first)
		}
	}
}

// TestCounted: hours are whole, and there is no zero after a point that says nothing.
func TestCounted(t *testing.T) {
	for high, want := range map[float64]string{5: "0 1 2 3 4 5", 20: "0 3 6 9 12 15 18", 100: "0 12 24 36 48 60 72 84 96", 2: "0 1 2"} {
		var got []string
		for _, tick := range counted(0, high) {
			if tick.Label != "" {
				got = append(got, tick.Label)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%g h: %q, want %q", high, got, want)
		}
	}
}
